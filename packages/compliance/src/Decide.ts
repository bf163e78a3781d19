/**
 * The decision: every rule in force is asked about one candidate, and the least of their answers holds. Pure and synchronous;
 * the same facts, candidate, instant, packs and policy give the same bytes.
 */
import type { Facts, Id, Instant } from "@forbear/core"
import * as Ranges from "./algebra/Ranges.ts"
import type { Candidate } from "./Candidate.ts"
import type { Decision, Next, Outcome } from "./Decision.ts"
import type { Duty } from "./Duty.ts"
import type { Interval } from "./Interval.ts"
import { FOREVER } from "./Interval.ts"
import { type Asked, evaluateRules, prepare, type Question, type Verdicts } from "./internal/evaluate.ts"
import { contradictions } from "./internal/duties.ts"
import { missing } from "./internal/missing.ts"
import type { Pack, Policy } from "./Rule.ts"

/** What a decision is taken from. */
export interface Input {
  readonly facts: Facts.Facts
  readonly candidate: Candidate
  readonly at: Instant.Instant
  readonly packs: ReadonlyArray<Pack>
  readonly policy?: Policy
  /** How far ahead an opening is looked for: 1 to 366 days, 60 unless told. */
  readonly horizonDays?: number
  /** The attempt that is being decided again: its own slot does not count against it. */
  readonly self?: Id.AttemptId
}

const DAY = 86_400_000
/** How far is looked at first: enough for most decisions, and cheap. */
const FIRST_LOOK = 2 * DAY

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Law is told before rules of the house. */
const isHouse = ({ rule }: Interval): boolean => rule.id.startsWith("house.")

const order = (a: Interval, b: Interval): number =>
  a.from - b.from ||
  a.to - b.to ||
  Number(isHouse(a)) - Number(isHouse(b)) ||
  compare(a.rule.id, b.rule.id) ||
  compare(a.rule.pack, b.rule.pack) ||
  compare(a.verdict, b.verdict) ||
  compare(a.reason, b.reason) ||
  compare(a.facts.join(), b.facts.join())

const covers = (interval: Interval, at: number): boolean => interval.from <= at && at < interval.to

interface Look {
  readonly verdicts: Verdicts
  readonly blocking: ReadonlyArray<Interval>
  readonly until: number
  /** The first allowed instant; `until` or later when there is none before it. */
  readonly first: number
  readonly closed: Ranges.Ranges
}

const lookUntil = (question: Question, until: number, always: ReadonlyArray<Interval>): Look => {
  const verdicts = evaluateRules(question, until as Instant.Instant)
  const duties = contradictions(verdicts.duties, question.at)
  const blocking = [...always, ...verdicts.blocking, ...duties]
  const closed = Ranges.normalise(blocking.flatMap(({ from, to }) => [from, to]))
  const found = Ranges.rangeAt(closed, question.at)
  return {
    verdicts,
    blocking,
    until,
    closed,
    first: found.length === 0 ? question.at : (found[1] ?? FOREVER)
  }
}

/** Looks further and further until the first opening is known, nothing can open it by time, or the horizon is reached. */
const look = (question: Question, limit: number, always: ReadonlyArray<Interval>): Look => {
  let until = Math.min(limit, question.at + FIRST_LOOK)
  for (;;) {
    const seen = lookUntil(question, until, always)
    if (seen.first < until || seen.first >= FOREVER || until >= limit) return seen
    until = Math.min(limit, Math.max(seen.first + FIRST_LOOK, question.at + 2 * (until - question.at)))
  }
}

const nextOf = ({ blocking, first }: Look, at: number, limit: number): Next => {
  if (first < limit) return { _tag: "at", at: first as Instant.Instant }
  const endless = blocking.filter((interval) => interval.to >= limit && interval.from <= Math.max(at, limit))
  const atLast = endless.filter(({ opens }) => opens._tag !== "time")
  if (atLast.length === 0 || atLast.some(({ opens }) => opens._tag === "never")) return { _tag: "never" }
  const events = atLast.flatMap(({ opens }) => (opens._tag === "after" ? [opens.event] : []))
  return { _tag: "after", event: [...new Set(events)].sort().join("; and ") }
}

const outcomeOf = ({ blocking, first }: Look, at: number, limit: number): Outcome => {
  if (first === at) return "permit"
  const now = blocking.filter((interval) => covers(interval, at))
  const isOnlyUnknown = now.every(({ verdict }) => verdict === "unknown")
  if (isOnlyUnknown) return "unknown"
  if (first < limit) return "defer"
  const isBarredForGood = blocking.some(
    ({ verdict, to, from }) => verdict === "blocked" && to >= limit && from <= at
  )
  const isUnknownForGood = blocking.some(({ verdict, to }) => verdict === "unknown" && to >= limit)
  return !isBarredForGood && isUnknownForGood ? "unknown" : "deny"
}

const horizonOf = ({ at, horizonDays = 60 }: Input): number => {
  if (!Number.isFinite(horizonDays) || horizonDays <= 0) return at + 60 * DAY
  return at + Math.round(Math.min(366, horizonDays) * DAY)
}

const visible = (intervals: ReadonlyArray<Interval>, from: number, to: number): ReadonlyArray<Interval> =>
  intervals.filter((interval) => interval.to > from && interval.from < to).sort(order)

const orderOfDuties = (a: Duty, b: Duty): number =>
  compare(a.rule.id, b.rule.id) ||
  compare(a.rule.pack, b.rule.pack) ||
  compare(a._tag, b._tag) ||
  compare(JSON.stringify(a), JSON.stringify(b))

const orderOfAsked = (a: Asked, b: Asked): number =>
  compare(a.id, b.id) || compare(a.pack, b.pack) || compare(a.facts.join(), b.facts.join())

/** Builds the decision from what was seen; `Decision.horizon` is how far the intervals are complete. */
const assemble = (question: Question, seen: Look, limit: number): Decision => {
  const { at, candidate, packs } = question
  const outcome = outcomeOf(seen, at, limit)
  const closing = seen.closed.find((bound, i) => i % 2 === 0 && bound > at)
  return {
    version: 1,
    candidate,
    at,
    horizon: seen.until as Instant.Instant,
    outcome,
    next: nextOf(seen, at, limit),
    ...(outcome === "permit"
      ? { permittedUntil: Math.min(closing ?? seen.until, seen.until) as Instant.Instant }
      : {}),
    intervals: visible(seen.blocking, at, seen.until),
    duties: [...seen.verdicts.duties].sort(orderOfDuties),
    obligations: [],
    warnings: visible(seen.verdicts.warnings, at, seen.until),
    asked: [...seen.verdicts.asked].sort(orderOfAsked),
    packs: [...new Set(packs.map(({ id, version }) => `${id}@${version}`))].sort(),
    switched: seen.verdicts.switched
  }
}

/**
 * May this be done, when may it, why not. Never throws: a rule that fails to evaluate is unknown, and unknown never sends.
 * Facts are those up to `at`; a fact that is dated later makes the time until then unknown.
 */
export const decide = (input: Input): Decision => {
  const limit = horizonOf(input)
  const question: Question = prepare(input)
  return assemble(question, look(question, limit, missing(question)), limit)
}

/** Everything over the whole of [at, at + days), for calendars: the intervals that block, and the decision as of `at`. */
export const survey = (input: Input): Decision => {
  const limit = horizonOf(input)
  const question = prepare(input)
  return assemble(question, lookUntil(question, limit, missing(question)), limit)
}
