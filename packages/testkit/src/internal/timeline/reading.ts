/** Cases: reading by scope, following in order of commit, two times, chains. */
import assert from "node:assert/strict"
import { Chain, Instant, type Timeline } from "@forbear/core"
import * as Effect from "effect/Effect"
import { acme, debtScope, ids, missed, other, personScope, visited, type Case } from "./Lab.ts"

const p1 = personScope("p1")
const d1 = debtScope("d1")

const verify = (entries: ReadonlyArray<Timeline.ChainEntry>): string => {
  const verdict = Chain.verify(entries)
  return verdict.ok ? "ok" : `${verdict.why} at ${verdict.at}`
}

export const reading: ReadonlyArray<Case> = [
  {
    says: "reads every event of several scopes once, in order of commit",
    run: Effect.fnUntraced(function* ({ put, timeline }) {
      yield* put(
        missed({ id: "e1" }),
        missed({ id: "e2", person: "p2" }),
        missed({ id: "e3", debt: "d2" }),
        missed({ id: "e4", person: "p3", debt: "d3" })
      )
      assert.deepEqual(ids((yield* timeline.read(acme, [d1, p1, p1])).events), ["e1", "e2", "e3"])
      const none = yield* timeline.read(acme, [])
      assert.deepEqual([none.events.length, none.versions.size], [0, 0])
      assert.deepEqual(ids((yield* timeline.read(other, [p1])).events), [])
    })
  },
  {
    says: "narrows by kind, by either time, and by number",
    run: Effect.fnUntraced(function* ({ put, timeline, clock }) {
      const at = (day: number) => Instant.fromIso(`2026-02-0${day}T00:00:00Z`)
      yield* put(
        missed({ id: "e3", at: at(3) }),
        missed({ id: "e1", at: at(1) }),
        visited({ id: "e2", at: at(2) })
      )
      clock.move(1_000)
      yield* put(missed({ id: "e4", at: at(4) }))
      const read = (options: Timeline.ReadOptions) =>
        Effect.map(timeline.read(acme, [p1, d1], options), ({ events }) => ids(events))
      assert.deepEqual(yield* read({ kinds: ["portal.visited"] }), ["e2"])
      assert.deepEqual(yield* read({ kinds: [] }), [])
      assert.deepEqual(yield* read({ occurredFrom: at(2) }), ["e3", "e2", "e4"])
      assert.deepEqual(yield* read({ occurredBefore: at(3) }), ["e1", "e2"])
      assert.deepEqual(yield* read({ recordedBefore: clock.now() }), ["e3", "e1", "e2"])
      assert.deepEqual(yield* read({ limit: 2 }), ["e3", "e1"])
      assert.deepEqual(yield* read({ kinds: ["payment.missed"], occurredFrom: at(2), limit: 1 }), ["e3"])
    })
  },
  {
    says: "records by a clock that never goes back, though the machine's may",
    run: Effect.fnUntraced(function* ({ put, one, timeline, clock }) {
      const start = clock.now()
      const times: Array<number> = []
      for (const [i, step] of [0, 5_000, -3_600_000, 1_000, 3_700_000].entries()) {
        clock.move(step)
        const [answer] = yield* put(missed({ id: `e${i}` }))
        times.push(answer?.recordedAt ?? -1)
        assert.ok((yield* timeline.now) >= (answer?.recordedAt ?? Infinity))
      }
      assert.deepEqual(times, [start, start + 5_000, start + 5_000, start + 5_000, start + 106_000])
      clock.move(-3_600_000)
      const before = Instant.make(start + 106_000)
      assert.deepEqual(yield* one({ events: [missed({ id: "late" })], before }), {
        _tag: "late",
        now: before
      })
      assert.equal((yield* timeline.read(acme, [p1])).now, before)
    })
  },
  {
    says: "gives a follower everything in order of commit, in pages of any size, while more is written",
    run: Effect.fnUntraced(function* ({ timeline }) {
      const seen: Array<string> = []
      let after = 0
      for (let round = 0; round < 30; round++) {
        const events = Array.from({ length: round % 4 }, (_, i) =>
          missed({ id: `r${round}-${i}`, person: `p${round % 3}` })
        )
        yield* timeline.append(acme, [{ events }])
        yield* timeline.append(other, [{ events: [missed({ id: `r${round}`, tenant: other })] }])
        for (const event of yield* timeline.follow(acme, after, 1 + (round % 3))) {
          assert.ok(event.position > after)
          after = event.position
          seen.push(event.id)
        }
      }
      seen.push(...ids(yield* timeline.follow(acme, after, 1_000)))
      assert.deepEqual(
        seen,
        Array.from({ length: 30 }, (_, r) => Array.from({ length: r % 4 }, (__, i) => `r${r}-${i}`)).flat()
      )
    })
  },
  {
    says: "lets no follower miss an event that commits beside it",
    run: Effect.fnUntraced(function* ({ timeline }) {
      const seen: Array<string> = []
      let after = 0
      const follow = Effect.gen(function* () {
        const page = yield* timeline.follow(acme, after, 7)
        seen.push(...ids(page))
        after = page.at(-1)?.position ?? after
        yield* Effect.yieldNow
      })
      const write = Effect.forEach(
        Array.from({ length: 60 }, (_, i) => `e${i}`),
        (id) => Effect.andThen(timeline.append(acme, [{ events: [missed({ id })] }]), Effect.yieldNow),
        { concurrency: 6, discard: true }
      )
      const read = Effect.gen(function* () {
        while (seen.length < 60) yield* follow
      })
      yield* Effect.all([write, read], { concurrency: 2, discard: true })
      yield* follow
      assert.deepEqual(seen, ids(yield* timeline.follow(acme, 0, 100)))
      assert.equal(new Set(seen).size, 60)
    })
  },
  {
    says: "never moves a cursor back",
    run: Effect.fnUntraced(function* ({ timeline }) {
      assert.equal(yield* timeline.cursor(acme, "projection"), 0)
      for (const [to, stands] of [
        [5, 5],
        [3, 5],
        [9, 9],
        [0, 9]
      ] as const) {
        yield* timeline.advance(acme, "projection", to)
        assert.equal(yield* timeline.cursor(acme, "projection"), stands)
      }
      assert.equal(yield* timeline.cursor(acme, "other"), 0)
      assert.equal(yield* timeline.cursor(other, "projection"), 0)
    })
  },
  {
    says: "chains each scope so that an altered, deleted, reordered or inserted event is named",
    run: Effect.fnUntraced(function* ({ put, timeline }) {
      yield* put(
        ...Array.from({ length: 6 }, (_, i) => missed({ id: `e${i}`, scopes: [personScope("p2")] })),
        visited({ id: "v" })
      )
      const chain = yield* timeline.chain(acme, p1)
      assert.deepEqual(
        chain.map(({ sequence }) => sequence),
        [1, 2, 3, 4, 5, 6, 7]
      )
      assert.deepEqual([verify(chain), verify(yield* timeline.chain(acme, personScope("p2")))], ["ok", "ok"])
      const [a, b, c, d, e, ...more] = chain
      assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined && e !== undefined)
      const forged = { ...c, event: { ...c.event, occurredAt: Instant.make(0) } as typeof c.event }
      assert.equal(verify([a, b, forged, d, e, ...more]), "altered at 2")
      assert.equal(verify([a, b, d, e, ...more]), "missing at 2")
      assert.equal(verify([a, b, d, c, e, ...more]), "reordered at 2")
      const foreign = {
        ...forged,
        hash: Chain.hash(forged.event),
        head: Chain.link(b.head, Chain.hash(forged.event))
      }
      assert.equal(verify([a, b, foreign, c, d, e, ...more]), "inserted at 2")
      assert.deepEqual(yield* timeline.chain(acme, personScope("nobody")), [])
    })
  }
]
