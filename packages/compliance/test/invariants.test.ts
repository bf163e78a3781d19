import { describe, expect, it } from "@effect/vitest"
import { Fold, type Events, type Facts } from "@forbear/core"
import { calendar, decide, Ranges, type Candidate, type Pack } from "../src/index.ts"
import { us } from "../src/us.ts"
import { at, by, candidate, event, jane, packOf, random } from "./world.ts"

const DAY = 86_400_000
const NOW = at("2026-06-15T16:00:00Z")
const CHANNELS = ["voice_call", "prerecorded_call", "voicemail", "sms", "email", "letter"]

const open = (facts: Facts.Facts, who: Candidate, packs: ReadonlyArray<Pack>, now = NOW): Ranges.Ranges =>
  (calendar({ facts, candidates: [who], at: now, packs, days: 10 })[0]?.open ?? []).flatMap(
    ({ from, to }) => [from, to]
  )

const isWithin = (inner: Ranges.Ranges, outer: Ranges.Ranges): boolean =>
  Ranges.subtract(inner, outer).length === 0

const pick = <A>(next: () => number, from: ReadonlyArray<A>): A => from[Math.floor(next() * from.length)] as A

/** A random history of a few weeks before NOW, some of it at the same instants. */
const history = (next: () => number): Array<Events.Stored> => {
  const when = () => new Date(NOW - Math.floor(next() * 60) * 6 * 3_600_000).toISOString()
  const address = () => pick(next, ["mobile", "landline", "mail", "home"])
  const debts = () => pick(next, [["d1"], ["d2"], ["d1", "d2"], []])
  const makers: ReadonlyArray<() => Events.Stored> = [
    () =>
      event("contact.foreign", when(), {
        person: "p1",
        debts: debts(),
        channel: pick(next, CHANNELS),
        address: address(),
        purpose: "payment_request",
        ...(next() < 0.8 ? { outcome: pick(next, ["no_answer", "busy", "voicemail", "answered"]) } : {})
      }),
    () =>
      event("contact.foreign", when(), {
        person: "p1",
        debts: debts(),
        channel: "voice_call",
        address: "mobile",
        purpose: "payment_request",
        outcome: pick(next, ["no_answer", "busy"])
      }),
    () =>
      event("conversation.held", when(), {
        person: "p1",
        debts: debts(),
        initiatedBy: "consumer",
        via: "phone"
      }),
    () =>
      event("consent.given", when(), {
        person: "p1",
        channels: [pick(next, CHANNELS)],
        to: pick(next, ["collector", "creditor"]),
        form: "oral",
        provenance: by("phone")
      }),
    () =>
      event("consent.given", when(), {
        person: "p1",
        to: "collector",
        form: "oral",
        provenance: by("phone")
      }),
    () =>
      event("contact.refused", when(), {
        person: "p1",
        channels: [pick(next, CHANNELS)],
        provenance: by("phone")
      }),
    () => event("refusal.lifted", when(), { person: "p1", provenance: by("phone") }),
    () =>
      event("message.received", when(), {
        person: "p1",
        debts: ["d1", "d2"],
        channel: "sms",
        address: "mobile",
        text: "x"
      }),
    () =>
      event("number.checked", when(), {
        addresses: ["mobile"],
        since: NOW - 200 * DAY,
        result: pick(next, ["no", "no_data", "yes"]),
        database: "fcc"
      }),
    () =>
      event("dispute.raised", when(), { person: "p1", debts: debts(), via: pick(next, ["email", "phone"]) }),
    () => event("dispute.resolved", when(), { person: "p1", debts: [], how: "verification_sent" }),
    () =>
      event("hold.placed", when(), {
        person: "p1",
        debts: [],
        hold: "h",
        reason: "r",
        until: NOW + Math.floor(next() * 5) * DAY
      }),
    () =>
      event("hold.lifted", when(), {
        person: "p1",
        debts: [],
        hold: pick(next, ["h", "preference"]),
        reason: "r"
      }),
    () =>
      event("preference.stated", when(), {
        person: "p1",
        inconvenient: [
          { days: [pick(next, [0, 1, 2, 3, 4, 5, 6])], from: "09:00", to: pick(next, ["12:00", "02:00"]) }
        ],
        provenance: by("phone")
      }),
    () =>
      event("address.reported", when(), {
        address: address(),
        as: pick(next, ["wrong_party", "confirmed"]),
        by: "consumer"
      })
  ]
  return Array.from({ length: Math.floor(next() * 14) }, () => pick(next, makers)())
}

const world = (next: () => number): Array<Events.Stored> => [
  ...jane({
    debts: ["d1", "d2"],
    role: pick(next, ["third_party", "debt_buyer", "first_party"]),
    home: pick(next, ["America/New_York", "America/Phoenix"]),
    mobile: pick(next, ["America/Los_Angeles", "Pacific/Honolulu", "America/New_York"])
  }),
  ...history(next)
]

const someone = (next: () => number): Candidate => {
  const channel = pick(next, CHANNELS)
  return candidate(channel, { debts: pick(next, [["d1"], ["d2"], ["d1", "d2"], []]) })
}

