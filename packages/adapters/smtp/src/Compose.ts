/** The message as it goes over the wire: both bodies, the headers, a Message-ID made of our attempt id. */
import type { EmailContent, WireMessage } from "@forbear/channels"
import MailComposer from "nodemailer/lib/mail-composer"
import type { SmtpConfig } from "./Config.ts"

/** Headers that say who, to whom and what: they come from the message's own fields, never from its free headers. */
const ours = /^(from|sender|to|cc|bcc|subject|date|message-id|mime-version|return-path|content-.*)$/i

/** True if a free header would overwrite one of ours, or is none. */
export const isForbiddenHeader = (name: string): boolean =>
  ours.test(name) || !/^[A-Za-z0-9-]{1,76}$/.test(name)

const domainOf = (mailbox: string): string => mailbox.slice(mailbox.lastIndexOf("@") + 1)

/** `<attempt@domain>`: what the mail server, its logs and a bounce name the message by. */
export const messageId = (
  config: Pick<SmtpConfig, "domain">,
  message: Pick<WireMessage, "attemptId" | "sender">
): string => {
  const left = encodeURIComponent(message.attemptId)
    .replaceAll(".", "%2E")
    .replace(/[()]/g, (c) => (c === "(" ? "%28" : "%29"))
  return `<${left}@${config.domain ?? domainOf(message.sender.address)}>`
}

const headersOf = (config: SmtpConfig, content: EmailContent): Record<string, string> => {
  const headers = { ...content.headers }
  const present = Object.keys(headers).some((name) => name.toLowerCase() === "list-unsubscribe")
  if (config.unsubscribe !== undefined && !present) {
    headers["List-Unsubscribe"] = `<mailto:${config.unsubscribe.mailto}?subject=unsubscribe>`
  }
  return headers
}

/** Envelope and bytes. `now` in epoch milliseconds becomes the Date header. */
export const compose = async (
  config: SmtpConfig,
  message: WireMessage,
  content: EmailContent,
  now: number
) => {
  const { sender, to, toName } = message
  const composer = new MailComposer({
    from: { name: sender.displayName ?? "", address: sender.address },
    to: { name: toName ?? "", address: to },
    subject: content.subject,
    text: content.text,
    html: content.html,
    headers: headersOf(config, content),
    messageId: messageId(config, message),
    date: new Date(now),
    disableFileAccess: true,
    disableUrlAccess: true
  })
  const raw = await composer.compile().build()
  return { envelope: { from: config.returnPath ?? sender.address, to, size: raw.length }, raw }
}
