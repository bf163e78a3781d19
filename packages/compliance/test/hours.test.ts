import { describe, expect, it } from "@effect/vitest"
import { ask, because, candidate, event, jane, opens, pack, packOf } from "./world.ts"

const time = pack("regf.time")
const call = candidate("voice_call")

describe("hours: 12 CFR 1006.6(b)(1)(i)", () => {
  it("an Eastern mobile and a Pacific address: after 11:00 and before 21:00 Eastern (comment -2.i)", () => {
    const events = jane({ home: "America/Los_Angeles", mobile: "America/New_York" })
    expect(opens(ask(events, "2026-11-18T10:00:00-05:00", call, time))).toBe("2026-11-18T16:00:01Z")
    expect(ask(events, "2026-11-18T11:00:00-05:00", call, time).outcome).toBe("defer")
    expect(ask(events, "2026-11-18T11:01:00-05:00", call, time).outcome).toBe("permit")
    expect(ask(events, "2026-11-18T20:59:59-05:00", call, time).outcome).toBe("permit")
    const late = ask(events, "2026-11-18T21:00:00-05:00", call, time)
    expect(late.outcome).toBe("defer")
    expect(opens(late)).toBe("2026-11-19T16:00:01Z")
    expect(because(late)).toEqual(["regf.time"])
  })

  it("Arizona and Los Angeles: an hour apart in winter, the same in summer", () => {
    const events = jane({ home: "America/Phoenix", mobile: "America/Los_Angeles" })
    const opensOn = (when: string) => opens(ask(events, when, call, time))
    expect(opensOn("2026-01-15T05:00:00Z")).toBe("2026-01-15T16:00:01Z")
    expect(opensOn("2026-07-15T05:00:00Z")).toBe("2026-07-15T15:00:01Z")
    const evening = ask(events, "2026-01-15T20:00:00-07:00", call, time)
    expect(evening.permittedUntil).toBe(Date.UTC(2026, 0, 16, 4))
  })

  it("the night of 8 March and of 1 November 2026 in New York", () => {
    const events = jane()
    expect(opens(ask(events, "2026-03-07T22:00:00-05:00", call, time))).toBe("2026-03-08T12:00:01Z")
    expect(opens(ask(events, "2026-10-31T22:00:00-04:00", call, time))).toBe("2026-11-01T13:00:01Z")
  })

  it("08:00:00 itself is closed, 08:00:01 is open, letters know no hours", () => {
    expect(ask(jane(), "2026-11-18T08:00:00-05:00", call, time).outcome).toBe("defer")
    expect(ask(jane(), "2026-11-18T08:00:01-05:00", call, time).outcome).toBe("permit")
    expect(ask(jane(), "2026-11-18T03:00:00-05:00", candidate("letter"), time).outcome).toBe("permit")
  })

  it("binds debt collectors, not a creditor in its own name", () => {
    expect(ask(jane({ role: "first_party" }), "2026-11-18T03:00:00-05:00", call, time).outcome).toBe("permit")
    expect(ask(jane({ role: "debt_buyer" }), "2026-11-18T03:00:00-05:00", call, time).outcome).toBe("defer")
  })

  it("without a zone in evidence it is unknown, day and night", () => {
    for (const when of ["2026-11-18T03:00:00-05:00", "2026-11-18T12:00:00-05:00"]) {
      const decision = ask(jane({ home: "", mobile: "" }), when, call, time)
      expect(decision.outcome).toBe("unknown")
      expect(opens(decision)).toMatch(/^after address.added/)
    }
  })

  it("evidence that names no zone, or one that does not exist, is unknown beside a good one", () => {
    for (const zones of [[], ["Mars/Olympus"]]) {
      const odd = event("address.added", "2026-01-02T12:00:00Z", {
        address: "other",
        person: "p1",
        type: "phone",
        value: "x",
        evidence: [{ zones, regions: [], basis: "area_code" }],
        from: "creditor"
      })
      expect(ask([...jane(), odd], "2026-11-18T12:00:00-05:00", call, time).outcome).toBe("unknown")
    }
  })

  it("windows that cross midnight, follow their own clock, or never come", () => {
    const night = packOf("quietHours", {
      open: [{ days: [5], from: "22:00", to: "02:00" }],
      clock: { zone: "Asia/Kolkata" }
    })
    const saturday = ask(jane(), "2026-11-20T12:00:00Z", call, night)
    expect(opens(saturday)).toBe("2026-11-20T16:30:00Z")
    expect(ask(jane(), "2026-11-20T20:29:59Z", call, night).outcome).toBe("permit")
    expect(ask(jane(), "2026-11-20T20:30:00Z", call, night).outcome).toBe("defer")
    const never = ask(jane(), "2026-11-20T12:00:00Z", call, packOf("quietHours", { open: [] }))
    expect([never.outcome, opens(never)]).toEqual(["deny", "never"])
  })

  it("a weekly window is found, and its closed stretch has its true ends", () => {
    const sundays = packOf("quietHours", { open: [{ days: [0], from: "12:00", to: "13:00" }] })
    const monday = ask(jane(), "2026-11-16T12:00:00-05:00", call, sundays)
    expect(opens(monday)).toBe("2026-11-22T17:00:00Z")
    expect(monday.intervals[0]?.to).toBe(Date.UTC(2026, 10, 22, 17))
  })

  it("a duty to expire is given where delivery counts", () => {
    const rule = packOf("quietHours", { open: [{ days: [3], from: "09:00", to: "20:00" }], expires: true })
    const [duty] = ask(jane(), "2026-11-18T12:00:00-05:00", candidate("sms"), rule).duties
    expect(duty).toMatchObject({ _tag: "expire_before", at: Date.UTC(2026, 10, 19, 1) })
  })
})

