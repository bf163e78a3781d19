/** Recording: unknown input becomes checked, sealed events in the timeline, each at most once. */
import { Address, Events, type Event, type Id, type Timeline, type Vault, type Words } from "@forbear/core"
import * as Effect from "effect/Effect"
import { OutreachError, wrap, type Engine } from "./Engine.ts"

/** What `record` takes: an event without its tenant; personal fields in plain text. */
export type EventInput = Omit<Events.Event, "tenant" | "version" | "occurredAt"> & {
  readonly occurredAt: unknown
}

const SEALED = "sealed:v1:"

/** Seals the personal fields of an event that are still plain. */
export const seal = Effect.fnUntraced(function* (
  engine: Pick<Engine, "vault" | "tenant">,
  event: Events.Event
) {
  const kind = Events.kindOf(event.kind)
  if (kind === undefined || kind.sealed.length === 0) return event
  const body: Record<string, unknown> = { ...event.body }
  const subject = kind.subject(event.body as never)
  for (const field of kind.sealed) {
    const value = body[field]
    if (typeof value !== "string" || value.startsWith(SEALED)) continue
    body[field] = yield* engine.vault
      .seal({ tenant: engine.tenant, subject, field: `${event.kind}.${field}` }, value)
      .pipe(Effect.mapError(wrap("vault")))
  }
  return { ...event, body } as unknown as Events.Event
})

/** Opens one sealed field of an event kind. */
export const open = (
  engine: Pick<Engine, "vault" | "tenant">,
  kind: Events.EventName,
  field: string,
  subject: string,
  sealed: string
) =>
  engine.vault
    .open(sealed as Vault.SealedText, { tenant: engine.tenant, subject, field: `${kind}.${field}` })
    .pipe(Effect.mapError(wrap("vault")))

/** Whose key an event needs. */
const subjectsOf = (event: Events.Event): ReadonlyArray<string> => {
  const kind = Events.kindOf(event.kind)
  return kind === undefined || kind.sealed.length === 0 ? [] : [kind.subject(event.body as never)]
}

/** The id of an address by its value: normalised first, the same for everybody who shares it. */
export const addressId = (engine: Pick<Engine, "vault" | "tenant">, type: Words.AddressKind, value: string) =>
  Effect.try({
    try: () => Address.normalise(type, value),
    catch: (error) =>
      error instanceof Address.AddressError
        ? new OutreachError({ reason: "input", field: error.field, message: error.message })
        : new OutreachError({ reason: "input", field: "value", message: "value: is not an address" })
  }).pipe(
    Effect.flatMap((normal) =>
      engine.vault.addressId(engine.tenant, type, normal).pipe(
        Effect.mapError(wrap("vault")),
        Effect.map((id) => ({ id, normal }))
      )
    )
  )

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** An address is known by its value: its id is derived here, and a given one must be the same. */
const named = Effect.fnUntraced(function* (engine: Pick<Engine, "vault" | "tenant">, input: unknown) {
  if (!isObject(input) || input["kind"] !== "address.added" || !isObject(input["body"])) return input
  const { type, value, address } = input["body"]
  if (typeof type !== "string" || typeof value !== "string" || value.startsWith(SEALED)) return input
  const { id, normal } = yield* addressId(engine, type as Words.AddressKind, value)
  if (address !== undefined && address !== id) {
    return yield* Effect.fail(
      new OutreachError({
        reason: "input",
        field: "address",
        message: "address: is not the id of that value; leave it out"
      })
    )
  }
  return { ...input, body: { ...input["body"], address: id, value: normal } }
})

/** Checks, seals and appends events as one unit; a repeated id with the same meaning adds nothing. */
export const record = Effect.fn("Outreach.record")(function* (
  engine: Pick<Engine, "vault" | "tenant" | "timeline">,
  inputs: ReadonlyArray<unknown>,
  timers: ReadonlyArray<Timeline.TimerChange> = []
) {
  const plain: Array<Events.Event> = []
  for (const input of inputs) {
    const withTenant = isObject(input) ? { ...input, tenant: engine.tenant } : input
    plain.push(yield* Events.decode(yield* named(engine, withTenant)).pipe(Effect.mapError(asInput)))
  }
  const subjects = plain.flatMap(subjectsOf)
  if (subjects.length > 1)
    yield* engine.vault.prepare(engine.tenant, subjects).pipe(Effect.mapError(wrap("vault")))
  const events: Array<Events.Event> = []
  for (const event of plain) events.push(yield* seal(engine, event))
  return yield* appendAll(engine, events, timers)
})

const asInput = (error: Event.InvalidEvent) =>
  new OutreachError({ reason: "input", field: error.field, message: error.message })

/** Appends built events as one unit without expectations. */
export const appendAll = Effect.fnUntraced(function* (
  engine: Pick<Engine, "tenant" | "timeline">,
  events: ReadonlyArray<Events.Event>,
  timers: ReadonlyArray<Timeline.TimerChange> = []
) {
  const [result] = yield* engine.timeline
    .append(engine.tenant, [{ events, timers }])
    .pipe(Effect.mapError(wrap("timeline")))
  if (result === undefined) return yield* Effect.die("the timeline answered no item")
  if (result._tag === "appended") return result.events
  if (result._tag === "id_taken") {
    return yield* Effect.fail(
      new OutreachError({
        reason: "input",
        field: "id",
        message: `event id ${result.id} is in use by another event; ids are unique for ever`
      })
    )
  }
  return yield* Effect.fail(
    new OutreachError({ reason: "contended", message: `the timeline refused the events: ${result._tag}` })
  )
})

/**
 * Appends events of our own, each at most once: one whose id is already there, told at another time, is left as it is.
 * Timers are changed in any case. Gives the answers of the events that were not taken.
 */
export const appendOnce = Effect.fnUntraced(function* (
  engine: Pick<Engine, "tenant" | "timeline">,
  events: ReadonlyArray<Events.Event>,
  timers: ReadonlyArray<Timeline.TimerChange> = []
) {
  let rest = events
  for (;;) {
    const [result] = yield* engine.timeline
      .append(engine.tenant, [{ events: rest, timers }])
      .pipe(Effect.mapError(wrap("timeline")))
    if (result?._tag === "appended") {
      // An item of which every event was there already is answered without its timers.
      if (timers.length > 0 && rest.length > 0 && !isFresh(result.events))
        yield* appendAll(engine, [], timers)
      return result.events
    }
    const left = result?._tag === "id_taken" ? rest.filter((event) => event.id !== result.id) : rest
    if (left.length === rest.length) {
      const answer = result?._tag ?? "nothing"
      return yield* Effect.fail(
        new OutreachError({ reason: "contended", message: `the timeline answered ${answer}` })
      )
    }
    rest = left
    if (rest.length === 0 && timers.length === 0) return []
  }
})

/** Was anything new? */
export const isFresh = (appended: ReadonlyArray<Timeline.Appended>): boolean =>
  appended.some((one) => one.fresh)

/** A stable event id made of parts; parts are ids, so the result is one. */
export const eventId = (...parts: ReadonlyArray<string | number>): Id.EventId => parts.join("/") as Id.EventId
