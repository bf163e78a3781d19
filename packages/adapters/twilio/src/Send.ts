/** Sending: one form POST to the Messages resource, and what its reply proves. */
import {
  accepted,
  fromTransportError,
  rejected,
  unknown,
  type Channel,
  type ChannelContext,
  type HttpReply,
  type SendResult
} from "@forbear/channels"
import { trimmed, type TwilioConfig } from "./Config.ts"
import { twilioErrors } from "./Errors.ts"

/** Seconds; `ValidityPeriod` of the Messages resource (twilio_api_v2010.json). */
const longestValidity = 36_000

const json = (reply: HttpReply): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(reply.body))
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** `Retry-After` in milliseconds: seconds or an HTTP date. */
const retryAfter = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

/** What a reply proves: 2xx with a sid accepted, 5xx perhaps sent, 4xx refused by its code. */
const read = (reply: HttpReply, now: number): SendResult => {
  const { sid, status, code } = json(reply)
  if (reply.status >= 500) return unknown("server_error")
  if (reply.status === 408) return unknown("timeout")
  if (reply.status < 400) {
    if (reply.status >= 300 || typeof sid !== "string" || !/^(SM|MM)[0-9a-f]{32}$/i.test(sid))
      return unknown("unreadable_reply")
    return accepted(sid, typeof status === "string" ? status : undefined)
  }
  const word = typeof code === "number" ? String(code) : `http_${reply.status}`
  if (reply.status === 429) return rejected("retryable", word, retryAfter(reply.headers["retry-after"], now))
  const reason = twilioErrors.get(word)?.rejection ?? (reply.status === 401 ? "not_permitted" : "permanent")
  return rejected(
    reason,
    word,
    reason === "retryable" ? retryAfter(reply.headers["retry-after"], now) : undefined
  )
}

/** The parts of the configuration that requests need. */
export const endpoint = (config: TwilioConfig) => {
  const token = typeof config.authToken === "string" ? config.authToken : config.authToken[0]
  return {
    account: `${trimmed(config.baseUrl ?? "https://api.twilio.com")}/2010-04-01/Accounts/${config.accountSid}`,
    authorization: `Basic ${Buffer.from(`${config.accountSid}:${token}`, "utf8").toString("base64")}`
  }
}

/** `send` of the adapter. The status callback carries our attempt id, so that a webhook settles an attempt whose reply was lost. */
export const makeSend = (config: TwilioConfig, statusUrl: (attemptId: string) => string): Channel["send"] => {
  const { account, authorization } = endpoint(config)
  return async (message, context) => {
    const { content } = message
    if (content.kind !== "text" || (content.media ?? []).length > 0)
      return rejected("permanent", "content_not_supported")
    const seconds = Math.floor((message.notAfter - context.now()) / 1000)
    if (seconds < 1) return rejected("permanent", "not_after_passed")
    const body = new URLSearchParams({
      To: message.to,
      From: message.sender.address,
      Body: content.text,
      StatusCallback: statusUrl(message.attemptId),
      ValidityPeriod: String(Math.min(seconds, longestValidity))
    }).toString()
    const headers = {
      authorization,
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded"
    }
    try {
      return read(
        await context.request({ method: "POST", url: `${account}/Messages.json`, headers, body }),
        context.now()
      )
    } catch (error) {
      return fromTransportError(error)
    }
  }
}

/** `health` of the adapter: the account answers and is active. */
export const makeHealth = (config: TwilioConfig): NonNullable<Channel["health"]> => {
  const { account, authorization } = endpoint(config)
  return async (context: ChannelContext) => {
    const headers = { authorization, accept: "application/json" }
    try {
      const reply = await context.request({ method: "GET", url: `${account}.json`, headers })
      const { status } = json(reply)
      const ok = reply.status === 200 && status === "active"
      return { ok, detail: ok ? "the account is active" : `the account answered ${reply.status}` }
    } catch (error) {
      const result = fromTransportError(error)
      return { ok: false, detail: result._tag === "rejected" ? result.code : "no reply" }
    }
  }
}
