/** Intake: a provider's request is verified on its raw bytes, put into our words, recorded once, and reacted to. */
import { MalformedWebhookError, type Channel, type InboundEvent, type ProviderEvent, type StatusEvent } from "@forbear/channels"
import { Instant, Scope, type Facts, type Id, type Words } from "@forbear/core"
import { receive, type LogLine, type Verifier } from "@forbear/webhooks"
import * as Effect from "effect/Effect"
import { now, wrap, type Engine, type OutreachError } from "./Engine.ts"
import * as Ledger from "./Ledger.ts"
import { confirmStop, meaning, ownersOf } from "./Hear.ts"
import { addressId, appendOnce, eventId, isFresh, seal } from "./Record.ts"

const SHORT = /[^A-Za-z0-9._:/@+-]/g

/** An event id for something a provider sent; the same delivery always gives the same id. */
const idOf = (channel: Channel, id: string): Id.EventId => eventId("webhook", channel.name, id.replace(SHORT, "-").slice(0, 150))

/** A fetch handler for one channel's webhook: 401 forged or stale, 413 oversized, 400 malformed, 200 once and again. */
export const receiver = (
  engine: Engine,
  channel: Channel,
  run: <A>(effect: Effect.Effect<A, OutreachError>) => Promise<A>,
  clock: () => number
): ((request: Request) => Promise<Response>) => {
  const webhook = channel.webhook
  if (webhook === undefined) return async () => new Response(null, { status: 404 })
  const verifier: Verifier = {
    scheme: channel.manifest.webhook ?? channel.name,
    verify: (request, at) =>
      webhook.verify({ ...request, headers: new Headers(request.headers as HeadersInit) }, at) as ReturnType<Verifier["verify"]>
  }
  return receive({
    verifier,
    now: clock,
    log: (line: LogLine) => engine.log({ ...line, adapter: channel.name }),
    handle: async (verified, request) => {
      try {
        const events = webhook.parse({ method: request.method, url: request.url, headers: request.headers, body: verified.body })
        for (const event of events) await run(take(engine, channel, event))
      } catch (error) {
        if (error instanceof MalformedWebhookError) return new Response(null, { status: 400 })
        throw error
      }
      const { contentType, body } = webhook.acknowledge ?? { contentType: "text/plain", body: "" }
      return new Response(body, { status: 200, headers: { "content-type": contentType } })
    }
  })
}

/** Records one provider event and reacts to it. Duplicates change nothing. */
export const take = (engine: Engine, channel: Channel, event: ProviderEvent): Effect.Effect<void, OutreachError> =>
  event._tag === "status" ? takeStatus(engine, channel, event) : takeInbound(engine, channel, event)

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

interface Known {
  readonly ref: Ledger.AttemptRef
  /** The provider's acceptance is on record. */
  readonly accepted: boolean
}

/** Finds the attempt that a status is about: by our own id where it comes back, else by the provider's. */
const attemptOf = Effect.fnUntraced(function* (engine: Engine, channel: Channel, event: StatusEvent) {
  const read = (scope: Scope.ScopeKey) =>
    engine.timeline.read(engine.tenant, [scope]).pipe(Effect.mapError(wrap("timeline")))
  const own =
    event.attemptId === undefined
      ? (yield* read(Scope.provider(channel.name, event.providerId))).events.find((one) => one.kind === "attempt.settled")?.body.attempt
      : (event.attemptId as Id.AttemptId)
  if (own === undefined) return undefined
  const { events } = yield* read(Scope.attempt(own))
  const dispatched = events.find((one) => one.kind === "attempt.dispatched")
  // A receipt about somebody else's dispatch proves nothing about ours.
  if (dispatched === undefined || dispatched.body.adapter !== channel.name) return undefined
  const { messageHash: _, adapter: __, sender: ___, ...ref } = dispatched.body
  const accepted = events.some((one) => one.kind === "attempt.settled" && one.body.result === "accepted")
  return { ref, accepted } satisfies Known
})

const takeStatus = Effect.fn("Outreach.takeStatus")(function* (engine: Engine, channel: Channel, event: StatusEvent) {
  const known = yield* attemptOf(engine, channel, event)
  if (known === undefined) {
    engine.log({ event: "webhook.unmatched", adapter: channel.name, state: event.state })
    return
  }
  const { ref } = known
  const at = yield* now(engine)
  // A receipt proves that the provider took it: the answer that was lost is settled by it.
  if (!known.accepted) {
    yield* Ledger.settle(engine, ref, channel.name, { _tag: "accepted", providerId: event.providerId }, at, "receipt")
  }
  const outcome = outcomeOf(event.state)
  const occurredAt = event.at === undefined ? at : Instant.make(event.at)
  const id = idOf(channel, event.eventId)
  const code = event.raw.code === undefined ? {} : { code: event.raw.code }
  const record =
    outcome === undefined
      ? Ledger.attemptEvent(engine, "attempt.progressed", id, occurredAt, { ...ref, state: event.state, raw: event.raw.status })
      : Ledger.attemptEvent(engine, "attempt.resolved", id, occurredAt, { ...ref, outcome, ...code })
  const appended = yield* appendOnce(engine, [record])
  if (isFresh(appended)) yield* sideFacts(engine, ref, event, occurredAt)
})

/** What a receipt says beyond this one message. */
const sideFacts = Effect.fnUntraced(function* (engine: Engine, ref: Ledger.AttemptRef, event: StatusEvent, at: Instant.Instant) {
  if (event.state === "opted_out" || event.state === "complained") {
    yield* appendOnce(engine, [
      Ledger.attemptEvent(engine, "contact.refused", eventId(ref.attempt, event.state), at, {
        person: ref.person,
        channels: [ref.channel],
        addresses: [ref.address],
        provenance: { via: "provider_list", by: "consumer", evidence: ref.attempt }
      })
    ])
  }
  if (event.state === "address.invalid" || event.state === "bounced.hard" || event.state === "letter.returned") {
    yield* appendOnce(engine, [
      Ledger.attemptEvent(engine, "address.reported", eventId(ref.attempt, "undeliverable"), at, {
        address: ref.address,
        person: ref.person,
        as: "undeliverable",
        by: "third_party"
      })
    ])
  }
})

const kindOf = (channel: Words.Channel): Words.AddressKind =>
  channel === "email" ? "email" : channel === "push" ? "push" : channel === "chat" ? "handle" : "phone"

/** Records what somebody wrote, whoever they are, and what it means, in one step; then sends the confirmation, if one is due. */
const takeInbound = Effect.fn("Outreach.takeInbound")(function* (engine: Engine, channel: Channel, event: InboundEvent) {
  const { id: address } = yield* addressId(engine, kindOf(event.channel), event.from)
  const people = yield* ownersOf(engine, address)
  const at = yield* now(engine)
  const occurredAt = event.at === undefined ? at : Instant.make(Math.min(event.at, at))
  const id = idOf(channel, event.eventId)
  const confirmedByProvider = event.optOut === "stop" && channel.manifest.optOut.autoReply
  const message = Ledger.attemptEvent(engine, "message.received", id, occurredAt, {
    ...(people.length === 1 && people[0] !== undefined ? { person: people[0] } : {}),
    debts: [],
    channel: event.channel,
    address,
    text: event.text,
    adapter: channel.name,
    confirmedByProvider
  })
  const heard = { id, people, address, channel: event.channel, text: event.text, at: occurredAt, confirmedByProvider }
  yield* appendOnce(engine, [yield* seal(engine, message), ...meaning(engine, heard)])
  yield* confirmStop(engine, heard)
})
