import {
  type ConsentError,
  grant,
  inForce,
  lift,
  refuse,
  revoke,
  standing,
  type PersonTarget
} from "@forbear/consent"
import type { Events, Facts, Id } from "@forbear/core"
import { Events as EventsOf } from "@forbear/core"
import { assert, describe, it } from "vitest"
import { Effect } from "effect"
import { card, day, factsOf, head, jane, john, loan, mobile, random, work } from "./kit.ts"

type Made = Effect.Effect<Events.Event, ConsentError>
const evidence = "doc:1"
const own = { via: "phone", by: "consumer", evidence } as const
const text = { channels: ["sms"], addresses: [mobile] } as const

const given = (at: number, rest: object = text): Made =>
  grant({ ...head(day(at)), person: jane, to: "acme", form: "oral", provenance: own, ...rest })
const stopped = (at: number, rest: object = text): Made =>
  revoke({ ...head(day(at)), person: jane, provenance: { via: "sms", by: "consumer" }, ...rest })
const refused = (at: number, rest: object = { addresses: [mobile] }): Made =>
  refuse({ ...head(day(at)), person: jane, provenance: { via: "sms", by: "consumer" }, ...rest })
const lifted = (at: number, rest: object = { addresses: [mobile] }): Made =>
  lift({ ...head(day(at)), person: jane, provenance: own, ...rest })
const file = { provenance: { via: "file", by: "consumer", evidence } } as const

const facts = (...made: ReadonlyArray<Made>): Facts.Facts =>
  factsOf(...made.map((effect) => Effect.runSync(effect)))
const target: PersonTarget = {
  person: jane,
  channel: "sms",
  address: mobile,
  debt: card,
  purpose: "payment_reminder"
}
const at = (...made: ReadonlyArray<Made>) => standing(facts(...made), target, day(100))._tag

const table: ReadonlyArray<readonly [string, ReadonlyArray<Made>, "granted" | "refused" | "none"]> = [
  ["nothing said", [], "none"],
  ["a grant", [given(1)], "granted"],
  ["a grant, then a stop", [given(1), stopped(2)], "refused"],
  ["a stop recorded before an older grant", [stopped(2), given(1)], "refused"],
  ["a stop and a grant of one instant, either order", [given(2), stopped(2)], "refused"],
  ["the same, the other order", [stopped(2), given(2)], "refused"],
  ["a stop, then an express grant", [stopped(1), given(2)], "granted"],
  ["stop, grant, stop", [stopped(1), given(2), stopped(3)], "refused"],
  ["a stop twice, then a grant", [stopped(1), stopped(2), given(3)], "granted"],
  ["a stop, then a grant out of a file", [stopped(1), given(2, { ...text, ...file })], "refused"],
  [
    "a stop, then START at the provider",
    [stopped(1), given(2, { ...text, provenance: { ...own, via: "provider_list" } })],
    "refused"
  ],
  [
    "a stop, then a grant without evidence",
    [stopped(1), given(2, { ...text, provenance: { via: "phone", by: "consumer" } })],
    "refused"
  ],
  ["a stop of texts, then a grant that names nothing", [stopped(1), given(2, {})], "refused"],
  [
    "a stop of an address, then a grant of its channel only",
    [stopped(1), given(2, { channels: ["sms"] })],
    "refused"
  ],
  [
    "a stop of texts anywhere, then a grant for this number",
    [stopped(1, { channels: ["sms"] }), given(2)],
    "granted"
  ],
  ["a stop of everything, then a grant for this number", [stopped(1, {}), given(2)], "granted"],
  [
    "a stop of everything, then a grant for e-mail",
    [stopped(1, {}), given(2, { channels: ["email"] })],
    "refused"
  ],
  ["a stop at another address", [given(1), stopped(2, { addresses: [work] })], "granted"],
  ["a stop about another debt", [given(1), stopped(2, { debts: [loan] })], "granted"],
  [
    "a stop of this debt, then a grant for the other",
    [stopped(1, { debts: [card] }), given(2, { ...text, debts: [loan] })],
    "refused"
  ],
  ["a stop of pictures stops texts", [given(1), stopped(2, { channels: ["mms"] })], "refused"],
  [
    "a stop by a spouse",
    [given(1), stopped(2, { ...text, provenance: { via: "phone", by: "spouse" } })],
    "refused"
  ],
  [
    "a stop from that number by nobody known",
    [given(1), revoke({ ...head(day(2)), ...text, provenance: { via: "sms", by: "third_party" } })],
    "refused"
  ],
  ["a stop by another user of the number", [given(1), stopped(2, { ...text, person: john })], "refused"],
  ["the other user permits after her stop", [stopped(1), given(2, { ...text, person: john })], "refused"],
  [
    "another person's stop of her own texts",
    [given(1), stopped(2, { channels: ["sms"], person: john })],
    "granted"
  ],
  ["a refusal", [refused(1)], "refused"],
  ["a refusal lifted: the bar is gone, no consent came", [refused(1), lifted(2)], "none"],
  ["a grant, a refusal, a lift: the old consent stays ended", [given(1), refused(2), lifted(3)], "none"],
  ["a refusal, a lift, a grant", [refused(1), lifted(2), given(3)], "granted"],
  ["a refusal and a lift of one instant", [refused(2), lifted(2)], "refused"],
  ["an old lift", [lifted(1), refused(2)], "refused"],
  ["a lift undoes no revocation", [stopped(1), lifted(2)], "refused"],
  ["a lift of another address", [refused(1), lifted(2, { addresses: [work] })], "refused"],
  ["a grant lifts a refusal", [refused(1), given(2)], "granted"],
  ["a grant that has run out", [given(1, { ...text, expiresAt: day(50) })], "none"],
  ["a grant that ran out stops to undo", [stopped(1), given(2, { ...text, expiresAt: day(50) })], "refused"],
  ["a grant that is still to come", [given(101)], "none"],
  ["a stop that is still to come", [given(1), stopped(101)], "granted"]
]

