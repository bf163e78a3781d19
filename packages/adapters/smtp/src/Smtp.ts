/** The SMTP channel: one message, one connection, one honest answer. */
import { defineChannel, rejected, type Channel, type Manifest } from "@forbear/channels"
import { configSchema, isMailbox, type SmtpConfig } from "./Config.ts"

const ownServer = {
  verdict: "allowed",
  source:
    "The operator's own mail server: no provider policy stands in between; mailbox providers' sender rules apply to all mail. https://support.google.com/mail/answer/81126",
  asOf: "2026-11-21"
} as const

/** What the adapter declares. A 250 proves that a server took the message, no more; bounces come back as mail. */
export const smtpManifest: Manifest = {
  specVersion: 1,
  name: "smtp",
  title: "E-mail over SMTP",
  channels: ["email"],
  directions: ["outbound"],
  content: ["email"],
  limits: {},
  evidence: "accepted",
  idempotency: { kind: "none" },
  cancellable: false,
  webhook: null,
  optOut: { owner: "us", reported: false, autoReply: false },
  permittedUse: { firstPartyDebt: ownServer, thirdPartyDebt: ownServer },
  senders: ["domain"],
  personalFields: ["to", "toName", "content"],
  hosts: [],
  connects: true,
  sandbox: true
}

const load = () => Promise.all([import("./Compose.ts"), import("./Session.ts")])

/** nodemailer is loaded with the first message, not with the package. */
const makeSend = (config: SmtpConfig): Channel["send"] => {
  let parts: ReturnType<typeof load> | undefined
  return async (message, context) => {
    const { content } = message
    if (content.kind !== "email") return rejected("permanent", "content_not_supported")
    if (message.notAfter <= context.now()) return rejected("permanent", "not_after_passed")
    if (!isMailbox(message.to)) return rejected("invalid_address", "not_an_address")
    parts ??= load()
    const [{ compose, isForbiddenHeader, messageId }, { deliver }] = await parts
    if (Object.keys(content.headers).some(isForbiddenHeader))
      return rejected("permanent", "header_not_allowed")
    const mail = await compose(config, message, content, context.now())
    return deliver(config, { ...mail, messageId: messageId(config, message) }, context)
  }
}

/** An SMTP server as a channel. A configuration that cannot work throws `ChannelConfigError`. */
export const smtp = defineChannel<SmtpConfig>({
  manifest: smtpManifest,
  config: configSchema,
  make: (config) => ({
    name: config.name ?? smtpManifest.name,
    senders: config.senders,
    extraHosts: [`${config.host.includes(":") ? `[${config.host}]` : config.host}:${config.port}`],
    send: makeSend(config),
    health: async (context) => (await import("./Session.ts")).check(config, context)
  })
})
