import { describe, expect, it } from "@effect/vitest"
import { best, calendar, explain, scopesOf, type Candidate } from "../src/index.ts"
import { us } from "../src/us.ts"
import { ask, at, because, by, candidate, consent, event, facts, jane, opens, sender, talk } from "./world.ts"

/** Jane Smith: a letter box in Arizona, a mobile from Los Angeles, a letter before she calls on a Tuesday in March. */
const letter = event("contact.foreign", "2026-03-03T17:00:00Z", {
  person: "p1",
  debts: ["d1"],
  channel: "letter",
  address: "home",
  purpose: "payment_request",
  document: "validation_notice"
})
const calledIn = event(
  "call.received",
  "2026-03-10T10:00:00-07:00",
  { person: "p1", debts: ["d1"], address: "mobile" },
  "call1"
)
const agreed = [
  talk("2026-03-10T10:01:00-07:00", { call: "call1" }),
  consent("2026-03-10T10:04:00-07:00", { channels: ["sms"], addresses: ["mobile"], debts: ["d1"] }),
  consent("2026-03-10T10:04:00-07:00", { channels: ["email"], addresses: ["mail"], debts: ["d1"] })
]
const start = [
  ...jane({ home: "America/Phoenix", mobile: "America/Los_Angeles" }),
  letter,
  calledIn,
  ...agreed
]
const stopped = [
  event(
    "message.received",
    "2026-03-26T11:00:00-07:00",
    { person: "p1", debts: ["d1"], channel: "sms", address: "mobile", text: "stop texting me, use email" },
    "stop1"
  ),
  event("contact.refused", "2026-03-26T11:00:00-07:00", {
    person: "p1",
    channels: ["sms", "mms", "rcs"],
    addresses: ["mobile"],
    provenance: by("sms"),
    inReplyTo: "stop1"
  })
]

const forbidden = {
  ...sender,
  id: "s0",
  thirdPartyDebt: { verdict: "forbidden" as const, source: "provider policy", asOf: "2026-01-01" }
}
const link = (from: NonNullable<Candidate["sender"]>) =>
  candidate("sms", { purpose: "requested_information", inReplyTo: "call1", sender: from })
const duties = (decision: ReturnType<typeof ask>) =>
  decision.duties.flatMap((duty) => ("element" in duty ? [duty.element] : []))

