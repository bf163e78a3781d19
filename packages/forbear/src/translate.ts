/** From the engine's values to the plain ones of both faces. */
import { explain, type Decision, type Interval, type Row } from "@forbear/compliance"
import { Instant, type Events } from "@forbear/core"
import type { Engine, Request } from "@forbear/outreach"
import { ForbearError, isForbearError, type ForbearCode } from "./errors.ts"
import type { AttemptResult, CalendarView, DecisionView, Reason, TimelineEvent } from "./types.ts"

const reasonOf = (interval: Interval): Reason => ({
  rule: interval.rule.id,
  pack: interval.rule.pack,
  citation: interval.rule.citation,
  reason: interval.reason,
  verdict: interval.verdict,
  standing: interval.standing,
  from: Instant.toIso(interval.from),
  ...(interval.to >= Instant.LIMIT ? {} : { to: Instant.toIso(interval.to) }),
  facts: interval.facts
})

/** A decision as plain JSON, with its explanation in sentences. */
export const decisionView = (decision: Decision, zone?: string): DecisionView => {
  const { next } = decision
  return {
    outcome: decision.outcome,
    channel: decision.candidate.channel,
    sender: decision.candidate.sender?.id ?? "",
    at: Instant.toIso(decision.at),
    ...(next._tag === "at" && decision.outcome !== "permit" ? { next: Instant.toIso(next.at) } : {}),
    ...(next._tag === "after" ? { after: next.event } : {}),
    reasons: decision.intervals
      .filter((one) => one.from <= decision.at && one.to > decision.at)
      .map(reasonOf),
    duties: decision.duties.map((duty) => ({
      kind: duty._tag,
      ...("element" in duty ? { element: duty.element } : {}),
      citation: duty.rule.citation
    })),
    packs: decision.packs,
    explanation: explain(decision, zone)
  }
}

const span = ({ from, to }: { readonly from: Instant.Instant; readonly to: Instant.Instant }) => ({
  from: Instant.toIso(from),
  to: Instant.toIso(to)
})

/** A candidate's days as plain JSON. */
export const calendarView = ({ candidate, open, closed }: Row): CalendarView => ({
  channel: candidate.channel,
  sender: candidate.sender?.id ?? "",
  purpose: candidate.purpose,
  open: open.map(span),
  closed: closed.map((one) => ({
    ...span(one),
    rules: one.rules.map(({ id, pack, citation }) => ({ rule: id, pack, citation })),
    reasons: one.reasons
  }))
})

const UNSENT: ReadonlySet<string> = new Set(["scheduled", "suppressed", "needs_review"])

/** Each reason once, in the order in which the candidates were tried; else what has to happen first. */
const whyNot = (
  outcome: AttemptResult["outcome"],
  decisions: ReadonlyArray<DecisionView>,
  after: string | undefined
): ReadonlyArray<string> => {
  if (!UNSENT.has(outcome)) return []
  const reasons = decisions.flatMap((one) =>
    one.reasons.map(({ reason, citation }) => `${reason} [${citation}]`)
  )
  if (reasons.length > 0) return [...new Set(reasons)]
  if (after !== undefined) return [after]
  return outcome === "needs_review" && decisions.length === 0
    ? ["there is no address of the person, or no sender, for a channel that was asked for"]
    : []
}

/** The answer of the loop as plain JSON. */
export const attemptResult = ({ considered, ...rest }: Request.AttemptOutcome): AttemptResult => {
  const decisions = considered.map((one) => decisionView(one.decision))
  const why = whyNot(rest.outcome, decisions, "after" in rest ? rest.after : undefined)
  return rest.outcome === "scheduled"
    ? { ...rest, at: Instant.toIso(rest.at), why, decisions }
    : { ...rest, why, decisions }
}

/** A stored event as plain JSON. */
export const timelineEvent = (event: Events.Stored): TimelineEvent => ({
  id: event.id,
  kind: event.kind,
  position: event.position,
  occurredAt: Instant.toIso(event.occurredAt),
  recordedAt: Instant.toIso(event.recordedAt),
  source: event.source,
  body: event.body as unknown as Readonly<Record<string, unknown>>
})

const codes: Record<Engine.OutreachError["reason"], ForbearCode> = {
  configuration: "FORBEAR_CONFIGURATION",
  input: "FORBEAR_INPUT",
  timeline: "FORBEAR_STORE",
  vault: "FORBEAR_KEYS",
  composition: "FORBEAR_COMPOSITION",
  contended: "FORBEAR_CONTENDED",
  not_found: "FORBEAR_NOT_FOUND"
}

interface Tagged {
  readonly _tag?: string
  readonly reason?: string
  readonly field?: string
  readonly message?: string
  readonly isRetryable?: boolean
}

const codeOf = ({ _tag, reason }: Tagged): ForbearCode | undefined => {
  switch (_tag) {
    case "OutreachError":
      return codes[reason as Engine.OutreachError["reason"]]
    case "TimelineError":
      return "FORBEAR_STORE"
    case "VaultError":
    case "KeyPortError":
      return "FORBEAR_KEYS"
    case "PackError":
    case "PortalError":
      return "FORBEAR_CONFIGURATION"
    default:
      return undefined
  }
}

/** Anything that was thrown as the one error of the Promise face. What we did not expect is a defect: its own words are kept in `cause` only. */
export const asForbearError = (error: unknown): ForbearError => {
  if (isForbearError(error)) return error
  const tagged: Tagged = typeof error === "object" && error !== null ? error : {}
  const code = codeOf(tagged)
  if (code === undefined) {
    return new ForbearError(
      "FORBEAR_DEFECT",
      "an unexpected error, here or in a function that was given to createForbear; see cause",
      { cause: error }
    )
  }
  return new ForbearError(code, tagged.message ?? "failed", {
    cause: error,
    retryable: tagged.isRetryable ?? false,
    ...(tagged.field === undefined || tagged.field === "" ? {} : { field: tagged.field })
  })
}
