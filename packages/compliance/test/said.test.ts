import { describe, expect, it } from "@effect/vitest"
import { ask, at, because, by, candidate, consent, event, jane, opens, pack, sender } from "./world.ts"

const noon = (day: string) => `${day}T12:00:00-04:00`
const text = candidate("sms")
const refused = (when: string, more: Record<string, unknown>) =>
  event("contact.refused", when, { person: "p1", provenance: by("phone"), ...more }, "no1")
const heard = (when: string, more: Record<string, unknown> = {}, name = "in1") =>
  event(
    "message.received",
    when,
    { person: "p1", debts: ["d1"], channel: "sms", address: "mobile", text: "x", ...more },
    name
  )
const stop = (when: string) => [
  heard(when, { debts: [] }, "stop1"),
  event(
    "contact.refused",
    when,
    { person: "p1", channels: ["sms"], addresses: ["mobile"], provenance: by("sms"), inReplyTo: "stop1" },
    "no1"
  )
]

describe("a medium refused: 12 CFR 1006.14(h)", () => {
  const medium = pack("regf.medium")

  it("'stop calling' closes every kind of call, for every debt, and nothing else", () => {
    const events = [
      ...jane({ debts: ["d1", "d2"] }),
      refused(noon("2026-04-01"), { channels: ["voice_call"] })
    ]
    const outcome = (channel: string, more = {}) =>
      ask(events, noon("2026-04-06"), candidate(channel, more), medium).outcome
    expect([
      outcome("voice_call"),
      outcome("prerecorded_call"),
      outcome("voicemail", { debts: ["d2"] })
    ]).toEqual(["deny", "deny", "deny"])
    expect([outcome("sms"), outcome("email"), outcome("letter")]).toEqual(["permit", "permit", "permit"])
    expect(opens(ask(events, noon("2026-04-06"), candidate("voice_call"), medium))).toBe(
      "after refusal.lifted"
    )
  })

  it("an address refused by anybody is closed for everybody who shares it", () => {
    const other = [
      event("person.recorded", "2026-01-01T12:00:00Z", { person: "p2" }),
      event("address.added", "2026-01-01T12:00:00Z", {
        address: "landline",
        person: "p2",
        type: "phone",
        value: "x",
        evidence: [],
        from: "creditor"
      })
    ]
    const events = [
      ...jane(),
      ...other,
      refused(noon("2026-04-01"), { person: "p2", addresses: ["landline"] })
    ]
    const outcome = (address: string) =>
      ask(events, noon("2026-04-06"), candidate("voice_call", { address }), medium).outcome
    expect([outcome("landline"), outcome("mobile")]).toEqual(["deny", "permit"])
  })

  it("is lifted expressly, by the same voice; an older consent or a file lifts nothing", () => {
    const no = refused(noon("2026-04-02"), { channels: ["sms"], addresses: ["mobile"] })
    const lift = (more: Record<string, unknown>) =>
      event("refusal.lifted", noon("2026-04-03"), {
        person: "p1",
        channels: ["sms"],
        provenance: by("phone"),
        ...more
      })
    const outcome = (...more: ReadonlyArray<ReturnType<typeof event>>) =>
      ask([...jane(), no, ...more], noon("2026-04-06"), text, medium).outcome
    expect(outcome(lift({}))).toBe("permit")
    expect(outcome(lift({ channels: ["email"] }))).toBe("deny")
    expect(outcome(lift({ person: "p2" }))).toBe("deny")
    expect(outcome(lift({ provenance: by("file") }))).toBe("deny")
    expect(outcome(consent(noon("2026-04-01"), { channels: ["sms"], addresses: ["mobile"] }))).toBe("deny")
    expect(outcome(consent(noon("2026-04-03"), { channels: ["sms"], addresses: ["mobile"] }))).toBe("permit")
    expect(outcome(consent(noon("2026-04-03"), {}))).toBe("deny")
    expect(outcome(consent(noon("2026-04-02"), { channels: ["sms"], addresses: ["mobile"] }))).toBe("deny")
  })

  it("one confirmation, which says only that, and never a second", () => {
    const events = [...jane(), ...stop(noon("2026-04-06"))]
    const confirm = candidate("sms", { purpose: "opt_out_confirmation", inReplyTo: "stop1", debts: [] })
    const rules = pack(
      "regf.medium",
      "regf.opt_out_confirmation",
      "regf.opt_out_notice",
      "regf.disclosure",
      "tcpa.revocation",
      "tcpa.confirmation"
    )
    const first = ask(events, "2026-04-06T12:01:00-04:00", confirm, rules)
    expect(first.outcome).toBe("permit")
    expect(first.duties.map((duty) => [duty._tag, "element" in duty ? duty.element : ""])).toEqual([
      ["only", "opt_out_confirmation"]
    ])
    expect(ask(events, "2026-04-06T12:06:00-04:00", confirm, rules).outcome).toBe("deny")
    expect(
      because(ask(events, "2026-04-06T12:01:00-04:00", candidate("sms", { inReplyTo: "stop1" }), rules))
    ).toEqual(["regf.medium", "tcpa.revocation"])
    const reserved = event("attempt.reserved", "2026-04-06T12:01:00-04:00", {
      attempt: "a1",
      person: "p1",
      debts: [],
      channel: "sms",
      address: "mobile",
      purpose: "opt_out_confirmation",
      inReplyTo: "stop1",
      from: at("2026-04-06T12:01:00-04:00"),
      notAfter: at("2026-04-06T12:03:00-04:00"),
      messageHash: "h",
      decision: "x",
      adapter: "a",
      sender: "s",
      message: "m"
    })
    const second = ask([...events, reserved], "2026-04-06T12:02:00-04:00", confirm, rules)
    expect([second.outcome, opens(second)]).toEqual(["deny", "never"])
    expect(
      ask([...events, reserved], "2026-04-06T12:02:00-04:00", confirm, rules, { self: "a1" as never }).outcome
    ).toBe("permit")
    expect(ask(jane(), "2026-04-06T12:02:00-04:00", confirm, rules).outcome).toBe("deny")
    expect(
      ask(events, "2026-04-06T12:02:00-04:00", candidate("sms", { purpose: "opt_out_confirmation" }), rules)
        .outcome
    ).not.toBe("permit")
  })

  it("what she later sends by the closed medium may be answered once; the stop itself may not", () => {
    const events = [...jane(), ...stop(noon("2026-04-06")), heard(noon("2026-04-08"), {}, "in2")]
    const reply = candidate("sms", { inReplyTo: "in2", purpose: "requested_information" })
    expect(ask(events, "2026-04-08T12:05:00-04:00", reply, medium).outcome).toBe("permit")
    expect(
      ask(events, "2026-04-08T12:05:00-04:00", candidate("sms", { inReplyTo: "stop1" }), medium).outcome
    ).toBe("deny")
  })

  it("what the law requires may still come by a refused medium, not at an opted-out address", () => {
    const letter = candidate("letter", { purpose: "required_by_law" })
    expect(
      ask(
        [...jane(), refused(noon("2026-04-01"), { channels: ["letter"] })],
        noon("2026-04-06"),
        letter,
        medium
      ).outcome
    ).toBe("permit")
    const mail = candidate("email", { purpose: "required_by_law" })
    expect(
      ask(
        [...jane(), refused(noon("2026-04-01"), { channels: ["email"], addresses: ["mail"] })],
        noon("2026-04-06"),
        mail,
        medium
      ).outcome
    ).toBe("deny")
  })

  it("a stop of texts stops prerecorded calls too, for a creditor as well: 47 CFR 64.1200(a)(10)", () => {
    const events = [...jane({ role: "first_party" }), ...stop(noon("2026-04-06"))]
    const outcome = (channel: string, more = {}) =>
      ask(events, noon("2026-04-07"), candidate(channel, more), pack("tcpa.revocation")).outcome
    expect([outcome("sms"), outcome("prerecorded_call"), outcome("voice_call"), outcome("email")]).toEqual([
      "deny",
      "deny",
      "permit",
      "permit"
    ])
    expect(outcome("prerecorded_call", { address: "landline" })).toBe("permit")
  })
})

