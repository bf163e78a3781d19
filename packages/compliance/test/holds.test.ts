import { describe, expect, it } from "@effect/vitest"
import { ask, at, because, by, candidate, event, jane, opens, pack, packOf, talk } from "./world.ts"

const noon = (day: string) => `${day}T12:00:00-05:00`
const mail = candidate("email")
const about = (kind: Parameters<typeof event>[0], when: string, more: Record<string, unknown> = {}) =>
  event(kind, when, { person: "p1", debts: ["d1"], ...more })

describe("holds", () => {
  it("a written cease closes that debt from its receipt, but for three purposes", () => {
    const events = [
      ...jane({ debts: ["d1", "d2"] }),
      about("cease.requested", noon("2026-02-06"), { via: "letter", sentOn: "2026-02-03" })
    ]
    const outcome = (when: string, more = {}) =>
      ask(events, when, candidate("email", more), pack("regf.cease")).outcome
    expect(outcome(noon("2026-02-04"))).toBe("permit")
    expect(outcome(noon("2026-02-06"))).toBe("deny")
    expect(outcome(noon("2026-02-20"), { debts: ["d2"] })).toBe("permit")
    expect(outcome(noon("2026-02-20"), { debts: ["d1", "d2"] })).toBe("deny")
    expect(outcome(noon("2026-02-20"), { purpose: "end_of_efforts" })).toBe("permit")
    expect(opens(ask(events, noon("2026-02-20"), mail, pack("regf.cease")))).toBe("after hold.lifted (cease)")
  })

  it("an oral 'stop' is no cease notice; not known how is one", () => {
    const said = (via: string) =>
      ask(
        [...jane(), about("cease.requested", noon("2026-02-06"), { via })],
        noon("2026-02-07"),
        mail,
        pack("regf.cease")
      ).outcome
    expect([said("phone"), said("email"), said("portal")]).toEqual(["permit", "deny", "deny"])
  })

  it("a dispute lasts until it is resolved; the verification itself may go", () => {
    const raised = about("dispute.raised", noon("2026-02-06"), { via: "email" })
    const events = [...jane(), raised]
    expect(opens(ask(events, noon("2026-02-07"), mail, pack("regf.dispute")))).toBe("after dispute.resolved")
    expect(
      ask(events, noon("2026-02-07"), candidate("letter", { document: "verification" }), pack("regf.dispute"))
        .outcome
    ).toBe("permit")
    const resolved = about("dispute.resolved", noon("2026-02-09"), { how: "verification_sent" })
    expect(ask([...events, resolved], noon("2026-02-10"), mail, pack("regf.dispute")).outcome).toBe("permit")
    const again = about("dispute.raised", noon("2026-02-12"), { via: "letter" })
    expect(ask([...events, resolved, again], noon("2026-02-13"), mail, pack("regf.dispute")).outcome).toBe(
      "deny"
    )
  })

  it("an attorney stands between, on that debt; what she sends herself may be answered once", () => {
    const retained = about("attorney.retained", noon("2026-02-06"), { attorney: "p9" })
    const wrote = event(
      "message.received",
      noon("2026-02-08"),
      { person: "p1", debts: ["d1"], channel: "email", address: "mail", text: "x" },
      "in1"
    )
    const events = [...jane({ debts: ["d1", "d2"] }), retained, wrote]
    const outcome = (more = {}, extra: ReturnType<typeof event>[] = []) =>
      ask([...events, ...extra], noon("2026-02-09"), candidate("email", more), pack("regf.attorney")).outcome
    expect(outcome()).toBe("deny")
    expect(outcome({ debts: ["d2"] })).toBe("permit")
    expect(outcome({ inReplyTo: "in1" })).toBe("permit")
    expect(outcome({}, [about("attorney.released", noon("2026-02-09"), { why: "unresponsive" })])).toBe(
      "permit"
    )
  })

  it("bankruptcy and death close everything of the person, for every collector", () => {
    const filed = event("bankruptcy.filed", noon("2026-02-06"), { person: "p1", chapter: "7" })
    const died = event("death.reported", noon("2026-02-06"), { person: "p1", by: "spouse" })
    for (const role of ["first_party", "third_party"]) {
      expect(
        because(ask([...jane({ role }), filed], noon("2026-02-07"), mail, pack("bankruptcy", "deceased")))
      ).toEqual(["bankruptcy.stay"])
      const dead = ask([...jane({ role }), died], noon("2026-02-07"), mail, pack("bankruptcy", "deceased"))
      expect([because(dead), opens(dead)]).toEqual([["deceased"], "never"])
    }
    const lifted = event("hold.lifted", noon("2026-02-08"), {
      person: "p1",
      debts: [],
      hold: "bankruptcy",
      reason: "dismissed"
    })
    expect(ask([...jane(), filed, lifted], noon("2026-02-09"), mail, pack("bankruptcy")).outcome).toBe(
      "permit"
    )
  })

  it("the operator's hold lasts until its date or until it is lifted by name; a hold wins a tie", () => {
    const held = (more = {}) =>
      about("hold.placed", noon("2026-02-06"), { hold: "h1", reason: "hardship", ...more })
    const lifted = (hold: string, when = noon("2026-02-08")) =>
      about("hold.lifted", when, { hold, reason: "done" })
    const look = (...more: ReturnType<typeof event>[]) =>
      ask([...jane(), ...more], noon("2026-02-09"), mail, pack("house.hold"))
    expect(opens(look(held()))).toBe("after hold.lifted")
    expect(opens(look(held({ until: at(noon("2026-02-20")) })))).toBe("2026-02-20T17:00:00Z")
    expect(look(held(), lifted("h1")).outcome).toBe("permit")
    expect(look(held(), lifted("h2")).outcome).toBe("deny")
    expect(look(held(), lifted("h1", noon("2026-02-06"))).outcome).toBe("deny")
  })

  it("nothing is collected that is not owed here; the payment may be confirmed", () => {
    const closed = (status: string) =>
      event("debt.changed", noon("2026-02-06"), { debt: "d1", person: "p1", status })
    for (const status of ["paid", "settled", "closed", "recalled", "sold"]) {
      expect(
        ask([...jane(), closed(status)], noon("2026-02-07"), mail, pack("house.nothing_owed")).outcome
      ).toBe("deny")
    }
    const paid = event("payment.recorded", noon("2026-02-06"), {
      debt: "d1",
      person: "p1",
      amount: { amount: "1240.50", currency: "USD" },
      result: "paid_in_full"
    })
    expect(ask([...jane(), paid], noon("2026-02-07"), mail, pack("house.nothing_owed")).outcome).toBe("deny")
    expect(
      ask(
        [...jane(), paid],
        noon("2026-02-07"),
        candidate("email", { purpose: "payment_confirmation" }),
        pack("house.nothing_owed")
      ).outcome
    ).toBe("permit")
    const two = [...jane({ debts: ["d1", "d2"] }), paid]
    expect(
      ask(two, noon("2026-02-07"), candidate("email", { debts: [] }), pack("house.nothing_owed")).outcome
    ).toBe("permit")
  })

  it("a debt is talked about with its parties only", () => {
    const sister = [
      event("person.recorded", "2026-01-01T12:00:00Z", { person: "p2" }),
      event("address.added", "2026-01-01T12:00:00Z", {
        address: "sis",
        person: "p2",
        type: "email",
        value: "x",
        evidence: [],
        from: "skip_trace"
      })
    ]
    const to = (more = {}) => candidate("email", { person: "p2", address: "sis", ...more })
    const spouse = event("link.made", "2026-01-01T12:00:00Z", { a: "p1", b: "p2", relation: "spouse" })
    expect(because(ask([...jane(), ...sister], noon("2026-02-07"), to(), pack("regf.third_party")))).toEqual([
      "regf.third_party"
    ])
    expect(
      ask(
        [...jane(), ...sister],
        noon("2026-02-07"),
        to({ purpose: "location_information" }),
        pack("regf.third_party")
      ).outcome
    ).toBe("permit")
    expect(
      ask([...jane(), ...sister, spouse], noon("2026-02-07"), to(), pack("regf.third_party")).outcome
    ).toBe("permit")
  })
})

