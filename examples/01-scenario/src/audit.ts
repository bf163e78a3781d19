/**
 * The examiner: a process of its own that opens the SQLite file read-only, knows nothing of the run, and answers the legal
 * points from what was recorded: the rules, the facts, the citations, and that nothing was altered.
 */
import { DatabaseSync } from "node:sqlite"
import { decide, type Candidate, type Decision } from "@forbear/compliance"
import { us } from "@forbear/compliance/us"
import { Canonical, Chain, Events, Fold, Instant, Scope, type Id } from "@forbear/core"
import { SqliteTimeline } from "@forbear/store-sqlite"
import * as Effect from "effect/Effect"
import { installments, jane } from "./people.ts"

/** One answered point. */
export interface Point {
  readonly id: string
  readonly claim: string
  readonly ok: boolean
  readonly evidence: string
}

const [file] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write("usage: audit FILE\n")
  process.exit(2)
}

const db = new DatabaseSync(file, { readOnly: true })
const timeline = Effect.runSync(SqliteTimeline.on(db, { readOnly: true }))
const tenant = "sonoran" as Id.TenantId
const person = jane.id as Id.PersonId
const debt = jane.debt as Id.DebtId
const read = (scopes: ReadonlyArray<Scope.ScopeKey>) => Effect.runSync(timeline.read(tenant, scopes)).events

const own = read([Scope.person(person), Scope.debt(debt), Scope.tenant])
const addresses = [
  ...new Set(own.flatMap((event) => Events.scopesOf(event).filter((scope) => scope.startsWith("address:"))))
]
const events = [...new Map([...own, ...read(addresses)].map((event) => [event.position, event])).values()]
const facts = Fold.fold(events)

const at = (iso: string) => Instant.fromIso(iso)
/** The facts as they stood when the store's clock said so. */
const asOf = (iso: string) => Fold.fold(events.filter((event) => event.recordedAt <= at(iso)))
const addressOf = (type: string) => [...facts.addresses.values()].find((address) => address.type === type)

const permission = {
  verdict: "allowed",
  source: "fictional",
  asOf: "2026-02-01",
  evidence: "fictional"
} as const
const candidate = (channel: Candidate["channel"], more: Partial<Candidate> = {}): Candidate => {
  const address = addressOf(channel === "email" ? "email" : "phone")?.id
  return {
    act: "contact",
    person,
    debts: [debt],
    channel,
    purpose: "payment_reminder",
    mode: "live",
    sender: {
      id: "examiner",
      kind: "short_code",
      adapter: "examiner",
      thirdPartyDebt: permission,
      firstPartyDebt: permission
    },
    ...(address === undefined ? {} : { address }),
    ...(channel === "voice_call" ? { chargedTo: debt } : {}),
    ...more
  }
}
const ask = (facts: ReturnType<typeof asOf>, what: Candidate, when: string): Decision =>
  decide({ facts, candidate: what, at: at(when), packs: [us] })
const because = (decision: Decision): string =>
  decision.intervals
    .filter((one) => one.from <= decision.at && one.to > decision.at)
    .map((one) => `${one.rule.id} [${one.rule.citation}]`)
    .join("; ") || decision.outcome
const nextOf = (decision: Decision): string =>
  decision.next._tag === "at" ? Instant.toIso(decision.next.at) : decision.next._tag
const blockedBy = (decision: Decision, rule: string): boolean =>
  decision.intervals.some((one) => one.rule.id === rule && one.from <= decision.at && one.to > decision.at)

const points: Array<Point> = []
const point = (id: string, claim: string, ok: boolean, evidence: string): void => {
  points.push({ id, claim, ok, evidence })
}

const decisions = events.filter(
  (event): event is Events.StoredEvent<"decision.made"> => event.kind === "decision.made"
)
const attempts = facts.attempts.filter((one) => one.own)
const decisionOf = (event: Events.StoredEvent<"decision.made">) => event.body.decision as Decision
const linkDecisions = decisions.filter((event) => event.body.attempt === "jane/link")
const sentBy = (channel: string) =>
  attempts.filter((one) => one.channel === channel && one.state === "accepted")

