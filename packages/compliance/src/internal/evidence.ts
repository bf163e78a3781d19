/** Evidence that permits a channel: each basis gives the set of instants at which it holds, and the events that it rests on. */
import type { Facts, Id } from "@forbear/core"
import * as Counting from "../algebra/Counting.ts"
import * as Ranges from "../algebra/Ranges.ts"
import { FOREVER } from "../Interval.ts"
import type { Ask } from "../Kind.ts"
import { endedAt, grantReaches, isSameMedium, mediaOf, stopReaches } from "./reach.ts"

/** One alternative of a consent gate. */
export type Basis =
  /** The person wrote from this very address about the debt (12 CFR 1006.6(d)(4)(i)(A), (d)(5)(i)). */
  | { readonly _tag: "consumer_message"; readonly freshDays?: number; readonly check?: boolean }
  /** Consent given directly to one of `to`, in one of `forms` (12 CFR 1006.6(d)(4)(i)(B), (d)(5)(ii)). */
  | {
      readonly _tag: "consent"
      readonly to: ReadonlyArray<string>
      readonly forms?: ReadonlyArray<string>
      readonly freshDays?: number
      readonly check?: boolean
    }
  /** The address itself came from one of `from` (FCC 07-232: a number given in connection with the debt). */
  | { readonly _tag: "address_given"; readonly from: ReadonlyArray<string> }

/** Where a basis holds. */
export interface Held {
  readonly ranges: Ranges.Ranges
  readonly facts: ReadonlyArray<Id.EventId>
}

const NOT_HELD: Held = { ranges: Ranges.NONE, facts: [] }
const DAY = 86_400_000

/** The end of the date that is so many days later, at its strictest: within the past N days, dates of the consumer's zone. */
const endOfFreshness = (ask: Ask, at: number, days: number): number =>
  ask.where.zones.length === 0 || ask.where.unknown !== undefined
    ? at + days * DAY
    : Counting.daysAfterAtMost(ask.where.zones, at as never, days + 1)

const checksOf = (ask: Ask): ReadonlyArray<Facts.NumberCheckFacts> => {
  const { address } = ask.candidate
  return address === undefined
    ? []
    : ask.facts.numberChecks.filter((check) => check.addresses.includes(address) && check.at <= ask.at)
}

/** Fresh from its own date, and again from each look-up that found no reassignment since that date. */
const fresh = (
  ask: Ask,
  at: number,
  event: Id.EventId,
  end: number,
  days: number | undefined,
  byCheck: boolean
): Held => {
  const checks = checksOf(ask)
  const gone = checks.find((check) => check.result === "yes" && check.at >= at)
  const until = Math.min(end, gone?.at ?? FOREVER)
  if (days === undefined) return { ranges: Ranges.normalise([at, until]), facts: [event] }
  const pairs = [at, Math.min(until, endOfFreshness(ask, at, days))]
  const facts = [event]
  for (const check of byCheck ? checks : []) {
    if (check.result !== "no" || check.at < at || check.since >= endOfFreshness(ask, at, 0)) continue
    pairs.push(check.at, Math.min(until, endOfFreshness(ask, check.at, days)))
    facts.push(check.event)
  }
  return {
    ranges: Ranges.normalise(
      pairs.map((bound, i) => (i % 2 === 1 ? Math.max(bound, pairs[i - 1] ?? 0) : bound))
    ),
    facts
  }
}

const both = (a: Held, b: Held): Held => ({
  ranges: Ranges.union(a.ranges, b.ranges),
  facts: [...a.facts, ...b.facts]
})

/** The last stop at this address or medium: messages up to it, itself included, permit nothing. */
const lastStop = (ask: Ask): { readonly at: number; readonly inReplyTo?: Id.EventId } | undefined =>
  ask.facts.said.findLast(
    (said) =>
      (said.kind === "refusal" || said.kind === "revocation") &&
      stopReaches(said, ask, said.channels === undefined ? undefined : mediaOf(said.channels))
  )

const messages = (ask: Ask, basis: Extract<Basis, { _tag: "consumer_message" }>): Held => {
  const { candidate, people, debts } = ask
  const stop = lastStop(ask)
  const last = ask.facts.inbound.findLast(
    (inbound) =>
      inbound.kind === "message" &&
      inbound.at <= ask.at &&
      inbound.address !== undefined &&
      inbound.address === candidate.address &&
      isSameMedium(inbound.channel, candidate.channel) &&
      (inbound.person === undefined || people.includes(inbound.person)) &&
      inbound.debts.length > 0 &&
      debts.every((debt) => inbound.debts.includes(debt))
  )
  if (last === undefined || (stop !== undefined && (last.at <= stop.at || last.event === stop.inReplyTo)))
    return NOT_HELD
  return fresh(ask, last.at, last.event, FOREVER, basis.freshDays, basis.check === true)
}

const consents = (ask: Ask, basis: Extract<Basis, { _tag: "consent" }>): Held => {
  let held = NOT_HELD
  ask.facts.said.forEach((said, index) => {
    if (said.kind !== "consent" || said.at > ask.at || !basis.to.includes(said.to ?? "")) return
    if (basis.forms !== undefined && (said.form === undefined || !basis.forms.includes(said.form))) return
    if (!grantReaches(said, ask)) return
    const end = Math.min(said.expiresAt ?? FOREVER, endedAt(ask.facts, index, ask)?.at ?? FOREVER)
    if (end <= said.at) return
    held = both(held, fresh(ask, said.at, said.event, end, basis.freshDays, basis.check === true))
  })
  return held
}

const given = (ask: Ask, basis: Extract<Basis, { _tag: "address_given" }>): Held => {
  const { address } = ask.candidate
  const found = address === undefined ? undefined : ask.facts.addresses.get(address)
  if (found === undefined || !basis.from.includes(found.from)) return NOT_HELD
  if (found.reports.some((report) => report.as === "reassigned" || report.as === "wrong_party"))
    return NOT_HELD
  const stop = lastStop(ask)
  return { ranges: Ranges.normalise([found.addedAt, stop?.at ?? FOREVER]), facts: [found.event] }
}

/** Where the basis holds for the ask. */
export const holds = (ask: Ask, basis: Basis): Held => {
  if (basis._tag === "consumer_message") return messages(ask, basis)
  if (basis._tag === "consent") return consents(ask, basis)
  return given(ask, basis)
}
