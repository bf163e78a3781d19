/** What a Twilio messaging callback looks like, so that free text cannot change what a request means. */

const sid = "[0-9a-f]{32}"
const party = /^(\+[1-9]\d{1,14}|\d{3,8}|[A-Za-z0-9 ]{1,11}|(whatsapp|rcs|messenger):\S{1,128})$/
const status =
  /^(accepted|scheduled|queued|sending|sent|delivered|undelivered|failed|receiving|received|read|canceled|partially_delivered)$/

/**
 * Formats of the parameters that decide what a messaging callback means. Twilio signs names and values without separators, so
 * `Body=ab` and `Body=a&b=` have one signature; with these, `messagingRequired`, and `unknownParams: "refuse"` where the list is known, the boundary is held.
 *
 * Source: https://www.twilio.com/docs/messaging/guides/webhook-request, https://www.twilio.com/docs/messaging/guides/track-outbound-message-status.
 */
export const messagingFormats: Readonly<Record<string, RegExp>> = {
  AccountSid: new RegExp(`^AC${sid}$`),
  ApiVersion: /^\d{4}-\d{2}-\d{2}$/,
  Body: /^[\s\S]{0,4096}$/,
  ErrorCode: /^\d{4,6}$/,
  From: party,
  MessageSid: new RegExp(`^(SM|MM)${sid}$`),
  MessageStatus: status,
  MessagingServiceSid: new RegExp(`^MG${sid}$`),
  NumMedia: /^\d{1,2}$/,
  NumSegments: /^\d{1,3}$/,
  OptOutType: /^(STOP|START|HELP)$/,
  RawDlrDoneDate: /^\d{10}$/,
  SmsMessageSid: new RegExp(`^(SM|MM)${sid}$`),
  SmsSid: new RegExp(`^(SM|MM)${sid}$`),
  SmsStatus: status,
  To: party
}

/** What every messaging callback carries; the sender after `Body` cannot be swallowed by it. Source: as `messagingFormats`. */
export const messagingRequired: ReadonlyArray<string> = ["AccountSid", "From", "MessageSid", "To"]
