/** Asks every rule of the packs: which apply, when they are in force, what they answer, and how the policy maps it. */
import { type Facts, type Id, type Instant, LocalDate, Zone } from "@forbear/core"
import * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import type { Candidate } from "../Candidate.ts"
import type { Input } from "../Decide.ts"
import type { Decision } from "../Decision.ts"
import type { Duty } from "../Duty.ts"
import { FOREVER, type Interval, type RuleRef, type Standing } from "../Interval.ts"
import type { Answer, Ask } from "../Kind.ts"
import { kinds } from "../Kinds.ts"
import type { Pack, Policy, Rule } from "../Rule.ts"
import { mayBeIn, ofPeople, type Whereabouts } from "../Whereabouts.ts"
import { same } from "./people.ts"

/** An input with what every rule reads worked out once. */
export interface Question {
  readonly facts: Facts.Facts
  readonly candidate: Candidate
  readonly at: Instant.Instant
  readonly packs: ReadonlyArray<Pack>
  readonly policy: Policy
  readonly people: ReadonlyArray<Id.PersonId>
  readonly debts: ReadonlyArray<Id.DebtId>
  readonly where: Whereabouts
  readonly attempts: ReadonlyArray<Facts.AttemptFacts>
  readonly stale: Ask["stale"]
}

export type Asked = Decision["asked"][number]

/** What the rules said, before it is put in order. */
export interface Verdicts {
  readonly blocking: ReadonlyArray<Interval>
  readonly warnings: ReadonlyArray<Interval>
  readonly duties: ReadonlyArray<Duty>
  readonly asked: ReadonlyArray<Asked>
  readonly switched: Decision["switched"]
}

/** The debts that an act is about, in order: those named, the one it is charged to; none named: all that the person owes here. */
export const debtsOf = (
  facts: Facts.Facts,
  { debts, chargedTo }: Candidate,
  people: ReadonlyArray<Id.PersonId>
): ReadonlyArray<Id.DebtId> => {
  const named = new Set(debts)
  if (chargedTo !== undefined) named.add(chargedTo)
  if (named.size === 0)
    for (const debt of facts.debts.values()) if (people.includes(debt.person)) named.add(debt.id)
  return [...named].sort()
}

type Feed = NonNullable<Policy["feeds"]>[number]

/** Which foreign feeds are behind: past its watermark, what depends on a feed is unknown. */
const staleness = (facts: Facts.Facts, feeds: ReadonlyArray<Feed>, at: number): Ask["stale"] => {
  const behind: Array<{ feed: string; channels: ReadonlyArray<string> | undefined }> = []
  const names = new Set([...facts.watermarks.keys(), ...feeds.map(({ feed }) => feed)])
  for (const feed of [...names].sort()) {
    const known = feeds.find((one) => one.feed === feed)
    const upTo = facts.watermarks.get(feed)
    if (upTo === undefined || at - upTo > (known?.graceMs ?? 0))
      behind.push({ feed, channels: known?.channels })
  }
  return (channels) => {
    const found = behind.find(
      (one) =>
        channels === undefined ||
        one.channels === undefined ||
        one.channels.some((channel) => channels.includes(channel))
    )
    return found === undefined ? undefined : `contacts made through ${found.feed} are not complete up to now`
  }
}

/** Works out what every rule reads. */
export const prepare = (input: Input): Question => {
  const { facts, candidate, at, packs, policy = {}, self } = input
  const people = same(facts, candidate.person)
  return {
    facts,
    candidate,
    at,
    packs,
    policy,
    people,
    debts: debtsOf(facts, candidate, people),
    where: ofPeople(facts, people),
    attempts: self === undefined ? facts.attempts : facts.attempts.filter(({ id }) => id !== self),
    stale: staleness(facts, policy.feeds ?? [], at)
  }
}

/** The debts of the act that a rule covers, by role and type; a debt that is not on record is covered. */
export const coveredDebts = (
  facts: Facts.Facts,
  debts: ReadonlyArray<Id.DebtId>,
  { roles, debtTypes }: Rule["appliesTo"]
) =>
  roles === undefined && debtTypes === undefined
    ? debts
    : debts.filter((id) => {
        const debt = facts.debts.get(id)
        if (debt === undefined) return true
        return (roles?.includes(debt.role) ?? true) && (debtTypes?.includes(debt.type) ?? true)
      })

export const applies = (rule: Rule, candidate: Candidate, where: Whereabouts): boolean => {
  const { acts, channels, purposes, exceptPurposes, regions } = rule.appliesTo
  return (
    (acts === undefined || acts.includes(candidate.act)) &&
    (channels === undefined || channels.includes(candidate.channel)) &&
    (purposes === undefined || purposes.includes(candidate.purpose)) &&
    (exceptPurposes === undefined || !exceptPurposes.includes(candidate.purpose)) &&
    (regions === undefined || mayBeIn(where, regions))
  )
}

/** Forces of rules with a zone of their own, which do not depend on the person. */
const forces = new WeakMap<Rule, Ranges.Ranges>()