// The cool-down.
const talk = facts.conversations[0]
point(
  "talk",
  "her call in is a conversation about the debt",
  talk?.initiatedBy === "consumer" && talk.debts.includes(debt),
  talk === undefined ? "none" : Instant.toIso(talk.at)
)
const soon = ask(asOf("2026-03-04T18:00:00Z"), candidate("voice_call"), "2026-03-04T18:00:00Z")
point(
  "cooldown",
  "an outbound call the next day is barred",
  soon.outcome !== "permit" && blockedBy(soon, "regf.call_cooldown"),
  because(soon)
)
const sixth = ask(asOf("2026-03-09T18:00:00Z"), candidate("voice_call"), "2026-03-09T18:00:00Z")
point(
  "cooldown-day-7",
  "still on the seventh day, the day of the talk being day one",
  blockedBy(sixth, "regf.call_cooldown"),
  because(sixth)
)
const eighth = ask(asOf("2026-03-10T18:00:00Z"), candidate("voice_call"), "2026-03-10T18:00:00Z")
point(
  "cooldown-over",
  "on March 10 the cool-down is over",
  !blockedBy(eighth, "regf.call_cooldown"),
  `${eighth.outcome}: ${because(eighth)}`
)
point(
  "text-not-call",
  "the text that she asked for is not caught by it",
  linkDecisions.some(
    (event) => event.body.outcome === "permit" && decisionOf(event).candidate.channel === "sms"
  ),
  `${linkDecisions.length} decisions`
)
point(
  "sender-refused",
  "the first sender was refused, with the source",
  linkDecisions.some(
    (event) =>
      event.body.outcome !== "permit" &&
      decisionOf(event).candidate.sender?.id === "main-10dlc" &&
      JSON.stringify(decisionOf(event).intervals).includes("carrier.sms")
  ),
  linkDecisions
    .map((event) => `${decisionOf(event).candidate.sender?.id}: ${because(decisionOf(event))}`)
    .join(" | ")
)

// Zones.
const early = ask(
  asOf("2026-03-04T15:30:00Z"),
  candidate("sms", { purpose: "payment_reminder" }),
  "2026-03-04T15:30:00Z"
)
point(
  "zones-morning",
  "08:30 in Tucson is closed, because it is 07:30 in Los Angeles",
  blockedBy(early, "regf.time"),
  because(early)
)
const late = ask(asOf("2026-03-05T04:30:00Z"), candidate("sms"), "2026-03-05T04:30:00Z")
point(
  "zones-evening",
  "20:30 in Los Angeles is closed, because it is 21:30 in Tucson",
  blockedBy(late, "regf.time"),
  because(late)
)
const summer = ask(asOf("2026-03-10T15:30:00Z"), candidate("sms"), "2026-03-10T15:30:00Z")
point(
  "zones-dst",
  "after the clocks change in Los Angeles, 08:30 is open in both",
  !blockedBy(summer, "regf.time"),
  `${summer.outcome}: ${because(summer)}`
)
point(
  "zones-none-guessed",
  "no message left outside 08:00 to 21:00 in either zone",
  attempts.every(
    (one) =>
      one.state !== "accepted" ||
      (hourIn("America/Phoenix", one.from) >= 8 &&
        hourIn("America/Phoenix", one.from) < 21 &&
        hourIn("America/Los_Angeles", one.from) >= 8 &&
        hourIn("America/Los_Angeles", one.from) < 21)
  ),
  attempts.map((one) => Instant.toIso(one.from)).join(", ")
)
function hourIn(zone: string, when: number): number {
  return Number(
    new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", hourCycle: "h23" }).format(when)
  )
}

