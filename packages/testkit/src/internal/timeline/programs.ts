/** Random programs of appends, claims and passing time over two tenants, answered by a store and by the model alike. */
import assert from "node:assert/strict"
import { Chain, Instant, type Events, type Id, type Scope, type Timeline } from "@forbear/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { acme, debtScope, ids, missed, other, personScope, visited, type Lab } from "./Lab.ts"
import { Model, toAnswer } from "./Model.ts"
import { random, type Random } from "./Random.ts"

const people = ["p1", "p2", "p3"] as const
const debts = ["d1", "d2"] as const
const scopes: ReadonlyArray<Scope.ScopeKey> = [
  ...people.map(personScope),
  ...debts.map(debtScope),
  "once:x" as Scope.ScopeKey,
  "host:crm:1" as Scope.ScopeKey
]
const LEASE = 5_000

interface World extends Lab {
  readonly choose: Random
  readonly model: Model
  readonly claimed: Array<Timeline.ClaimedTimer>
}

const anEvent = ({ choose, clock }: World, tenant: Id.TenantId): Events.Event => {
  const parts = {
    id: `e${choose.below(40)}`,
    tenant,
    person: choose.pick(people),
    debt: choose.pick(debts),
    at: Instant.make(clock.now() - choose.below(3) * 1_000),
    ...(choose.chance(20) ? { scopes: [choose.pick(["once:x", "host:crm:1"]) as Scope.ScopeKey] } : {})
  }
  return choose.chance(70) ? missed(parts) : visited(parts)
}

const repeated = (world: World, tenant: Id.TenantId): Events.Event => {
  const known = world.model.of(tenant)
  return world.choose.chance(20) && known.length > 0
    ? known[world.choose.below(known.length)]!
    : anEvent(world, tenant)
}

const aTimer = ({ choose, clock, claimed }: World, tenant: Id.TenantId): Timeline.TimerChange => {
  const mine = claimed.filter((timer) => timer.tenant === tenant)
  const timer = mine[choose.below(Math.max(1, mine.length))]
  if (timer !== undefined && choose.chance(50)) return { _tag: "complete", timer }
  const named = { scope: personScope(choose.pick(people)), name: choose.pick(["a", "b"]) }
  return choose.chance(70)
    ? {
        _tag: "set",
        ...named,
        dueAt: Instant.make(clock.now() + choose.below(9_000) - 2_000),
        payload: `${choose.below(9)}`
      }
    : { _tag: "cancel", ...named }
}

const anItem = (world: World, tenant: Id.TenantId): Timeline.AppendItem => {
  const { choose, clock, model } = world
  const scope = scopes[choose.below(scopes.length)]!
  const drift = choose.chance(70) ? 0 : choose.below(3)
  const events = Array.from({ length: choose.below(4) }, () => repeated(world, tenant))
  return {
    events: events.filter((event, i) => events.findIndex(({ id }) => id === event.id) === i),
    ...(choose.chance(50) ? { expect: [{ scope, version: model.version(tenant, scope) + drift }] } : {}),
    ...(choose.chance(20) ? { before: Instant.make(clock.now() + choose.below(2_000) - 500) } : {}),
    ...(choose.chance(40) ? { timers: [aTimer(world, tenant)] } : {})
  }
}

const append = Effect.fnUntraced(function* (world: World, tenant: Id.TenantId) {
  const { timeline, model, clock, choose } = world
  const items = Array.from({ length: 1 + choose.below(3) }, () => anItem(world, tenant))
  const answers = yield* timeline.append(tenant, items)
  assert.deepEqual(
    answers.map(toAnswer),
    items.map((item) => model.append(tenant, item, clock.now()))
  )
})

const byName = (timers: ReadonlyArray<Timeline.Timer>) =>
  timers
    .map(({ tenant, scope, name, dueAt, payload }) => JSON.stringify([tenant, scope, name, dueAt, payload]))
    .sort()

const claim = Effect.fnUntraced(function* ({ timeline, model, clock, claimed }: World) {
  const found = yield* timeline.claimDue(100, LEASE)
  assert.deepEqual(byName(found), byName(model.due(clock.now())))
  const until = model.now(clock.now()) + LEASE
  for (const timer of found) model.claim(timer, until)
  claimed.push(...found)
})

const compare = Effect.fnUntraced(function* ({ timeline, model, clock, choose }: World, tenant: Id.TenantId) {
  const asked = scopes.filter(() => choose.chance(40))
  const reading = yield* timeline.read(tenant, asked)
  assert.deepEqual(
    ids(reading.events),
    model.in(tenant, asked).map(({ id }) => id)
  )
  assert.deepEqual(
    [...reading.versions],
    asked.map((scope) => [scope, model.version(tenant, scope)])
  )
  assert.equal(reading.now, model.now(clock.now()))
  for (const [i, event] of reading.events.entries()) {
    assert.ok(event.position > (reading.events[i - 1]?.position ?? 0))
    assert.ok(event.recordedAt >= (reading.events[i - 1]?.recordedAt ?? -Infinity))
  }
})

const settle = Effect.fnUntraced(function* ({ timeline, model }: World) {
  for (const tenant of [acme, other]) {
    assert.deepEqual(
      (yield* timeline.follow(tenant, 0, 10_000)).map(({ position: _position, recordedAt, ...event }) => ({
        event,
        recordedAt
      })),
      model.recorded.filter(({ event }) => event.tenant === tenant)
    )
    for (const scope of scopes) {
      assert.deepEqual(Chain.verify(yield* timeline.chain(tenant, scope)), { ok: true })
      assert.deepEqual(
        byName(yield* timeline.timers(tenant, scope)),
        byName(model.timers.filter((timer) => timer.tenant === tenant && timer.scope === scope))
      )
    }
  }
  const ready = model.timers.map(({ readyAt }) => readyAt)
  assert.equal(yield* timeline.nextDue(), ready.length === 0 ? undefined : Math.min(...ready))
})

/** One program of so many steps; a failure names the seed. */
export const program = (lab: Lab, seed: number, steps: number): Effect.Effect<void, unknown> =>
  Effect.gen(function* () {
    const choose = random(seed)
    const world: World = { ...lab, choose, model: new Model(), claimed: [] }
    for (let step = 0; step < steps; step++) {
      const tenant = choose.chance(60) ? acme : other
      const dice = choose.below(10)
      if (dice < 6) yield* append(world, tenant)
      else if (dice < 7) yield* claim(world)
      else if (dice < 9) yield* compare(world, tenant)
      else lab.clock.move(choose.below(4_000))
    }
    yield* settle(world)
  }).pipe(Effect.catchCause((cause) => Effect.fail(new Error(`seed ${seed}: ${Cause.pretty(cause)}`))))
