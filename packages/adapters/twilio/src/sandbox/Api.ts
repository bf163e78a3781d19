/** What Twilio's messaging API does, without a server: takes, refuses, calls back, remembers. */
import { randomBytes, timingSafeEqual } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { makeCallbacks, type SandboxCallback } from "./Callbacks.ts"
import { makeFaults, type Fault, type Faults } from "./Faults.ts"
import { messageOf, resource, type SandboxMessage } from "./Message.ts"
import { makeOptOuts, optOutType } from "./OptOuts.ts"
import { authenticate, broken, notFound, refusalOf, tooMany, unsubscribed, type ApiError } from "./Rules.ts"

/** Options of `twilioApi`. */
export interface TwilioApiOptions {
  readonly accountSid: string
  readonly authToken: string
  /** The numbers of the account; any number may send if absent. */
  readonly numbers?: ReadonlyArray<string>
  /** Where inbound texts go: the public URL of the host's webhook. */
  readonly webhookUrl?: string
  /** Where a public URL is really listened on, on this machine; the URL itself if absent. */
  readonly route?: (url: string) => string
  /** Takes callbacks in place of the network: the host's own fetch handler, in a test without a server. */
  readonly deliver?: (request: Request) => Promise<Response>
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number
  /** `twilio` (default): STOP words are marked, and block the sender with 21610, as in Advanced Opt-Out. `host`: neither. */
  readonly optOut?: "twilio" | "host"
  /** Milliseconds of the faults `slow` and `late_callback`; 250 by default. */
  readonly delay?: number
}

/** A request as the API saw it; `status` is what was answered, null for no answer. */
export interface SandboxRequest {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly at: number
  readonly status: number | null
}

/** A request as a server or an interceptor hands it over; `answered` settles when the caller has its answer or is gone. */
export interface ApiCall {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly authorization: string | undefined
  readonly params: URLSearchParams
  readonly answered: Promise<void>
}

/** A JSON answer. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The API's memory, and its doors for a test. */
export interface TwilioApi {
  readonly accountSid: string
  /** Accepted messages, in order. */
  readonly messages: ReadonlyArray<SandboxMessage>
  readonly requests: ReadonlyArray<SandboxRequest>
  readonly callbacks: ReadonlyArray<SandboxCallback>
  readonly faults: Pick<Faults, "next" | "clear">
  /** Messages to these numbers end as `undelivered` with the error code that is their value. */
  readonly undeliverable: Map<string, string>
  /** Changes where inbound texts go. */
  readonly receiveAt: (webhookUrl: string) => void
  /** The consumer `from` texts our number `to`. Resolves with the host's answer. */
  readonly reply: (
    to: string,
    from: string,
    text: string
  ) => Promise<{ readonly sid: string; readonly status: number | null }>
  readonly optedOut: (sender: string, consumer: string) => boolean
  /** Waits until every callback that is due was answered. */
  readonly settled: () => Promise<void>
  /** Answers one request; "reset" breaks the connection, "hold" never answers. */
  readonly answer: (call: ApiCall) => Promise<ApiAnswer | "reset" | "hold">
  /** Ends connections for callbacks. */
  readonly release: () => Promise<void>
}

const apiError = (
  { status, code, message }: ApiError,
  headers: Readonly<Record<string, string>> = {}
): ApiAnswer => ({
  status,
  headers,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
})

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const newSid = (): string => `SM${randomBytes(16).toString("hex")}`

/** What the request handler works on; one per sandbox. */
const makeState = (options: TwilioApiOptions) => ({
  now: options.now ?? (() => Math.floor(performance.timeOrigin + performance.now())),
  numbers: options.numbers === undefined ? undefined : new Set(options.numbers),
  delay: options.delay ?? 250,
  faults: makeFaults(),
  optOuts: makeOptOuts(),
  undeliverable: new Map<string, string>(),
  messages: [] as Array<SandboxMessage>,
  requests: [] as Array<SandboxRequest>,
  callbacks: makeCallbacks({
    authToken: options.authToken,
    route: options.route ?? ((url) => url),
    ...(options.deliver === undefined ? {} : { deliver: options.deliver })
  })
})

type State = ReturnType<typeof makeState>

/** Status callbacks of one accepted message, one after the other, once it was answered. */
const callBack = (
  state: State,
  accountSid: string,
  message: SandboxMessage,
  fault: Fault | undefined,
  answered: Promise<void>
): void => {
  const { statusCallback } = message
  if (statusCallback === undefined || fault === "silent_loss") return
  const code = state.undeliverable.get(message.to)
  const steps = code === undefined ? ["sent", "delivered"] : ["sent", "undelivered"]
  const times = fault === "duplicate_callback" ? 2 : 1
  state.callbacks.track(async () => {
    await answered
    if (fault === "late_callback") await sleep(state.delay)
    for (const status of steps) {
      const params = {
        AccountSid: accountSid,
        ApiVersion: "2010-04-01",
        ...(status === "undelivered" && code !== undefined ? { ErrorCode: code } : {}),
        From: message.from,
        MessageSid: message.sid,
        MessageStatus: status,
        SmsSid: message.sid,
        SmsStatus: status,
        To: message.to
      }
      for (let time = 0; time < times; time++) await state.callbacks.post(statusCallback, params)
    }
  })
}

