/** Duties: what a permitted message must, must not, or may only say, and what must be kept. Contradictory duties block. */
import type { Instant } from "@forbear/core"
import type { RuleRef } from "./Interval.ts"

/** Content that a duty can name; each has texts per language in the pack that asks for it. */
export type Element =
  | "opt_out_statement"
  | "initial_disclosure"
  | "subsequent_disclosure"
  | "opt_out_confirmation"
  | "business_name"
  | "validation_notice"
  | "limited_content"
  | (string & {})

/** One duty. `texts`: acceptable wording by BCP 47 language, `{{placeholders}}` filled by composition. */
export type Duty =
  | {
      readonly _tag: "require" | "forbid" | "only"
      readonly element: Element
      readonly texts: Readonly<Record<string, string>>
      readonly rule: RuleRef
    }
  | { readonly _tag: "expire_before"; readonly at: Instant.Instant; readonly rule: RuleRef }
  | {
      readonly _tag: "record"
      readonly what: string
      readonly untilDaysAfterLastActivity: number
      readonly rule: RuleRef
    }
