/**
 * `singleUse`: a contact that is permitted because it answers something, once. It must name the event that it answers, that
 * event must be of the right kind, and no other contact may have answered it; the event is a scope of capacity one.
 */
import type { Id, Instant } from "@forbear/core"
import * as Schema from "effect/Schema"
import type { Span } from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind } from "../Kind.ts"
import { answered, answersTo } from "../internal/attempts.ts"
import * as Scopes from "../internal/scopes.ts"

const Params = Schema.Struct({
  /** What it answers: an opt-out, or anything that came in. */
  answers: Schema.Literals(["opt_out", "inbound"]),
  /** From when it happened, for so many minutes. */
  withinMinutes: Schema.optionalKey(Schema.Int)
})

/** Parameters of `singleUse`. */
export type SingleUseParams = typeof Params.Type

const grounds = (
  ask: Ask,
  { answers }: SingleUseParams,
  inReplyTo: Id.EventId
): Instant.Instant | undefined => {
  if (answers === "inbound") return answered(ask)?.at
  const isStop = (kind: string) => kind === "refusal" || kind === "revocation"
  return ask.facts.said.find(
    (said) =>
      isStop(said.kind) && said.at <= ask.at && (said.inReplyTo === inReplyTo || said.event === inReplyTo)
  )?.at
}

const evaluate = (ask: Ask, params: SingleUseParams): Answer => {
  const { inReplyTo, purpose } = ask.candidate
  const span = (
    from: number,
    verdict: Span["verdict"],
    reason: string,
    facts: ReadonlyArray<Id.EventId>
  ): Answer => ({
    spans: [{ from, to: FOREVER, verdict, reason, facts, opens: { _tag: "never" } }],
    read: facts
  })
  if (inReplyTo === undefined) return span(ask.at, "unknown", "it does not say which event it answers", [])
  const since = grounds(ask, params, inReplyTo)
  if (since === undefined) {
    const what = params.answers === "opt_out" ? "opt-out" : "inbound event of this person"
    return span(ask.at, "blocked", `the event that it answers is no ${what} on record`, [])
  }
  const used = answersTo(ask, inReplyTo).filter(
    (attempt) => params.answers === "inbound" || attempt.purpose === purpose
  )
  if (used.length > 0) {
    return span(
      since,
      "blocked",
      "the event was answered already, and may be answered once",
      used.map(({ event }) => event)
    )
  }
  if (params.withinMinutes === undefined) return { read: [inReplyTo] }
  return span(
    since + params.withinMinutes * 60_000 + 1,
    "blocked",
    `${params.withinMinutes} minutes have passed`,
    [inReplyTo]
  )
}

/** A contact that answers something, once. */
export const singleUse: Kind<SingleUseParams> = {
  kind: "singleUse",
  params: Params,
  evaluate,
  scopes: (ask) => [...Scopes.personAndAddress(ask), ...Scopes.once(ask)]
}
