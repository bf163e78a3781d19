/**
 * `hold`: something in the record stops contact, from when it is known until something else releases it, perhaps never: a cease
 * request, a dispute, an attorney, a petition, a death, the operator's own word, a debt that is not owed here any more.
 */
import { type Facts, type Id, Words } from "@forbear/core"
import * as Schema from "effect/Schema"
import type { Span } from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind, ScopeAsk } from "../Kind.ts"
import { answerOnce } from "../internal/attempts.ts"
import { joined } from "../internal/people.ts"
import * as Scopes from "../internal/scopes.ts"
import { Purposes } from "./Params.ts"

const Params = Schema.Struct({
  on: Schema.Literals(["cease", "dispute", "attorney", "bankruptcy", "hold", "death", "nothing_owed"]),
  /** Does it reach the debts that it names, or everything of the person? */
  per: Schema.Literals(["debt", "person"]),
  /** Said in one of these ways only; not known how counts as one of them. */
  vias: Schema.optionalKey(Schema.Array(Words.Via)),
  /** What the act may still be for. */
  exceptPurposes: Schema.optionalKey(Purposes),
  /** Documents that may still be given. */
  exceptDocuments: Schema.optionalKey(Schema.Array(Words.Document)),
  /** May what the person sends be answered once, through the medium that it came by? */
  answerOnce: Schema.optionalKey(Schema.Boolean),
  /** People linked in this way whose hold reaches the person too. */
  through: Schema.optionalKey(Schema.Array(Schema.Literals(["co_debtor", "spouse"])))
})

/** Parameters of `hold`. */
export type HoldParams = typeof Params.Type

/** What the record holds and what releases it; every hold is also lifted by `hold.lifted` that names it. */
const releases: Readonly<Partial<Record<HoldParams["on"], Facts.LegalFacts["kind"]>>> = {
  dispute: "dispute_resolved",
  attorney: "attorney_released"
}
const names: Readonly<Record<HoldParams["on"], string>> = {
  cease: "a written request to cease was received",
  dispute: "the debt is disputed and not verified",
  attorney: "an attorney represents the consumer",
  bankruptcy: "a bankruptcy petition is known",
  hold: "a hold was placed",
  death: "a death was reported",
  nothing_owed: "nothing is owed here"
}

const covers = (legal: Facts.LegalFacts, debt: Id.DebtId | undefined): boolean =>
  legal.debts.length === 0 || debt === undefined || legal.debts.includes(debt)

/** Is it released for the debt by a later entry? Entries are in order of what happened; a stop wins a tie. */
const released = (
  facts: Facts.Facts,
  index: number,
  hold: Facts.LegalFacts,
  on: HoldParams["on"],
  debt: Id.DebtId | undefined
): boolean => {
  for (let i = index + 1; i < facts.legal.length; i += 1) {
    const later = facts.legal[i]
    if (later === undefined || later.person !== hold.person) continue
    if (debt === undefined ? later.debts.length > 0 : !covers(later, debt)) continue
    if (later.kind === "hold_lifted" && later.hold === (on === "hold" ? hold.hold : on)) return true
    if (later.kind === releases[on]) return true
  }
  return false
}

const span = (on: HoldParams["on"], from: number, to: number, event: Id.EventId, about: string): Span => ({
  from,
  to,
  verdict: "blocked",
  reason: `${names[on]}${about}`,
  facts: [event],
  opens: to === FOREVER ? opening(on) : { _tag: "time" }
})

const opening = (on: HoldParams["on"]): Span["opens"] => {
  if (on === "nothing_owed" || on === "death") return { _tag: "never" }
  if (on === "dispute") return { _tag: "after", event: "dispute.resolved" }
  if (on === "attorney") return { _tag: "after", event: "attorney.released" }
  return { _tag: "after", event: on === "hold" ? "hold.lifted" : `hold.lifted (${on})` }
}

/** A debt that is paid or gone; a contact that names no debt is closed only when all of them are. */
const nothingOwed = (ask: Ask): ReadonlyArray<Span> => {
  const spans = ask.debts.flatMap((id) => {
    const debt = ask.facts.debts.get(id)
    if (debt === undefined) return []
    const paid = ask.facts.payments.find(({ debt: of, result }) => of === id && result === "paid_in_full")
    if (debt.status === "open" && debt.balance.minor > 0n && paid === undefined) return []
    const why = debt.status === "open" ? "" : ` (${debt.status})`
    return [span("nothing_owed", debt.placedAt, FOREVER, paid?.event ?? debt.event, `: debt ${id}${why}`)]
  })
  const isNamed = ask.candidate.debts.length > 0 || ask.candidate.chargedTo !== undefined
  return isNamed || spans.length === ask.debts.length ? spans : []
}

const deaths = (ask: Ask): ReadonlyArray<Span> =>
  ask.people.flatMap((person) => {
    const died = ask.facts.people.get(person)?.diedReported
    const isLifted = ask.facts.legal.some(
      ({ kind, hold, person: of, at }) =>
        kind === "hold_lifted" && hold === "death" && of === person && at > (died?.at ?? 0)
    )
    return died === undefined || isLifted ? [] : [span("death", died.at, FOREVER, died.event, "")]
  })

const legal = (ask: Ask, params: HoldParams, people: ReadonlyArray<Id.PersonId>): ReadonlyArray<Span> => {
  const { facts } = ask
  const spans: Array<Span> = []
  facts.legal.forEach((entry, index) => {
    if (entry.kind !== params.on || !people.includes(entry.person)) return
    if (entry.via !== undefined && params.vias !== undefined && !params.vias.includes(entry.via)) return
    const debts: ReadonlyArray<Id.DebtId | undefined> =
      params.per === "person" || ask.debts.length === 0 ? [undefined] : ask.debts
    for (const debt of debts) {
      if (!covers(entry, debt) || released(facts, index, entry, params.on, debt)) continue
      const about = debt === undefined ? "" : ` for debt ${debt}`
      const label = entry.hold === undefined ? "" : ` (${entry.hold})`
      spans.push(span(params.on, entry.at, entry.until ?? FOREVER, entry.event, label + about))
    }
  })
  return spans
}

const evaluate = (ask: Ask, params: HoldParams): Answer => {
  const { purpose, document } = ask.candidate
  if (params.exceptPurposes?.includes(purpose) === true) return {}
  if (document !== undefined && params.exceptDocuments?.includes(document) === true) return {}
  const people =
    params.through === undefined
      ? ask.people
      : joined(ask.facts, ask.candidate.person, ["same_person", ...params.through])
  const spans =
    params.on === "nothing_owed"
      ? nothingOwed(ask)
      : params.on === "death"
        ? deaths(ask)
        : legal(ask, params, people)
  if (spans.length === 0) return {}
  const read = spans.flatMap(({ facts }) => facts)
  return params.answerOnce === true && answerOnce(ask) !== undefined ? { read } : { spans, read }
}

const scopes = (ask: ScopeAsk, params: HoldParams) => [
  ...Scopes.personAndDebts(ask),
  ...(params.through === undefined
    ? []
    : Scopes.others(joined(ask.facts, ask.candidate.person, ["same_person", ...params.through]))),
  ...(params.answerOnce === true ? Scopes.once(ask) : [])
]

/** Something in the record stops contact. */
export const hold: Kind<HoldParams> = { kind: "hold", params: Params, evaluate, scopes }
