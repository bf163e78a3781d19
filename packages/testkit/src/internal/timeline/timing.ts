/** Cases: timers, their leases, and their fair distribution over tenants. */
import assert from "node:assert/strict"
import { Instant, type Id, type Timeline } from "@forbear/core"
import * as Effect from "effect/Effect"
import { acme, missed, other, personScope, setTimer, type Case, type Lab } from "./Lab.ts"

const p1 = personScope("p1")
const later = (lab: Lab, millis: number) => Instant.make(lab.clock.now() + millis)
const set = (lab: Lab, ...timers: ReadonlyArray<Timeline.TimerChange>) => lab.one({ events: [], timers })
const names = (timers: ReadonlyArray<Timeline.Timer>) => timers.map(({ name }) => name)

const claimOne = Effect.fnUntraced(function* ({ timeline }: Lab) {
  const [timer] = yield* timeline.claimDue(1, 10_000)
  assert.ok(timer !== undefined)
  return timer
})

export const timing: ReadonlyArray<Case> = [
  {
    says: "sets, replaces and cancels timers, with the events that cause it or alone",
    run: Effect.fnUntraced(function* (lab) {
      const { one, timeline } = lab
      yield* one({
        events: [missed({ id: "e1" })],
        timers: [setTimer("b", later(lab, 10)), setTimer("a", later(lab, 20), "first")]
      })
      const a = { tenant: acme, scope: p1, name: "a", dueAt: later(lab, 20), payload: "first" }
      assert.deepEqual(yield* timeline.timers(acme, p1), [
        a,
        { ...a, name: "b", dueAt: later(lab, 10), payload: "{}" }
      ])
      yield* set(
        lab,
        setTimer("a", later(lab, 5), "second"),
        { _tag: "cancel", scope: p1, name: "b" },
        { _tag: "cancel", scope: p1, name: "never" }
      )
      assert.deepEqual(yield* timeline.timers(acme, p1), [{ ...a, dueAt: later(lab, 5), payload: "second" }])
      assert.deepEqual(yield* timeline.timers(acme, personScope("p2")), [])
      assert.deepEqual(yield* timeline.timers(other, p1), [])
    })
  },
  {
    says: "hands out what is due, the longest due first, and says when the next is",
    run: Effect.fnUntraced(function* (lab) {
      const { timeline, clock } = lab
      assert.equal(yield* timeline.nextDue(), undefined)
      yield* set(
        lab,
        setTimer("third", later(lab, 3_000)),
        setTimer("first", later(lab, 1_000)),
        setTimer("second", later(lab, 2_000))
      )
      assert.deepEqual(yield* timeline.claimDue(10, 1_000), [])
      assert.equal(yield* timeline.nextDue(), later(lab, 1_000))
      clock.move(2_000)
      const claimed = yield* timeline.claimDue(10, 1_000)
      assert.deepEqual(names(claimed), ["first", "second"])
      assert.deepEqual(
        claimed.map(({ claims, payload, tenant, scope }) => [claims, payload, tenant, scope]),
        [
          [1, "{}", acme, p1],
          [1, "{}", acme, p1]
        ]
      )
      assert.notEqual(claimed[0]?.lease, claimed[1]?.lease)
      assert.equal(yield* timeline.nextDue(), later(lab, 1_000))
    })
  },
  {
    says: "hands out nothing twice under a lease, and again when it ends",
    run: Effect.fnUntraced(function* (lab) {
      const { timeline, clock } = lab
      yield* set(lab, setTimer("a", clock.now()))
      const first = yield* claimOne(lab)
      assert.deepEqual(yield* timeline.claimDue(10, 10_000), [])
      clock.move(9_999)
      assert.deepEqual(yield* timeline.claimDue(10, 10_000), [])
      clock.move(1)
      const second = yield* claimOne(lab)
      assert.equal(second.claims, 2)
      assert.notEqual(second.lease, first.lease)
      assert.deepEqual([second.dueAt, second.payload], [first.dueAt, first.payload])
    })
  },
  {
    says: "completes under its own lease only, with the events that it caused",
    run: Effect.fnUntraced(function* (lab) {
      const { one, timeline, clock } = lab
      yield* set(lab, setTimer("a", clock.now()))
      const slow = yield* claimOne(lab)
      clock.move(10_000)
      const quick = yield* claimOne(lab)
      const complete = (id: string, timer: Timeline.ClaimedTimer) =>
        one({ events: [missed({ id })], timers: [{ _tag: "complete", timer }] })
      assert.deepEqual(yield* complete("slow", slow), { _tag: "lease_lost", name: "a" })
      assert.equal((yield* complete("quick", quick))._tag, "appended")
      assert.deepEqual(yield* complete("again", quick), { _tag: "lease_lost", name: "a" })
      assert.deepEqual(
        (yield* timeline.follow(acme, 0, 10)).map(({ id }) => id),
        ["quick"]
      )
      assert.deepEqual([yield* timeline.timers(acme, p1), yield* timeline.nextDue()], [[], undefined])
      assert.equal((yield* complete("quick", quick))._tag, "appended")
    })
  },
  {
    says: "still accepts a completion after the lease has ended, if nobody else claimed it",
    run: Effect.fnUntraced(function* (lab) {
      yield* set(lab, setTimer("a", lab.clock.now()))
      const timer = yield* claimOne(lab)
      lab.clock.move(60_000)
      assert.equal((yield* set(lab, { _tag: "complete", timer }))._tag, "appended")
      assert.deepEqual(yield* lab.timeline.claimDue(1, 1_000), [])
    })
  },
  {
    says: "takes a lease away from a timer that is set again or cancelled meanwhile",
    run: Effect.fnUntraced(function* (lab) {
      const { timeline, clock } = lab
      yield* set(lab, setTimer("a", clock.now()), setTimer("b", clock.now()))
      const claimed = yield* timeline.claimDue(2, 10_000)
      yield* set(lab, setTimer("a", later(lab, 500), "new"), { _tag: "cancel", scope: p1, name: "b" })
      for (const timer of claimed)
        assert.equal((yield* set(lab, { _tag: "complete", timer }))._tag, "lease_lost")
      clock.move(500)
      const again = yield* claimOne(lab)
      assert.deepEqual([again.name, again.payload, again.claims], ["a", "new", 1])
      const rearmed = yield* set(lab, { _tag: "complete", timer: again }, setTimer("a", later(lab, 5)))
      assert.equal(rearmed._tag, "appended")
      assert.equal(yield* timeline.nextDue(), later(lab, 5))
    })
  },
  {
    says: "shares a claim over the tenants that wait",
    run: Effect.fnUntraced(function* ({ timeline, clock }) {
      const tenants = ["a", "b", "c"] as ReadonlyArray<string> as ReadonlyArray<Id.TenantId>
      const backlog = { a: 50, b: 4, c: 2 } as Record<string, number>
      for (const tenant of tenants) {
        const timers = Array.from({ length: backlog[tenant] ?? 0 }, (_, i) => setTimer(`t${i}`, clock.now()))
        yield* timeline.append(tenant, [{ events: [], timers }])
      }
      const count = (claimed: ReadonlyArray<Timeline.Timer>) =>
        tenants.map((tenant) => claimed.filter((timer) => timer.tenant === tenant).length)
      assert.deepEqual(count(yield* timeline.claimDue(6, 60_000)), [2, 2, 2])
      assert.deepEqual(count(yield* timeline.claimDue(10, 60_000)), [8, 2, 0])
      const rest = yield* timeline.claimDue(100, 60_000)
      assert.deepEqual(count(rest), [40, 0, 0])
      clock.move(60_000)
      const turns: Array<Id.TenantId | undefined> = []
      for (let i = 0; i < 3; i++) turns.push((yield* timeline.claimDue(1, 1_000_000))[0]?.tenant)
      assert.deepEqual(new Set(turns), new Set(tenants))
    })
  },
  {
    says: "gives each of many due timers to exactly one of many workers",
    run: Effect.fnUntraced(function* (lab) {
      const { timeline, clock } = lab
      yield* set(lab, ...Array.from({ length: 100 }, (_, i) => setTimer(`t${i}`, clock.now())))
      const seen: Array<string> = []
      const worker = Effect.gen(function* () {
        for (;;) {
          const claimed = yield* timeline.claimDue(7, 60_000)
          if (claimed.length === 0) return
          yield* Effect.yieldNow
          seen.push(...names(claimed))
          yield* timeline.append(
            acme,
            claimed.map((timer) => ({ events: [], timers: [{ _tag: "complete", timer }] }))
          )
        }
      })
      yield* Effect.all(
        Array.from({ length: 4 }, () => worker),
        { concurrency: 4, discard: true }
      )
      assert.deepEqual([seen.length, new Set(seen).size], [100, 100])
      assert.equal(yield* timeline.nextDue(), undefined)
    })
  }
]