const without = (events: ReadonlyArray<Events.Stored>, next: () => number): Facts.Facts => {
  const permits = [
    "consent.given",
    "refusal.lifted",
    "number.checked",
    "message.received",
    "dispute.resolved",
    "hold.lifted"
  ]
  const kept = events.filter(
    ({ kind, body }) =>
      !(permits.includes(kind) || (kind === "address.reported" && body.as === "confirmed")) || next() < 0.5
  )
  return Fold.fold(kept)
}

const map = <K, V>(from: ReadonlyMap<K, V>, change: (value: V) => V): ReadonlyMap<K, V> =>
  new Map([...from].map(([key, value]) => [key, change(value)]))

/** Ways of making facts unknown: each leaves the record with less knowledge, never with another fact. */
const forgetting: ReadonlyArray<(facts: Facts.Facts, next: () => number) => Facts.Facts> = [
  (facts, next) => ({
    ...facts,
    attempts: facts.attempts.map(({ outcome, ...rest }) =>
      outcome === undefined || next() < 0.5 ? rest : { outcome, ...rest }
    )
  }),
  (facts, next) => ({
    ...facts,
    addresses: map(facts.addresses, (address) =>
      next() < 0.4
        ? { ...address, evidence: address.evidence.map((one) => ({ ...one, zones: [] })) }
        : address
    )
  }),
  (facts) => ({ ...facts, addresses: map(facts.addresses, (address) => ({ ...address, evidence: [] })) }),
  (facts, next) => ({
    ...facts,
    conversations: facts.conversations.map((one) => (next() < 0.5 ? { ...one, debts: [] } : one))
  }),
  (facts, next) => ({
    ...facts,
    attempts: facts.attempts.map((one) => (next() < 0.5 ? { ...one, debts: [] } : one))
  }),
  (facts) => ({
    ...facts,
    legal: facts.legal.map((entry) => {
      const known = { ...entry }
      delete (known as { via?: unknown }).via
      return known
    })
  }),
  (facts) => ({
    ...facts,
    addresses: map(facts.addresses, (address) => ({ ...address, line: "unknown" as const }))
  }),
  (facts) => ({ ...facts, watermarks: new Map([["dialer", (NOW - DAY) as never]]) }),
  (facts) => ({ ...facts, people: new Map() }),
  (facts) => ({ ...facts, debts: new Map() }),
  (facts) => ({ ...facts, addresses: new Map() })
]

describe("the random worlds", () => {
  it("are open, closed and partly open, on every channel", () => {
    const next = random(10)
    const seen = new Map<string, number>()
    for (let round = 0; round < 200; round += 1) {
      const who = someone(next)
      const { length } = open(Fold.fold(world(next)), who, [us])
      const kind = `${who.channel} ${length === 0 ? "closed" : "open"}`
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
    }
    for (const channel of CHANNELS)
      expect([
        channel,
        (seen.get(`${channel} open`) ?? 0) > 2,
        (seen.get(`${channel} closed`) ?? 0) > 2
      ]).toEqual([channel, true, true])
  })
})

describe("invariant 1: less known is never more permissive", () => {
  it("what permits is taken away", () => {
    const next = random(11)
    for (let round = 0; round < 250; round += 1) {
      const events = world(next)
      const who = someone(next)
      const [less, all] = [open(without(events, next), who, [us]), open(Fold.fold(events), who, [us])]
      if (!isWithin(less, all)) expect.fail(JSON.stringify({ round, who, events: events.slice(7) }))
    }
  })

  it("facts become unknown, sources stale", () => {
    const next = random(12)
    for (let round = 0; round < 350; round += 1) {
      const facts = Fold.fold(world(next))
      const who = someone(next)
      const which = round % forgetting.length
      const forgotten = forgetting[which]?.(facts, next) ?? facts
      if (!isWithin(open(forgotten, who, [us]), open(facts, who, [us])))
        expect.fail(`way ${which}, round ${round}, ${who.channel}`)
    }
  })

  it("the sender's permission becomes unknown", () => {
    const facts = Fold.fold([
      ...jane(),
      event("consent.given", "2026-06-01T12:00:00Z", {
        person: "p1",
        to: "collector",
        form: "oral",
        provenance: by("phone")
      })
    ])
    const text = candidate("sms")
    expect(open(facts, text, [us]).length).toBeGreaterThan(0)
    expect(open(facts, candidate("sms", { sender: undefined }), [us])).toEqual([])
  })
})

const extras: ReadonlyArray<Pack> = [
  packOf("quietHours", {
    open: [{ days: [1, 2, 3], from: "10:00", to: "16:00" }],
    clock: { zone: "Europe/London" }
  }),
  packOf("cap", {
    count: 1,
    windows: [{ _tag: "calendar", unit: "week" }],
    unit: "contact",
    channels: ["voice_call", "sms", "email", "letter"],
    per: ["person"]
  }),
  packOf("cooldown", { after: "conversation", days: 3, per: "person", channels: ["email", "letter", "sms"] }),
  packOf("consentGate", { anyOf: [{ _tag: "consent", to: ["collector"] }], opensAfter: "consent" }),
  packOf("mediumBan", { on: ["refusal"], answerOnce: true }),
  packOf("content", { duties: [{ duty: "forbid", element: "opt_out_statement", texts: {} }] }),
  packOf("no_such_kind", {}),
  packOf("hold", { on: "nothing_owed" })
]

