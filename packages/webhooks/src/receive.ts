/** A fetch handler around one verifier: limits, verification, deduplication, your handler, the answer, and one log line. */
import { readBody } from "./internal/body.ts"
import { mediaType } from "./internal/headers.ts"
import {
  ConfigurationError,
  type RefusalReason,
  type Refused,
  type Verified,
  type Verifier
} from "./Webhook.ts"

/** Remembers which events were handled. Ids are the provider's. */
export interface Dedupe {
  /** True if the event was handled before. Must not claim the id: an event whose handler failed has to come again. */
  readonly seen: (eventId: string) => Promise<boolean>
  /** Called after the handler succeeded; leave it out if the handler records the id itself, in its own transaction. */
  readonly remember?: (eventId: string) => Promise<void>
}

/** Why a request was answered as it was. */
export type LogReason =
  | RefusalReason
  | "ok"
  | "already_handled"
  | "not_remembered"
  | "wrong_method"
  | "wrong_content_type"
  | "oversized"
  | "body_timeout"
  | "body_aborted"
  | "body_consumed"
  | "verifier_failed"
  | "dedupe_failed"
  | "handler_failed"

/** One line for each request; nothing in it comes from the request or from a secret. */
export interface LogLine {
  readonly event: "webhook.accepted" | "webhook.duplicate" | "webhook.refused" | "webhook.failed"
  readonly reason: LogReason
  readonly status: number
  readonly scheme: string
  readonly hint?: string
}

/** Options of `receive`. */
export interface ReceiveOptions {
  readonly verifier: Verifier
  /** Store the event and return: the provider waits. A rejection is answered 500, so that the provider sends it again. May give the reply it wants. */
  readonly handle: (verified: Verified, request: Request) => void | Response | Promise<void | Response>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** 1 MiB by default. */
  readonly maxBytes?: number
  /** How long a body may take to arrive, in milliseconds; 10,000 by default. */
  readonly bodyTimeoutMs?: number
  /** Instead of the verifier's. */
  readonly methods?: ReadonlyArray<string>
  /** Media types without parameters, instead of the verifier's. Not checked for GET. */
  readonly contentTypes?: ReadonlyArray<string>
  readonly dedupe?: Dedupe
  readonly log?: (line: LogLine) => void
}

/** A fetch handler: 200, 400, 401, 405, 408, 413, 415 or 500, or what `handle` gave. Never rejects. */
export type Receiver = (request: Request) => Promise<Response>

interface Outcome {
  readonly event: LogLine["event"]
  readonly reason: LogReason
  readonly response: Response
  readonly scheme?: string
  readonly hint?: string
}

type Event = LogLine["event"] extends `webhook.${infer E}` ? E : never

const outcome = (
  event: Event,
  reason: LogReason,
  status: number,
  more: { readonly hint?: string; readonly headers?: Record<string, string> } = {}
): Outcome => ({
  event: `webhook.${event}`,
  reason,
  response: new Response(null, { status, headers: more.headers ?? {} }),
  ...(more.hint === undefined ? {} : { hint: more.hint })
})

const consumed = (): Outcome =>
  outcome("failed", "body_consumed", 500, {
    hint: "The body was read before the webhook was verified. Mount the receiver before any body parser, or keep the raw bytes (express.raw, rawBody: true)."
  })

const problems = {
  oversized: () => outcome("refused", "oversized", 413, { hint: "The body is larger than maxBytes." }),
  timeout: () =>
    outcome("refused", "body_timeout", 408, { hint: "The body did not arrive within bodyTimeoutMs." }),
  aborted: () =>
    outcome("refused", "body_aborted", 400, { hint: "The connection ended before the body did." })
} as const

interface Settings {
  readonly options: ReceiveOptions
  readonly maxBytes: number
  readonly bodyTimeoutMs: number
  readonly methods: ReadonlyArray<string>
  readonly contentTypes: ReadonlyArray<string> | undefined
}

const whole = (field: string, value: number): number => {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new ConfigurationError(
      "receive",
      field,
      "is not a positive whole number",
      "Leave it out for the default."
    )
  }
  return value
}

const settle = (options: ReceiveOptions): Settings => {
  for (const [field, value] of [
    ["verifier.verify", options.verifier?.verify],
    ["handle", options.handle],
    ["now", options.now]
  ] as const) {
    if (typeof value !== "function")
      throw new ConfigurationError("receive", field, "is not a function", "It is required.")
  }
  const methods = options.methods ?? options.verifier.methods ?? ["POST"]
  if (methods.length === 0)
    throw new ConfigurationError("receive", "methods", "is empty", "Leave it out for the verifier's.")
  const contentTypes = options.contentTypes ?? options.verifier.contentTypes
  if (contentTypes?.length === 0)
    throw new ConfigurationError("receive", "contentTypes", "is empty", "Leave it out for the verifier's.")
  return {
    options,
    maxBytes: whole("maxBytes", options.maxBytes ?? 1_048_576),
    bodyTimeoutMs: whole("bodyTimeoutMs", options.bodyTimeoutMs ?? 10_000),
    methods,
    contentTypes: contentTypes?.map((type) => type.toLowerCase())
  }
}