describe("consent to texts: 12 CFR 1006.6(d)(5)", () => {
  const texts = pack("regf.text_procedures")
  const yes = consent(noon("2026-03-09"), { channels: ["sms"], addresses: ["mobile"], debts: ["d1"] })
  const check = (when: string, since: string, result = "no") =>
    event("number.checked", when, { addresses: ["mobile"], since: at(since), result, database: "fcc" })

  it("holds for sixty dates and lapses on the next", () => {
    const events = [...jane(), yes]
    expect(ask(events, noon("2026-05-08"), text, texts).outcome).toBe("permit")
    const lapsed = ask(events, noon("2026-05-09"), text, texts)
    expect([lapsed.outcome, because(lapsed)]).toEqual(["deny", ["regf.text_procedures"]])
    expect(ask(events, "2026-05-08T20:00:00-04:00", text, texts).permittedUntil).toBe(
      at("2026-05-09T00:00:00-04:00")
    )
  })

  it("is renewed by her own text, new consent, or a look-up since the last of them", () => {
    const outcome = (...more: ReadonlyArray<ReturnType<typeof event>>) =>
      ask([...jane(), yes, ...more], noon("2026-05-20"), text, texts).outcome
    expect(outcome(heard(noon("2026-05-01")))).toBe("permit")
    expect(outcome(heard(noon("2026-05-01"), { debts: [] }))).toBe("deny")
    expect(outcome(heard(noon("2026-05-01"), { address: "landline" }))).toBe("deny")
    expect(outcome(consent(noon("2026-05-01"), { channels: ["sms"] }))).toBe("permit")
    expect(outcome(check(noon("2026-05-01"), noon("2026-03-09")))).toBe("permit")
    expect(outcome(check(noon("2026-05-01"), noon("2026-03-10")))).toBe("deny")
    expect(outcome(check(noon("2026-05-01"), noon("2026-03-09"), "no_data"))).toBe("deny")
    expect(
      outcome(
        check(noon("2026-05-01"), noon("2026-03-09")),
        check(noon("2026-05-02"), noon("2026-03-09"), "yes")
      )
    ).toBe("deny")
  })

  it("reaches one number, one debt, this collector, and ends when taken back", () => {
    const may = (who = text, ...more: ReadonlyArray<ReturnType<typeof event>>) =>
      ask([...jane({ debts: ["d1", "d2"] }), ...more], noon("2026-03-20"), who, texts).outcome
    expect(may(text, yes)).toBe("permit")
    expect(may(candidate("sms", { address: "landline" }), yes)).toBe("deny")
    expect(may(candidate("sms", { debts: ["d1", "d2"] }), yes)).toBe("deny")
    expect(may(text, consent(noon("2026-03-09"), { channels: ["sms"], to: "creditor" }))).toBe("deny")
    expect(may(text, consent(noon("2026-03-09"), { channels: ["email"] }))).toBe("deny")
    expect(
      may(
        text,
        yes,
        event("consent.revoked", noon("2026-03-10"), {
          person: "p1",
          channels: ["sms"],
          provenance: by("email")
        })
      )
    ).toBe("deny")
    expect(
      may(text, yes, event("consent.revoked", noon("2026-03-09"), { person: "p1", provenance: by("phone") }))
    ).toBe("deny")
    expect(may(text, yes, ...stop(noon("2026-03-10")))).toBe("deny")
    expect(
      may(text, consent(noon("2026-03-09"), { channels: ["sms"], expiresAt: at(noon("2026-03-15")) }))
    ).toBe("deny")
  })

  it("is a safe harbour: the operator may take the risk, and it is recorded", () => {
    const decision = ask(jane(), noon("2026-03-20"), text, texts, {
      policy: { standings: { lost_safe_harbour: "warn" } }
    })
    expect([decision.outcome, decision.warnings.length]).toEqual(["permit", 1])
  })
})

