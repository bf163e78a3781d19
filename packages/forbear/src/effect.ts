/**
 * `forbear/effect`: the same engine for Effect programs. The same functions, inputs and answers as the Promise face; errors are
 * `OutreachError`, and the store and the keys may come from the context.
 */
import { Instant, Timeline, Vault } from "@forbear/core"
import { Attempt, Coalesce, Engine, Record, Transport, Worker } from "@forbear/outreach"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import {
  doorsOf,
  followers,
  keyPort,
  makeEngine,
  openStore,
  portalOf,
  type HostedOptions
} from "./assemble.ts"
import { checkHosted, checkOptions } from "./checkOptions.ts"
import { makeDesk, type Desk } from "./desk.ts"
import { isForbearError } from "./errors.ts"
import type { Face } from "./face.ts"
import * as Inputs from "./inputs.ts"
import type { ForbearOptions } from "./options.ts"
import { makeQueries, type Queries } from "./queries.ts"
import { tell, type Told } from "./record.ts"
import { asForbearError, attemptResult } from "./translate.ts"
import type { AddressType, AttemptInput, AttemptResult, Recorded } from "./types.ts"

export type { HostedOptions } from "./assemble.ts"
export type { Face } from "./face.ts"

/** What the loop can fail with: `reason`, `field`, `isRetryable`. Suppression is an answer, never an error. */
export const OutreachError: typeof Engine.OutreachError = Engine.OutreachError
export type OutreachError = Engine.OutreachError

/** One tenant's outreach. */
export interface ForbearShape extends Face<Queries> {
  /** Tells the timeline what happened. Repeating an event adds nothing; a wrong one refuses the whole call. */
  readonly record: (events: Told) => Effect.Effect<Recorded, OutreachError>
  /** The id of an address: a keyed blind index, the same for everybody who shares it. Normalises first. */
  readonly addressId: (type: AddressType, value: string) => Effect.Effect<string, OutreachError>
  /** Makes contact if it is allowed, once; schedules it if it will be; says why not otherwise. */
  readonly attempt: (request: AttemptInput) => Effect.Effect<AttemptResult, OutreachError>
  /** What an agent does during and after calls. */
  readonly desk: Face<Desk>
  /** A link to the customer's page; needs the `portal` option. */
  readonly portalLink: (about: {
    readonly person: string
    readonly debts: ReadonlyArray<string>
    readonly key: string
  }) => Effect.Effect<string, OutreachError>
  /** Answers webhooks and the portal; mount it under `publicUrl`, before any body parser. */
  readonly handler: (request: Request) => Effect.Effect<Response>
  /** Does everything that is due now. */
  readonly settle: () => Effect.Effect<{ readonly events: number; readonly timers: number }, OutreachError>
  /** When the next timer comes due, ISO 8601. */
  readonly nextDue: () => Effect.Effect<string | undefined, OutreachError>
  /** Works until interrupted; what may succeed later is tried again. `pauseMillis`: 500 unless given. */
  readonly work: (options?: { readonly pauseMillis?: number }) => Effect.Effect<never, OutreachError>
  /** The engine itself, for the functions of `@forbear/outreach`. */
  readonly engine: Engine.Engine
}

/** The service. */
export class Forbear extends Context.Service<Forbear, ForbearShape>()("forbear/Forbear") {}

const decodeLink = Inputs.decoder(Inputs.LinkInput)

/** Anything thrown while the engine is put together, as the error of this face. */
const configuration = (error: unknown): OutreachError => {
  const { code, message, field } = asForbearError(error)
  const reason = code === "FORBEAR_STORE" ? "timeline" : code === "FORBEAR_KEYS" ? "vault" : "configuration"
  return new OutreachError({
    reason,
    message,
    ...(field === undefined ? {} : { field }),
    ...(isForbearError(error) ? {} : { cause: error })
  })
}

const working =
  (engine: Engine.Engine, all: ReadonlyArray<Worker.Follower>) =>
  (options: { readonly pauseMillis?: number } = {}) => {
    const { pauseMillis = 500 } = options
    if (!Number.isSafeInteger(pauseMillis) || pauseMillis < 1) {
      return Inputs.refuse("pauseMillis", "give whole milliseconds above 0")
    }
    return Worker.work(engine, { followers: all, pauseMillis })
  }

