import { describe, expect, it } from "@effect/vitest"
import type { Events } from "@forbear/core"
import {
  ask,
  at,
  because,
  by,
  call,
  candidate,
  consent,
  event,
  jane,
  opens,
  pack,
  packOf,
  talk
} from "./world.ts"

const calls = pack("regf.call_cap", "regf.call_cooldown")
const dial = candidate("voice_call")
const noon = (day: string) => `${day}T12:00:00-04:00`
const daily = (from: number, to: number, outcome = "no_answer"): Array<Events.Stored> =>
  Array.from({ length: to - from + 1 }, (_, i) =>
    call(noon(`2026-04-${String(from + i).padStart(2, "0")}`), outcome)
  )

describe("seven in seven: 12 CFR 1006.14(b)(2)(i)(A)", () => {
  it("1 to 7 April are full; on the 8th one rolls off; a second on the 8th would be the eighth", () => {
    const week = [...jane(), ...daily(1, 7)]
    const seventh = ask(week, "2026-04-07T15:00:00-04:00", dial, calls)
    expect([seventh.outcome, opens(seventh), because(seventh)]).toEqual([
      "defer",
      "2026-04-08T04:00:00Z",
      ["regf.call_cap"]
    ])
    expect(ask(week, noon("2026-04-08"), dial, calls).outcome).toBe("permit")
    const eighth = ask(
      [...week, call("2026-04-08T09:00:00-04:00", "voicemail")],
      noon("2026-04-08"),
      dial,
      calls
    )
    expect(opens(eighth)).toBe("2026-04-09T04:00:00Z")
    expect(ask([...jane(), ...daily(1, 6)], "2026-04-06T15:00:00-04:00", dial, calls).outcome).toBe("permit")
  })

  it("busy and out of service never count; an outcome that nobody knows does", () => {
    expect(ask([...jane(), ...daily(1, 7, "busy")], "2026-04-07T15:00:00-04:00", dial, calls).outcome).toBe(
      "permit"
    )
    expect(
      ask([...jane(), ...daily(1, 7, "not_in_service")], "2026-04-07T15:00:00-04:00", dial, calls).outcome
    ).toBe("permit")
    const open = [...jane(), ...daily(1, 6), call(noon("2026-04-07"), undefined)]
    expect(because(ask(open, "2026-04-07T15:00:00-04:00", dial, calls))).toEqual([
      "regf.call_cap",
      "regf.call_cooldown"
    ])
  })

  it("a reservation for later counts against now, and now against later", () => {
    const reserved = event("attempt.reserved", noon("2026-04-06"), {
      attempt: "later",
      person: "p1",
      debts: ["d1"],
      channel: "prerecorded_call",
      address: "mobile",
      purpose: "payment_request",
      mode: "prerecorded",
      from: at("2026-04-10T10:00:00-04:00"),
      notAfter: at("2026-04-10T20:00:00-04:00"),
      messageHash: "h",
      decision: "x",
      adapter: "a",
      sender: "s",
      message: "m"
    })
    const events = [...jane(), ...daily(1, 6), reserved]
    // No seven days hold seven of them; those from the 4th to the 10th hold four.
    expect(ask(events, "2026-04-06T15:00:00-04:00", dial, calls).outcome).toBe("permit")
    const full = packOf("cap", {
      count: 4,
      windows: [{ _tag: "rolling_days", days: 7, basis: "dates" }],
      unit: "attempt",
      channels: ["voice_call", "prerecorded_call"],
      per: ["person"]
    })
    const decision = ask(events, "2026-04-07T12:00:00-04:00", dial, full)
    expect(opens(decision)).toBe("2026-04-11T04:00:00Z")
    expect(ask(events, "2026-04-07T12:00:00-04:00", dial, full, { self: "later" as never }).next).toEqual({
      _tag: "at",
      at: at("2026-04-10T00:00:00-04:00")
    })
  })

  it("a number that was never hers uncounts the calls to it, for ever back, until it is confirmed", () => {
    const wrong = event("address.reported", noon("2026-04-07"), {
      address: "mobile",
      as: "wrong_party",
      by: "third_party"
    })
    const events = [...jane(), ...daily(1, 7), wrong]
    expect(
      ask(events, "2026-04-07T15:00:00-04:00", candidate("voice_call", { address: "landline" }), calls)
        .outcome
    ).toBe("permit")
    const confirmed = event("address.reported", "2026-04-07T13:00:00-04:00", {
      address: "mobile",
      as: "confirmed",
      by: "consumer",
      person: "p1"
    })
    expect(ask([...events, confirmed], "2026-04-07T15:00:00-04:00", dial, calls).outcome).toBe("defer")
  })

  it("is per debt; a call about two debts counts for each; a call charged to one, for one", () => {
    const two = jane({ debts: ["d1", "d2"] })
    const about = (debts: ReadonlyArray<string>, more = {}) =>
      daily(1, 7).map((one) => ({ ...one, body: { ...one.body, debts, ...more } }) as Events.Stored)
    const second = candidate("voice_call", { debts: ["d2"] })
    const when = "2026-04-07T15:00:00-04:00"
    expect(ask([...two, ...about(["d1"])], when, second, calls).outcome).toBe("permit")
    expect(ask([...two, ...about(["d1", "d2"])], when, second, calls).outcome).toBe("defer")
    expect(ask([...two, ...about(["d1", "d2"], { chargedTo: "d1" })], when, second, calls).outcome).toBe(
      "permit"
    )
    expect(ask([...two, ...about([])], when, second, calls).outcome).toBe("defer")
    expect(
      ask([...two, ...about(["d1"])], when, candidate("voice_call", { debts: ["d1", "d2"] }), calls).outcome
    ).toBe("defer")
  })

  it("student loans of one account are one debt, cards of one account are not", () => {
    const when = "2026-04-07T15:00:00-04:00"
    const second = candidate("voice_call", { debts: ["d2"] })
    const loans = jane({ debts: ["d1", "d2"], type: "student_loan" })
    expect(ask([...loans, ...daily(1, 7)], when, second, calls).outcome).toBe("defer")
    expect(ask([...loans, talk(noon("2026-04-06"))], when, second, calls).outcome).toBe("defer")
    expect(
      ask([...jane({ debts: ["d1", "d2"] }), talk(noon("2026-04-06"))], when, second, calls).outcome
    ).toBe("permit")
  })

  it("dates are counted in every zone where she may be", () => {
    const events = [...jane({ home: "America/Los_Angeles", mobile: "America/New_York" }), ...daily(1, 7)]
    expect(opens(ask(events, "2026-04-07T15:00:00-04:00", dial, calls))).toBe("2026-04-08T07:00:00Z")
  })

  it("texts and e-mails use up no slot and are not barred", () => {
    const events = [...jane(), ...daily(1, 7), talk(noon("2026-04-07"))]
    for (const channel of ["sms", "email", "letter"])
      expect(ask(events, "2026-04-07T15:00:00-04:00", candidate(channel), calls).outcome).toBe("permit")
  })

  it("the operator may map the presumption to a warning, which stays in the record", () => {
    const decision = ask([...jane(), ...daily(1, 7)], "2026-04-07T15:00:00-04:00", dial, calls, {
      policy: { standings: { presumption: "warn" } }
    })
    expect(decision.outcome).toBe("permit")
    expect(decision.warnings.map(({ rule }) => rule.id)).toEqual(["regf.call_cap"])
  })

  it("consent to be called, given directly, exempts seven dates from its receipt, until they talk", () => {
    const yes = consent(noon("2026-04-07"), { channels: ["voice_call"], debts: ["d1"] })
    const events = [...jane(), ...daily(1, 7), yes]
    expect(ask(events, "2026-04-07T15:00:00-04:00", dial, calls).outcome).toBe("permit")
    expect(
      ask([...events, talk("2026-04-07T13:00:00-04:00")], "2026-04-07T15:00:00-04:00", dial, calls).outcome
    ).toBe("defer")
    const creditor = consent(noon("2026-04-07"), { channels: ["voice_call"], to: "creditor" })
    expect(ask([...jane(), ...daily(1, 7), creditor], "2026-04-07T15:00:00-04:00", dial, calls).outcome).toBe(
      "defer"
    )
    const texts = consent(noon("2026-04-07"), { channels: ["sms"] })
    expect(ask([...jane(), ...daily(1, 7), texts], "2026-04-07T15:00:00-04:00", dial, calls).outcome).toBe(
      "defer"
    )
  })

  it("calls under such consent are not counted later; its eighth date is none of its dates", () => {
    const talked = [
      ...jane(),
      talk(noon("2026-04-03")),
      consent(noon("2026-04-03"), { channels: ["voice_call"] })
    ]
    expect(ask(talked, noon("2026-04-06"), dial, calls).outcome).toBe("permit")
    const counted = [
      ...jane(),
      consent("2026-04-01T08:00:00-04:00", { channels: ["voice_call"] }),
      ...daily(1, 7),
      ...daily(8, 8)
    ]
    expect(ask(counted, "2026-04-08T15:00:00-04:00", dial, calls).outcome).toBe("permit")
    const revoked = event("consent.revoked", noon("2026-04-04"), {
      person: "p1",
      channels: ["voice_call"],
      provenance: by("phone")
    })
    expect(ask([...talked, revoked], noon("2026-04-06"), dial, calls).outcome).toBe("defer")
  })
})

