/** The whole vocabulary of events, by name; the union type of them; and how unknown input becomes one of them. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Account from "./events/Account.ts"
import * as Consent from "./events/Consent.ts"
import * as Contact from "./events/Contact.ts"
import * as Inbound from "./events/Inbound.ts"
import * as Journey from "./events/Journey.ts"
import * as Legal from "./events/Legal.ts"
import {
  InvalidEvent,
  MAX_BODY_BYTES,
  type BodyOf,
  type Envelope,
  type Kind,
  type Stored as StoredOf
} from "./Event.ts"
import { EventId, TenantId } from "./Id.ts"
import * as Instant from "./Instant.ts"
import { ScopeKey } from "./Scope.ts"

const all = { ...Account, ...Legal, ...Contact, ...Inbound, ...omit(Consent, "Provenance"), ...Journey }

function omit<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object
  return rest
}

type All = typeof all
type Kinds = { [Name in keyof All as All[Name] extends Kind<infer K, infer _F> ? K : never]: All[Name] }

/** A name of an event. */
export type EventName = keyof Kinds & string

/** The body of an event, by its name. */
export type Body<K extends EventName> = BodyOf<Kinds[K]>

/** Any event. */
export type Event = { [K in EventName]: Envelope<K, Body<K>> }[EventName]

/** Any event of some names. */
export type EventOf<K extends EventName> = Extract<Event, { readonly kind: K }>

/** Any event as a store gives it back. */
export type Stored = StoredOf<Event>

/** A stored event of some names. */
export type StoredEvent<K extends EventName> = StoredOf<EventOf<K>>

type AnyKind = Kind<EventName, Schema.Struct.Fields>

/** Every kind, by its name. */
export const kinds: ReadonlyMap<string, AnyKind> = new Map(
  Object.values(all).map((kind) => [kind.kind, kind as unknown as AnyKind])
)

/** The kind of an event, or `undefined` for a name that this version does not know. */
export const kindOf = (name: string): AnyKind | undefined => kinds.get(name)

/** Every scope that an event concerns: those of its kind and those that the writer added, each once. */
export const scopesOf = (event: Event): ReadonlyArray<ScopeKey> => {
  const derived = kindOf(event.kind)?.scopes(event.body as never) ?? []
  return [...new Set([...derived, ...(event.scopes ?? [])])]
}

/** Does this event move the gate versions of its scopes? */
export const isGate = (event: Event): boolean => kindOf(event.kind)?.gate ?? true

/** Builds an event whose body the compiler has checked. */
export const make = <K extends EventName>(kind: K, event: Omit<EventOf<K>, "kind" | "version">): EventOf<K> =>
  ({ ...event, kind, version: kindOf(kind)?.version ?? 1 }) as unknown as EventOf<K>

const Head = Schema.Struct({
  id: EventId,
  tenant: TenantId,
  kind: Schema.String,
  version: Schema.optionalKey(Schema.Int),
  occurredAt: Schema.Unknown,
  source: Schema.Struct({ system: Schema.NonEmptyString, by: Schema.optionalKey(Schema.String) }),
  body: Schema.Unknown,
  scopes: Schema.optionalKey(Schema.Array(ScopeKey))
})
const decodeHead = Schema.decodeUnknownResult(Head)
const decoders = new Map<string, (input: unknown) => Result.Result<unknown, Schema.SchemaError>>()

const decoderOf = (kind: AnyKind) => {
  const known = decoders.get(kind.kind)
  if (known !== undefined) return known
  const decoder = Schema.decodeUnknownResult(kind.body as unknown as Schema.Codec<unknown, unknown>, {
    onExcessProperty: "error"
  }) as (input: unknown) => Result.Result<unknown, Schema.SchemaError>
  decoders.set(kind.kind, decoder)
  return decoder
}

const invalid = (kind: string, field: string, message: string) =>
  Result.fail(new InvalidEvent({ kind, field, message }))

/** Where a schema said no, without the value that it said no to. */
const fieldOf = (error: Schema.SchemaError): string => /\["([^"]+)"\]/.exec(String(error))?.[1] ?? "body"

const instantOf = (input: unknown): Instant.Instant | undefined => {
  try {
    return Instant.isInstant(input) ? input : Instant.from(input as Instant.Input, "occurredAt")
  } catch {
    return undefined
  }
}

const jsonBytes = (body: unknown): number | undefined => {
  try {
    return Buffer.byteLength(JSON.stringify(body))
  } catch {
    return undefined
  }
}

/**
 * Checks unknown input: the head, the kind and its version, the body, its size. `occurredAt` may be a `Date`, an ISO string
 * or epoch milliseconds. Fails with `InvalidEvent` and changes nothing.
 */
export const decode = (input: unknown): Effect.Effect<Event, InvalidEvent> => Effect.fromResult(check(input))

/** `decode` as a plain function; `maxBodyBytes` bounds the body's JSON, for stores that receive bodies sealed and longer. */
export const check = (input: unknown, maxBodyBytes = MAX_BODY_BYTES): Result.Result<Event, InvalidEvent> => {
  const head = decodeHead(input)
  if (Result.isFailure(head))
    return invalid(
      "event",
      fieldOf(head.failure),
      `the event's ${fieldOf(head.failure)} is missing or malformed`
    )
  const event = head.success
  const kind = kindOf(event.kind)
  if (kind === undefined)
    return invalid(
      "event",
      "kind",
      "this version does not know that kind of event; see the list in the documentation"
    )
  if (event.version !== undefined && event.version !== kind.version) {
    return invalid(kind.kind, "version", `this version knows version ${kind.version} of it`)
  }
  const occurredAt = instantOf(event.occurredAt)
  if (occurredAt === undefined) {
    return invalid(
      kind.kind,
      "occurredAt",
      "give an ISO 8601 time with an offset, a Date, or epoch milliseconds"
    )
  }
  const body = decoderOf(kind)(event.body)
  if (Result.isFailure(body)) {
    const field = fieldOf(body.failure)
    return invalid(
      kind.kind,
      field,
      `${kind.kind}: ${field} is missing, unknown or malformed; see the event's schema`
    )
  }
  const bytes = jsonBytes(body.success)
  if (bytes === undefined)
    return invalid(kind.kind, "body", "must be plain JSON, without cycles and big integers")
  if (bytes > maxBodyBytes) {
    return invalid(
      kind.kind,
      "body",
      `is larger than ${maxBodyBytes} bytes; keep documents in the host's archive and refer to them`
    )
  }
  const { id, tenant, source, scopes } = event
  return Result.succeed({
    id,
    tenant,
    kind: kind.kind,
    version: kind.version,
    occurredAt,
    source,
    body: body.success,
    ...(scopes === undefined ? {} : { scopes })
  } as unknown as Event)
}
