/** What every case of the timeline's suite works with: a new store, a clock to move, and short ways to make events. */
import assert from "node:assert/strict"
import { Events, Instant, Scope, type Id, type Timeline } from "@forbear/core"
import * as Effect from "effect/Effect"
import type * as EffectScope from "effect/Scope"

/** A clock that stands still until it is moved; it may be moved back, as a machine's clock may. */
export interface ManualClock {
  readonly now: () => Instant.Instant
  readonly set: (instant: Instant.Instant) => void
  /** Moves by milliseconds, back if negative. */
  readonly move: (millis: number) => void
}

/** A clock that starts on 2 March 2026, 17:00 UTC, unless told. */
export const manualClock = (start = Instant.fromIso("2026-03-02T17:00:00Z")): ManualClock => {
  let current = start
  return {
    now: () => current,
    set: (instant) => {
      current = instant
    },
    move: (millis) => {
      current = Instant.make(current + millis)
    }
  }
}

/** A new, empty store on a clock. */
export type MakeStore = (
  clock: () => Instant.Instant
) => Effect.Effect<Timeline.TimelineShape, unknown, EffectScope.Scope>

/** A store under test and its clock. */
export interface Lab {
  readonly timeline: Timeline.TimelineShape
  readonly clock: ManualClock
  /** Appends one item for `acme`. */
  readonly one: (item: Timeline.AppendItem) => Effect.Effect<Timeline.AppendResult, Timeline.TimelineError>
  /** Appends events for `acme`, which must succeed. */
  readonly put: (
    ...events: ReadonlyArray<Events.Event>
  ) => Effect.Effect<ReadonlyArray<Timeline.Appended>, Timeline.TimelineError>
}

/** A case: what it says, and what it does with a new store. */
export interface Case {
  readonly says: string
  readonly run: (lab: Lab) => Effect.Effect<void, unknown>
}

export const acme = "acme" as Id.TenantId
export const other = "other" as Id.TenantId
export const personScope = (name: string) => Scope.person(name as Id.PersonId)
export const debtScope = (name: string) => Scope.debt(name as Id.DebtId)

/** What a gating event is made from; person and debt are its scopes. */
export interface Missed {
  readonly id: string
  readonly tenant?: Id.TenantId
  readonly person?: string
  readonly debt?: string
  readonly at?: Instant.Instant
  readonly amount?: string
  readonly scopes?: ReadonlyArray<Scope.ScopeKey>
}

const DAY = Instant.fromIso("2026-03-01T12:00:00Z")

/** A payment that was missed: it gates. */
export const missed = ({
  id,
  tenant = acme,
  person = "p1",
  debt = "d1",
  at = DAY,
  amount = "10.00",
  scopes
}: Missed): Events.EventOf<"payment.missed"> =>
  Events.make("payment.missed", {
    id: id as Id.EventId,
    tenant,
    occurredAt: at,
    source: { system: "host" },
    body: {
      debt: debt as Id.DebtId,
      person: person as Id.PersonId,
      dueOn: "2026-03-01",
      amount: { amount, currency: "USD" }
    },
    ...(scopes === undefined ? {} : { scopes })
  })

/** A visit to the portal: no rule reads it. */
export const visited = ({
  id,
  tenant = acme,
  person = "p1",
  debt = "d1",
  at = DAY
}: Missed): Events.EventOf<"portal.visited"> =>
  Events.make("portal.visited", {
    id: id as Id.EventId,
    tenant,
    occurredAt: at,
    source: { system: "portal" },
    body: { person: person as Id.PersonId, debts: [debt as Id.DebtId], state: "opened" }
  })

/** A message whose text is as given: what a vault sealed, or what it should have. */
export const received = (id: string, text: string): Events.EventOf<"message.received"> =>
  Events.make("message.received", {
    id: id as Id.EventId,
    tenant: acme,
    occurredAt: DAY,
    source: { system: "twilio" },
    body: {
      person: "p1" as Id.PersonId,
      debts: [],
      channel: "sms",
      address: "adr_1" as Id.AddressId,
      text
    }
  })

/** A timer of the first person. */
export const setTimer = (
  name: string,
  dueAt: Instant.Instant,
  payload = "{}",
  person = "p1"
): Timeline.TimerChange => ({
  _tag: "set",
  scope: personScope(person),
  name,
  dueAt,
  payload
})

/** The tag of each answer. */
export const tags = (results: ReadonlyArray<Timeline.AppendResult>): ReadonlyArray<string> =>
  results.map(({ _tag }) => _tag)

/** The ids of events, in order. */
export const ids = (events: ReadonlyArray<Events.Stored>): ReadonlyArray<string> => events.map(({ id }) => id)

/** The answer of an item that must have been appended. */
export const appended = (result: Timeline.AppendResult | undefined): ReadonlyArray<Timeline.Appended> => {
  assert.equal(result?._tag, "appended", JSON.stringify(result))
  return result?._tag === "appended" ? result.events : []
}

/** Runs a case on a new store. */
export const inLab = (make: MakeStore, run: Case["run"]) => (): Promise<void> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const clock = manualClock()
        const timeline = yield* make(clock.now)
        const one: Lab["one"] = (item) =>
          Effect.map(timeline.append(acme, [item]), (results) => {
            assert.equal(results.length, 1)
            return results[0]!
          })
        const put: Lab["put"] = (...events) => Effect.map(one({ events }), appended)
        yield* run({ timeline, clock, one, put })
      })
    )
  )