describe("e-mail, work addresses, wrong parties, prerecorded voices", () => {
  it("e-mail needs her own use of the address, or direct consent", () => {
    const may = (...more: ReadonlyArray<ReturnType<typeof event>>) =>
      ask([...jane(), ...more], noon("2026-03-20"), candidate("email"), pack("regf.email_procedures")).outcome
    expect(may()).toBe("deny")
    expect(may(heard(noon("2026-01-09"), { channel: "email", address: "mail" }))).toBe("permit")
    expect(may(consent(noon("2026-01-09"), { channels: ["email"], addresses: ["mail"] }))).toBe("permit")
    expect(
      may(consent(noon("2026-01-09"), { channels: ["email"], addresses: ["mail"], to: "creditor" }))
    ).toBe("deny")
  })

  it("an employer's address is closed unless she used it or consented", () => {
    const work = event("address.reported", noon("2026-02-01"), {
      address: "mail",
      as: "employer_provided",
      by: "third_party"
    })
    const may = (...more: ReadonlyArray<ReturnType<typeof event>>) =>
      ask([...jane(), work, ...more], noon("2026-03-20"), candidate("email"), pack("regf.work_email")).outcome
    expect(may()).toBe("deny")
    expect(may(consent(noon("2026-02-09"), { channels: ["email"], addresses: ["mail"] }))).toBe("permit")
  })

  it("anybody's word makes it a wrong party's address", () => {
    const wrong = event("address.reported", noon("2026-02-01"), {
      address: "mobile",
      as: "wrong_party",
      by: "third_party"
    })
    const events = [...jane(), wrong]
    expect(because(ask(events, noon("2026-03-20"), text, pack("regf.wrong_party")))).toEqual([
      "regf.wrong_party"
    ])
    expect(ask(events, noon("2026-03-20"), candidate("email"), pack("regf.wrong_party")).outcome).toBe(
      "permit"
    )
  })

  it("prerecorded calls to a mobile need consent, and three in thirty days are all", () => {
    const robot = candidate("prerecorded_call")
    expect(ask(jane(), noon("2026-03-20"), robot, pack("tcpa.prerecorded")).outcome).toBe("deny")
    expect(
      ask(
        jane(),
        noon("2026-03-20"),
        candidate("prerecorded_call", { address: "landline" }),
        pack("tcpa.prerecorded")
      ).outcome
    ).toBe("permit")
    const yes = consent(noon("2026-03-01"), { channels: ["prerecorded_call"], to: "creditor" })
    expect(ask([...jane(), yes], noon("2026-03-20"), robot, pack("tcpa.prerecorded")).outcome).toBe("permit")
    const made = ["2026-03-02", "2026-03-05", "2026-03-09"].map((day) =>
      event("contact.foreign", noon(day), {
        person: "p1",
        debts: ["d1"],
        channel: "prerecorded_call",
        address: "mobile",
        purpose: "payment_request",
        outcome: "voicemail"
      })
    )
    expect(opens(ask([...jane(), ...made], noon("2026-03-20"), robot, pack("tcpa.prerecorded_cap")))).toBe(
      "2026-04-01T16:00:00Z"
    )
  })
})

