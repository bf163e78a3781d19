/**
 * What every store of the timeline does alike: checks a call before anything is written, judges an item against what is
 * recorded, and answers in the contract's words. For authors of stores; nobody else needs it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Canonical from "./Canonical.ts"
import * as Chain from "./Chain.ts"
import * as Events from "./Events.ts"
import type { EventId } from "./Id.ts"
import * as Instant from "./Instant.ts"
import { refuse, type CheckedEvent, type CheckedItem } from "./internal/storeChecks.ts"
import type { ScopeKey } from "./Scope.ts"
import {
  TimelineError,
  type Appended,
  type AppendResult,
  type ClaimedTimer,
  type TimerChange
} from "./Timeline.ts"
import { isSealed } from "./Vault.ts"

export * from "./internal/storeChecks.ts"

/** The hash of an event as it is stored: `Chain.hash` of it, without writing its body as canonical JSON again. */
export const hashOf = (
  { event, body }: CheckedEvent,
  position: number,
  recordedAt: Instant.Instant
): string => {
  const scopes = event.scopes === undefined ? "" : `"scopes":${Canonical.stringify(event.scopes)},`
  const when = `"occurredAt":${event.occurredAt},"position":${position},"recordedAt":${recordedAt}`
  const source = Canonical.stringify(event.source)
  const { id, kind, tenant, version } = event
  return Chain.hashEvent(
    `{"body":${body},"id":${JSON.stringify(id)},"kind":${JSON.stringify(kind)},${when},${scopes}"source":${source},"tenant":${JSON.stringify(tenant)},"version":${version}}`
  )
}

/** What an item is judged against, and how it is written; one tenant, one transaction. */
export interface Ledger {
  readonly now: Instant.Instant
  /** The stored event with an id. */
  readonly find: (id: EventId) => Events.Stored | undefined
  /** A scope's gate version; 0 when nothing that gates was ever recorded in it. */
  readonly version: (scope: ScopeKey) => number
  /** The lease that a timer is under. */
  readonly lease: (timer: ClaimedTimer) => string | undefined
  /** Writes an event and moves its scopes; gives its position. */
  readonly record: (event: CheckedEvent) => number
  /** Applies a change of a timer. */
  readonly change: (change: TimerChange) => void
}

/** Under one key the same text seals to the same text; under two keys (one was destroyed) nothing can be said, and nothing is. */
const isIncomparable = (a: unknown, b: unknown): boolean =>
  isSealed(a) && isSealed(b) && a.split(":")[2] !== b.split(":")[2]

const comparable = (event: Events.Event, other: Events.Event): string => {
  const fields = Events.kindOf(event.kind)?.sealed ?? []
  const body: Record<string, unknown> = { ...event.body }
  const otherBody: Readonly<Record<string, unknown>> = { ...other.body }
  for (const field of fields) {
    if (isIncomparable(body[field], otherBody[field])) body[field] = "sealed"
  }
  return Canonical.stringify({ ...event, body })
}

/** True if a stored event says what a new one says; of a field that is sealed under two keys only that it is there is known. */
export const isSame = (event: Events.Event, stored: Events.Stored): boolean => {
  const { position: _position, recordedAt: _recordedAt, ...rest } = stored
  return comparable(rest as Events.Event, event) === comparable(event, rest as Events.Event)
}

const find = (item: CheckedItem, ledger: Ledger): ReadonlyArray<Events.Stored | undefined> | EventId => {
  const found: Array<Events.Stored | undefined> = []
  for (const { event } of item.events) {
    const stored = ledger.find(event.id)
    if (stored !== undefined && !isSame(event, stored)) return event.id
    found.push(stored)
  }
  return found
}

const twice = (item: CheckedItem): EventId | undefined => {
  const first = new Map<EventId, Events.Event>()
  for (const { event } of item.events) {
    const earlier = first.get(event.id)
    if (earlier !== undefined && comparable(earlier, event) !== comparable(event, earlier)) return event.id
    first.set(event.id, event)
  }
  return undefined
}

