/** Twilio's callbacks: verified on their raw bytes, then read into the common vocabulary. */
import {
  MalformedWebhookError,
  type ChannelWebhook,
  type DeliveryState,
  type ProviderEvent,
  type RawRequest
} from "@forbear/channels"
import { messagingFormats, twilio as verifier } from "@forbear/webhooks/twilio"
import { trimmed, type TwilioConfig } from "./Config.ts"
import { twilioErrors } from "./Errors.ts"

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
const states: Readonly<Record<string, DeliveryState>> = {
  accepted: "queued",
  queued: "queued",
  sending: "queued",
  scheduled: "scheduled",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  partially_delivered: "delivered.unconfirmed",
  canceled: "canceled"
}

/** https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
const optOuts = { STOP: "stop", START: "start", HELP: "help" } as const

const statesOf = (status: string, code: string | undefined): ReadonlyArray<DeliveryState> => {
  if (status === "failed" || status === "undelivered")
    return twilioErrors.get(code ?? "")?.states ?? ["failed.unknown"]
  return [states[status] ?? "failed.unknown"]
}

const targetOf = (url: string): { readonly path: string; readonly query: string } => {
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, "")
  const mark = target.indexOf("?")
  return mark === -1
    ? { path: target, query: "" }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

const required = (params: URLSearchParams, name: string): string => {
  const value = params.get(name)
  if (value === null) throw new MalformedWebhookError(`twilio: parameter ${name} is missing`)
  return value
}

const statusEvents = (
  params: URLSearchParams,
  sid: string,
  status: string,
  query: string
): ReadonlyArray<ProviderEvent> => {
  const code = params.get("ErrorCode") ?? undefined
  const attemptId = new URLSearchParams(query).get("attempt")
  return statesOf(status, code).map((state, index) => ({
    _tag: "status",
    state,
    raw: code === undefined ? { status } : { status, code },
    providerId: sid,
    ...(attemptId === null ? {} : { attemptId }),
    eventId: index === 0 ? `${sid}:${status}` : `${sid}:${status}:${state}`
  }))
}

const inboundEvent = (params: URLSearchParams, sid: string): ProviderEvent => {
  const from = required(params, "From")
  const to = required(params, "To")
  if (![from, to].every((party) => /^\+?\d{3,15}$/.test(party))) {
    throw new MalformedWebhookError("twilio: From and To are not phone numbers, so this is not SMS")
  }
  const type = params.get("OptOutType") as keyof typeof optOuts | null
  const optOut = type === null ? undefined : optOuts[type]
  return {
    _tag: "inbound",
    channel: "sms",
    from,
    to,
    text: required(params, "Body"),
    providerId: sid,
    eventId: `${sid}:received`,
    ...(optOut === undefined ? {} : { optOut })
  }
}

/** The webhook of one configured account: `/{name}` for what consumers send, `/{name}/status?attempt=` for what became of ours. */
export const makeWebhook = (config: TwilioConfig, name: string) => {
  const path = `/${name}`
  const base = trimmed(config.publicUrl)
  const ours = new RegExp(`^.*(${path})(/status)?$`)

  /** The public URL of a request, whatever the host mounted us under; undefined for a path or query that we never gave out. */
  const publicUrl = (pathAndQuery: string): string | undefined => {
    const target = targetOf(pathAndQuery)
    const found = ours.exec(target.path)
    if (found === null) return undefined
    if (found[2] === undefined) return target.query === "" ? base + path : undefined
    return /^attempt=[\w.!~*'()%-]{1,300}$/.test(target.query)
      ? `${base}${path}/status?${target.query}`
      : undefined
  }

  const parse = (request: RawRequest): ReadonlyArray<ProviderEvent> => {
    const params = new URLSearchParams(new TextDecoder().decode(request.body))
    // The account id sorts first among what is signed: its presence proves that no parameter was moved into the URL's query.
    if (required(params, "AccountSid") !== config.accountSid)
      throw new MalformedWebhookError("twilio: AccountSid is another account's")
    const sid = required(params, "MessageSid")
    const status = params.get("MessageStatus")
    if (status === null || status === "received" || status === "receiving") return [inboundEvent(params, sid)]
    return statusEvents(params, sid, status, targetOf(request.url).query)
  }

  const authTokens = typeof config.authToken === "string" ? [config.authToken] : config.authToken
  const { verify } = verifier({ authTokens, url: publicUrl, formats: messagingFormats })
  const webhook: ChannelWebhook = {
    path,
    verify,
    parse,
    acknowledge: { contentType: "text/xml", body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' }
  }
  return {
    webhook,
    statusUrl: (attemptId: string) => `${base}${path}/status?attempt=${encodeURIComponent(attemptId)}`
  }
}