describe("the conversation's seven days: 12 CFR 1006.14(b)(2)(i)(B)", () => {
  it("Friday 14 August opens on Friday 21 August, whoever called", () => {
    for (const initiatedBy of ["consumer", "collector"]) {
      const decision = ask(
        [...jane(), talk(noon("2026-08-14"), { initiatedBy })],
        noon("2026-08-17"),
        dial,
        calls
      )
      expect([decision.outcome, opens(decision), because(decision)]).toEqual([
        "defer",
        "2026-08-21T04:00:00Z",
        ["regf.call_cooldown"]
      ])
    }
  })

  it("clock changes do not move the date: 168 hours are not seven days", () => {
    const autumn = ask(
      [...jane(), talk("2026-10-30T23:30:00-04:00")],
      "2026-11-01T12:00:00-05:00",
      dial,
      calls
    )
    expect(opens(autumn)).toBe("2026-11-06T05:00:00Z")
    const spring = ask(
      [...jane(), talk("2026-03-06T00:30:00-05:00")],
      "2026-03-08T12:00:00-04:00",
      dial,
      calls
    )
    expect(opens(spring)).toBe("2026-03-13T04:00:00Z")
  })

  it("is per debt, and a conversation about none in particular is about any", () => {
    const two = jane({ debts: ["d1", "d2"] })
    const second = candidate("voice_call", { debts: ["d2"] })
    expect(ask([...two, talk(noon("2026-08-14"))], noon("2026-08-17"), second, calls).outcome).toBe("permit")
    expect(
      ask([...two, talk(noon("2026-08-14"), { debts: [] })], noon("2026-08-17"), second, calls).outcome
    ).toBe("defer")
  })

  it("a dial without an outcome may have been one: unknown until somebody says", () => {
    const open = [...jane(), call(noon("2026-08-14"), undefined, {})]
    const decision = ask(open, noon("2026-08-15"), dial, calls)
    expect(decision.outcome).toBe("unknown")
    expect(decision.intervals[0]?.opens).toEqual({ _tag: "after", event: "attempt.resolved" })
    expect(
      ask([...jane(), call(noon("2026-08-14"), "no_answer")], noon("2026-08-15"), dial, calls).outcome
    ).toBe("permit")
  })

  it("speaking on her own call is no call of ours while it lasts; calling back afterwards is", () => {
    const events = [
      ...jane(),
      talk(noon("2026-08-14")),
      event("call.received", "2026-08-15T12:00:00-04:00", { person: "p1", debts: ["d1"] }, "in1")
    ]
    const speak = candidate("voice_call", { inReplyTo: "in1" })
    expect(ask(events, "2026-08-15T12:05:00-04:00", speak, calls).outcome).toBe("permit")
    const ended = event("call.ended", "2026-08-15T12:10:00-04:00", {
      person: "p1",
      debts: ["d1"],
      call: "in1"
    })
    expect(ask([...events, ended], "2026-08-15T12:15:00-04:00", speak, calls).outcome).toBe("defer")
    expect(ask(events, "2026-08-15T12:05:00-04:00", dial, calls).outcome).toBe("defer")
  })

  it("without a zone it is unknown, for longer than any zone could make it", () => {
    const decision = ask(
      [...jane({ home: "", mobile: "" }), talk(noon("2026-08-14"))],
      noon("2026-08-17"),
      dial,
      calls
    )
    expect(decision.outcome).toBe("unknown")
    expect(decision.next).toEqual({ _tag: "at", at: at(noon("2026-08-22")) })
  })

  it("two records of one person are one person", () => {
    const twin = [
      event("person.recorded", "2026-01-01T12:00:00Z", { person: "p2" }),
      event("link.made", "2026-01-01T12:00:00Z", { a: "p1", b: "p2", relation: "same_person" })
    ]
    const events = [...jane(), ...twin, talk(noon("2026-08-14"), { person: "p2" })]
    expect(ask(events, noon("2026-08-17"), dial, calls).outcome).toBe("defer")
    expect(
      ask([...jane(), talk(noon("2026-08-14"), { person: "p2" })], noon("2026-08-17"), dial, calls).outcome
    ).toBe("permit")
  })
})

describe("contacts made by other systems", () => {
  const moved = (when: string) => event("watermark.moved", when, { feed: "dialer", upTo: at(when) })
  const policy = { feeds: [{ feed: "dialer", channels: ["voice_call" as const], graceMs: 3_600_000 }] }

  it("past its watermark and grace, what a feed feeds is unknown", () => {
    const events = [...jane(), moved(noon("2026-08-14"))]
    const outcome = (when: string, who = dial) => ask(events, when, who, calls, { policy }).outcome
    expect(outcome("2026-08-14T12:59:00-04:00")).toBe("permit")
    expect(outcome("2026-08-14T13:01:00-04:00")).toBe("unknown")
    expect(outcome("2026-08-14T13:01:00-04:00", candidate("sms"))).toBe("permit")
    expect(ask(jane(), noon("2026-08-14"), dial, calls, { policy }).outcome).toBe("unknown")
    expect(ask(events, "2026-08-14T12:30:00-04:00", dial, calls).outcome).toBe("unknown")
  })
})
