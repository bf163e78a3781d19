/** Loading: the events of a person and of everything tied to them, folded, with the gate versions that were read. */
import { Events, Fold, Scope, type Facts, type Id, type Instant, type Timeline } from "@forbear/core"
import * as Effect from "effect/Effect"
import { wrap, type Engine } from "./Engine.ts"

/** Facts, and what must still be true of the scopes for a decision on them to stand. */
export interface Loaded {
  readonly facts: Facts.Facts
  /** The events that the facts are folded from, in order of commit. */
  readonly events: ReadonlyArray<Events.Stored>
  readonly versions: ReadonlyMap<Scope.ScopeKey, number>
  readonly now: Instant.Instant
}

/** Records of what we decided and of where walks stand are no facts, and the largest part of a long timeline. */
const isFact = (kind: Events.EventName): boolean =>
  kind !== "decision.made" && kind !== "timer.fired" && !kind.startsWith("journey.")
const FACT_KINDS = [...Events.kinds.values()].map(({ kind }) => kind).filter(isFact)

const read = (engine: Engine, scopes: ReadonlyArray<Scope.ScopeKey>) =>
  engine.timeline.read(engine.tenant, scopes, { kinds: FACT_KINDS }).pipe(Effect.mapError(wrap("timeline")))

/** Scopes that the events of a person lead to: debts, addresses and linked people. */
const reached = (events: ReadonlyArray<Events.Stored>): ReadonlySet<Scope.ScopeKey> => {
  const scopes = new Set<Scope.ScopeKey>()
  for (const event of events) {
    for (const scope of Events.scopesOf(event)) {
      if (/^(person|debt|address):/.test(scope)) scopes.add(scope)
    }
  }
  return scopes
}

/** People who share counts with each other, through any number of links: one person under three records has one cap. */
const joined = (events: ReadonlyArray<Events.Stored>): ReadonlyArray<Scope.ScopeKey> =>
  events.flatMap((event) => {
    if (event.kind !== "link.made") return []
    const { a, b, relation } = event.body
    return relation === "same_person" || relation === "spouse" || relation === "co_debtor"
      ? [Scope.person(a), Scope.person(b)]
      : []
  })

/**
 * Reads a person's scope, then every debt, address and linked person that it leads to, and the tenant's epoch. Each part is
 * one snapshot; reserving checks all versions together, so that parts of different instants can never be acted on.
 */
export const load = Effect.fn("Outreach.load")(function* (
  engine: Engine,
  person: Id.PersonId,
  more: ReadonlyArray<Scope.ScopeKey> = []
) {
  const first = yield* read(engine, [Scope.person(person), Scope.tenant, ...more])
  const versions = new Map(first.versions)
  const events = new Map(first.events.map((event) => [event.position, event]))
  let now = first.now
  let missing = [...reached(first.events)].filter((scope) => !versions.has(scope))
  while (missing.length > 0) {
    const next = yield* read(engine, missing)
    now = next.now
    for (const [scope, version] of next.versions) versions.set(scope, version)
    for (const event of next.events) events.set(event.position, event)
    // Linked people bring their debts and addresses in; strangers who only share an address do not.
    const people = missing.filter((scope) => scope.startsWith("person:"))
    const linked = next.events.filter((event) =>
      Events.scopesOf(event).some((scope) => people.includes(scope))
    )
    const further = [...reached(linked)].filter((scope) => !scope.startsWith("person:"))
    missing = [...new Set([...further, ...joined(next.events)])].filter((scope) => !versions.has(scope))
  }
  const ordered = [...events.values()].sort((a, b) => a.position - b.position)
  return { facts: Fold.fold(ordered), events: ordered, versions, now } satisfies Loaded
})

/** Gate versions after our own events were appended at the versions read. */
export const advanced = (
  versions: ReadonlyMap<Scope.ScopeKey, number>,
  events: ReadonlyArray<Events.Event>
): ReadonlyMap<Scope.ScopeKey, number> => {
  const next = new Map(versions)
  for (const event of events) {
    if (!Events.isGate(event)) continue
    for (const scope of Events.scopesOf(event)) {
      const version = next.get(scope)
      if (version !== undefined) next.set(scope, version + 1)
    }
  }
  return next
}

/** Versions as the expectations of an append. */
export const expectations = (
  versions: ReadonlyMap<Scope.ScopeKey, number>
): ReadonlyArray<Timeline.Expectation> => [...versions].map(([scope, version]) => ({ scope, version }))
