/** Receipts: what a provider says later about a message of ours, joined with what is known, in any order. */
import { createHash } from "node:crypto"
import type { Channel, StatusEvent } from "@forbear/channels"
import { Instant, Scope, type Events, type Facts, type Id } from "@forbear/core"
import * as Effect from "effect/Effect"
import { now, wrap, type Engine, type OutreachError } from "./Engine.ts"
import * as Ledger from "./Ledger.ts"
import { appendAll, eventId } from "./Record.ts"
import * as Wish from "./Wish.ts"

/** An event id for something a provider sent: the same delivery always gives the same id, and two never share one. */
export const idOf = (channel: Channel, id: string): Id.EventId => {
  const isPlain = /^[A-Za-z0-9._:/@+-]{1,130}$/.test(id)
  return eventId("webhook", channel.name, isPlain ? id : createHash("sha256").update(id).digest("hex"))
}

/** The provider's time, never later than ours: a fact from the future would make everything until then unknown. */
export const timeOf = (at: number | undefined, now: Instant.Instant): Instant.Instant =>
  Instant.isInstant(at) ? Instant.min(at, now) : now

/** The raw outcome that a canonical state is evidence of; states that no rule reads have none. */
const outcomeOf = (state: StatusEvent["state"]): Facts.Outcome | undefined => {
  switch (state) {
    case "delivered":
    case "letter.delivered":
      return "delivered"
    case "read":
      return "read"
    case "bounced.hard":
    case "bounced.soft":
    case "letter.returned":
      return "bounced"
    case "complained":
      return "complained"
    case "opted_out":
      return "opted_out"
    case "address.invalid":
    case "call.invalid_number":
      return "invalid_address"
    case "rejected":
    case "suppressed":
    case "failed.permanent":
    case "failed.transient":
    case "failed.filtered":
    case "failed.policy":
      return "failed"
    case "call.answered":
    case "call.answered.human":
      return "answered"
    case "call.voicemail":
      return "voicemail"
    case "call.no_answer":
      return "no_answer"
    case "call.busy":
      return "busy"
    default:
      return undefined
  }
}

/**
 * How much an outcome says. Evidence arrives late, twice and in any order; only what says more than what is known replaces it, and
 * arrival outranks failure: what may have reached her counts. An agent's or host's own word comes in by other doors.
 */
const WEIGHT: { readonly [Outcome in Facts.Outcome]: number } = {
  sent: 10,
  failed: 20,
  no_connection: 21,
  not_in_service: 22,
  busy: 23,
  no_answer: 24,
  bounced: 30,
  invalid_address: 40,
  voicemail: 50,
  delivered: 51,
  answered_dropped: 55,
  answered: 60,
  read: 61,
  complained: 70,
  opted_out: 80
}

interface Known {
  readonly ref: Ledger.AttemptRef
  /** The provider's acceptance is on record. */
  readonly accepted: boolean
  readonly outcome: Facts.Outcome | undefined
  /** Version of the attempt's scope. */
  readonly version: number
}

const ATTEMPT_ID = /^[A-Za-z0-9][A-Za-z0-9._:/@+~-]{0,199}$/

/** Finds the attempt that a status is about: by our own id where it comes back, else by the provider's. */
const attemptOf = Effect.fnUntraced(function* (engine: Engine, channel: Channel, event: StatusEvent) {
  const read = (scope: Scope.ScopeKey) =>
    engine.timeline.read(engine.tenant, [scope]).pipe(Effect.mapError(wrap("timeline")))
  const own =
    event.attemptId === undefined
      ? (yield* read(providerScope(channel, event))).events.find((one) => one.kind === "attempt.settled")
          ?.body.attempt
      : ATTEMPT_ID.test(event.attemptId)
        ? (event.attemptId as Id.AttemptId)
        : undefined
  if (own === undefined) return undefined
  const scope = Scope.attempt(own)
  const { events, versions } = yield* read(scope)
  const dispatched = events.find((one) => one.kind === "attempt.dispatched")
  // A receipt about somebody else's dispatch proves nothing about ours.
  if (dispatched === undefined || dispatched.body.adapter !== channel.name) return undefined
  const { messageHash: _, adapter: __, sender: ___, ...ref } = dispatched.body
  const accepted = events.some((one) => one.kind === "attempt.settled" && one.body.result === "accepted")
  const outcome = events.findLast((one) => one.kind === "attempt.resolved")?.body.outcome
  return { ref, accepted, outcome, version: versions.get(scope) ?? 0 } satisfies Known
})

const providerScope = (channel: Channel, event: StatusEvent) =>
  Scope.provider(channel.name, Ledger.providerKey(event.providerId))

/** A receipt can overtake the answer that names its message: it waits so long, so often; milliseconds. */
const PATIENCE = [5_000, 60_000, 600_000] as const

/** The name of the timers that receipts wait under. */
export const RECEIPT = "receipt"

