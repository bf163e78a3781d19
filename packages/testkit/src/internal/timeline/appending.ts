/** Cases: what an append answers, and that an item is recorded whole or not at all. */
import assert from "node:assert/strict"
import { Instant, type Id } from "@forbear/core"
import * as Effect from "effect/Effect"
import {
  acme,
  appended,
  debtScope,
  ids,
  missed,
  other,
  personScope,
  received,
  setTimer,
  tags,
  visited,
  type Case
} from "./Lab.ts"

const p1 = personScope("p1")
const d1 = debtScope("d1")

export const appending: ReadonlyArray<Case> = [
  {
    says: "answers with positions that ascend and the store's time",
    run: Effect.fnUntraced(function* ({ put, clock, timeline }) {
      const [a, b] = yield* put(missed({ id: "e1" }), missed({ id: "e2" }))
      assert.ok(a !== undefined && b !== undefined && a.position < b.position && a.position > 0)
      assert.deepEqual([a.recordedAt, a.fresh, b.fresh], [clock.now(), true, true])
      const { events, now } = yield* timeline.read(acme, [p1])
      assert.deepEqual(events, [
        { ...missed({ id: "e1" }), position: a.position, recordedAt: clock.now() },
        { ...missed({ id: "e2" }), position: b.position, recordedAt: clock.now() }
      ])
      assert.equal(now, clock.now())
    })
  },
  {
    says: "moves the version of every scope of an event that gates, and of no other",
    run: Effect.fnUntraced(function* ({ put, timeline }) {
      const host = "host:loans:42" as typeof p1
      yield* put(
        missed({ id: "e1", scopes: [host] }),
        visited({ id: "e2" }),
        missed({ id: "e3", person: "p2" })
      )
      const { versions } = yield* timeline.read(acme, [
        p1,
        personScope("p2"),
        d1,
        host,
        personScope("nobody")
      ])
      assert.deepEqual(
        [...versions],
        [
          [p1, 1],
          [personScope("p2"), 1],
          [d1, 2],
          [host, 0],
          [personScope("nobody"), 0]
        ]
      )
      assert.deepEqual(ids((yield* timeline.read(acme, [host])).events), ["e1"])
    })
  },
  {
    says: "refuses an item whose scope has moved, and says where it stands",
    run: Effect.fnUntraced(function* ({ put, one, timeline }) {
      yield* put(missed({ id: "e1" }))
      const expect = [
        { scope: personScope("p2"), version: 0 },
        { scope: p1, version: 0 }
      ]
      assert.deepEqual(yield* one({ events: [missed({ id: "e2" })], expect }), {
        _tag: "conflict",
        scope: p1,
        expected: 0,
        actual: 1
      })
      assert.deepEqual(ids((yield* timeline.read(acme, [p1, d1])).events), ["e1"])
      assert.equal(
        (yield* one({ events: [missed({ id: "e2" })], expect: [{ scope: p1, version: 1 }] }))._tag,
        "appended"
      )
      assert.equal(
        (yield* one({ events: [missed({ id: "e3" })], expect: [{ scope: p1, version: 9 }] }))._tag,
        "conflict"
      )
    })
  },
  {
    says: "records nothing of a refused item: no event, no timer, no version in any scope",
    run: Effect.fnUntraced(function* ({ one, put, timeline, clock }) {
      yield* put(missed({ id: "e0", debt: "d9" }))
      const events = [
        missed({ id: "e1", person: "p7", debt: "d7" }),
        missed({ id: "e2", person: "p8", debt: "d8" })
      ]
      const timers = [setTimer("reminder", clock.now())]
      assert.equal((yield* one({ events, timers, expect: [{ scope: p1, version: 0 }] }))._tag, "conflict")
      assert.equal((yield* one({ events, timers, before: clock.now() }))._tag, "late")
      assert.equal(
        (yield* one({ events: [...events, missed({ id: "e0", amount: "11.00" })], timers }))._tag,
        "id_taken"
      )
      const reading = yield* timeline.read(acme, ["p7", "p8"].map(personScope))
      assert.deepEqual([reading.events.length, ...reading.versions.values()], [0, 0, 0])
      assert.deepEqual(yield* timeline.timers(acme, p1), [])
      assert.equal(yield* timeline.nextDue(), undefined)
      assert.deepEqual(ids(yield* timeline.follow(acme, 0, 10)), ["e0"])
      assert.equal((yield* one({ events, timers }))._tag, "appended")
    })
  },
  {
    says: "answers a batch item by item, and each item sees the ones before it",
    run: Effect.fnUntraced(function* ({ timeline }) {
      const results = yield* timeline.append(acme, [
        { events: [missed({ id: "e1" })], expect: [{ scope: p1, version: 0 }] },
        { events: [missed({ id: "e2" })], expect: [{ scope: p1, version: 0 }] },
        { events: [missed({ id: "e1" })] },
        { events: [missed({ id: "e3" })], expect: [{ scope: p1, version: 1 }] },
        { events: [missed({ id: "e1", amount: "99.00" })] }
      ])
      assert.deepEqual(tags(results), ["appended", "conflict", "appended", "appended", "id_taken"])
      assert.equal(appended(results[2])[0]?.fresh, false)
      assert.deepEqual(ids((yield* timeline.read(acme, [p1])).events), ["e1", "e3"])
      assert.deepEqual(yield* timeline.append(acme, []), [])
    })
  },
  {
    says: "gives a permission that can be used once to exactly one",
    run: Effect.fnUntraced(function* ({ timeline }) {
      const once = "once:evt-1" as typeof p1
      const results = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, i) => missed({ id: `e${i}`, person: `p${i}`, scopes: [once] })),
        (event) => timeline.append(acme, [{ events: [event], expect: [{ scope: once, version: 0 }] }]),
        { concurrency: 8 }
      )
      assert.equal(results.flatMap(tags).filter((tag) => tag === "appended").length, 1)
      assert.equal((yield* timeline.read(acme, [once])).versions.get(once), 1)
    })
  },
  {
    says: "loses no update when many expect the same version and try again",
    run: Effect.fnUntraced(function* ({ timeline }) {
      const insist = (id: string): Effect.Effect<void, unknown> =>
        Effect.gen(function* () {
          const version = (yield* timeline.read(acme, [p1])).versions.get(p1) ?? 0
          yield* Effect.yieldNow
          const [result] = yield* timeline.append(acme, [
            { events: [missed({ id })], expect: [{ scope: p1, version }] }
          ])
          if (result?._tag === "conflict") yield* insist(id)
        })
      yield* Effect.forEach(
        Array.from({ length: 24 }, (_, i) => `e${i}`),
        insist,
        { concurrency: 6, discard: true }
      )
      const { events, versions } = yield* timeline.read(acme, [p1])
      assert.deepEqual([events.length, versions.get(p1)], [24, 24])
    })
  },
  {
    says: "knows an event that it has, whatever is expected by then, and writes nothing of the item again",
    run: Effect.fnUntraced(function* ({ one, put, timeline, clock }) {
      const item = {
        events: [missed({ id: "e1" })],
        expect: [{ scope: p1, version: 0 }],
        before: Instant.make(clock.now() + 1),
        timers: [setTimer("reminder", clock.now())]
      }
      const first = appended(yield* one(item))
      yield* put(missed({ id: "e2" }))
      yield* one({ events: [], timers: [{ _tag: "cancel", scope: p1, name: "reminder" }] })
      clock.move(5_000)
      assert.deepEqual(appended(yield* one(item)), [{ ...first[0], fresh: false }])
      assert.deepEqual(yield* timeline.timers(acme, p1), [])
      assert.deepEqual(ids((yield* timeline.read(acme, [p1])).events), ["e1", "e2"])
    })
  },
  {
    says: "adds what is new of an item that it knows in part, if the expectations hold",
    run: Effect.fnUntraced(function* ({ one, put, timeline }) {
      yield* put(missed({ id: "e1" }))
      const events = [missed({ id: "e1" }), missed({ id: "e2" }), missed({ id: "e2" })]
      assert.equal((yield* one({ events, expect: [{ scope: p1, version: 0 }] }))._tag, "conflict")
      const answers = appended(yield* one({ events, expect: [{ scope: p1, version: 1 }] }))
      assert.deepEqual(
        answers.map(({ fresh }) => fresh),
        [false, true, false]
      )
      assert.equal(answers[1]?.position, answers[2]?.position)
      assert.deepEqual((yield* timeline.read(acme, [p1])).versions.get(p1), 2)
    })
  },
  {
    says: "refuses an id that is in use for other content, and only within its tenant",
    run: Effect.fnUntraced(function* ({ one, put, timeline }) {
      yield* put(missed({ id: "e1" }))
      const refused = { _tag: "id_taken", id: "e1" }
      assert.deepEqual(yield* one({ events: [missed({ id: "e1", amount: "10.01" })] }), refused)
      assert.deepEqual(yield* one({ events: [missed({ id: "e1", scopes: [personScope("p9")] })] }), refused)
      assert.deepEqual(yield* one({ events: [visited({ id: "e1" })] }), refused)
      assert.deepEqual(yield* one({ events: [missed({ id: "e5" }), missed({ id: "e5", amount: "1.00" })] }), {
        _tag: "id_taken",
        id: "e5"
      })
      const elsewhere = yield* timeline.append(other, [
        { events: [missed({ id: "e1", tenant: other, amount: "10.01" })] }
      ])
      assert.deepEqual(tags(elsewhere), ["appended"])
    })
  },
  {
    says: "knows an event again whose text was sealed under a new key, but not one that says something else",
    run: Effect.fnUntraced(function* ({ one, put }) {
      const sealed = (key: string, nonce: string) =>
        `sealed:v1:${key}:${nonce.padEnd(16, "A")}:${"B".repeat(24)}`
      yield* put(received("m1", sealed("k1", "one")))
      assert.equal(appended(yield* one({ events: [received("m1", sealed("k2", "two"))] }))[0]?.fresh, false)
      assert.equal((yield* one({ events: [received("m1", sealed("k1", "two"))] }))._tag, "id_taken")
      assert.equal((yield* one({ events: [received("m1", "plain")] }))._tag, "id_taken")
      const elsewhere = received("m1", sealed("k2", "two"))
      const moved = { ...elsewhere, body: { ...elsewhere.body, address: "adr_2" as Id.AddressId } }
      assert.equal((yield* one({ events: [moved] }))._tag, "id_taken")
    })
  },
  {
    says: "is late from the instant itself",
    run: Effect.fnUntraced(function* ({ one, clock }) {
      const before = Instant.make(clock.now() + 1_000)
      assert.equal((yield* one({ events: [missed({ id: "e1" })], before }))._tag, "appended")
      clock.move(1_000)
      assert.deepEqual(yield* one({ events: [missed({ id: "e2" })], before }), {
        _tag: "late",
        now: clock.now()
      })
      assert.equal(
        (yield* one({ events: [missed({ id: "e2" })], before: Instant.make(clock.now() + 1) }))._tag,
        "appended"
      )
    })
  },
  {
    says: "keeps what it was given, not what becomes of the object",
    run: Effect.fnUntraced(function* ({ put, timeline }) {
      const event = missed({ id: "e1" })
      const loose = structuredClone(event) as unknown as { body: { amount: { amount: string } } }
      yield* put(loose as unknown as typeof event)
      loose.body.amount.amount = "0.00"
      const [stored] = (yield* timeline.read(acme, [p1])).events
      assert.deepEqual(stored?.body, event.body)
    })
  }
]