describe("times and places that the consumer stated", () => {
  const stated = (body: Record<string, unknown>) =>
    event("preference.stated", "2026-11-02T12:00:00-05:00", {
      person: "p1",
      provenance: { via: "phone", by: "consumer" },
      ...body
    })
  const mornings = stated({ inconvenient: [{ days: [1, 2, 3, 4, 5], from: "08:00", to: "12:00" }] })

  it("closes the window for every kind of collector", () => {
    const decision = ask([...jane(), mornings], "2026-11-18T10:00:00-05:00", call, pack("regf.time"))
    expect(opens(decision)).toBe("2026-11-18T17:00:00Z")
    expect(because(decision)).toEqual(["regf.time.stated"])
    const own = ask(
      [...jane({ role: "first_party" }), mornings],
      "2026-11-18T10:00:00-05:00",
      call,
      pack("preference")
    )
    expect(own.outcome).toBe("defer")
  })

  it("what she sends inside it may be answered once, by the same medium, while it lasts (comment 6(b)(1)-2)", () => {
    const mail = event(
      "message.received",
      "2026-11-18T09:30:00-05:00",
      { person: "p1", debts: ["d1"], channel: "email", address: "mail", text: "x" },
      "in1"
    )
    const events = [...jane(), mornings, mail]
    const reply = candidate("email", { inReplyTo: "in1" })
    const rules = pack("regf.time.stated")
    expect(ask(events, "2026-11-18T09:45:00-05:00", reply, rules).outcome).toBe("permit")
    expect(
      ask(events, "2026-11-18T09:45:00-05:00", candidate("sms", { inReplyTo: "in1" }), rules).outcome
    ).toBe("defer")
    expect(ask(events, "2026-11-19T09:45:00-05:00", reply, rules).outcome).toBe("defer")
    const answered = event("contact.foreign", "2026-11-18T09:40:00-05:00", {
      person: "p1",
      debts: ["d1"],
      channel: "email",
      address: "mail",
      purpose: "requested_information"
    })
    const again = {
      ...answered,
      kind: "attempt.reserved",
      body: {
        ...answered.body,
        attempt: "a1",
        inReplyTo: "in1",
        from: answered.occurredAt,
        notAfter: answered.occurredAt,
        messageHash: "h",
        decision: "x",
        adapter: "a",
        sender: "s",
        message: "m"
      }
    } as never
    expect(ask([...events, again], "2026-11-18T09:45:00-05:00", reply, rules).outcome).toBe("defer")
  })

  it("home closes letters and the landline at home, not the mobile or e-mail", () => {
    const events = [...jane(), stated({ notAt: ["home"] })]
    const outcome = (channel: string, more = {}) =>
      ask(events, "2026-11-18T12:00:00-05:00", candidate(channel, more), pack("regf.place")).outcome
    expect(outcome("letter")).toBe("deny")
    expect(outcome("voice_call", { address: "landline" })).toBe("deny")
    expect(outcome("voice_call")).toBe("permit")
    expect(outcome("email")).toBe("permit")
  })

  it("ends when it says so, or is lifted", () => {
    const until = stated({
      inconvenient: [{ days: [3], from: "00:00", to: "24:00" }],
      until: Date.UTC(2026, 10, 10)
    })
    expect(ask([...jane(), until], "2026-11-18T12:00:00-05:00", call, pack("preference")).outcome).toBe(
      "permit"
    )
    const lifted = event("hold.lifted", "2026-11-17T12:00:00-05:00", {
      person: "p1",
      debts: [],
      hold: "preference",
      reason: "said so"
    })
    expect(
      ask([...jane(), mornings, lifted], "2026-11-18T10:00:00-05:00", call, pack("preference")).outcome
    ).toBe("permit")
  })
})