describe("invariant 2: a rule added is never more permissive", () => {
  it("whatever the rule, wherever it stands", () => {
    const next = random(13)
    for (let round = 0; round < 250; round += 1) {
      const facts = Fold.fold(world(next))
      const who = someone(next)
      const extra = pick(next, extras)
      const part = { ...us, rules: us.rules.filter(() => next() < 0.5) }
      const before = open(facts, who, [part])
      expect(isWithin(open(facts, who, [part, extra]), before)).toBe(true)
      expect(isWithin(open(facts, who, [us]), before)).toBe(true)
    }
  })

  it("an unknown kind, and one that throws, are unknown for ever", () => {
    const facts = Fold.fold(jane())
    for (const bad of [
      packOf("no_such_kind", {}),
      packOf("quietHours", {}),
      packOf("cap", { channels: ["letter"] })
    ]) {
      const decision = decide({ facts, candidate: candidate("letter"), at: NOW, packs: [bad] })
      expect(decision.outcome).toBe("unknown")
      expect(decision.intervals[0]?.reason).toMatch(/failed to evaluate/)
    }
  })
})

describe("order, bytes, weeks", () => {
  it("the order of rules, packs and events of one instant never matters; same input, same bytes", () => {
    const next = random(14)
    for (let round = 0; round < 120; round += 1) {
      const events = world(next)
      const who = someone(next)
      const mixed = { ...us, rules: [...us.rules].sort(() => next() - 0.5) }
      const extra = pick(next, extras)
      const turned = [...events].reverse().map((one, i) => ({ ...one, position: i + 1 }))
      const one = JSON.stringify(
        decide({ facts: Fold.fold(events), candidate: who, at: NOW, packs: [us, extra] })
      )
      expect(
        JSON.stringify(decide({ facts: Fold.fold(events), candidate: who, at: NOW, packs: [extra, mixed] }))
      ).toBe(one)
      expect(
        JSON.stringify(decide({ facts: Fold.fold(turned), candidate: who, at: NOW, packs: [us, extra] }))
      ).toBe(one)
      expect(JSON.stringify(JSON.parse(one))).toBe(one)
    }
  })

  it("the next opening and the end of the permission are what the whole calendar shows", () => {
    const next = random(15)
    for (let round = 0; round < 250; round += 1) {
      const facts = Fold.fold(world(next))
      const who = someone(next)
      const decision = decide({ facts, candidate: who, at: NOW, packs: [us], horizonDays: 10 })
      const [first, end] = open(facts, who, [us])
      expect(decision.outcome === "permit").toBe(first === NOW)
      expect(decision.next._tag === "at" ? decision.next.at : undefined).toBe(first)
      if (decision.permittedUntil !== undefined) {
        expect(decision.permittedUntil).toBeLessThanOrEqual(end ?? 0)
        expect(decision.permittedUntil).toBe(Math.min(end ?? 0, decision.horizon))
      }
    }
  })

  it("whole weeks later, inside one offset, everything is whole weeks later", () => {
    const next = random(16)
    const week = 7 * DAY
    for (let round = 0; round < 80; round += 1) {
      const events = world(next).filter(
        ({ kind, occurredAt }) =>
          occurredAt > NOW - 40 * DAY ||
          kind === "person.recorded" ||
          kind === "debt.placed" ||
          kind === "address.added"
      )
      const moved = events.map((one) => {
        const body =
          one.kind === "hold.placed" ? { ...one.body, until: (one.body.until ?? 0) + week } : one.body
        return { ...one, occurredAt: one.occurredAt + week, body } as Events.Stored
      })
      const who = someone(next)
      expect(open(Fold.fold(moved), who, [us], (NOW + week) as never)).toEqual(
        Ranges.shift(open(Fold.fold(events), who, [us]), week)
      )
    }
  })

  it("rules speak only while they are in force, on local dates", () => {
    const facts = Fold.fold(jane())
    const rule = packOf(
      "quietHours",
      { open: [] },
      { inForce: { from: "2026-06-16", to: "2026-06-16", zone: "America/New_York" } }
    )
    expect(open(facts, candidate("letter"), [rule]).slice(1, 3)).toEqual([
      at("2026-06-16T00:00:00-04:00"),
      at("2026-06-17T00:00:00-04:00")
    ])
    const duty = packOf(
      "content",
      { duties: [{ duty: "require", element: "x", texts: {} }] },
      { inForce: { from: "2026-06-16" } }
    )
    expect(decide({ facts, candidate: candidate("letter"), at: NOW, packs: [duty] }).duties).toEqual([])
    expect(
      decide({ facts, candidate: candidate("letter"), at: (NOW + DAY) as never, packs: [duty] }).duties.length
    ).toBe(1)
  })
})
