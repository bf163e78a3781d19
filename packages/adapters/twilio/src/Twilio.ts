/** The Twilio channel: SMS through the Messages resource, status callbacks and inbound texts. */
import { defineChannel, type Channel, type Manifest } from "@forbear/channels"
import { configSchema, type TwilioConfig } from "./Config.ts"
import { makeHealth, makeSend } from "./Send.ts"
import { makeWebhook } from "./Webhook.ts"

/**
 * What the adapter declares. Twilio lists third-party debt collection among the forbidden categories; a sender that
 * carries a permission of its own, with evidence, replaces this for itself.
 */
export const twilioManifest: Manifest = {
  specVersion: 1,
  name: "twilio",
  title: "Twilio SMS",
  channels: ["sms"],
  directions: ["outbound", "inbound"],
  content: ["text"],
  limits: { characters: 1600 },
  evidence: "delivered",
  idempotency: { kind: "none" },
  cancellable: false,
  webhook: "twilio",
  optOut: { owner: "both", reported: true, autoReply: true },
  permittedUse: {
    firstPartyDebt: {
      verdict: "needs_approval",
      source:
        "Twilio forbidden message categories: billing by the creditor that is owed may be registered as another use case; carriers decide on each campaign. https://www.twilio.com/docs/api/errors/30943",
      asOf: "2026-11-21"
    },
    thirdPartyDebt: {
      verdict: "forbidden",
      source:
        "Third-party debt collection is a forbidden category: Twilio errors 30943 (10DLC, not resubmittable), 30460 (toll-free), 30863 (US and CA SMS and MMS). https://www.twilio.com/docs/api/errors/30943",
      asOf: "2026-11-21"
    }
  },
  senders: ["ten_dlc", "toll_free", "short_code", "long_code", "alphanumeric"],
  personalFields: ["to", "content"],
  hosts: ["api.twilio.com"],
  connects: false,
  sandbox: true
}

const hostOf = (baseUrl: string | undefined): ReadonlyArray<string> => {
  if (baseUrl === undefined) return []
  const { protocol, hostname, port } = new URL(baseUrl)
  return [`${hostname}:${port === "" ? (protocol === "https:" ? 443 : 80) : port}`]
}

const define = defineChannel<TwilioConfig>({
  manifest: twilioManifest,
  config: configSchema,
  make: (config) => {
    const name = config.name ?? twilioManifest.name
    const { webhook, statusUrl } = makeWebhook(config, name)
    return {
      name,
      senders: config.senders,
      extraHosts: hostOf(config.baseUrl),
      send: makeSend(config, statusUrl),
      webhook,
      health: makeHealth(config)
    }
  }
})

/**
 * A Twilio account as a channel. A configuration that cannot work throws `ChannelConfigError`.
 *
 * There is no `lookup`: Twilio keeps no reference of ours on a message, so a list by recipient and day cannot tell one
 * attempt from another of the same text. A lost reply is settled by the status callback, whose URL carries the attempt id.
 */
export const twilio = (config: TwilioConfig): Channel => {
  const channel = define(config)
  if (config.optOut !== "host") return channel
  return {
    ...channel,
    manifest: { ...twilioManifest, optOut: { owner: "us", reported: false, autoReply: false } }
  }
}
