/**
 * Step functions over time: for every instant allowed, unknown or blocked, written as the spans where it is not allowed.
 * Spans may overlap; the value at an instant is the least of those that cover it (blocked < unknown < allowed).
 */
import type { Id } from "@forbear/core"
import type { Opens, Verdict } from "../Interval.ts"
import * as Ranges from "./Ranges.ts"

/** A stretch [from, to) of epoch milliseconds in which something is not allowed, and why. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly verdict: Verdict
  readonly reason: string
  readonly facts: ReadonlyArray<Id.EventId>
  readonly opens: Opens
}

/** A step function, as its spans in any order. No span: allowed for ever. */
export type Steps = ReadonlyArray<Span>

/** The value of a step function at an instant. */
export type Value = Verdict | "allowed"

/** Allowed for ever. */
export const ALLOWED: Steps = []

const rank = (value: Value): number => (value === "blocked" ? 0 : value === "unknown" ? 1 : 2)

/** The lesser of two values: blocked < unknown < allowed. */
export const least = (a: Value, b: Value): Value => (rank(a) <= rank(b) ? a : b)

/** The value at an instant. */
export const valueAt = (steps: Steps, at: number): Value => {
  let value: Value = "allowed"
  for (const span of steps) {
    if (span.from <= at && at < span.to) {
      if (span.verdict === "blocked") return "blocked"
      value = "unknown"
    }
  }
  return value
}

/** The pointwise minimum: allowed where all allow. Order never matters. */
export const meet = (all: ReadonlyArray<Steps>): Steps => all.flat()

/** One span per range of the set, all alike. */
export const over = (ranges: Ranges.Ranges, like: Omit<Span, "from" | "to">): Steps => {
  const out: Array<Span> = []
  for (let i = 0; i < ranges.length; i += 2)
    out.push({ from: ranges[i] ?? 0, to: ranges[i + 1] ?? 0, ...like })
  return out
}

/** The same function inside the set, allowed outside it: a rule in force for a time. */
export const restrict = (steps: Steps, to: Ranges.Ranges): Steps => {
  const out: Array<Span> = []
  for (const span of steps) {
    const kept = Ranges.intersect([span.from, span.to], to)
    for (let i = 0; i < kept.length; i += 2) out.push({ ...span, from: kept[i] ?? 0, to: kept[i + 1] ?? 0 })
  }
  return out
}

/** Allowed inside the set, the same function outside it: an exception inside the rule that it exempts. */
export const except = (steps: Steps, ranges: Ranges.Ranges): Steps => {
  if (ranges.length === 0) return steps
  const out: Array<Span> = []
  for (const span of steps) {
    const kept = Ranges.subtract([span.from, span.to], ranges)
    for (let i = 0; i < kept.length; i += 2) out.push({ ...span, from: kept[i] ?? 0, to: kept[i + 1] ?? 0 })
  }
  return out
}

/** The function moved by so many milliseconds, later if positive. */
export const shift = (steps: Steps, by: number): Steps =>
  steps.map((span) => ({ ...span, from: span.from + by, to: span.to + by }))

/** Where it is not allowed, as a set. */
export const closed = (steps: Steps): Ranges.Ranges =>
  Ranges.normalise(steps.flatMap(({ from, to }) => [from, to]))

/** Where it is allowed within [lo, hi), as a set. */
export const open = (steps: Steps, lo: number, hi: number): Ranges.Ranges =>
  Ranges.complement(closed(steps), lo, hi)

/** The first allowed instant at or after `from`; Infinity if there is none. */
export const firstAllowed = (steps: Steps, from: number): number => {
  const set = closed(steps)
  const found = Ranges.rangeAt(set, from)
  return found.length === 0 ? from : (found[1] ?? 0)
}

/** Between alternative events; no event's own words hold it. */
const OR = "; or "

const cheapest = (opens: ReadonlyArray<Opens>): Opens => {
  const time = opens.find(({ _tag }) => _tag === "time")
  if (time !== undefined) return time
  const events = opens.flatMap((one) => (one._tag === "after" ? one.event.split(OR) : []))
  return events.length === 0
    ? { _tag: "never" }
    : { _tag: "after", event: [...new Set(events)].sort().join(OR) }
}

/**
 * The pointwise maximum: allowed where any alternative allows, unknown where the best of them is unknown. Used inside one
 * rule, never between rules. No alternative at all: the function that is given as `none`.
 */
export const anyOf = (alternatives: ReadonlyArray<Steps>, none: Steps = ALLOWED): Steps => {
  if (alternatives.length === 0) return none
  if (alternatives.length === 1) return alternatives[0] ?? none
  let everywhere = closed(alternatives[0] ?? [])
  for (const steps of alternatives.slice(1)) everywhere = Ranges.intersect(everywhere, closed(steps))
  const bounds = new Set(everywhere)
  for (const steps of alternatives) for (const { from, to } of steps) bounds.add(from).add(to)
  const cuts = [...bounds].sort((a, b) => a - b)
  const out: Array<Span> = []
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const from = cuts[i] ?? 0
    if (!Ranges.contains(everywhere, from)) continue
    const covering = alternatives.flatMap((steps) =>
      steps.filter((span) => span.from <= from && from < span.to)
    )
    const isUnknown = alternatives.some((steps) => valueAt(steps, from) === "unknown")
    out.push({
      from,
      to: cuts[i + 1] ?? 0,
      verdict: isUnknown ? "unknown" : "blocked",
      reason: [...new Set(covering.map(({ reason }) => reason))].join("; "),
      facts: [...new Set(covering.flatMap(({ facts }) => facts))].sort(),
      opens: cheapest(covering.map(({ opens }) => opens))
    })
  }
  return joined(out)
}

/** Neighbours that say the same become one span; the spans must be in order and disjoint. */
const joined = (spans: ReadonlyArray<Span>): Steps => {
  const out: Array<Span> = []
  for (const span of spans) {
    const last = out.at(-1)
    const isSame =
      last !== undefined &&
      last.to === span.from &&
      last.verdict === span.verdict &&
      last.reason === span.reason &&
      last.opens._tag === span.opens._tag &&
      last.facts.length === span.facts.length &&
      last.facts.every((fact, i) => fact === span.facts[i])
    if (isSame) out[out.length - 1] = { ...last, to: span.to }
    else out.push(span)
  }
  return out
}