/** The functions over an open timeline and vault. */
const assemble = Effect.fnUntraced(function* (
  options: HostedOptions,
  timeline: Timeline.TimelineShape,
  vault: Vault.VaultShape
): Effect.fn.Return<ForbearShape, OutreachError, Scope.Scope> {
  const context = yield* Effect.context<never>()
  const run = Effect.runPromiseWith(context)
  const transport = yield* Effect.acquireRelease(
    Effect.try({
      try: () =>
        Transport.makeTransport({ allowLive: options.mode === "live", dispatcher: options.http ?? "undici" }),
      catch: configuration
    }),
    (open) => Effect.promise(() => open.close())
  )
  const { engine, portal, doors } = yield* Effect.try({
    try: () => {
      const bare = makeEngine(options, { timeline: Coalesce.coalesced(timeline), vault, transport })
      const portal = portalOf(options, bare, run)
      const links = portal === undefined ? {} : { portal: portal.link, unsubscribe: portal.unsubscribe }
      const engine: Engine.Engine = { ...bare, links }
      return { engine, portal, doors: doorsOf(options, engine, portal, run) }
    },
    catch: configuration
  })
  const all = followers(options)
  return {
    ...makeQueries(engine),
    engine,
    desk: makeDesk(engine),
    record: (events) => tell(engine, events),
    addressId: (type, value) => Effect.map(Record.addressId(engine, type, value), ({ id }) => id),
    attempt: (input) =>
      Effect.flatMap(Inputs.attemptRequest(input), (request) =>
        Effect.map(Attempt.attempt(engine, request), attemptResult)
      ),
    portalLink: Effect.fn("Forbear.portalLink")(function* (input) {
      if (portal === undefined) {
        return yield* new OutreachError({
          reason: "configuration",
          field: "portal",
          message: "portal: give the portal option"
        })
      }
      const { person, debts, key } = yield* decodeLink(input)
      return yield* portal.link({ person, debts, attempt: key, at: yield* Engine.now(engine) })
    }),
    handler: (request) => Effect.promise(() => doors(request)),
    settle: () => Worker.settleDown(engine, all),
    nextDue: () =>
      Effect.map(Inputs.store(timeline.nextDue(engine.tenant)), (at) =>
        at === undefined ? undefined : Instant.toIso(at)
      ),
    work: working(engine, all)
  }
})

const isHosted = (options: ForbearOptions | HostedOptions): options is HostedOptions =>
  typeof options === "object" && options !== null && !("store" in options) && !("keys" in options)

const opened = Effect.fnUntraced(function* (input: ForbearOptions) {
  const options = yield* Effect.try({ try: () => checkOptions(input), catch: configuration })
  const port = yield* Effect.try({ try: () => keyPort(options), catch: configuration })
  const { timeline, keys } = yield* Effect.mapError(openStore(options), configuration)
  return yield* assemble(options, timeline, Vault.make({ keys: port, store: keys }))
})

const hosted = Effect.fnUntraced(function* (input: HostedOptions) {
  const options = yield* Effect.try({ try: () => checkHosted(input), catch: configuration })
  return yield* assemble(options, yield* Timeline.Timeline, yield* Vault.Vault)
})

/**
 * Opens the store that the options name, or takes `Timeline` and `Vault` from the context when they name neither store nor
 * keys. Fails with `OutreachError`, naming the option and the fix. Nothing starts by itself: run `work()` or `settle()`.
 */
export function make(options: ForbearOptions): Effect.Effect<ForbearShape, OutreachError, Scope.Scope>
export function make(
  options: HostedOptions
): Effect.Effect<ForbearShape, OutreachError, Scope.Scope | Timeline.Timeline | Vault.Vault>
export function make(
  options: ForbearOptions | HostedOptions
): Effect.Effect<ForbearShape, OutreachError, Scope.Scope | Timeline.Timeline | Vault.Vault> {
  return isHosted(options) ? hosted(options) : opened(options)
}

/** The service as a layer; `Timeline` and `Vault` are needed only when the options name neither store nor keys. */
export function layer(options: ForbearOptions): Layer.Layer<Forbear, OutreachError>
export function layer(
  options: HostedOptions
): Layer.Layer<Forbear, OutreachError, Timeline.Timeline | Vault.Vault>
export function layer(
  options: ForbearOptions | HostedOptions
): Layer.Layer<Forbear, OutreachError, Timeline.Timeline | Vault.Vault> {
  return Layer.effect(Forbear, isHosted(options) ? hosted(options) : opened(options))
}