describe("standing", () => {
  it.each(table)("%s", (_, made, expected) => {
    assert.strictEqual(at(...made), expected)
  })

  it("names the events that say so", () => {
    const [grantEvent, stopEvent] = [given(1), stopped(2)].map((made) => Effect.runSync(made))
    assert.isDefined(grantEvent)
    assert.isDefined(stopEvent)
    const known = factsOf(grantEvent, stopEvent)
    assert.deepStrictEqual(standing(known, target, day(1)), { _tag: "granted", by: [grantEvent.id] })
    assert.deepStrictEqual(standing(known, target, day(2)), { _tag: "refused", by: [stopEvent.id] })
    assert.deepStrictEqual(standing(known, target, day(0)), { _tag: "none" })
  })

  it("two records found to be one person share their stops, and her grant is still the later word", () => {
    const link = EventsOf.make("link.made", {
      id: "link:1" as Id.EventId,
      ...head(day(5)),
      occurredAt: day(5),
      body: { a: jane, b: john, relation: "same_person" }
    })
    const events = [given(1), stopped(2, { channels: ["sms"], person: john })].map((made) =>
      Effect.runSync(made)
    )
    assert.strictEqual(standing(factsOf(...events), target, day(100))._tag, "granted")
    assert.strictEqual(standing(factsOf(...events, link), target, day(100))._tag, "refused")
    const again = Effect.runSync(given(6))
    assert.strictEqual(standing(factsOf(...events, link, again), target, day(100))._tag, "granted")
  })
})

const randomSaid = (next: (below: number) => number): Made => {
  const when = next(10)
  const reach = [
    text,
    { channels: ["sms"] },
    { addresses: [mobile] },
    {},
    { ...text, debts: [card] },
    { addresses: [work] }
  ][next(6)]
  const make = [given, stopped, refused, lifted][next(4)] ?? given
  if (make === refused || make === lifted)
    return make(when, next(2) === 0 ? { channels: ["sms"] } : { addresses: [mobile] })
  if (make === given && next(3) === 0) return given(when, { ...reach, ...file })
  return make(when, reach)
}

const shuffled = <T>(values: ReadonlyArray<T>, next: (below: number) => number): ReadonlyArray<T> => {
  const out = [...values]
  for (let i = out.length - 1; i > 0; i--) {
    const j = next(i + 1)
    const [a, b] = [out[i], out[j]]
    if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a]
  }
  return out
}

