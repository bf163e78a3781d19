/** Contact events: the life of an attempt of ours, contacts made by others, and decisions, refusals included. */
import * as Schema from "effect/Schema"
import { define } from "../Event.ts"
import { AddressId, DebtId, EventId, PersonId } from "../Id.ts"
import * as Scope from "../Scope.ts"
import * as Words from "../Words.ts"
import { attemptFields, Label, Millis, Private } from "./Fields.ts"

interface AttemptRef {
  readonly attempt: typeof attemptFields.attempt.Type
  readonly person: PersonId
  readonly debts: ReadonlyArray<DebtId>
  readonly address: AddressId
}

const scopesOfAttempt = (b: AttemptRef) => [
  Scope.attempt(b.attempt),
  Scope.person(b.person),
  ...b.debts.map(Scope.debt),
  Scope.address(b.address)
]

const mode = Schema.Literals(["live", "prerecorded", "ringless_voicemail"])

/** A slot was taken for an act that may fall anywhere in [from, notAfter); it counts wherever it may fall. */
export const AttemptReserved = define({
  kind: "attempt.reserved",
  body: {
    ...attemptFields,
    purpose: Words.Purpose,
    document: Schema.optionalKey(Words.Document),
    /** The inbound event or call that this answers. */
    inReplyTo: Schema.optionalKey(EventId),
    mode: Schema.optionalKey(mode),
    from: Millis,
    notAfter: Millis,
    /** SHA-256 of the wire message, hex; dispatch is bound to it. */
    messageHash: Label,
    /** The `decision.made` event that permitted it. */
    decision: EventId,
    adapter: Label,
    sender: Label,
    /** The rendered message, so that a crashed worker's slot can be taken over as it was composed. */
    message: Private
  },
  sealed: ["message"],
  subject: (b) => `person:${b.person}/debt:${b.debts[0] ?? "none"}`,
  scopes: scopesOfAttempt
})

/** The point of no return: recorded before the bytes leave. */
export const AttemptDispatched = define({
  kind: "attempt.dispatched",
  body: { ...attemptFields, messageHash: Label, adapter: Label, sender: Label },
  scopes: scopesOfAttempt
})

/** What the provider answered, or that nobody knows. */
export const AttemptSettled = define({
  kind: "attempt.settled",
  body: {
    ...attemptFields,
    result: Schema.Literals(["accepted", "rejected", "unknown", "unknown_expired"]),
    /** Provider's code, or why it is unknown. */
    code: Schema.optionalKey(Label),
    reason: Schema.optionalKey(Label),
    providerId: Schema.optionalKey(Label),
    adapter: Label
  },
  scopes: (b) => [
    ...scopesOfAttempt(b),
    ...(b.providerId === undefined ? [] : [Scope.provider(b.adapter, b.providerId)])
  ]
})

/** A slot was given up before dispatch: expired, overtaken by a new fact, or refused by the host's confirm hook. */
export const AttemptAbandoned = define({
  kind: "attempt.abandoned",
  body: { ...attemptFields, why: Label },
  scopes: scopesOfAttempt
})

/** A receipt that changes nothing a rule reads. */
export const AttemptProgressed = define({
  kind: "attempt.progressed",
  body: { ...attemptFields, state: Label, raw: Label },
  gate: false,
  scopes: scopesOfAttempt
})

/** Evidence of what became of an attempt; later evidence supersedes earlier, for ever. */
export const AttemptResolved = define({
  kind: "attempt.resolved",
  body: {
    ...attemptFields,
    outcome: Schema.Union([Words.CallOutcome, Words.MessageOutcome]),
    /** Was a message left on a machine? */
    messageLeft: Schema.optionalKey(Schema.Boolean),
    code: Schema.optionalKey(Label)
  },
  scopes: scopesOfAttempt
})

/** The consumer and the collector spoke, whoever called; the date is day one of the cool-down (12 CFR 1006.14(b)(2)(i)(B)). */
export const ConversationHeld = define({
  kind: "conversation.held",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    initiatedBy: Schema.Literals(["collector", "consumer"]),
    via: Schema.Literals(["phone", "in_person"]),
    address: Schema.optionalKey(AddressId),
    attempt: Schema.optionalKey(attemptFields.attempt),
    call: Schema.optionalKey(EventId),
    /** How the person proved who they are: `last4_and_zip`; never the answers. */
    identified: Schema.optionalKey(Label)
  },
  scopes: (b) => [
    Scope.person(b.person),
    ...b.debts.map(Scope.debt),
    ...(b.address === undefined ? [] : [Scope.address(b.address)])
  ]
})

/** A contact by somebody else's system (dialer, letter vendor, branch), imported or reserved through a hook. */
export const ForeignContact = define({
  kind: "contact.foreign",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    chargedTo: Schema.optionalKey(DebtId),
    channel: Words.Channel,
    address: Schema.optionalKey(AddressId),
    purpose: Words.Purpose,
    document: Schema.optionalKey(Words.Document),
    mode: Schema.optionalKey(mode),
    /** Absent: not known, and therefore the minimum over all outcomes. */
    outcome: Schema.optionalKey(Schema.Union([Words.CallOutcome, Words.MessageOutcome])),
    messageLeft: Schema.optionalKey(Schema.Boolean)
  },
  scopes: (b) => [
    Scope.person(b.person),
    ...b.debts.map(Scope.debt),
    ...(b.address === undefined ? [] : [Scope.address(b.address)])
  ]
})

/** A decision, refusals included, with its intervals and citations: the explanation is the record. */
export const DecisionMade = define({
  kind: "decision.made",
  body: {
    attempt: attemptFields.attempt,
    person: PersonId,
    debts: Schema.Array(DebtId),
    outcome: Schema.Literals(["permit", "defer", "deny", "unknown"]),
    /** The serialised decision of `@forbear/compliance`: candidate, intervals, duties, pack versions. */
    decision: Schema.Unknown
  },
  gate: false,
  scopes: (b) => [Scope.attempt(b.attempt), Scope.person(b.person), ...b.debts.map(Scope.debt)]
})

/** Somebody has to look: an outcome that stayed unknown, work that kept failing. Bars nothing by itself. */
export const ReviewNeeded = define({
  kind: "review.needed",
  body: {
    person: Schema.optionalKey(PersonId),
    debts: Schema.Array(DebtId),
    attempt: Schema.optionalKey(attemptFields.attempt),
    /** The event, timer or attempt that it is about. */
    about: Label,
    /** `unknown_expired`, `timer_failed`, `reaction_failed`: a word, never a message's text. */
    why: Label
  },
  gate: false,
  scopes: (b) => [
    ...(b.person === undefined ? [] : [Scope.person(b.person)]),
    ...(b.attempt === undefined ? [] : [Scope.attempt(b.attempt)]),
    ...b.debts.map(Scope.debt)
  ]
})
