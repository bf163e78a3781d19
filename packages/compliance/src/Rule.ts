/** Rules and packs: law as data. A rule names its kind and parameters; code exists only for the kinds. */
import type { Words } from "@forbear/core"
import type { Standing } from "./Interval.ts"

/** How sure we are of a rule, and of which texts it rests on. */
export type Confidence = "confirmed" | "secondary" | "unconfirmed"

/** Whom and what a rule applies to; every part left out means "all". */
export interface AppliesTo {
  readonly roles?: ReadonlyArray<Words.CollectorRole>
  readonly acts?: ReadonlyArray<Words.Act>
  readonly channels?: ReadonlyArray<Words.Channel>
  readonly purposes?: ReadonlyArray<Words.Purpose>
  readonly exceptPurposes?: ReadonlyArray<Words.Purpose>
  readonly debtTypes?: ReadonlyArray<string>
  /** ISO 3166 regions, one of which must be in evidence for the person. */
  readonly regions?: ReadonlyArray<string>
}

/** One rule of a pack. Plain JSON, checked by a Schema when the pack is built. */
export interface Rule {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly params: Readonly<Record<string, unknown>>
  readonly citation: string
  readonly standing: Standing
  readonly confidence: Confidence
  /** The reading that it rests on, where the text does not settle the point. */
  readonly reading?: string
  readonly source?: string
  readonly appliesTo: AppliesTo
  /** Dates, inclusive, on which the rule is in force; in its own zone, else wherever the person may be. */
  readonly inForce: { readonly from?: string; readonly to?: string; readonly zone?: string }
}

/** A set of rules under one name and version. Versions are calendar versions: `2026.11.0`. */
export interface Pack {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly rules: ReadonlyArray<Rule>
}

/** How the operator maps what is not a prohibition, and switches with their reasons. Every entry is recorded. */
export interface Policy {
  readonly standings?: {
    readonly [S in Exclude<Standing, "prohibition" | "unknown_fact">]?: "block" | "warn"
  }
  /**
   * Systems of the host whose contacts are imported: which channels they use, and how far behind their watermark may be. A feed
   * that has a watermark and is not described here may use every channel and may not be behind at all.
   */
  readonly feeds?: ReadonlyArray<{
    readonly feed: string
    readonly channels: ReadonlyArray<Words.Channel>
    readonly graceMs: number
  }>
  readonly switches?: ReadonlyArray<{
    readonly rule: string
    readonly off: true
    readonly reason: string
    readonly by: string
  }>
}