/** The instants at which a rule is in force; `undefined`: always. */
const forceOf = (rule: Rule, where: Whereabouts): Ranges.Ranges | undefined => {
  const { from, to, zone } = rule.inForce
  if (from === undefined && to === undefined) return undefined
  const known = forces.get(rule)
  if (known !== undefined) return known
  const own = zone === undefined ? undefined : Zone.lookup(zone)
  const force = forceIn(rule, own === undefined ? where.zones : [own])
  if (own !== undefined) forces.set(rule, force)
  return force
}

/** Whole local dates, in the widest reading of several zones; without a zone, anywhere on Earth. */
const forceIn = ({ inForce: { from, to } }: Rule, zones: ReadonlyArray<Zone.Zone>): Ranges.Ranges => {
  const start = (day: number) =>
    zones.length === 0
      ? day * 86_400_000 - 14 * 3_600_000
      : Math.min(...zones.map((one) => Zone.startOfDay(one, day)))
  const end = (day: number) =>
    zones.length === 0
      ? day * 86_400_000 + 12 * 3_600_000
      : Math.max(...zones.map((one) => Zone.startOfDay(one, day)))
  return [
    from === undefined ? -FOREVER : start(LocalDate.toDay(LocalDate.make(from))),
    to === undefined ? FOREVER : end(LocalDate.toDay(LocalDate.make(to)) + 1)
  ]
}

const failed = (at: number, why: string): Answer => ({
  spans: [
    {
      from: at,
      to: FOREVER,
      verdict: "unknown",
      reason: `the rule failed to evaluate: ${why}`,
      facts: [],
      opens: { _tag: "after", event: "the rule or its pack is corrected" }
    }
  ]
})

/** Asks one rule. A kind that is not known or throws is unknown for ever; the error's own text may hold anything and is not told. */
const answerTo = (
  question: Question,
  rule: Rule,
  debts: ReadonlyArray<Id.DebtId>,
  until: Instant.Instant
): Answer => {
  const kind = kinds.get(rule.kind)
  if (kind === undefined) return failed(question.at, `there is no kind ${rule.kind}`)
  try {
    const answer = kind.evaluate({ ...question, debts, until, rule }, rule.params)
    const force = forceOf(rule, question.where)
    if (force === undefined) return answer
    const isNow = Ranges.contains(force, question.at)
    return {
      ...answer,
      spans: Steps.restrict(answer.spans ?? [], force),
      duties: isNow ? (answer.duties ?? []) : []
    }
  } catch {
    return failed(question.at, `kind ${rule.kind} threw`)
  }
}

const refs = new WeakMap<Rule, RuleRef>()

/** How a rule is named in decisions; one object for all of them, as long as it stands in the same pack. */
const refOf = (rule: Rule, pack: string): RuleRef => {
  const known = refs.get(rule)
  if (known?.pack === pack) return known
  const { id, citation, reading } = rule
  const made = { id, pack, citation, ...(reading === undefined ? {} : { reading }) }
  refs.set(rule, made)
  return made
}

const isWarned = (policy: Policy, standing: Standing): boolean =>
  standing !== "prohibition" && standing !== "unknown_fact" && policy.standings?.[standing] === "warn"

/** Switches name a rule; a confirmed prohibition stays on. */
const switchFor = (policy: Policy, rule: Rule): Decision["switched"][number] | undefined => {
  const found = policy.switches?.find((one) => one.rule === rule.id)
  if (found === undefined) return undefined
  const isFirm = rule.standing === "prohibition" && rule.confidence === "confirmed"
  return { rule: found.rule, reason: found.reason, by: found.by, effect: isFirm ? "refused" : "off" }
}

/** Asks every rule that applies, in any order; the result does not depend on it. */
export const evaluateRules = (question: Question, until: Instant.Instant): Verdicts => {
  const blocking: Array<Interval> = []
  const warnings: Array<Interval> = []
  const duties: Array<Duty> = []
  const asked: Array<Asked> = []
  const switched = new Map<string, Decision["switched"][number]>()
  const { facts, candidate, where, policy } = question
  for (const pack of question.packs) {
    const name = `${pack.id}@${pack.version}`
    for (const rule of pack.rules) {
      if (!applies(rule, candidate, where)) continue
      const debts = coveredDebts(facts, question.debts, rule.appliesTo)
      if (debts.length === 0 && question.debts.length > 0) continue
      const turned = switchFor(policy, rule)
      if (turned !== undefined) switched.set(turned.rule, turned)
      if (turned?.effect === "off") continue
      const ref = refOf(rule, name)
      const answer = answerTo(question, rule, debts, until)
      const into = isWarned(policy, rule.standing) ? warnings : blocking
      for (const { from, to, verdict, reason, facts: read, opens } of answer.spans ?? []) {
        if (to <= question.at) continue
        const standing = verdict === "unknown" ? "unknown_fact" : rule.standing
        into.push({
          from: from as Instant.Instant,
          to: to as Instant.Instant,
          verdict,
          standing,
          rule: ref,
          reason,
          facts: read.length > 1 ? [...new Set(read)].sort() : read,
          opens
        })
      }
      for (const duty of answer.duties ?? []) duties.push({ ...duty, rule: ref })
      asked.push({ ...ref, facts: [...new Set(answer.read ?? [])].sort() })
    }
  }
  const byRule = [...switched.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1))
  return { blocking, warnings, duties, asked, switched: byRule }
}