// Consent.
const consent = facts.said.find((one) => one.kind === "consent" && one.channels?.includes("sms") === true)
point(
  "consent",
  "consent was given directly, by voice, for one number, about one debt, at a recorded instant",
  consent?.form === "oral" &&
    consent.addresses?.length === 1 &&
    consent.debts?.length === 1 &&
    consent.to === "collector",
  consent === undefined ? "none" : `${consent.event} at ${Instant.toIso(consent.at)}`
)
const beforeStop = asOf("2026-03-18T00:00:00Z")
const day59 = ask(beforeStop, candidate("sms"), "2026-05-01T18:00:00Z")
point(
  "text-60-open",
  "texting on it is open before 60 days have passed",
  !blockedBy(day59, "regf.text_procedures"),
  `${day59.outcome}: ${because(day59)}`
)
const day61 = ask(beforeStop, candidate("sms"), "2026-05-04T18:00:00Z")
point(
  "text-60-lapsed",
  "and lapses after 60 days without a new text, renewed consent or a number check",
  blockedBy(day61, "regf.text_procedures"),
  because(day61)
)
const checked = {
  ...beforeStop,
  numberChecks: [
    {
      at: at("2026-05-03T00:00:00Z"),
      addresses: [addressOf("phone")?.id as Id.AddressId],
      since: consent?.at ?? at("2026-03-03T00:00:00Z"),
      result: "no" as const,
      database: "fcc",
      event: "examiner/check" as Id.EventId
    }
  ]
}
const renewed = ask(checked, candidate("sms"), "2026-05-04T18:00:00Z")
point(
  "text-60-check",
  "a reassigned-number check would have kept it open",
  !blockedBy(renewed, "regf.text_procedures"),
  `${renewed.outcome}: ${because(renewed)}`
)

// Cancelled and scheduled reminders.
point(
  "reminder-cancelled",
  "her visit and her payment cancelled the first journey's reminder",
  !attempts.some((one) => String(one.id).startsWith("reminders/")),
  "no attempt of the journey 'reminders'"
)
const second = attempts.find(
  (one) => String(one.id).startsWith("plan/") && one.channel === "sms" && one.purpose === "payment_reminder"
)
point(
  "reminder-scheduled",
  "the second instalment's reminder was sent inside her permitted windows",
  second !== undefined &&
    second.state === "accepted" &&
    Instant.toIso(second.from).startsWith("2026-03-14T15:0"),
  second === undefined ? "none" : Instant.toIso(second.from)
)

// The stop.
const stop = facts.said.find((one) => one.kind === "refusal" && one.via === "sms")
point(
  "stop-heard",
  "'stop texting me, use email' was heard as a refusal of texts to that number",
  stop?.channels?.includes("sms") === true && stop.addresses?.length === 1,
  stop === undefined ? "none" : stop.event
)
const afterStop = ask(facts, candidate("sms"), "2026-04-08T18:00:00Z")
const otherDebt = ask(facts, candidate("sms", { debts: [] }), "2026-04-08T18:00:00Z")
point(
  "stop-every-debt",
  "texts to that number end at once, for every debt",
  blockedBy(afterStop, "regf.medium") && blockedBy(otherDebt, "regf.medium"),
  `${because(afterStop)} | ${because(otherDebt)}`
)
point(
  "stop-no-text-after",
  "no text but the one confirmation left after it",
  stop !== undefined &&
    sentBy("sms").filter((one) => one.from >= stop.at).length === 1 &&
    sentBy("sms")
      .filter((one) => one.from >= stop.at)
      .every((one) => one.purpose === "opt_out_confirmation"),
  `${sentBy("sms").length} texts in all`
)
const confirmation = attempts.filter((one) => one.purpose === "opt_out_confirmation")
point(
  "stop-one-confirmation",
  "one confirmation, answering her message, never two",
  confirmation.length === 1 && confirmation[0]?.inReplyTo === stop?.inReplyTo,
  confirmation.map((one) => String(one.id)).join(", ")
)
point(
  "prefers-email",
  "her wish for e-mail is on record",
  facts.preferences.some((one) => one.prefers[0] === "email"),
  String(facts.preferences.length)
)
const third = sentBy("email").find(
  (one) => String(one.id).startsWith("plan/") && one.purpose === "payment_reminder"
)
point(
  "next-by-email",
  "her next reminder went by e-mail",
  third !== undefined && stop !== undefined && third.from >= stop.at,
  third === undefined ? "none" : Instant.toIso(third.from)
)

