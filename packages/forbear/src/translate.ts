/** Between the engine's values and the plain ones of the Promise face. */
import { explain, type Decision, type Interval, type Row } from "@forbear/compliance"
import { Instant, type Events } from "@forbear/core"
import type { Engine, Request } from "@forbear/outreach"
import { ForbearError, isForbearError, type ForbearCode } from "./errors.ts"
import type { AttemptInput, AttemptResult, CalendarView, DecisionView, Reason, Time, TimelineEvent } from "./types.ts"

/** Reads a time that came in; the error names the field. */
export const timeOf = (time: Time, field: string): Instant.Instant => {
  try {
    return Instant.from(time, field)
  } catch (cause) {
    throw new ForbearError("FORBEAR_INPUT", `${field}: give a Date or ISO 8601 with an offset`, { field, cause })
  }
}

const FOREVER = 8_640_000_000_000_000

const reasonOf = (interval: Interval): Reason => ({
  rule: interval.rule.id,
  pack: interval.rule.pack,
  citation: interval.rule.citation,
  reason: interval.reason,
  verdict: interval.verdict,
  standing: interval.standing,
  from: Instant.toIso(interval.from),
  ...(interval.to >= FOREVER ? {} : { to: Instant.toIso(interval.to) }),
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
    reasons: decision.intervals.filter((one) => one.from <= decision.at && one.to > decision.at).map(reasonOf),
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

/** The answer of the loop as plain JSON. */
export const attemptResult = (outcome: Request.AttemptOutcome): AttemptResult => {
  const decisions = outcome.considered.map((one) => decisionView(one.decision))
  const { considered: _, ...rest } = outcome
  if (rest.outcome === "scheduled") return { ...rest, at: Instant.toIso(rest.at), decisions }
  return { ...rest, decisions }
}

/** A request of the host as the loop takes it. Ids are checked by the loop. */
export const attemptRequest = (input: AttemptInput): Request.AttemptRequest => {
  for (const field of ["key", "person", "purpose", "template"] as const) {
    if (typeof input[field] !== "string" || input[field] === "") {
      throw new ForbearError("FORBEAR_INPUT", `${field}: is missing`, { field })
    }
  }
  if (!Array.isArray(input.debts)) throw new ForbearError("FORBEAR_INPUT", "debts: give a list of debt ids", { field: "debts" })
  const { notAfter, ...rest } = input
  return {
    ...rest,
    ...(notAfter === undefined ? {} : { notAfter: timeOf(notAfter, "notAfter") })
  } as unknown as Request.AttemptRequest
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

/** Any error of the engine as the one error of the face. */
export const asForbearError = (error: unknown): unknown => {
  if (isForbearError(error)) return error
  const tagged = error as Tagged
  const options = {
    cause: error,
    retryable: tagged.isRetryable ?? false,
    ...(tagged.field === undefined ? {} : { field: tagged.field })
  }
  const message = tagged.message ?? "failed"
  switch (tagged._tag) {
    case "OutreachError":
      return new ForbearError(codes[tagged.reason as Engine.OutreachError["reason"]] ?? "FORBEAR_INPUT", message, options)
    case "TimelineError":
      return new ForbearError("FORBEAR_STORE", message, options)
    case "VaultError":
    case "KeyPortError":
      return new ForbearError("FORBEAR_KEYS", message, options)
    case "PackError":
      return new ForbearError("FORBEAR_CONFIGURATION", message, options)
    default:
      return error
  }
}