const setAside = Effect.fnUntraced(function* (
  engine: Engine,
  channel: Channel,
  event: StatusEvent,
  tries: number
) {
  const wait = event.attemptId === undefined ? PATIENCE[tries] : undefined
  if (wait === undefined)
    return engine.log({ event: "webhook.unmatched", adapter: channel.name, state: event.state })
  const dueAt = Instant.plus(yield* now(engine), wait)
  const payload = JSON.stringify({ adapter: channel.name, event, tries: tries + 1 })
  const name = `${RECEIPT}/${idOf(channel, event.eventId)}`.slice(0, 200)
  yield* appendAll(engine, [], [{ _tag: "set", scope: providerScope(channel, event), name, dueAt, payload }])
})

/** A receipt that waited for its attempt is looked at again. */
export const receiptTimer = Effect.fn("Outreach.receiptTimer")(function* (engine: Engine, payload: string) {
  const { adapter, event, tries } = JSON.parse(payload) as {
    readonly adapter: string
    readonly event: StatusEvent
    readonly tries: number
  }
  const channel = engine.channels.get(adapter)
  if (channel !== undefined) yield* takeStatus(engine, channel, event, tries)
})

/** Records one receipt; `tries`: how often it waited for its attempt already. */
export const takeStatus = Effect.fn("Outreach.takeStatus")(function* (
  engine: Engine,
  channel: Channel,
  event: StatusEvent,
  tries: number
): Effect.fn.Return<void, OutreachError> {
  for (;;) {
    const known = yield* attemptOf(engine, channel, event)
    if (known === undefined) return yield* setAside(engine, channel, event, tries)
    const { ref } = known
    const at = yield* now(engine)
    if (!known.accepted) {
      // A receipt proves that the provider took it: the answer that was lost is settled by it.
      yield* Ledger.settle(
        engine,
        ref,
        channel.name,
        { _tag: "accepted", providerId: event.providerId },
        at,
        {
          by: "receipt",
          timer: Wish.done(Wish.keyOf(ref.attempt))
        }
      )
      continue
    }
    const occurredAt = timeOf(event.at, at)
    const events = [
      statusEvent(engine, channel, event, known, occurredAt),
      ...sideFacts(engine, ref, event, occurredAt)
    ]
    if (yield* appendAt(engine, ref, known.version, events)) return
  }
})

/** The record of a status: an outcome when it says more than what is known, else progress. */
const statusEvent = (
  engine: Engine,
  channel: Channel,
  event: StatusEvent,
  { ref, outcome: before }: Known,
  at: Instant.Instant
) => {
  const outcome = outcomeOf(event.state)
  const id = idOf(channel, event.eventId)
  const { status, code } = event.raw
  return outcome !== undefined && (before === undefined || WEIGHT[outcome] > WEIGHT[before])
    ? Ledger.attemptEvent(engine, "attempt.resolved", id, at, {
        ...ref,
        outcome,
        ...(code === undefined ? {} : { code: code.slice(0, 200) })
      })
    : Ledger.attemptEvent(engine, "attempt.progressed", id, at, {
        ...ref,
        state: event.state,
        raw: status.slice(0, 200)
      })
}

/** Appends what a receipt says, each event at most once, if nothing moved the attempt meanwhile. */
const appendAt = Effect.fnUntraced(function* (
  engine: Engine,
  { attempt }: Ledger.AttemptRef,
  version: number,
  events: ReadonlyArray<Events.Event>
) {
  let rest = events
  while (rest.length > 0) {
    const [result] = yield* engine.timeline
      .append(engine.tenant, [{ events: rest, expect: [{ scope: Scope.attempt(attempt), version }] }])
      .pipe(Effect.mapError(wrap("timeline")))
    if (result?._tag === "conflict") return false
    if (result?._tag !== "id_taken") return true
    rest = rest.filter((event) => event.id !== result.id)
  }
  return true
})

/** What a receipt says beyond this one message; recorded with it. */
const sideFacts = (
  engine: Engine,
  ref: Ledger.AttemptRef,
  event: StatusEvent,
  at: Instant.Instant
): ReadonlyArray<Events.Event> => {
  if (event.state === "opted_out" || event.state === "complained") {
    return [
      Ledger.attemptEvent(engine, "contact.refused", eventId(ref.attempt, event.state), at, {
        person: ref.person,
        channels: [ref.channel],
        addresses: [ref.address],
        provenance: { via: "provider_list", by: "consumer", evidence: ref.attempt }
      })
    ]
  }
  if (
    event.state !== "address.invalid" &&
    event.state !== "bounced.hard" &&
    event.state !== "letter.returned"
  )
    return []
  return [
    Ledger.attemptEvent(engine, "address.reported", eventId(ref.attempt, "undeliverable"), at, {
      address: ref.address,
      person: ref.person,
      as: "undeliverable",
      by: "third_party"
    })
  ]
}
