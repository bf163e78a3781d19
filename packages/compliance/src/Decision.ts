/** The decision: a value that is its own explanation. Serialisable, versioned, replayable. */
import type { Id, Instant } from "@forbear/core"
import type { Candidate } from "./Candidate.ts"
import type { Duty } from "./Duty.ts"
import type { Interval, RuleRef } from "./Interval.ts"

/**
 * permit: now. defer: barred now, time alone opens it. deny: no waiting helps, or nothing is known to. unknown: a fact is
 * missing or stale, and unknown never sends.
 */
export type Outcome = "permit" | "defer" | "deny" | "unknown"

/** When it may happen: at the first allowed instant, after an event that has not happened, or never within the horizon. */
export type Next =
  | { readonly _tag: "at"; readonly at: Instant.Instant }
  | { readonly _tag: "after"; readonly event: string }
  | { readonly _tag: "never" }

/** Something that must happen by an instant, with the media that it may fall back to. */
export interface Obligation {
  readonly what: string
  readonly dueAt: Instant.Instant
  readonly media: ReadonlyArray<string>
  readonly rule: RuleRef
}

/** A switch of the operator's: a rule turned off, for a reason. `refused`: confirmed prohibitions cannot be. */
export interface Switched {
  readonly rule: string
  readonly reason: string
  readonly by: string
  readonly effect: "off" | "refused"
}

/** What was decided about one candidate at one instant. */
export interface Decision {
  readonly version: 1
  readonly candidate: Candidate
  readonly at: Instant.Instant
  /** How far was looked: the intervals are complete up to here. Further than the first opening only when that is far. */
  readonly horizon: Instant.Instant
  readonly outcome: Outcome
  readonly next: Next
  /** When the permission that holds now ends: the reservation must not outlive it. */
  readonly permittedUntil?: Instant.Instant
  /** Every interval in [at, horizon), in order of `from`; those that cover `at` are the reasons. */
  readonly intervals: ReadonlyArray<Interval>
  readonly duties: ReadonlyArray<Duty>
  readonly obligations: ReadonlyArray<Obligation>
  /** Intervals of standings that the operator's policy maps to a warning, and risk factors. */
  readonly warnings: ReadonlyArray<Interval>
  /** Every rule that applied and was asked, allowed ones too: what was looked at. */
  readonly asked: ReadonlyArray<RuleRef & { readonly facts: ReadonlyArray<Id.EventId> }>
  /** Pack versions: `us@2026.11.0`. */
  readonly packs: ReadonlyArray<string>
  /** Switches of the policy that name a rule of the packs. */
  readonly switched: ReadonlyArray<Switched>
}
