/**
 * `content`: what a message must, must not, or may only say, with wording per language. `when` tells the first communication
 * about a debt from later ones; where that is not known, the fuller wording of the first is asked for (12 CFR 1006.18(e)).
 */
import type { Facts, Id } from "@forbear/core"
import * as Schema from "effect/Schema"
import type { Answer, Ask, DutyDraft, Kind } from "../Kind.ts"
import * as Scopes from "../internal/scopes.ts"
import { Channels, Texts } from "./Params.ts"

const Params = Schema.Struct({
  duties: Schema.Array(
    Schema.Struct({
      duty: Schema.Literals(["require", "forbid", "only"]),
      element: Schema.NonEmptyString,
      texts: Texts,
      channels: Schema.optionalKey(Channels),
      /** `initial`: nothing was communicated about some of the debts yet, or only orally. `subsequent`: otherwise. */
      when: Schema.optionalKey(Schema.Literals(["initial", "subsequent"]))
    })
  ).check(Schema.isMinLength(1))
})

/** Parameters of `content`. */
export type ContentParams = typeof Params.Type

const FAILED: ReadonlyArray<Facts.Outcome | undefined> = ["bounced", "failed", "invalid_address", "opted_out"]
const ORAL: ReadonlyArray<string> = ["voice_call", "prerecorded_call", "voicemail", "in_person"]
/** Purposes that convey nothing about a debt. */
const SILENT: ReadonlyArray<string> = [
  "opt_out_confirmation",
  "location_information",
  "ask_consent",
  "contact_request"
]

/** A written communication about the debt that went out, as far as anybody knows. */
const isWritten = (ask: Ask, attempt: Facts.AttemptFacts, debt: Id.DebtId): boolean =>
  (attempt.state === "accepted" || attempt.state === "imported") &&
  attempt.from <= ask.at &&
  ask.people.includes(attempt.person) &&
  attempt.debts.includes(debt) &&
  !ORAL.includes(attempt.channel) &&
  !SILENT.includes(attempt.purpose) &&
  !FAILED.includes(attempt.outcome)

/** The event that shows an earlier written communication about every debt; undefined when one of them lacks it. */
const earlier = (ask: Ask): ReadonlyArray<Id.EventId> | undefined => {
  const found: Array<Id.EventId> = []
  for (const debt of ask.debts) {
    const attempts = ask.attempts.filter((one) => isWritten(ask, one, debt))
    if (attempts.length === 0) return undefined
    for (const { event } of attempts) found.push(event)
  }
  return found.length === 0 ? undefined : found
}

const evaluate = (ask: Ask, { duties }: ContentParams): Answer => {
  const concerned = duties.filter(
    ({ channels }) => channels === undefined || channels.includes(ask.candidate.channel)
  )
  const before = concerned.some(({ when }) => when !== undefined) ? earlier(ask) : undefined
  const wanted = before === undefined ? "initial" : "subsequent"
  const drafts = concerned
    .filter(({ when }) => when === undefined || when === wanted)
    .map(({ duty, element, texts }): DutyDraft => ({ _tag: duty, element, texts }))
  return { duties: drafts, read: before ?? [] }
}

/** What a message must, must not, or may only say. */
export const content: Kind<ContentParams> = {
  kind: "content",
  params: Params,
  evaluate,
  scopes: Scopes.personAndDebts
}
