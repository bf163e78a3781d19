/** The agent's desk: what an agent records during a call, what may be said and sent, and the work that is queued. */
import { decide, type Decision } from "@forbear/compliance"
import type { ChannelName, TaskContent } from "@forbear/channels"
import {
  Canonical,
  Scope,
  type Events,
  type Facts,
  type Fields,
  type Id,
  type Instant,
  type Words
} from "@forbear/core"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { attempt } from "./Attempt.ts"
import { templateData, type TemplateData } from "./Data.ts"
import { misuse, now, wrap, type Engine, type OutreachError } from "./Engine.ts"
import { attemptEvent, refOf } from "./Ledger.ts"
import { load } from "./Load.ts"
import { plan } from "./Plan.ts"
import { appendOnce, eventId, open } from "./Record.ts"
import type { AttemptOutcome, AttemptRequest } from "./Request.ts"
import { queueScope } from "./Worker.ts"

/** A call that an agent took. */
export interface InboundCall {
  readonly call: Id.EventId
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
  /** The number that called, if it is known as an address of hers. */
  readonly address?: Id.AddressId
  readonly agent: string
}

/** Somebody called: the call and, once identity is proved, the conversation. Identity is proved before the debt is mentioned. */
export const callReceived = Effect.fn("Desk.callReceived")(function* (engine: Engine, call: InboundCall) {
  const at = yield* now(engine)
  const { call: id, ...body } = call
  yield* appendOnce(engine, [attemptEvent(engine, "call.received", id, at, body)])
})

/** The person proved who they are, and the debt was spoken about: day one of the cool-down. */
export const conversation = Effect.fn("Desk.conversation")(function* (
  engine: Engine,
  about: InboundCall & { readonly identified: string }
) {
  if (about.identified.trim() === "")
    yield* misuse("identified", "name how identity was proved; never the answers")
  const at = yield* now(engine)
  yield* appendOnce(engine, [
    attemptEvent(engine, "conversation.held", eventId(about.call, "conversation"), at, {
      person: about.person,
      debts: about.debts,
      initiatedBy: "consumer",
      via: "phone",
      ...(about.address === undefined ? {} : { address: about.address }),
      call: about.call,
      identified: about.identified
    })
  ])
})

/** A plan was negotiated on the call. */
export const planAgreed = Effect.fn("Desk.planAgreed")(function* (
  engine: Engine,
  body: Events.Body<"plan.agreed">
) {
  const at = yield* now(engine)
  yield* appendOnce(engine, [attemptEvent(engine, "plan.agreed", eventId(body.plan, "agreed"), at, body)])
})

/** She agreed, on the call, to be contacted: directly, for one number, about one debt. */
export const consentGiven = Effect.fn("Desk.consentGiven")(function* (
  engine: Engine,
  call: Id.EventId,
  given: {
    readonly person: Id.PersonId
    readonly channels: ReadonlyArray<Words.Channel>
    readonly addresses: ReadonlyArray<Id.AddressId>
    readonly debts: ReadonlyArray<Id.DebtId>
    /** SHA-256, hex, of the words that the agent read out. */
    readonly shown?: string
  }
) {
  const at = yield* now(engine)
  const { shown, ...reach } = given
  yield* appendOnce(engine, [
    attemptEvent(engine, "consent.given", eventId(call, "consent", digestOf(reach)), at, {
      ...reach,
      to: "collector",
      form: "oral",
      provenance: { via: "phone", by: "consumer", evidence: call, ...(shown === undefined ? {} : { shown }) }
    })
  ])
})

/** What was agreed to, in a word of its own: two consents of one call are two. */
const digestOf = (reach: object): string =>
  createHash("sha256").update(Canonical.stringify(reach)).digest("hex").slice(0, 16)

/** The agent presses send, during the call: the same loop, answering the call. */
export const sendDuringCall = (
  engine: Engine,
  call: Id.EventId,
  request: Omit<AttemptRequest, "inReplyTo">
): Effect.Effect<AttemptOutcome, OutreachError> =>
  attempt(engine, { onDefer: "return", ...request, inReplyTo: call })

/** The call is over. */
export const callEnded = Effect.fn("Desk.callEnded")(function* (
  engine: Engine,
  call: Pick<InboundCall, "call" | "person" | "debts">
) {
  const at = yield* now(engine)
  yield* appendOnce(engine, [
    attemptEvent(engine, "call.ended", eventId(call.call, "ended"), at, {
      person: call.person,
      debts: call.debts,
      call: call.call
    })
  ])
})

/** An open piece of work in an agent's queue. */
export interface Task {
  readonly attempt: Id.AttemptId
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
  readonly queue: string
  readonly since: Instant.Instant
  readonly content: TaskContent
  /** Asked again now: an agent must not dial what has been closed since. */
  readonly mayCallNow: Decision
  readonly brief: Brief
}

/** What an agent sees of a person: the same data that messages and pages are made of. */
export interface Brief {
  readonly data: TemplateData
  readonly channels: ReadonlyArray<{
    readonly channel: ChannelName
    readonly sender: string
    readonly decision: Decision
  }>
  readonly history: ReadonlyArray<HistoryLine>
}

/** One line of the timeline, newest last; words and ids, no sealed text. */
export interface HistoryLine {
  readonly at: Instant.Instant
  readonly kind: Events.EventName
  readonly event: Id.EventId
  readonly what: string
}

