/** The open windows of the next days for several candidates, and which rules close the rest. */
import type { Instant } from "@forbear/core"
import * as Ranges from "./algebra/Ranges.ts"
import type { Candidate } from "./Candidate.ts"
import { type Input, survey } from "./Decide.ts"
import type { Interval, RuleRef } from "./Interval.ts"

/** A stretch in which a candidate is permitted. */
export interface Open {
  readonly from: Instant.Instant
  readonly to: Instant.Instant
}

/** A stretch in which the same rules close it. */
export interface Closed extends Open {
  readonly rules: ReadonlyArray<RuleRef>
  readonly reasons: ReadonlyArray<string>
}

/** One candidate's days. */
export interface Row {
  readonly candidate: Candidate
  readonly open: ReadonlyArray<Open>
  readonly closed: ReadonlyArray<Closed>
}

/** What a calendar is made from: the input of a decision, with several candidates, usually one per channel. */
export interface CalendarInput extends Omit<Input, "candidate" | "horizonDays"> {
  readonly candidates: ReadonlyArray<Candidate>
  /** 1 to 366; 14 unless told. */
  readonly days?: number
}

const windows = (set: Ranges.Ranges): ReadonlyArray<Open> => {
  const out: Array<Open> = []
  for (let i = 0; i < set.length; i += 2)
    out.push({ from: set[i] as Instant.Instant, to: set[i + 1] as Instant.Instant })
  return out
}

/** Cuts the closed time at every bound of an interval, and joins neighbours that the same intervals close for the same reasons. */
const closures = (intervals: ReadonlyArray<Interval>, lo: number, hi: number): ReadonlyArray<Closed> => {
  const bounds = new Set([lo, hi])
  for (const { from, to } of intervals)
    bounds.add(Math.min(hi, Math.max(lo, from))).add(Math.min(hi, Math.max(lo, to)))
  const cuts = [...bounds].sort((a, b) => a - b)
  const out: Array<Closed> = []
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const from = cuts[i] as Instant.Instant
    const to = cuts[i + 1] as Instant.Instant
    const covering = intervals.filter((one) => one.from <= from && from < one.to)
    if (covering.length === 0) continue
    const rules = new Map(covering.map(({ rule }) => [`${rule.pack} ${rule.id}`, rule]))
    const reasons = [...new Set(covering.map(({ reason }) => reason))].sort()
    const named = [...rules.keys()].sort().flatMap((key) => rules.get(key) ?? [])
    const last = out.at(-1)
    if (last !== undefined && last.to === from && last.reasons.join("\n") === reasons.join("\n")) {
      out[out.length - 1] = { ...last, to }
    } else out.push({ from, to, rules: named, reasons })
  }
  return out
}

/** When each candidate is permitted in the next days, and what closes the rest. Pure; costs one decision over all the days for each. */
export const calendar = (input: CalendarInput): ReadonlyArray<Row> => {
  const { candidates, days = 14, ...rest } = input
  return candidates.map((candidate) => {
    const { at, horizon, intervals } = survey({ ...rest, candidate, horizonDays: days })
    const shut = Ranges.normalise(intervals.flatMap(({ from, to }) => [from, to]))
    return {
      candidate,
      open: windows(Ranges.complement(shut, at, horizon)),
      closed: closures(intervals, at, horizon)
    }
  })
}