/** What can be judged before a byte of the body is read. */
const precheck = (settings: Settings, request: Request): Outcome | undefined => {
  if (request.bodyUsed) return consumed()
  if (!settings.methods.includes(request.method)) {
    return outcome("refused", "wrong_method", 405, { headers: { allow: settings.methods.join(", ") } })
  }
  const typed = request.method !== "GET" && settings.contentTypes !== undefined
  return typed && !settings.contentTypes.includes(mediaType(request.headers))
    ? outcome("refused", "wrong_content_type", 415)
    : undefined
}

const refusal = (refused: Refused): Outcome => ({
  ...outcome("refused", refused.reason, refused.status, { hint: refused.hint }),
  scheme: refused.scheme
})

const attempt = async <A>(run: () => A | Promise<A>): Promise<{ readonly value: A } | undefined> => {
  try {
    return { value: await run() }
  } catch {
    return undefined
  }
}

const failed = (reason: "verifier_failed" | "dedupe_failed" | "handler_failed"): Outcome =>
  outcome("failed", reason, 500)

/** Handles a verified event once; concurrent copies of it in this process wait for the first. */
const makeDeliver = (options: ReceiveOptions) => {
  const running = new Map<string, Promise<Outcome>>()
  const handle = async (verified: Verified, request: Request): Promise<Outcome> => {
    const done = await attempt(() => options.handle(verified, request))
    if (done === undefined) return failed("handler_failed")
    const remember = options.dedupe?.remember
    const id = verified.eventId
    const kept =
      remember === undefined || id === undefined || (await attempt(() => remember(id))) !== undefined
    const accepted = outcome("accepted", kept ? "ok" : "not_remembered", 200)
    return done.value instanceof Response ? { ...accepted, response: done.value } : accepted
  }
  const once = async (dedupe: Dedupe, id: string, verified: Verified, request: Request): Promise<Outcome> => {
    const seen = await attempt(() => dedupe.seen(id))
    if (seen === undefined) return failed("dedupe_failed")
    return seen.value ? outcome("duplicate", "already_handled", 200) : handle(verified, request)
  }
  return async (verified: Verified, request: Request): Promise<Outcome> => {
    const { dedupe } = options
    const id = verified.eventId
    if (dedupe === undefined || id === undefined) return handle(verified, request)
    const first = running.get(id)
    if (first !== undefined) {
      const result = await first
      return result.event === "webhook.failed"
        ? outcome("failed", result.reason, 500)
        : outcome("duplicate", "already_handled", 200)
    }
    const mine = once(dedupe, id, verified, request).finally(() => running.delete(id))
    running.set(id, mine)
    return mine
  }
}

/**
 * Builds a fetch handler. Throws `ConfigurationError`.
 *
 * **Details**: forged 401, stale 401, malformed 400, wrong method 405, wrong content type 415, oversized 413 (reading stops), slow 408, duplicate 200
 * without calling `handle`, failed handler 500. Bodies of answers are empty, so that a forger learns nothing; `log` gets the reason.
 *
 * **Gotchas**: delivery is at least once. If the process dies between `handle` and `remember`, or two processes get copies at the same moment, `handle`
 * runs again: let it record `eventId` in its own transaction.
 */
export const receive = (options: ReceiveOptions): Receiver => {
  const settings = settle(options)
  const deliver = makeDeliver(options)
  const judge = async (request: Request): Promise<Outcome> => {
    const early = precheck(settings, request)
    if (early !== undefined) {
      void request.body?.cancel().catch(() => undefined)
      return early
    }
    const body = await readBody(request, settings.maxBytes, settings.bodyTimeoutMs)
    if ("problem" in body) return problems[body.problem]()
    const { method, url, headers } = request
    const verdict = await attempt(() =>
      options.verifier.verify({ method, url, headers, body: body.bytes }, options.now())
    )
    if (verdict === undefined) return failed("verifier_failed")
    if (verdict.value._tag === "Refused") return refusal(verdict.value)
    return { ...(await deliver(verdict.value, request)), scheme: verdict.value.scheme }
  }
  return async (request) => {
    const { event, reason, response, scheme, hint } = await judge(request)
    const line: LogLine = {
      event,
      reason,
      status: response.status,
      scheme: scheme ?? options.verifier.scheme,
      ...(hint === undefined ? {} : { hint })
    }
    await attempt(() => options.log?.(line))
    return response
  }
}