describe("properties", () => {
  const run = (seed: number) => {
    const next = random(seed)
    const events = Array.from({ length: 1 + next(7) }, () => Effect.runSync(randomSaid(next)))
    return { next, events }
  }
  const permits = (events: ReadonlyArray<Events.Event>) => standing(factsOf(...events), target, day(100))

  it("no order and no repetition of events changes what is in force", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const { next, events } = run(seed)
      const expected = permits(events)
      const again = permits(shuffled([...events, ...events], next))
      assert.strictEqual(again._tag, expected._tag, `seed ${seed}`)
      if (again._tag !== "none" && expected._tag !== "none")
        assert.deepStrictEqual([...new Set(again.by)], [...new Set(expected.by)])
    }
  })

  it("an older permission, a file and a permission of the same instant never un-stop", () => {
    let stops = 0
    for (let seed = 1; seed <= 400; seed++) {
      const { next, events } = run(seed)
      const stop = Effect.runSync(stopped(9, [text, {}, { channels: ["sms"] }][next(3)]))
      const before = permits([...events, stop])
      if (before._tag !== "refused") continue
      stops++
      const more = [given(next(10)), given(next(90), { ...text, ...file }), lifted(next(10)), given(9)]
      const after = permits([...events, stop, ...more.map((made) => Effect.runSync(made))])
      assert.strictEqual(after._tag, "refused", `seed ${seed}`)
    }
    assert.isAbove(stops, 300)
  })

  it("one more stop never permits more", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const { next, events } = run(seed)
      const before = permits(events)
      const after = permits([...events, Effect.runSync(stopped(next(12), [text, {}][next(2)]))])
      if (before._tag !== "granted") assert.notStrictEqual(after._tag, "granted", `seed ${seed}`)
    }
  })

  it("the registry agrees with the standing of what it calls in force", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { events } = run(seed)
      const known = factsOf(...events)
      const registry = inForce(known, day(100))
      const answer = standing(known, target, day(100))
      if (answer._tag !== "refused") continue
      for (const id of answer.by) {
        assert.strictEqual(
          registry.stops.find(({ said }) => said.event === id)?.status,
          "in_force",
          `seed ${seed}`
        )
      }
    }
  })
})

describe("inForce", () => {
  it("tells the state at any past instant", () => {
    const number = { addresses: [mobile] }
    const known = facts(given(1, number), stopped(3, number), given(5, number))
    const states = (day_: number) => inForce(known, day(day_)).consents.map(({ status }) => status)
    assert.deepStrictEqual(states(0), [])
    assert.deepStrictEqual(states(2), ["in_force"])
    assert.deepStrictEqual(states(4), ["revoked"])
    assert.deepStrictEqual(states(6), ["revoked", "in_force"])
    assert.strictEqual(inForce(known, day(6)).stops[0]?.status, "lifted")
    assert.strictEqual(inForce(known, day(4)).stops[0]?.status, "in_force")
  })

  it("a grant for texts alone leaves the rest of the medium stopped", () => {
    const known = facts(stopped(3), given(5))
    assert.strictEqual(inForce(known, day(6)).stops[0]?.status, "in_force")
    assert.strictEqual(standing(known, target, day(6))._tag, "granted")
    assert.strictEqual(standing(known, { ...target, channel: "mms" }, day(6))._tag, "refused")
  })

  it("tells a part from the whole", () => {
    const known = facts(given(1, {}), stopped(2), given(3, { ...text, debts: [card] }))
    const { consents, stops } = inForce(known, day(10))
    assert.strictEqual(consents[0]?.status, "in_force")
    assert.lengthOf(consents[0]?.narrowedBy ?? [], 1)
    assert.strictEqual(stops[0]?.status, "in_force")
    assert.lengthOf(stops[0]?.narrowedBy ?? [], 1)
  })

  it("says which consents have expired, and forgets wishes that have run out", () => {
    const known = facts(given(1, { ...text, expiresAt: day(4) }))
    assert.strictEqual(inForce(known, day(3)).consents[0]?.status, "in_force")
    assert.strictEqual(inForce(known, day(4)).consents[0]?.status, "expired")
  })
})