/** Takes or refuses one message; "reset" resets the connection, "hold" never answers. */
const create = async (
  state: State,
  accountSid: string,
  params: URLSearchParams,
  answered: Promise<void>
): Promise<ApiAnswer | "reset" | "hold"> => {
  const refusal = refusalOf(params, state.numbers)
  if (refusal !== undefined) return apiError(refusal)
  if (state.optOuts.has(params.get("From") ?? "", params.get("To") ?? "")) return apiError(unsubscribed)
  const fault = state.faults.take()
  if (fault === "429") return apiError(tooMany, { "retry-after": "1" })
  if (fault === "500") return apiError(broken)
  if (fault === "reset") return "reset"

  const message = messageOf(params, newSid(), state.now())
  state.messages.push(message)
  callBack(state, accountSid, message, fault, answered)
  if (fault === "timeout") return "hold"
  if (fault === "reset_after_accept") return "reset"
  if (fault === "500_after_accept") return apiError(broken)
  if (fault === "slow") await sleep(state.delay)
  return { status: 201, body: resource(accountSid, message, "queued") }
}

const makeAnswer = (state: State, { accountSid, authToken }: TwilioApiOptions): TwilioApi["answer"] => {
  const account = `/2010-04-01/Accounts/${accountSid}`
  const credentials = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`

  const decide = async ({ method, path, authorization, params, answered }: ApiCall) => {
    if (!sameText(authorization ?? "", credentials)) return apiError(authenticate)
    if (method === "POST" && path === `${account}/Messages.json`)
      return create(state, accountSid, params, answered)
    if (method === "GET" && path === `${account}.json`) {
      return { status: 200, body: { sid: accountSid, status: "active", type: "Full" } }
    }
    const message = state.messages.find(({ sid }) => path === `${account}/Messages/${sid}.json`)
    if (method !== "GET" || message === undefined) return apiError(notFound)
    return { status: 200, body: resource(accountSid, message, "sent") }
  }

  return async (call) => {
    const result = await decide(call)
    state.requests.push({
      method: call.method,
      path: call.path,
      params: Object.fromEntries(call.params),
      at: state.now(),
      status: typeof result === "string" ? null : result.status
    })
    return result
  }
}

const receiver = (state: State, options: TwilioApiOptions) => {
  let webhookUrl = options.webhookUrl
  const reply: TwilioApi["reply"] = async (to, from, text) => {
    if (webhookUrl === undefined)
      throw new TypeError("twilio sandbox: webhookUrl: give it, or call receiveAt, before a consumer replies")
    const type = options.optOut === "host" ? undefined : optOutType(text)
    if (type === "STOP") state.optOuts.add(to, from)
    if (type === "START") state.optOuts.remove(to, from)
    const sid = newSid()
    const { status } = await state.callbacks.post(webhookUrl, {
      AccountSid: options.accountSid,
      ApiVersion: "2010-04-01",
      Body: text,
      From: from,
      MessageSid: sid,
      NumMedia: "0",
      NumSegments: "1",
      ...(type === undefined ? {} : { OptOutType: type }),
      SmsMessageSid: sid,
      SmsSid: sid,
      SmsStatus: "received",
      To: to
    })
    return { sid, status }
  }
  const receiveAt = (url: string) => {
    webhookUrl = url
  }
  return { reply, receiveAt }
}

/** The API in memory. Throws `TypeError` for an account id or token that Twilio could not have given out. */
export const twilioApi = (options: TwilioApiOptions): TwilioApi => {
  if (!/^AC[0-9a-f]{32}$/.test(options.accountSid)) {
    throw new TypeError("twilio sandbox: accountSid: give AC and 32 lower-case hex digits")
  }
  if (options.authToken === "") throw new TypeError("twilio sandbox: authToken: give a token")
  const state = makeState(options)
  const { faults, messages, requests, undeliverable, callbacks, optOuts } = state
  return {
    accountSid: options.accountSid,
    messages,
    requests,
    callbacks: callbacks.sent,
    faults,
    undeliverable,
    ...receiver(state, options),
    optedOut: optOuts.has,
    settled: callbacks.settled,
    answer: makeAnswer(state, options),
    release: async () => {
      callbacks.close()
      await callbacks.settled()
    }
  }
}
