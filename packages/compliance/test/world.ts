/** A small world for tests: events by hand, folded into facts, and decisions about them. */
import { Events, Fold, Instant, type Facts, type Id } from "@forbear/core"
import { type Candidate, decide, type Decision, type Input, type Pack, type Rule } from "../src/index.ts"
import { us } from "../src/us.ts"

export const at = (iso: string): Instant.Instant => Instant.fromIso(iso)

let serial = 0

/** An event that was recorded when it happened. */
export const event = <K extends Events.EventName>(
  kind: K,
  when: string,
  body: unknown,
  id = `e${(serial += 1)}`
): Events.Stored => {
  const occurredAt = at(when)
  const made = Events.make(kind, {
    id,
    tenant: "t1",
    occurredAt,
    source: { system: "test" },
    body
  } as never) as Events.Event
  return { ...made, position: (serial += 1), recordedAt: occurredAt } as Events.Stored
}

const place = (zone: string, region: string, basis: string) => ({ zones: [zone], regions: [region], basis })

export interface Options {
  readonly role?: string
  /** Zones by address: the letter box and the mobile. Empty: no evidence at all. */
  readonly home?: string
  readonly mobile?: string
  readonly debts?: ReadonlyArray<string>
  readonly type?: string
}

/** Jane: one person, a letter box, a mobile, an e-mail address, one debt unless told otherwise. */
export const jane = (options: Options = {}): Array<Events.Stored> => {
  const {
    role = "third_party",
    home = "America/New_York",
    mobile = home,
    debts = ["d1"],
    type = "credit_card"
  } = options
  const start = "2026-01-01T12:00:00Z"
  const address = (id: string, kind: string, zone: string, basis: string, more = {}) =>
    event("address.added", start, {
      address: id,
      person: "p1",
      type: kind,
      value: "x",
      evidence: zone === "" ? [] : [place(zone, "US-XX", basis)],
      from: "creditor",
      ...more
    })
  return [
    event("person.recorded", start, { person: "p1", language: "en" }),
    ...debts.map((debt) =>
      event("debt.placed", start, {
        debt,
        person: "p1",
        account: "acc",
        creditor: "Bank",
        role,
        type,
        balance: { amount: "1240.50", currency: "USD" },
        itemization: []
      })
    ),
    address("home", "postal", home, "mailing_address", { place: "home" }),
    address("mobile", "phone", mobile, "area_code", { line: "mobile" }),
    address("landline", "phone", home, "area_code", { line: "landline", place: "home" }),
    address("mail", "email", "", "")
  ]
}

/** The facts of the events up to an instant. */
export const facts = (events: ReadonlyArray<Events.Stored>, until?: Instant.Instant): Facts.Facts =>
  Fold.fold(events.filter(({ occurredAt }) => until === undefined || occurredAt <= until))

/** A sender whose operator holds evidence that third-party collection is allowed. */
export const sender: NonNullable<Candidate["sender"]> = {
  id: "s1",
  kind: "short_code",
  adapter: "twilio",
  thirdPartyDebt: { verdict: "allowed", source: "agreement", asOf: "2026-01-01", evidence: "contract 7" },
  firstPartyDebt: { verdict: "allowed", source: "agreement", asOf: "2026-01-01", evidence: "contract 7" }
}

const addresses: Readonly<Record<string, string>> = {
  voice_call: "mobile",
  prerecorded_call: "mobile",
  voicemail: "mobile",
  sms: "mobile",
  email: "mail",
  letter: "home"
}

export const candidate = (channel: string, more: Record<string, unknown> = {}): Candidate =>
  ({
    act: "contact",
    person: "p1",
    debts: ["d1"],
    channel,
    ...(addresses[channel] === undefined ? {} : { address: addresses[channel] }),
    sender,
    purpose: "payment_reminder",
    mode: channel === "prerecorded_call" ? "prerecorded" : "live",
    ...more
  }) as unknown as Candidate

/** Only some rules of the federal pack, by id or family; without ids, all of them. */
export const pack = (...ids: ReadonlyArray<string>): Pack => ({
  ...us,
  rules:
    ids.length === 0
      ? us.rules
      : us.rules.filter(({ id }) => ids.some((one) => id === one || id.startsWith(`${one}.`)))
})

/** A pack of one rule. */
export const packOf = (kind: string, params: Record<string, unknown>, more: Partial<Rule> = {}): Pack => ({
  id: "test",
  version: "2026.1.0",
  title: "One rule",
  rules: [
    {
      id: kind.toLowerCase(),
      title: kind,
      kind,
      params,
      citation: "Test",
      standing: "prohibition",
      confidence: "confirmed",
      appliesTo: {},
      inForce: {},
      ...more
    }
  ]
})

export const ask = (
  events: ReadonlyArray<Events.Stored>,
  when: string,
  who: Candidate,
  packs: Pack | ReadonlyArray<Pack> = us,
  more: Partial<Input> = {}
): Decision => {
  const now = at(when)
  return decide({
    facts: facts(events, now),
    candidate: who,
    at: now,
    packs: "rules" in packs ? [packs] : packs,
    ...more
  })
}

/** When it opens, as ISO text; what else is said, otherwise. */
export const opens = ({ next }: Decision): string =>
  next._tag === "at"
    ? Instant.toIso(next.at).replace(".000Z", "Z")
    : next._tag === "after"
      ? `after ${next.event}`
      : "never"

/** The ids of the rules that do not allow it at the instant of the decision. */
export const because = ({ at: now, intervals }: Decision): ReadonlyArray<string> =>
  [...new Set(intervals.filter(({ from, to }) => from <= now && now < to).map(({ rule }) => rule.id))].sort()

export const call = (
  when: string,
  outcome: string | undefined,
  more: Record<string, unknown> = {}
): Events.Stored =>
  event("contact.foreign", when, {
    person: "p1",
    debts: ["d1"],
    channel: "voice_call",
    address: "mobile",
    purpose: "payment_request",
    ...(outcome === undefined ? {} : { outcome }),
    ...more
  })

export const talk = (when: string, more: Record<string, unknown> = {}): Events.Stored =>
  event("conversation.held", when, {
    person: "p1",
    debts: ["d1"],
    initiatedBy: "consumer",
    via: "phone",
    ...more
  })

export const by = (via: string, who = "consumer") => ({ via, by: who })

export const consent = (when: string, more: Record<string, unknown> = {}): Events.Stored =>
  event("consent.given", when, {
    person: "p1",
    to: "collector",
    form: "oral",
    provenance: by("phone"),
    ...more
  })

export const id = (text: string): Id.EventId => text as Id.EventId

/** A small seeded generator of numbers in [0, 1). */
export const random = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
