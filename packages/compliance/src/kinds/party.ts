/**
 * `party`: a debt is talked about only with the person who owes it and those whom the law puts beside them; anybody else may be
 * asked where the person can be found, and no more (12 CFR 1006.6(a), (d)(1), 1006.10).
 */
import type { Facts } from "@forbear/core"
import * as Schema from "effect/Schema"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind } from "../Kind.ts"
import { relationsTo } from "../internal/people.ts"
import * as Scopes from "../internal/scopes.ts"
import { Purposes } from "./Params.ts"

const Relations = Schema.Array(
  Schema.Literals(["spouse", "co_debtor", "guardian", "estate_representative", "attorney"])
)

const Params = Schema.Struct({
  /** Links to the debtor that make somebody one with whom it may be talked about. */
  with: Relations,
  exceptPurposes: Schema.optionalKey(Purposes)
})

/** Parameters of `party`. */
export type PartyParams = typeof Params.Type

const isParty = (ask: Ask, debt: Facts.DebtFacts, params: PartyParams): boolean =>
  ask.people.includes(debt.person) ||
  relationsTo(ask.facts, ask.people, debt.person).some((relation) =>
    params.with.some((one) => one === relation)
  )

const evaluate = (ask: Ask, params: PartyParams): Answer => {
  if (params.exceptPurposes?.includes(ask.candidate.purpose) === true) return {}
  const spans = ask.debts.flatMap((id) => {
    const debt = ask.facts.debts.get(id)
    if (debt === undefined || isParty(ask, debt, params)) return []
    return [
      {
        from: debt.placedAt,
        to: FOREVER,
        verdict: "blocked" as const,
        reason: `debt ${id} is another person's, and no link makes this person a party to it`,
        facts: [debt.event],
        opens: { _tag: "after" as const, event: "link.made" }
      }
    ]
  })
  return { spans }
}

/** With whom a debt may be talked about. */
export const party: Kind<PartyParams> = {
  kind: "party",
  params: Params,
  evaluate,
  scopes: Scopes.personAndDebts
}