describe("duties", () => {
  const elements = (events: ReturnType<typeof jane>, channel: string) =>
    ask(
      events,
      noon("2026-02-10"),
      candidate(channel),
      pack("regf.disclosure", "regf.opt_out_notice")
    ).duties.map((duty) => ("element" in duty ? duty.element : duty._tag))
  const letter = event("contact.foreign", noon("2026-02-01"), {
    person: "p1",
    debts: ["d1"],
    channel: "letter",
    address: "home",
    purpose: "payment_request"
  })

  it("the first communication discloses in full, also after an oral one; later ones in short", () => {
    expect(elements(jane(), "letter")).toEqual(["initial_disclosure"])
    expect(elements([...jane(), talk(noon("2026-02-01"))], "letter")).toEqual(["initial_disclosure"])
    expect(elements([...jane(), letter], "email")).toEqual(["subsequent_disclosure", "opt_out_statement"])
    const bounced = { ...letter, body: { ...letter.body, outcome: "bounced" } } as typeof letter
    expect(elements([...jane(), bounced], "letter")).toEqual(["initial_disclosure"])
  })

  it("every electronic message says how to stop, in English and in Spanish", () => {
    const { duties } = ask(jane(), noon("2026-02-10"), candidate("sms"), pack("regf.opt_out_notice"))
    expect(duties).toMatchObject([
      {
        _tag: "require",
        element: "opt_out_statement",
        texts: { en: expect.stringContaining("STOP"), es: expect.stringContaining("STOP") }
      }
    ])
    expect(elements(jane({ role: "first_party" }), "sms")).toEqual([])
  })

  it("duties that contradict each other block", () => {
    const only = packOf("content", {
      duties: [{ duty: "only", element: "limited_content", texts: { en: "x" } }]
    })
    const decision = ask(jane(), noon("2026-02-10"), candidate("sms"), [only, pack("regf.opt_out_notice")])
    expect([decision.outcome, decision.next._tag]).toEqual(["deny", "never"])
    const forbid = packOf("content", {
      duties: [{ duty: "forbid", element: "opt_out_statement", texts: { en: "STOP" } }]
    })
    expect(
      ask(jane(), noon("2026-02-10"), candidate("sms"), [forbid, pack("regf.opt_out_notice")]).outcome
    ).toBe("deny")
    expect(ask(jane(), noon("2026-02-10"), candidate("sms"), forbid).outcome).toBe("permit")
  })
})

