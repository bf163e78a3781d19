/**
 * `addressBan`: what anybody reported about an address closes it: it is somebody else's, the employer's, or nothing arrives
 * there. Knowledge is that any person said so (12 CFR 1006.6(d)(3)(ii)-1). A later confirmation opens it again.
 */
import type { Id } from "@forbear/core"
import * as Schema from "effect/Schema"
import * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind } from "../Kind.ts"
import { holds } from "../internal/evidence.ts"
import * as Scopes from "../internal/scopes.ts"
import { BasisSchema } from "./consentGate.ts"

const Params = Schema.Struct({
  reports: Schema.Array(
    Schema.Literals(["wrong_party", "employer_provided", "undeliverable", "reassigned"])
  ).check(Schema.isMinLength(1)),
  /** Evidence that permits the address in spite of the report. */
  unless: Schema.optionalKey(Schema.Array(BasisSchema))
})

/** Parameters of `addressBan`. */
export type AddressBanParams = typeof Params.Type

const names: Readonly<Record<AddressBanParams["reports"][number], string>> = {
  wrong_party: "the address was reported to be somebody else's",
  employer_provided: "the address was reported to be provided by the employer",
  undeliverable: "nothing arrives at the address",
  reassigned: "the number was reported to be reassigned"
}

const evaluate = (ask: Ask, { reports, unless }: AddressBanParams): Answer => {
  const { address } = ask.candidate
  const known = address === undefined ? undefined : ask.facts.addresses.get(address)
  if (known === undefined) return {}
  const spans: Array<Steps.Span> = []
  const read: Array<Id.EventId> = []
  for (const report of known.reports) {
    const as = reports.find((one) => one === report.as)
    if (as === undefined) continue
    const isConcerned =
      report.person === undefined || as === "wrong_party" || ask.people.includes(report.person)
    const isUndone = known.reports.some(
      (later) =>
        later.at > report.at &&
        later.as === "confirmed" &&
        (later.person === undefined || ask.people.includes(later.person))
    )
    if (!isConcerned || isUndone) continue
    read.push(report.event)
    spans.push({
      from: report.at,
      to: FOREVER,
      verdict: "blocked",
      reason: names[as],
      facts: [report.event],
      opens: { _tag: "after", event: "address.reported as confirmed" }
    })
  }
  if (spans.length === 0 || unless === undefined) return { spans, read }
  let open: Ranges.Ranges = Ranges.NONE
  for (const basis of unless) open = Ranges.union(open, holds(ask, basis).ranges)
  return { spans: Steps.except(spans, open), read }
}

/** An address is closed by what was reported about it. */
export const addressBan: Kind<AddressBanParams> = {
  kind: "addressBan",
  params: Params,
  evaluate,
  scopes: Scopes.personAndAddress
}