describe("what carriers allow", () => {
  const use = (verdict: string, evidence?: string) => ({
    verdict,
    source: "policy",
    asOf: "2026-01-01",
    ...(evidence === undefined ? {} : { evidence })
  })
  const outcome = (thirdPartyDebt: unknown, more = {}) =>
    ask(
      jane(),
      noon("2026-03-20"),
      candidate("sms", { sender: { ...sender, thirdPartyDebt }, ...more }),
      pack("carrier.sms")
    ).outcome

  it("third-party collection needs a permission with evidence", () => {
    expect(outcome(use("forbidden"))).toBe("deny")
    expect(outcome(use("forbidden", "a letter"))).toBe("deny")
    expect(outcome(use("needs_approval"))).toBe("unknown")
    expect(outcome(use("needs_approval", "approval 12"))).toBe("permit")
    expect(outcome(use("allowed"))).toBe("unknown")
    expect(outcome(use("allowed", "contract 7"))).toBe("permit")
    expect(outcome(use("allowed", " "))).toBe("unknown")
    expect(
      ask(jane(), noon("2026-03-20"), candidate("sms", { sender: undefined }), pack("carrier.sms")).outcome
    ).toBe("unknown")
  })

  it("a creditor's own debts ask for its own permission", () => {
    const own = candidate("sms", {
      sender: { ...sender, thirdPartyDebt: use("forbidden"), firstPartyDebt: use("allowed") }
    })
    expect(ask(jane({ role: "first_party" }), noon("2026-03-20"), own, pack("carrier.sms")).outcome).toBe(
      "permit"
    )
  })
})
