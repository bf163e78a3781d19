/**
 * The same verifiers and receiver as Effects: refusals are typed errors, time comes from `Clock`.
 * `effect` is an optional peer, needed by this subpath only.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as plain from "./receive.ts"
import {
  ConfigurationError,
  type RawRequest,
  refusalReasons,
  type Verified,
  type Verifier
} from "./Webhook.ts"

/** The request is not proven to be the provider's. Holds nothing from the request. */
export class WebhookRefused extends Schema.TaggedError<WebhookRefused>()("WebhookRefused", {
  scheme: Schema.String,
  reason: Schema.Literals(refusalReasons),
  status: Schema.Literals([400, 401]),
  hint: Schema.String
}) {
  override get message(): string {
    return `${this.scheme}: ${this.reason}. ${this.hint}`
  }
}

/** A verifier, signer or receiver cannot be built as configured. Holds no secret. */
export class WebhookMisconfigured extends Schema.TaggedError<WebhookMisconfigured>()("WebhookMisconfigured", {
  field: Schema.String,
  fix: Schema.String,
  message: Schema.String
}) {}

/** Builds a verifier or a receiver: `configure(() => twilio({ … }))`. Anything but a `ConfigurationError` is a defect. */
export const configure = <A>(build: () => A): Effect.Effect<A, WebhookMisconfigured> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(build())
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      return Effect.fail(
        new WebhookMisconfigured({ field: error.field, fix: error.fix, message: error.message })
      )
    }
  })

/** Verifies at the given instant, epoch milliseconds. */
export const verifyAt = (
  verifier: Verifier,
  request: RawRequest,
  at: number
): Effect.Effect<Verified, WebhookRefused> =>
  Effect.suspend(() => {
    const verdict = verifier.verify(request, at)
    if (verdict._tag === "Verified") return Effect.succeed(verdict)
    const { scheme, reason, status, hint } = verdict
    return Effect.fail(new WebhookRefused({ scheme, reason, status, hint }))
  })

/** Verifies at the instant that `Clock` gives. */
export const verify = (verifier: Verifier, request: RawRequest): Effect.Effect<Verified, WebhookRefused> =>
  Effect.flatMap(Clock.currentTimeMillis, (at) => verifyAt(verifier, request, at))

/** Options of `receive`: the plain ones with Effects for the handler, the store and the log, and `Clock` for the time. */
export interface ReceiveOptions<E, R> extends Omit<
  plain.ReceiveOptions,
  "handle" | "now" | "dedupe" | "log"
> {
  /** A failure is answered 500, so that the provider sends the event again. */
  readonly handle: (verified: Verified, request: Request) => Effect.Effect<void | Response, E, R>
  readonly dedupe?: {
    readonly seen: (eventId: string) => Effect.Effect<boolean, unknown, R>
    readonly remember?: (eventId: string) => Effect.Effect<void, unknown, R>
  }
  readonly log?: (line: plain.LogLine) => Effect.Effect<void, never, R>
}

/** Builds the plain fetch handler with the services at hand. */
export const receive = <E, R>(
  options: ReceiveOptions<E, R>
): Effect.Effect<plain.Receiver, WebhookMisconfigured, R> =>
  Effect.flatMap(Effect.context<R>(), (context) => {
    const run = Effect.runPromiseWith(context)
    const clock = Context.get(context as Context.Context<never>, Clock.Clock)
    const { handle, dedupe, log, ...rest } = options
    const remember = dedupe?.remember
    return configure(() =>
      plain.receive({
        ...rest,
        now: () => clock.currentTimeMillisUnsafe(),
        handle: (verified, request) => run(handle(verified, request)),
        ...(dedupe === undefined
          ? {}
          : {
              dedupe: {
                seen: (id: string) => run(dedupe.seen(id)),
                ...(remember === undefined ? {} : { remember: (id: string) => run(remember(id)) })
              }
            }),
        ...(log === undefined ? {} : { log: (line: plain.LogLine) => run(log(line)) })
      })
    )
  })
