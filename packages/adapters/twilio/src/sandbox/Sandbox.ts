/** The sandbox's server: takes messages as Twilio does, refuses as it does, and calls back with its signatures. */
import { randomBytes, timingSafeEqual } from "node:crypto"
import http, { type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { makeCallbacks, type SandboxCallback } from "./Callbacks.ts"
import { makeFaults, type Fault, type Faults } from "./Faults.ts"
import { messageOf, resource, type SandboxMessage } from "./Message.ts"
import { makeOptOuts, optOutType } from "./OptOuts.ts"
import { authenticate, broken, notFound, refusalOf, tooMany, unsubscribed, type ApiError } from "./Rules.ts"

export type { SandboxMessage } from "./Message.ts"

/** Options of `twilioSandbox`. */
export interface TwilioSandboxOptions {
  readonly accountSid: string
  readonly authToken: string
  /** 0 (default) takes a free one. */
  readonly port?: number
  /** The numbers of the account; any number may send if absent. */
  readonly numbers?: ReadonlyArray<string>
  /** Where inbound texts go: the public URL of the host's webhook. */
  readonly webhookUrl?: string
  /** Where a public URL is really listened on, on this machine; the URL itself if absent. */
  readonly route?: (url: string) => string
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

/** A running sandbox. */
export interface TwilioSandbox extends AsyncDisposable {
  /** The adapter's `baseUrl`. */
  readonly url: string
  readonly port: number
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
  readonly close: () => Promise<void>
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: http.OutgoingHttpHeaders
}

const apiError = ({ status, code, message }: ApiError, headers: http.OutgoingHttpHeaders = {}): Answer => ({
  status,
  headers,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
})

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Array<Buffer> = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > 65_536) throw new RangeError("body is larger than 64 KiB")
    chunks.push(bytes)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"))
}

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const newSid = (): string => `SM${randomBytes(16).toString("hex")}`

const listen = async (server: http.Server, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
  return (server.address() as AddressInfo).port
}

/** What the request handler works on; one per sandbox. */
const makeState = (options: TwilioSandboxOptions) => ({
  now: options.now ?? (() => Math.floor(performance.timeOrigin + performance.now())),
  numbers: options.numbers === undefined ? undefined : new Set(options.numbers),
  delay: options.delay ?? 250,
  faults: makeFaults(),
  optOuts: makeOptOuts(),
  undeliverable: new Map<string, string>(),
  messages: [] as Array<SandboxMessage>,
  requests: [] as Array<SandboxRequest>,
  callbacks: makeCallbacks({ authToken: options.authToken, route: options.route ?? ((url) => url) })
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
): Promise<Answer | "reset" | "hold"> => {
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

const makeHandler = (state: State, { accountSid, authToken }: TwilioSandboxOptions) => {
  const account = `/2010-04-01/Accounts/${accountSid}`
  const credentials = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`

  const answer = async (
    request: IncomingMessage,
    path: string,
    params: URLSearchParams,
    answered: Promise<void>
  ) => {
    if (!sameText(request.headers.authorization ?? "", credentials)) return apiError(authenticate)
    if (request.method === "POST" && path === `${account}/Messages.json`)
      return create(state, accountSid, params, answered)
    if (request.method === "GET" && path === `${account}.json`) {
      return { status: 200, body: { sid: accountSid, status: "active", type: "Full" } }
    }
    const message = state.messages.find(({ sid }) => path === `${account}/Messages/${sid}.json`)
    if (request.method !== "GET" || message === undefined) return apiError(notFound)
    return { status: 200, body: resource(accountSid, message, "sent") }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").replace(/\?.*$/s, "")
    const params = await readForm(request)
    const { promise: answered, resolve: onAnswered } = Promise.withResolvers<void>()
    response.once("close", onAnswered)
    const result = await answer(request, path, params, answered)
    const status = typeof result === "string" ? null : result.status
    state.requests.push({
      method: request.method ?? "",
      path,
      params: Object.fromEntries(params),
      at: state.now(),
      status
    })
    if (result === "hold") return onAnswered()
    if (result === "reset") {
      request.socket.resetAndDestroy()
      return
    }
    response.writeHead(result.status, { ...result.headers, "content-type": "application/json" })
    response.end(JSON.stringify(result.body))
  }
}

const receiver = (state: State, options: TwilioSandboxOptions) => {
  let webhookUrl = options.webhookUrl
  const reply: TwilioSandbox["reply"] = async (to, from, text) => {
    if (webhookUrl === undefined)
      throw new TypeError("twilioSandbox: webhookUrl: give it, or call receiveAt, before a consumer replies")
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

/** Starts a sandbox on loopback. Rejects when the port is taken. */
export const twilioSandbox = async (options: TwilioSandboxOptions): Promise<TwilioSandbox> => {
  if (!/^AC[0-9a-f]{32}$/.test(options.accountSid)) {
    throw new TypeError("twilioSandbox: accountSid: give AC and 32 lower-case hex digits")
  }
  if (options.authToken === "") throw new TypeError("twilioSandbox: authToken: give a token")
  const state = makeState(options)
  const handle = makeHandler(state, options)
  const sockets = new Set<Socket>()
  const server = http.createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  const port = await listen(server, options.port ?? 0)
  const { faults, messages, requests, undeliverable, callbacks, optOuts } = state

  const close = async () => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
    callbacks.close()
    await callbacks.settled()
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    accountSid: options.accountSid,
    messages,
    requests,
    callbacks: callbacks.sent,
    faults,
    undeliverable,
    ...receiver(state, options),
    optedOut: optOuts.has,
    settled: callbacks.settled,
    close,
    [Symbol.asyncDispose]: close
  }
}
