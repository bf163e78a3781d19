/**
 * `consentGate`: contact only while some evidence permits it: the person's own message, consent given in the right way, fresh
 * enough or checked since. Any one of the alternatives is enough; a stop ends each of them.
 */
import * as Schema from "effect/Schema"
import * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind } from "../Kind.ts"
import { type Basis, holds } from "../internal/evidence.ts"
import * as Scopes from "../internal/scopes.ts"
import { ConsentForm, Days } from "./Params.ts"

const Freshness = { freshDays: Schema.optionalKey(Days), check: Schema.optionalKey(Schema.Boolean) }

/** Schema of one alternative. */
export const BasisSchema = Schema.Union([
  Schema.Struct({ _tag: Schema.Literal("consumer_message"), ...Freshness }),
  Schema.Struct({
    _tag: Schema.Literal("consent"),
    to: Schema.Array(Schema.String).check(Schema.isMinLength(1)),
    forms: Schema.optionalKey(Schema.Array(ConsentForm)),
    ...Freshness
  }),
  Schema.Struct({
    _tag: Schema.Literal("address_given"),
    from: Schema.Array(Schema.String).check(Schema.isMinLength(1))
  })
])

const Params = Schema.Struct({
  anyOf: Schema.Array(BasisSchema).check(Schema.isMinLength(1)),
  /** Kinds of line to which it applies; a line that is not known is one of them. */
  lines: Schema.optionalKey(Schema.Array(Schema.Literals(["mobile", "landline", "voip"]))),
  /** Ways of acting to which it applies. */
  modes: Schema.optionalKey(Schema.Array(Schema.Literals(["live", "prerecorded", "ringless_voicemail"]))),
  /** What would open it, as an event. */
  opensAfter: Schema.NonEmptyString
})

/** Parameters of `consentGate`. */
export type ConsentGateParams = typeof Params.Type

const describe = (basis: Basis): string => {
  const days = "freshDays" in basis && basis.freshDays !== undefined ? ` in ${basis.freshDays} days` : ""
  if (basis._tag === "consumer_message") return `no message from this address about the debt${days}`
  if (basis._tag === "consent")
    return `no consent to ${basis.to.join(" or ")} that reaches this contact${days}`
  return `the address was not given by ${basis.from.join(" or ")}`
}

const isConcerned = (ask: Ask, { lines, modes }: ConsentGateParams): boolean => {
  const { address, mode } = ask.candidate
  if (modes !== undefined && !modes.includes(mode)) return false
  if (lines === undefined || address === undefined) return true
  const line = ask.facts.addresses.get(address)?.line ?? "unknown"
  return line === "unknown" || lines.includes(line)
}

const evaluate = (ask: Ask, params: ConsentGateParams): Answer => {
  if (!isConcerned(ask, params)) return {}
  const alternatives = params.anyOf.map((basis) => ({ basis, held: holds(ask, basis) }))
  const read = alternatives.flatMap(({ held }) => held.facts)
  const spans = Steps.anyOf(
    alternatives.map(({ basis, held }) =>
      Steps.over(Ranges.complement(held.ranges, Math.min(ask.at, held.ranges[0] ?? ask.at), FOREVER), {
        verdict: "blocked",
        reason: describe(basis),
        facts: held.facts,
        opens: { _tag: "after", event: params.opensAfter }
      })
    )
  )
  return { spans, read }
}

/** Contact only while some evidence permits it. */
export const consentGate: Kind<ConsentGateParams> = {
  kind: "consentGate",
  params: Params,
  evaluate,
  scopes: Scopes.personAndAddress
}
