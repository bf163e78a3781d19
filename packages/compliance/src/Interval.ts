/**
 * Intervals: stretches of time in which a rule does not allow an act, each with its verdict and why. A rule's answer is a
 * step function over the horizon, written as the intervals where it is not "allowed"; everything else is allowed.
 */
import type { Id, Instant } from "@forbear/core"

/** blocked < unknown < allowed. An interval is never "allowed": that is where no interval is. */
export type Verdict = "blocked" | "unknown"

/** What kind of "no" it is. The operator's policy may map every standing but `prohibition` and `unknown_fact`. */
export type Standing =
  | "prohibition"
  | "presumption"
  | "lost_safe_harbour"
  | "guideline"
  | "unsettled"
  | "preference"
  | "house_policy"
  | "unknown_fact"

/** What would open it: time alone, an event that has not happened, or nothing. */
export type Opens =
  | { readonly _tag: "time" }
  | { readonly _tag: "after"; readonly event: string }
  | { readonly _tag: "never" }

/** Which rule, of which pack and version, by which paragraph. */
export interface RuleRef {
  /** Stable id within the pack: `regf.time`. */
  readonly id: string
  /** Pack and version: `us@2026.11.0`. */
  readonly pack: string
  /** The paragraph: `12 CFR 1006.6(b)(1)(i)`. */
  readonly citation: string
  /** The reading that it rests on, where the text does not settle the point. */
  readonly reading?: string
}

/** A stretch [from, to) in which one rule does not allow the act. */
export interface Interval {
  readonly from: Instant.Instant
  /** Exclusive. `FOREVER` when no time ends it. */
  readonly to: Instant.Instant
  readonly verdict: Verdict
  readonly standing: Standing
  readonly rule: RuleRef
  /** One sentence for a person; ids and numbers, no personal data. */
  readonly reason: string
  /** The events whose facts were read. */
  readonly facts: ReadonlyArray<Id.EventId>
  readonly opens: Opens
}

/** After every instant that matters: the largest instant there is. */
export const FOREVER = 8_640_000_000_000_000 as Instant.Instant