/** Everything an agent needs to speak with a person about their debts, as of now. */
export const brief = Effect.fn("Desk.brief")(function* (
  engine: Engine,
  person: Id.PersonId,
  debts: ReadonlyArray<Id.DebtId>
): Effect.fn.Return<Brief, OutreachError> {
  const loaded = yield* load(engine, person)
  const request: AttemptRequest = {
    key: "brief",
    person,
    debts,
    purpose: "payment_request",
    template: "",
    channels: [...new Set(engine.senders.map(({ sender }) => sender.channel))]
  }
  const data = yield* templateData(engine, loaded.facts, request, loaded.now)
  const channels = plan(engine, loaded.facts, request, loaded.now).map(({ candidate, via }) => ({
    channel: candidate.channel,
    sender: via.sender.id,
    decision: decide({
      facts: loaded.facts,
      candidate,
      at: loaded.now,
      packs: engine.packs,
      policy: engine.policy
    })
  }))
  return { data, channels, history: yield* history(engine, person) }
})

/** The person's timeline in words. */
export const history = Effect.fn("Desk.history")(function* (engine: Engine, person: Id.PersonId) {
  const { events } = yield* engine.timeline
    .read(engine.tenant, [Scope.person(person)])
    .pipe(Effect.mapError(wrap("timeline")))
  return events.map((event): HistoryLine => ({
    at: event.occurredAt,
    kind: event.kind,
    event: event.id,
    what: wordsOf(event)
  }))
})

const amount = (a: Fields.Amount): string => `${a.amount} ${a.currency}`

const wordsOf = (event: Events.Stored): string => {
  switch (event.kind) {
    case "attempt.reserved":
      return `${event.body.channel} for ${event.body.purpose}, by ${event.body.sender}`
    case "attempt.settled":
      return `${event.body.channel}: ${event.body.result}`
    case "attempt.resolved":
      return `${event.body.channel}: ${event.body.outcome}`
    case "payment.recorded":
      return `${event.body.result}: ${amount(event.body.amount)}`
    case "payment.missed":
      return `due ${event.body.dueOn}: ${amount(event.body.amount)}`
    case "plan.agreed":
      return `${event.body.installments.length} payments`
    case "decision.made":
      return event.body.outcome
    case "contact.refused":
      return `no ${(event.body.channels ?? ["contact"]).join(", ")}`
    case "preference.stated":
      return event.body.prefers === undefined ? "stated" : `prefers ${event.body.prefers.join(", ")}`
    default:
      return event.kind
  }
}

/** Work that waits for an agent: attempts that reached a queue and have no outcome yet, oldest first. */
export const tasks = Effect.fn("Desk.tasks")(function* (engine: Engine, queue: string) {
  const { events } = yield* engine.timeline
    .read(engine.tenant, [queueScope(queue)])
    .pipe(Effect.mapError(wrap("timeline")))
  const reserved = events.filter(
    (one): one is Events.StoredEvent<"attempt.reserved"> => one.kind === "attempt.reserved"
  )
  const open: Array<Task> = []
  for (const { body } of reserved) {
    const own = yield* engine.timeline
      .read(engine.tenant, [Scope.attempt(body.attempt)], {
        kinds: ["attempt.resolved", "attempt.abandoned"]
      })
      .pipe(Effect.mapError(wrap("timeline")))
    const task = own.events.length > 0 ? undefined : yield* taskOf(engine, queue, body)
    if (task !== undefined) open.push(task)
  }
  return open
})

const taskOf = Effect.fnUntraced(function* (
  engine: Engine,
  queue: string,
  body: Events.Body<"attempt.reserved">
) {
  const loaded = yield* load(engine, body.person)
  const known = loaded.facts.attempts.find((one) => one.id === body.attempt)
  if (known === undefined || known.outcome !== undefined || known.message === undefined) return undefined
  if (known.state !== "accepted" && known.state !== "dispatched" && known.state !== "unknown")
    return undefined
  const subject = `person:${body.person}/debt:${body.debts[0] ?? "none"}`
  const content = JSON.parse(
    yield* open(engine, "attempt.reserved", "message", subject, known.message)
  ) as TaskContent
  const request: AttemptRequest = {
    key: body.attempt,
    person: body.person,
    debts: body.debts,
    purpose: body.purpose,
    template: "",
    channels: [body.channel]
  }
  const planned = plan(engine, loaded.facts, request, loaded.now).find(({ via }) => via.sender.id === queue)
  if (planned === undefined) return undefined
  return {
    attempt: body.attempt,
    person: body.person,
    debts: body.debts,
    queue,
    since: known.from,
    content,
    // The queued call itself must not stand in its own way.
    mayCallNow: decide({
      facts: loaded.facts,
      candidate: planned.candidate,
      at: loaded.now,
      packs: engine.packs,
      policy: engine.policy,
      self: body.attempt
    }),
    brief: yield* brief(engine, body.person, body.debts)
  } satisfies Task
})

/**
 * What became of a queued call; a conversation is recorded as well when they spoke about the debt. Another outcome than the one
 * that was told before corrects it; the same one adds nothing.
 */
export const callMade = Effect.fn("Desk.callMade")(function* (
  engine: Engine,
  id: Id.AttemptId,
  person: Id.PersonId,
  outcome: Facts.Outcome,
  spoke: boolean
) {
  const loaded = yield* load(engine, person)
  const known = loaded.facts.attempts.find((one) => one.id === id)
  if (known === undefined || !known.own || known.person !== person) {
    return yield* misuse("attempt", "there is no such attempt for this person")
  }
  const ref = refOf(known)
  yield* appendOnce(engine, [
    attemptEvent(engine, "attempt.resolved", eventId(id, "made", outcome), loaded.now, { ...ref, outcome }),
    ...(spoke
      ? [
          attemptEvent(engine, "conversation.held", eventId(id, "conversation"), loaded.now, {
            person,
            debts: known.debts,
            initiatedBy: "collector",
            via: "phone",
            address: ref.address,
            attempt: ref.attempt
          })
        ]
      : [])
  ])
})