describe("what is missing is unknown", () => {
  const rules = pack("house.hold")
  const when = noon("2026-02-10")

  it("the person, the debt, the address, whose address it is", () => {
    expect(ask(jane(), when, mail, rules).outcome).toBe("permit")
    expect(ask(jane(), when, candidate("email", { debts: ["d7"] }), rules).outcome).toBe("unknown")
    expect(ask(jane(), when, candidate("email", { address: "a7" }), rules).outcome).toBe("unknown")
    expect(ask(jane(), when, candidate("email", { address: undefined }), rules).outcome).toBe("unknown")
    expect(ask(jane(), when, candidate("portal"), rules).outcome).toBe("permit")
    const stranger = ask(jane(), when, candidate("email", { person: "p7" }), rules)
    expect(stranger.outcome).toBe("unknown")
    expect(opens(stranger)).toBe("after address.added; and person.recorded")
  })

  it("a fact that is dated later than the decision", () => {
    const future = { ...about("cease.requested", noon("2026-02-11"), { via: "letter" }) }
    const decision = ask([...jane(), { ...future, occurredAt: at(when) }], when, mail, rules)
    expect(decision.outcome).toBe("permit")
  })

  it("a fold that holds the future does not permit", async () => {
    const { decide } = await import("../src/index.ts")
    const { facts } = await import("./world.ts")
    const events = [
      ...jane(),
      about("cease.requested", noon("2026-02-11"), { via: "letter" }),
      event("contact.refused", noon("2026-02-12"), { person: "p1", provenance: by("phone") })
    ]
    const decision = decide({ facts: facts(events), candidate: mail, at: at(when), packs: [rules] })
    expect([decision.outcome, opens(decision)]).toEqual(["unknown", "2026-02-12T17:00:00Z"])
  })
})
