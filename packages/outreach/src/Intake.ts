/** Intake: a provider's request is verified on its raw bytes, put into our words, recorded once, and reacted to. */
import {
  MalformedWebhookError,
  type Channel,
  type ChannelWebhook,
  type InboundEvent,
  type ProviderEvent,
  type RawRequest
} from "@forbear/channels"
import type { Words } from "@forbear/core"
import { receive, type LogLine, type Verifier } from "@forbear/webhooks"
import * as Effect from "effect/Effect"
import { now, type Engine, type OutreachError } from "./Engine.ts"
import { confirmStop, meaning, ownersOf } from "./Hear.ts"
import * as Ledger from "./Ledger.ts"
import { idOf, takeStatus, timeOf } from "./Receipt.ts"
import { addressId, appendOnce, seal } from "./Record.ts"

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
      webhook.verify({ ...request, headers: new Headers(request.headers as HeadersInit) }, at) as ReturnType<
        Verifier["verify"]
      >
  }
  return receive({
    verifier,
    now: clock,
    log: (line: LogLine) => engine.log({ ...line, adapter: channel.name }),
    handle: async (verified, request) => {
      const events = parsed(webhook, {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: verified.body
      })
      if (events === undefined) return new Response(null, { status: 400 })
      for (const event of events) await run(take(engine, channel, event))
      const { contentType, body } = webhook.acknowledge ?? { contentType: "text/plain", body: "" }
      return new Response(body, { status: 200, headers: { "content-type": contentType } })
    }
  })
}

/** What a verified request says; `undefined` when its body is not the provider's. */
const parsed = (webhook: ChannelWebhook, request: RawRequest): ReadonlyArray<ProviderEvent> | undefined => {
  try {
    return webhook.parse(request)
  } catch (error) {
    if (error instanceof MalformedWebhookError || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Records one provider event and reacts to it. Duplicates change nothing. */
export const take = (
  engine: Engine,
  channel: Channel,
  event: ProviderEvent
): Effect.Effect<void, OutreachError> =>
  event._tag === "status" ? takeStatus(engine, channel, event, 0) : takeInbound(engine, channel, event)

const kindOf = (channel: Words.Channel): Words.AddressKind =>
  channel === "email" ? "email" : channel === "push" ? "push" : channel === "chat" ? "handle" : "phone"

/** Records what somebody wrote, whoever they are, and what it means, in one step; then sends the confirmation, if one is due. */
const takeInbound = Effect.fn("Outreach.takeInbound")(function* (
  engine: Engine,
  channel: Channel,
  event: InboundEvent
) {
  const named = yield* addressId(engine, kindOf(event.channel), event.from).pipe(
    Effect.catchIf(
      (error) => error.reason === "input",
      () => Effect.succeed(undefined)
    )
  )
  // A short code or a name cannot be answered and is nobody's address.
  if (named === undefined) return engine.log({ event: "webhook.unknown_sender", adapter: channel.name })
  const { id: address } = named
  const people = yield* ownersOf(engine, address)
  const at = yield* now(engine)
  const occurredAt = timeOf(event.at, at)
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
  const heard = {
    id,
    people,
    address,
    channel: event.channel,
    text: event.text,
    at: occurredAt,
    confirmedByProvider,
    stoppedByProvider: event.optOut === "stop"
  }
  yield* appendOnce(engine, [yield* seal(engine, message), ...meaning(engine, heard)])
  yield* confirmStop(engine, heard)
})
