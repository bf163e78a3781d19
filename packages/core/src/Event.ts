/**
 * Events: what happened, as plain JSON under a stable name and version. An event is checked when it is recorded and
 * trusted when it is read back; its personal fields are sealed before it reaches a store.
 */
import * as Schema from "effect/Schema"
import type { EventId, TenantId } from "./Id.ts"
import type { Instant } from "./Instant.ts"
import type { ScopeKey } from "./Scope.ts"

/** Who told us: a system of the host (`dialer`, `letter-vendor`, `loan-system`), or Forbear itself. */
export interface Source {
  readonly system: string
  /** An agent's or job's id inside that system; never a name. */
  readonly by?: string
}

/** Everything about a kind of event that the stores, the vault and the facts need to know. */
export interface Kind<K extends string, F extends Schema.Struct.Fields> {
  readonly kind: K
  readonly version: number
  readonly body: Schema.Struct<F>
  /** True when some rule reads this kind: then it moves the gate version of its scopes. */
  readonly gate: boolean
  /** Top-level body fields that hold personal data and are sealed text in a stored event. */
  readonly sealed: ReadonlyArray<keyof F & string>
  /** Whose key seals those fields: `person:p1/debt:d1` or `address:a1`. */
  readonly subject: (body: Schema.Struct.Type<F>) => string
  /** Every scope that the event concerns. */
  readonly scopes: (body: Schema.Struct.Type<F>) => ReadonlyArray<ScopeKey>
}

/** Declares a kind of event. Bodies are plain JSON: their type and their encoded form are the same. */
export const define = <const K extends string, F extends Schema.Struct.Fields>(options: {
  readonly kind: K
  readonly version?: number
  readonly body: F
  readonly gate?: boolean
  readonly sealed?: ReadonlyArray<keyof F & string>
  readonly subject?: (body: Schema.Struct.Type<F>) => string
  readonly scopes: (body: Schema.Struct.Type<F>) => ReadonlyArray<ScopeKey>
}): Kind<K, F> => ({
  kind: options.kind,
  version: options.version ?? 1,
  body: Schema.Struct(options.body),
  gate: options.gate ?? true,
  sealed: options.sealed ?? [],
  subject: options.subject ?? (() => "tenant"),
  scopes: options.scopes
})

/** The body type of a kind. */
export type BodyOf<X> = X extends Kind<string, infer F> ? Schema.Struct.Type<F> : never

/** An event as it is recorded. */
export interface Envelope<K extends string, B> {
  readonly id: EventId
  readonly tenant: TenantId
  readonly kind: K
  readonly version: number
  /** When it happened: anything, also long ago. */
  readonly occurredAt: Instant
  readonly source: Source
  readonly body: B
  /** Scopes beyond those that the kind derives: the keys that a rule pack counts by, provider and host look-ups. */
  readonly scopes?: ReadonlyArray<ScopeKey>
}

/** An event as a store gives it back. */
export type Stored<E> = E & {
  /** Position in the tenant's order of commits: ascending, with gaps allowed. */
  readonly position: number
  /** The store's clock at the commit: monotone within a tenant. */
  readonly recordedAt: Instant
}

/** An event that cannot be recorded; names the field and the fix, never the value. */
export class InvalidEvent extends Schema.TaggedError<InvalidEvent>("@forbear/core/InvalidEvent")(
  "InvalidEvent",
  {
    kind: Schema.String,
    field: Schema.String,
    message: Schema.String
  }
) {}

/** The largest body that is accepted, as UTF-8 bytes of its JSON. */
export const MAX_BODY_BYTES = 65_536
