/** `createForbear()`: the whole engine for people who do not write Effect. */
import type { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { keyPort } from "./assemble.ts"
import { checkOptions } from "./checkOptions.ts"
import type { Desk } from "./desk.ts"
import { make } from "./effect.ts"
import { promised } from "./face.ts"
import { begin } from "./lifecycle.ts"
import type { ForbearOptions } from "./options.ts"
import type { Queries } from "./queries.ts"
import type { Told } from "./record.ts"
import { asForbearError } from "./translate.ts"
import type { AddressType, AttemptInput, AttemptResult, CallOptions, Recorded } from "./types.ts"
import { makeWithin, type Within } from "./within.ts"

export type { Within } from "./within.ts"

/** One tenant's outreach. Every promise rejects with `ForbearError`; what is not allowed is an answer, not an error. */
export interface Forbear extends AsyncDisposable, Queries {
  /** Tells the timeline what happened. Repeating an event adds nothing; a wrong one refuses the whole call. */
  readonly record: (events: Told, options?: CallOptions) => Promise<Recorded>
  /** The same inside the host's own SQLite transaction, on the same file: committed with it, rolled back with it. */
  readonly within: (database: DatabaseSync) => Within
  /** The id of an address: a keyed blind index, the same for everybody who shares it. Normalises first. */
  readonly addressId: (type: AddressType, value: string) => Promise<string>
  /** Makes contact if it is allowed, once; schedules it if it will be; says why not otherwise. */
  readonly attempt: (request: AttemptInput, options?: CallOptions) => Promise<AttemptResult>
  /** Mount it under `publicUrl`: webhooks at `/<adapter>`, the portal at its path. Raw body, before any parser. 503 once closed. */
  readonly handler: (request: Request) => Promise<Response>
  /** What an agent does during and after calls. */
  readonly desk: Desk
  /** A link to the customer's page; needs the `portal` option. */
  readonly portalLink: (about: {
    readonly person: string
    readonly debts: ReadonlyArray<string>
    readonly key: string
  }) => Promise<string>
  /** Does everything that is due now, and returns. For cron jobs, tests and simulation. */
  readonly settle: () => Promise<{ readonly events: number; readonly timers: number }>
  /** When the next timer comes due, ISO 8601. */
  readonly nextDue: () => Promise<string | undefined>
  /** Works until the signal aborts or `close()`; what may succeed later is tried again. `pauseMillis`: 500 unless given. */
  readonly work: (options?: { readonly signal?: AbortSignal; readonly pauseMillis?: number }) => Promise<void>
  /** Waits up to ten seconds for calls in progress, ends the rest where nothing has left yet, closes the store. Safe to call twice. */
  readonly close: () => Promise<void>
}

/** Opens the store, checks the configuration, and gives the engine. Nothing starts by itself: call `work()` or `settle()`. */
export const createForbear = async (input: ForbearOptions): Promise<Forbear> => {
  const options = checkOptions(input)
  const scope = Effect.runSync(Scope.make())
  const release = () => Effect.runPromise(Scope.close(scope, Exit.void))
  try {
    const {
      engine: _,
      desk,
      record,
      attempt,
      addressId,
      portalLink,
      settle,
      nextDue,
      work,
      handler,
      ...queries
    } = await Effect.runPromise(Scope.provide(make(options), scope))
    const { go, untilStopped, close, open, isClosed } = begin(release)
    return {
      ...promised<Queries>(queries, go),
      desk: promised<Desk>(desk, go),
      ...promised<Pick<Forbear, "addressId" | "portalLink" | "settle" | "nextDue">>(
        { addressId, portalLink, settle, nextDue },
        go
      ),
      record: (events, { signal } = {}) => go(record(events), signal),
      attempt: (request, { signal } = {}) => go(attempt(request), signal),
      within: makeWithin(options, keyPort(options), open),
      handler: async (request) =>
        isClosed()
          ? new Response(null, { status: 503, headers: { "retry-after": "5" } })
          : go(handler(request)),
      work: ({ signal, ...pause } = {}) => untilStopped(work(pause), signal),
      close,
      [Symbol.asyncDispose]: close
    }
  } catch (error) {
    await release()
    throw asForbearError(error)
  }
}