const objection = (item: CheckedItem, ledger: Ledger): AppendResult | undefined => {
  for (const change of item.timers) {
    if (change._tag === "complete" && ledger.lease(change.timer) !== change.timer.lease) {
      return { _tag: "lease_lost", name: change.timer.name }
    }
  }
  if (item.before !== undefined && ledger.now >= item.before) return { _tag: "late", now: ledger.now }
  for (const { scope, version } of item.expect) {
    const actual = ledger.version(scope)
    if (actual !== version) return { _tag: "conflict", scope, expected: version, actual }
  }
  return undefined
}

const known = ({ position, recordedAt }: Events.Stored): Appended => ({ position, recordedAt, fresh: false })

/**
 * One item: refused whole (an id taken, then a lease lost, then late, then a conflict), answered from what is recorded when
 * all of its events are there already, or written whole.
 */
export const appendItem = (item: CheckedItem, ledger: Ledger): AppendResult => {
  const taken = twice(item)
  if (taken !== undefined) return { _tag: "id_taken", id: taken }
  const found = find(item, ledger)
  if (typeof found === "string") return { _tag: "id_taken", id: found }
  if (found.length > 0 && found.every((stored) => stored !== undefined)) {
    return { _tag: "appended", events: found.map(known) }
  }
  const refused = objection(item, ledger)
  if (refused !== undefined) return refused
  const written = new Map<EventId, number>()
  const events = item.events.map((checked, i): Appended => {
    const stored = found[i]
    if (stored !== undefined) return known(stored)
    const earlier = written.get(checked.event.id)
    if (earlier !== undefined) return { position: earlier, recordedAt: ledger.now, fresh: false }
    const position = ledger.record(checked)
    written.set(checked.event.id, position)
    return { position, recordedAt: ledger.now, fresh: true }
  })
  for (const change of item.timers) ledger.change(change)
  return { _tag: "appended", events }
}

/** Shares `limit` fairly: one of each list in turn, in the order given. */
export const roundRobin = <A>(lists: ReadonlyArray<ReadonlyArray<A>>, limit: number): ReadonlyArray<A> => {
  const taken: Array<A> = []
  const longest = Math.max(0, ...lists.map((list) => list.length))
  for (let turn = 0; turn < longest; turn++) {
    for (const list of lists) {
      const next = list[turn]
      if (next !== undefined && taken.length < limit) taken.push(next)
    }
  }
  return taken
}

/** A clock for a store: the host's, or the `Clock` of the fiber that calls. */
export type ClockOption = () => Instant.Instant

/**
 * Runs the synchronous operations of a store with a time that never goes back within the process; a thrown `TimelineError`,
 * or what `translate` makes of anything else thrown, is the failure. The rest are defects.
 */
export const makeRunner = (
  clock: ClockOption | undefined,
  translate: (cause: unknown) => TimelineError | undefined = () => undefined
) => {
  let latest = -Infinity
  const tick = (time: number): Instant.Instant => {
    const whole = Math.floor(time)
    if (!Instant.isInstant(whole)) return refuse("clock", "must give whole milliseconds since 1970")
    latest = Math.max(latest, whole)
    return Instant.make(latest)
  }
  const run = <A>(now: () => number, f: (now: Instant.Instant) => A): Effect.Effect<A, TimelineError> => {
    try {
      return Effect.succeed(f(tick(now())))
    } catch (cause) {
      const error = cause instanceof TimelineError ? cause : translate(cause)
      return error === undefined ? Effect.die(cause) : Effect.fail(error)
    }
  }
  return <A>(f: (now: Instant.Instant) => A): Effect.Effect<A, TimelineError> =>
    clock === undefined
      ? Clock.clockWith((current) => run(() => current.currentTimeMillisUnsafe(), f))
      : Effect.suspend(() => run(clock, f))
}
