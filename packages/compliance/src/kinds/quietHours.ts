/**
 * `quietHours`: contact only inside windows of local time, on the clocks that the rule names; with several possible zones,
 * inside the windows of every one of them (12 CFR 1006.6(b)(1)-2). Without a zone in evidence: unknown.
 */
import { type Instant, Zone } from "@forbear/core"
import * as Schema from "effect/Schema"
import * as Local from "../algebra/Local.ts"
import * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind } from "../Kind.ts"
import { ofClock } from "../Whereabouts.ts"
import * as Scope from "../internal/scopes.ts"
import { ClockSchema, clockProblem, Purposes, WindowSchema, windowProblem } from "./Params.ts"

const Params = Schema.Struct({
  /** Contact is allowed inside these; a day without a window is closed. */
  open: Schema.Array(WindowSchema),
  clock: Schema.optionalKey(ClockSchema),
  /** Is the opening minute's first second itself closed ("after 8:00")? */
  openingClosed: Schema.optionalKey(Schema.Boolean),
  /** Must the message be withdrawn by its provider when the window ends (delivery counts, not sending)? */
  expires: Schema.optionalKey(Schema.Boolean),
  exceptPurposes: Schema.optionalKey(Purposes)
})

/** Parameters of `quietHours`. */
export type QuietHoursParams = typeof Params.Type

const SECOND = 1_000
/** Closed stretches are computed from this long before the instant, so that they show when they began. */
const BEFORE = 86_400_000
const AFTER = 2 * 86_400_000
/** Long enough that a week with any window at all shows one, unless the zones share no hour. */
const LONG = 9 * 86_400_000

const weeks = new WeakMap<object, Local.Week>()
const weekOf = (params: QuietHoursParams): Local.Week => {
  const known = weeks.get(params)
  if (known !== undefined) return known
  const made = Local.week(params.open, params.openingClosed === true ? SECOND : 0)
  weeks.set(params, made)
  return made
}

const hoursOf = (params: QuietHoursParams): string =>
  [...new Set(params.open.map(({ from, to }) => `${from} to ${to}`))].sort().join(" and ") || "any hour"

/** Windows from `lo` to the first one that opens at or after `until`, so that every closed stretch before it has its true end. */
const openWithin = (
  zones: ReadonlyArray<Zone.Zone>,
  week: Local.Week,
  lo: number,
  until: number
): Ranges.Ranges => {
  const near = Local.inEvery(zones, week, lo, until + AFTER)
  return (near.at(-2) ?? 0) >= until ? near : Local.inEvery(zones, week, lo, until + LONG)
}

/** The instant up to which closed stretches are known: where the last window opens, or how far was looked. */
const lastKnown = (open: Ranges.Ranges, until: number): number => {
  const opens = open.at(-2) ?? 0
  return opens >= until ? opens : until + LONG
}

const evaluate = (ask: Ask, params: QuietHoursParams): Answer => {
  const { candidate, facts, people, at } = ask
  if (params.exceptPurposes?.includes(candidate.purpose) === true) return {}
  const where = ofClock(params.clock ?? "every_place", ask.where, facts, people, candidate.address)
  const spans: Array<Steps.Span> = []
  if (where.unknown !== undefined) {
    spans.push({
      from: at,
      to: FOREVER,
      verdict: "unknown",
      reason: `local time is not known: ${where.unknown}`,
      facts: where.facts,
      opens: { _tag: "after", event: "address.added with a time zone in evidence" }
    })
  }
  if (where.zones.length === 0) return { spans, read: where.facts }
  const week = weekOf(params)
  const lo = Math.max(Zone.COVERED_FROM, at - BEFORE)
  const isNeverOpen = week.every((day) => day.length === 0)
  const open = isNeverOpen ? Ranges.NONE : openWithin(where.zones, week, lo, ask.until)
  spans.push(
    ...Steps.over(isNeverOpen ? [lo, FOREVER] : Ranges.complement(open, lo, lastKnown(open, ask.until)), {
      verdict: "blocked",
      reason: `outside ${hoursOf(params)} in ${where.zones.join(", ")}`,
      facts: where.facts,
      opens: isNeverOpen ? { _tag: "never" } : { _tag: "time" }
    })
  )
  const [, end] = Ranges.rangeAt(open, at)
  const duties =
    params.expires === true && end !== undefined
      ? [{ _tag: "expire_before" as const, at: end as Instant.Instant }]
      : []
  return { spans, duties, read: where.facts }
}

/** Contact only inside windows of local time. */
export const quietHours: Kind<QuietHoursParams> = {
  kind: "quietHours",
  params: Params,
  check: ({ open, clock }) => windowProblem(open, "open") ?? clockProblem(clock),
  evaluate,
  scopes: Scope.person
}