describe("Jane Smith's legal points, under the whole federal pack", () => {
  it("the ordinary sender is refused with its source, the one with evidence carries the text at once", () => {
    const first = ask(start, "2026-03-10T10:05:00-07:00", link(forbidden))
    expect([first.outcome, because(first)]).toEqual(["deny", ["carrier.sms"]])
    expect(first.intervals[0]?.reason).toContain("provider policy")
    const second = ask(start, "2026-03-10T10:05:00-07:00", link(sender))
    expect([second.outcome, duties(second)]).toEqual([
      "permit",
      ["subsequent_disclosure", "opt_out_statement"]
    ])
    expect(best([first, second])).toBe(second)
  })

  it("calls about the debt wait until the seventh date after; her text is no call", () => {
    const call = ask(start, "2026-03-12T12:00:00-07:00", candidate("voice_call"))
    expect([call.outcome, because(call)]).toEqual(["defer", ["regf.call_cooldown"]])
    expect(opens(call)).toBe("2026-03-17T15:00:01Z")
    expect(ask(start, "2026-03-12T12:00:00-07:00", candidate("sms")).outcome).toBe("permit")
  })

  it("both places must be inside hours: an hour apart before 8 March, together after", () => {
    const early = ask(
      [
        ...jane({ home: "America/Phoenix", mobile: "America/Los_Angeles" }),
        consent("2026-02-01T12:00:00-07:00", { channels: ["sms"], addresses: ["mobile"] })
      ],
      "2026-02-10T08:30:00-07:00",
      candidate("sms")
    )
    expect([because(early), opens(early)]).toEqual([["regf.time"], "2026-02-10T16:00:01Z"])
    expect(ask(start, "2026-03-12T08:30:00-07:00", candidate("sms")).outcome).toBe("permit")
  })

  it("her consent lapses after sixty dates without a text, renewal or look-up", () => {
    expect(ask(start, "2026-05-09T12:00:00-07:00", candidate("sms")).outcome).toBe("permit")
    const lapsed = ask(start, "2026-05-10T12:00:00-07:00", candidate("sms"))
    expect([lapsed.outcome, because(lapsed)]).toEqual(["deny", ["regf.text_procedures"]])
  })

  it("'stop texting me, use email': texts end at once for every debt, one confirmation, then e-mail", () => {
    const events = [...start, ...stopped]
    const when = "2026-03-26T11:00:30-07:00"
    expect(because(ask(events, when, candidate("sms")))).toEqual([
      "house.refusal",
      "regf.medium",
      "regf.text_procedures",
      "tcpa.revocation"
    ])
    const confirmation = ask(
      events,
      when,
      candidate("sms", { purpose: "opt_out_confirmation", inReplyTo: "stop1", debts: [] })
    )
    expect([confirmation.outcome, duties(confirmation)]).toEqual(["permit", ["opt_out_confirmation"]])
    expect(ask(events, when, candidate("email")).outcome).toBe("permit")
  })

  it("a stop binds a creditor of its own debts too, whom Regulation F does not reach", () => {
    const own = start.map((one) =>
      one.kind === "debt.placed" ? { ...one, body: { ...one.body, role: "first_party" } } : one
    )
    const events = [...own, ...stopped] as typeof start
    const when = "2026-03-26T11:00:30-07:00"
    expect(ask(own as typeof start, when, candidate("sms")).outcome).toBe("permit")
    expect(because(ask(events, when, candidate("sms")))).toContain("house.refusal")
    expect(because(ask(own as typeof start, "2026-03-26T03:00:00-07:00", candidate("sms")))).toEqual([
      "house.hours"
    ])
    expect(duties(ask(own as typeof start, when, candidate("sms")))).toContain("opt_out_statement")
    const confirmation = candidate("sms", { purpose: "opt_out_confirmation", inReplyTo: "stop1", debts: [] })
    expect(duties(ask(events, when, confirmation))).toContain("opt_out_confirmation")
  })

  it("in the fifth week a call is queued inside hours and caps, and the text stays closed", () => {
    const events = [...start, ...stopped]
    const row = calendar({
      facts: facts(events, at("2026-04-16T23:00:00-07:00")),
      candidates: [candidate("voice_call"), candidate("sms"), candidate("letter")],
      at: at("2026-04-16T23:00:00-07:00"),
      packs: [us],
      days: 14
    })
    expect(row.map(({ open }) => open.length)).toEqual([14, 0, 1])
    expect(row[0]?.open[0]).toEqual({
      from: at("2026-04-17T08:00:01-07:00"),
      to: at("2026-04-17T21:00:00-07:00")
    })
    expect(row[0]?.closed[0]?.rules.map(({ id }) => id)).toEqual(["regf.time"])
    expect(row[1]?.closed.every(({ rules }) => rules.some(({ id }) => id === "regf.medium"))).toBe(true)
  })

  it("an examiner reads why, in her time and in UTC, with the paragraph", () => {
    const lines = explain(ask(start, "2026-03-12T22:00:00-07:00", candidate("voice_call")), "America/Phoenix")
    expect(lines[0]).toBe(
      "Not now: contact by voice_call for payment_reminder at 2026-03-12 22:00 America/Phoenix (2026-03-13 05:00 UTC)."
    )
    expect(lines[1]).toBe("It opens at 2026-03-17 08:00 America/Phoenix (2026-03-17 15:00 UTC).")
    expect(lines.join("\n")).toContain("[regf.call_cooldown, 12 CFR 1006.14(b)(2)(i)(B)")
    expect(lines.join("\n")).toContain(
      "outside 08:00 to 21:00 in America/Los_Angeles, America/Phoenix [regf.time, 12 CFR 1006.6(b)(1)(i)"
    )
    const open = explain(ask(start, "2026-03-12T12:00:00-07:00", candidate("sms")), "Nowhere/Land")
    expect(open[0]).toMatch(/^Permitted: contact by sms .* at 2026-03-12 19:00 UTC\.$/)
    expect(open[1]).toMatch(/^It stays so until 2026-03-13 04:00 UTC at least/)
    expect(open.join("\n")).toContain("duty: it must say opt_out_statement [regf.opt_out_notice")
  })

  it("the scopes that must not move: the person, the debt, the address, what is answered, the tenant", () => {
    expect(scopesOf(link(sender), facts(start), [us])).toEqual(
      ["account:acc", "address:mobile", "debt:d1", "once:call1", "person:p1", "tenant"].filter(
        (scope) => scope !== "account:acc"
      )
    )
    expect(scopesOf(candidate("voice_call"), facts(start), [us])).toContain("account:acc")
    const twin = event("link.made", "2026-01-01T12:00:00Z", { a: "p1", b: "p2", relation: "same_person" })
    expect(scopesOf(candidate("email"), facts([...start, twin]), [us])).toContain("person:p2")
  })
})

describe("the best of several", () => {
  it("the first permitted, else what opens soonest, else nothing", () => {
    const when = "2026-03-12T22:00:00-07:00"
    const [call, text] = [ask(start, when, candidate("voice_call")), ask(start, when, candidate("sms"))]
    expect(best([call, text])).toBe(text)
    const closed = ask(start, when, link(forbidden))
    expect(best([closed, call])).toBe(call)
    expect(best([closed])).toBeUndefined()
    expect(best([])).toBeUndefined()
  })
})

describe("switches of the operator", () => {
  it("turn off what is no confirmed prohibition, with a reason that is recorded", () => {
    const policy = (rule: string) => ({
      switches: [{ rule, off: true as const, reason: "counsel's letter of 3 March", by: "ops-7" }]
    })
    const off = ask(start, "2026-03-10T10:05:00-07:00", link(forbidden), us, {
      policy: policy("carrier.sms")
    })
    expect([off.outcome, off.switched]).toEqual([
      "permit",
      [{ rule: "carrier.sms", reason: "counsel's letter of 3 March", by: "ops-7", effect: "off" }]
    ])
    expect(explain(off).join("\n")).toContain("switch: carrier.sms was turned off by ops-7")
    const refused = ask(start, "2026-03-10T23:00:00-07:00", candidate("email"), us, {
      policy: policy("regf.time")
    })
    expect([refused.outcome, refused.switched[0]?.effect]).toEqual(["defer", "refused"])
  })

  it("a prohibition cannot be mapped to a warning", () => {
    const policy = { standings: { prohibition: "warn", unknown_fact: "warn" } } as never
    expect(ask(start, "2026-03-10T23:00:00-07:00", candidate("email"), us, { policy }).outcome).toBe("defer")
  })
})