// The failed payment.
const failed = facts.payments.find((one) => one.result === "failed")
point(
  "payment-failed",
  "in the fifth week a payment fails",
  failed !== undefined && failed.at >= at("2026-03-31T00:00:00Z") && failed.at < at("2026-04-07T00:00:00Z"),
  failed === undefined ? "none" : Instant.toIso(failed.at)
)
const wrote = sentBy("email").find(
  (one) => failed !== undefined && one.from >= failed.at && one.purpose === "payment_request"
)
point(
  "failed-email",
  "a journey e-mails her, texting being closed",
  wrote !== undefined,
  wrote === undefined ? "none" : Instant.toIso(wrote.from)
)
const queued = sentBy("voice_call")[0]
point(
  "failed-waits",
  "waits three days",
  queued !== undefined && failed !== undefined && queued.from - failed.at >= 3 * 86_400_000,
  queued === undefined ? "none" : Instant.toIso(queued.from)
)
point(
  "failed-call",
  "and queues one call for an agent, inside hours and caps",
  sentBy("voice_call").length === 1 &&
    decisions.some((event) => event.body.attempt === queued?.id && event.body.outcome === "permit"),
  queued === undefined ? "none" : String(queued.id)
)

// The record.
const dispatched = events.filter((event) => event.kind === "attempt.dispatched")
const reservedIds = new Set(
  events.filter((event) => event.kind === "attempt.reserved").map((event) => event.body.attempt)
)
const permitIds = new Set(
  decisions.filter((event) => event.body.outcome === "permit").map((event) => event.body.attempt)
)
point(
  "every-dispatch-decided",
  "every dispatch has a reservation, every reservation a decision",
  dispatched.every((event) => reservedIds.has(event.body.attempt) && permitIds.has(event.body.attempt)),
  `${dispatched.length} dispatches`
)
point(
  "once",
  "nothing was dispatched twice",
  new Set(dispatched.map((event) => event.body.attempt)).size === dispatched.length,
  `${dispatched.length} dispatches`
)
const unsettled = attempts.filter(
  (one) => one.state === "dispatched" || one.state === "unknown" || one.state === "unknown_expired"
)
point(
  "unknown",
  "of no attempt is it unknown what became of it",
  unsettled.length === 0,
  String(unsettled.length)
)
point(
  "cited",
  "every refusal carries rules, facts and citations",
  decisions
    .filter((event) => event.body.outcome !== "permit")
    .every((event) => decisionOf(event).intervals.some((one) => one.rule.citation !== "")),
  `${decisions.length} decisions`
)
const replayed = decisions
  .filter((event) => event.body.outcome === "permit")
  .every((event) => {
    const then = decisionOf(event)
    const facts = Fold.fold(events.filter((one) => one.position < event.position))
    return decide({ facts, candidate: then.candidate, at: then.at, packs: [us] }).outcome === "permit"
  })
point(
  "replay",
  "replaying the record gives the same decisions",
  replayed,
  "every permit decided again on the facts before it"
)
const chain = Effect.runSync(timeline.chain(tenant, Scope.person(person)))
const verdict = Chain.verify(chain)
point(
  "chain",
  "the record is whole: every hash follows from the one before",
  verdict.ok,
  `${chain.length} entries`
)
const forged = chain.map((entry, i) =>
  i === 3
    ? {
        ...entry,
        event: { ...entry.event, occurredAt: Instant.plus(entry.event.occurredAt, Instant.MINUTE) }
      }
    : entry
)
const caught = Chain.verify(forged)
point(
  "tamper",
  "altering one entry is noticed and named",
  !caught.ok && caught.at === 3,
  caught.ok ? "not noticed" : `entry ${caught.at}: ${caught.why}`
)
point(
  "sealed",
  "no name, number, address or body stands readable in the file",
  // Whole words only: a hash may hold any five digits.
  !new RegExp(
    `(?<![\\w-])(${[jane.name, `\\+?${jane.phone.slice(1)}`, jane.email, jane.postal, jane.postalCode].join("|")})(?![\\w-])`
  ).test(JSON.stringify(events)),
  `${events.length} events`
)
point(
  "plan",
  "the plan in the record is the one negotiated",
  Canonical.stringify([...facts.plans.values()][0]?.installments ?? []) === Canonical.stringify(installments),
  nextOf(eighth)
)

db.close()
process.stdout.write(`${JSON.stringify(points)}\n`)
