/**
 * The timeline: the contract that every store implements. Append with expected gate versions over several scopes, read by
 * scope, follow in order of commit, look up, and timers; always for one tenant, on the store's own clock.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Event, EventName, Stored } from "./Events.ts"
import type { TenantId } from "./Id.ts"
import type { Instant } from "./Instant.ts"
import type { ScopeKey } from "./Scope.ts"

/** A scope must still be at this gate version. Version 0: nothing that gates was ever recorded in it. */
export interface Expectation {
  readonly scope: ScopeKey
  readonly version: number
}

/** A change of a timer, committed with the events that cause it. Setting a name again replaces it. */
export type TimerChange =
  | {
      readonly _tag: "set"
      readonly scope: ScopeKey
      readonly name: string
      readonly dueAt: Instant
      readonly payload: string
    }
  | { readonly _tag: "cancel"; readonly scope: ScopeKey; readonly name: string }
  /** Ends a claim; refused as a conflict when the lease was lost. */
  | { readonly _tag: "complete"; readonly timer: ClaimedTimer }

/** One atomic unit: all of it is recorded, or none. */
export interface AppendItem {
  readonly events: ReadonlyArray<Event>
  readonly expect?: ReadonlyArray<Expectation>
  /** The store's clock must be before this instant at the commit. */
  readonly before?: Instant
  readonly timers?: ReadonlyArray<TimerChange>
}

/** What became of one event of an item. */
export interface Appended {
  readonly position: number
  readonly recordedAt: Instant
  /** False: an event with this id and the same content was there already, and nothing was written. */
  readonly fresh: boolean
}

/** The answer for one item of a batch. */
export type AppendResult =
  | { readonly _tag: "appended"; readonly events: ReadonlyArray<Appended> }
  /** A scope moved: decide again. */
  | {
      readonly _tag: "conflict"
      readonly scope: ScopeKey
      readonly expected: number
      readonly actual: number
    }
  /** The store's clock has passed `before`. */
  | { readonly _tag: "late"; readonly now: Instant }
  /** An id is in use by an event with other content. */
  | { readonly _tag: "id_taken"; readonly id: string }
  /** A timer's lease was lost to another worker. */
  | { readonly _tag: "lease_lost"; readonly name: string }

/** Events of some scopes in order of commit, the gate versions that they were read at, and the store's clock. */
export interface Reading {
  readonly events: ReadonlyArray<Stored>
  readonly versions: ReadonlyMap<ScopeKey, number>
  readonly now: Instant
}

/** Narrows a read of scopes. */
export interface ReadOptions {
  readonly kinds?: ReadonlyArray<EventName>
  readonly occurredFrom?: Instant
  readonly occurredBefore?: Instant
  readonly recordedBefore?: Instant
  readonly limit?: number
}

/** A timer as it was set. */
export interface Timer {
  readonly tenant: TenantId
  readonly scope: ScopeKey
  readonly name: string
  readonly dueAt: Instant
  readonly payload: string
}

/** A due timer under a lease; it comes due again when the lease ends without a `complete`, a new `set` or a `cancel`. */
export interface ClaimedTimer extends Timer {
  readonly lease: string
  /** How often it has been claimed, this time included. */
  readonly claims: number
}

/** One link of a scope's chain, for verification. */
export interface ChainEntry {
  readonly sequence: number
  readonly event: Stored
  readonly hash: string
  readonly head: string
}

/** What a store can fail with; `isRetryable` says whether the same call may succeed later. */
export class TimelineError extends Schema.TaggedError<TimelineError>("@forbear/core/TimelineError")(
  "TimelineError",
  {
    reason: Schema.Literals([
      "unavailable",
      "busy",
      "read_only",
      "full",
      "newer_schema",
      "corrupted",
      "invalid",
      "wrong_tenant"
    ]),
    message: Schema.String,
    cause: Schema.optionalKey(Schema.Defect())
  }
) {
  get isRetryable(): boolean {
    return this.reason === "unavailable" || this.reason === "busy"
  }
}

/** The operations of a store. */
export interface TimelineShape {
  /** Appends items in order, each atomically, and answers item by item. Items with already sealed events only. */
  readonly append: (
    tenant: TenantId,
    items: ReadonlyArray<AppendItem>
  ) => Effect.Effect<ReadonlyArray<AppendResult>, TimelineError>
  /** Everything in some scopes, each event once, with the versions of exactly those scopes, in one snapshot. */
  readonly read: (
    tenant: TenantId,
    scopes: ReadonlyArray<ScopeKey>,
    options?: ReadOptions
  ) => Effect.Effect<Reading, TimelineError>
  /** Events after a position in order of commit: never missing or reordering a committed one. */
  readonly follow: (
    tenant: TenantId,
    after: number,
    limit: number
  ) => Effect.Effect<ReadonlyArray<Stored>, TimelineError>
  /** Where a named follower stands; 0 when it never ran. */
  readonly cursor: (tenant: TenantId, name: string) => Effect.Effect<number, TimelineError>
  /** Moves a follower forward, never back. */
  readonly advance: (tenant: TenantId, name: string, position: number) => Effect.Effect<void, TimelineError>
  /** Claims up to `limit` due timers for `leaseMillis`, of any tenant or of one; safe for many workers. */
  readonly claimDue: (
    limit: number,
    leaseMillis: number,
    tenant?: TenantId
  ) => Effect.Effect<ReadonlyArray<ClaimedTimer>, TimelineError>
  /** The earliest instant at which a timer, of any tenant or of one, is or comes due, for a worker that wants to sleep. */
  readonly nextDue: (tenant?: TenantId) => Effect.Effect<Instant | undefined, TimelineError>
  /** Timers of a scope that are set. */
  readonly timers: (tenant: TenantId, scope: ScopeKey) => Effect.Effect<ReadonlyArray<Timer>, TimelineError>
  /** The chain of a scope, for a verifier. */
  readonly chain: (
    tenant: TenantId,
    scope: ScopeKey
  ) => Effect.Effect<ReadonlyArray<ChainEntry>, TimelineError>
  /** Tenants that have events. */
  readonly tenants: Effect.Effect<ReadonlyArray<TenantId>, TimelineError>
  /** The store's clock: monotone, the one that `recordedAt`, leases and `before` use. */
  readonly now: Effect.Effect<Instant, TimelineError>
}

/** The timeline of contacts. */
export class Timeline extends Context.Service<Timeline, TimelineShape>()("@forbear/core/Timeline") {}
