/** `recordKeeping`: what must be kept about the contact, and for how long after the last activity on the debt (12 CFR 1006.100). */
import * as Schema from "effect/Schema"
import type { Kind } from "../Kind.ts"

const Params = Schema.Struct({
  keep: Schema.Array(
    Schema.Struct({
      what: Schema.NonEmptyString,
      untilDaysAfterLastActivity: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 36_525 }))
    })
  ).check(Schema.isMinLength(1))
})

/** Parameters of `recordKeeping`. */
export type RecordKeepingParams = typeof Params.Type

/** What must be kept about the contact. */
export const recordKeeping: Kind<RecordKeepingParams> = {
  kind: "recordKeeping",
  params: Params,
  evaluate: (_, { keep }) => ({ duties: keep.map((one) => ({ _tag: "record", ...one })) }),
  scopes: () => []
}
