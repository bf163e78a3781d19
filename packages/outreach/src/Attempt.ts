/** The loop for one contact: plan, decide, compose, reserve, dispatch, settle. Safe to call again with the same key, for ever. */
import { decide, type Decision } from "@forbear/compliance"
import type { Content, SendResult } from "@forbear/channels"
import { Events, Instant, Scope, type Facts, type Id, type Vault } from "@forbear/core"
import * as Effect from "effect/Effect"
import { compose, wire, type Composed } from "./Compose.ts"
import { misuse, now, OutreachError, wrap, type Engine } from "./Engine.ts"
import * as Ledger from "./Ledger.ts"
import { load, type Loaded } from "./Load.ts"
import { plan, type Planned } from "./Plan.ts"
import { appendOnce, eventId, open } from "./Record.ts"
import type { AttemptOutcome, AttemptRequest, Considered } from "./Request.ts"

/** The timer that tries a deferred attempt again. */
export const ATTEMPT = "attempt"

/** How often a moved scope makes us decide again before we call it contended. */
const MAX_ROUNDS = 25

interface Weighed {
  readonly permitted: { readonly planned: Planned; readonly decision: Decision } | undefined
  readonly considered: ReadonlyArray<Considered>
}

/** Candidates in order until one is permitted: the refusals before it are part of the answer. */
const weigh = (engine: Engine, loaded: Loaded, request: AttemptRequest): Weighed => {
  const considered: Array<Considered> = []
  for (const planned of plan(engine, loaded.facts, request, loaded.now)) {
    const decision = decide({
      facts: loaded.facts,
      candidate: planned.candidate,
      at: loaded.now,
      packs: engine.packs,
      policy: engine.policy
    })
    considered.push({ sender: planned.via.sender.id, adapter: planned.via.channel.name, decision })
    if (decision.outcome === "permit") return { permitted: { planned, decision }, considered }
  }
  return { permitted: undefined, considered }
}

/** Makes one attempt: sends it once if it is allowed, schedules it if it will be, and says why not otherwise. */
export const attempt = Effect.fn("Outreach.attempt")(function* (
  engine: Engine,
  request: AttemptRequest
): Effect.fn.Return<AttemptOutcome, OutreachError> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,150}$/.test(request.key)) {
    return yield* misuse("key", "give 1 to 151 letters, digits or ._:/@+-; it is the idempotency key of the contact")
  }
  let tries = 1
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const id = nth(request.key, tries)
    const loaded = yield* load(engine, request.person, [Scope.attempt(id)])
    const known = loaded.facts.attempts.find((one) => one.id === id)
    if (known !== undefined) {
      const outcome = known.state === "abandoned" ? undefined : yield* resume(engine, known, loaded)
      if (outcome !== undefined) return outcome
      // Given up before dispatch: nothing left, so the same wish may be tried under the next number.
      tries++
      continue
    }
    if (request.notAfter !== undefined && loaded.now >= request.notAfter) {
      yield* forget(engine, request)
      return { outcome: "suppressed", attempt: id, considered: [], after: "its time has passed" }
    }
    const { permitted, considered } = weigh(engine, loaded, request)
    if (permitted === undefined) return yield* notNow(engine, request, id, considered, loaded.now)
    const composed = yield* compose(engine, loaded.facts, request, id, permitted.planned, permitted.decision)
    const refusals = considered
      .filter((one) => one.decision !== permitted.decision)
      .map((one) => Ledger.decisionEvent(engine, id, request, one.decision))
    const slot = yield* Ledger.reserve(
      engine, request, id, loaded, permitted.planned, permitted.decision, composed, refusals
    )
    if (slot === undefined) continue
    const outcome = yield* send(engine, slot, loaded.facts)
    if (outcome !== undefined) return { ...outcome, considered }
  }
  return yield* Effect.fail(
    new OutreachError({ reason: "contended", message: "the person's timeline kept moving; try again with the same key" })
  )
})

/** Records why not, and sets the timer when time alone will open it. */
const notNow = Effect.fnUntraced(function* (
  engine: Engine,
  request: AttemptRequest,
  id: Id.AttemptId,
  considered: ReadonlyArray<Considered>,
  at: Instant.Instant
): Effect.fn.Return<AttemptOutcome, OutreachError> {
  const events = considered.map((one) => Ledger.decisionEvent(engine, id, request, one.decision))
  const next = earliest(considered)
  const late = next !== undefined && request.notAfter !== undefined && next >= request.notAfter
  if (next === undefined || late || request.onDefer === "return") {
    yield* appendOnce(engine, events, [{ _tag: "cancel", scope: timerScope(request), name: ATTEMPT }])
    if (next !== undefined && !late) return { outcome: "scheduled", attempt: id, at: next, considered }
    const review = considered.length === 0 || considered.some((one) => one.decision.outcome === "unknown")
    engine.log({ event: "attempt.not_sent", attempt: id, outcome: review ? "needs_review" : "suppressed" })
    if (review) return { outcome: "needs_review", attempt: id, considered }
    const after = considered.map((one) => one.decision.next).find((one) => one._tag === "after")
    return { outcome: "suppressed", attempt: id, considered, ...(after === undefined ? {} : { after: after.event }) }
  }
  const payload = yield* engine.vault
    .seal({ tenant: engine.tenant, subject: `person:${request.person}`, field: "timer.attempt" }, JSON.stringify(request))
    .pipe(Effect.mapError(wrap("vault")))
  yield* appendOnce(engine, events, [
    { _tag: "set", scope: timerScope(request), name: ATTEMPT, dueAt: next, payload: JSON.stringify({ person: request.person, request: payload }) }
  ])
  engine.log({ event: "attempt.scheduled", attempt: id, at: Instant.toIso(next), decidedAt: Instant.toIso(at) })
  return { outcome: "scheduled", attempt: id, at: next, considered }
})

/** The timer of a wish is kept under its key, whichever try is at hand. */
const timerScope = (request: AttemptRequest) => Scope.attempt(request.key as Id.AttemptId)

const forget = (engine: Engine, request: AttemptRequest) =>
  appendOnce(engine, [], [{ _tag: "cancel", scope: timerScope(request), name: ATTEMPT }])

/** The id of a try: the key itself, then numbered. */
const nth = (key: string, tries: number) => (tries === 1 ? key : `${key}~${tries}`) as Id.AttemptId

/** The first instant at which any candidate may go by time alone. */
const earliest = (considered: ReadonlyArray<Considered>): Instant.Instant | undefined => {
  let first: Instant.Instant | undefined
  for (const { decision } of considered) {
    if (decision.outcome !== "defer" || decision.next._tag !== "at") continue
    if (first === undefined || decision.next.at < first) first = decision.next.at
  }
  return first
}

/** Asks the host, records the dispatch, calls the provider once, records the answer. */
const send = Effect.fn("Outreach.send")(function* (
  engine: Engine,
  slot: Ledger.Reserved,
  facts: Facts.Facts
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const { ref, planned } = slot
  const refusal = yield* confirmed(engine, ref)
  if (refusal !== undefined) {
    yield* Ledger.abandon(engine, ref, refusal, yield* now(engine))
    return { outcome: "suppressed", attempt: ref.attempt, considered: [], after: refusal }
  }
  const message = yield* wire(engine, facts, planned, ref.attempt, slot.content, slot.notAfter)
  const ours = yield* Ledger.dispatch(engine, slot, yield* now(engine))
  if (!ours) return yield* lost(engine, slot)
  const result = yield* call(engine, planned, message)
  yield* Ledger.settle(engine, ref, planned.via.channel.name, result, yield* now(engine))
  yield* learn(engine, ref, result)
  engine.log({ event: "attempt.settled", attempt: ref.attempt, result: result._tag, adapter: planned.via.channel.name })
  return answer(ref, planned.via.sender.id, result)
})

/** One call of the adapter. Whatever it throws, bytes may have left: unknown. */
const call = (engine: Engine, planned: Planned, message: Parameters<Planned["via"]["channel"]["send"]>[0]) =>
  Effect.gen(function* () {
    const at = yield* now(engine)
    return yield* Effect.promise(async (interrupted): Promise<SendResult> => {
      const signal = AbortSignal.any([interrupted, AbortSignal.timeout(engine.sendTimeoutMillis)])
      try {
        return await planned.via.channel.send(message, engine.context(planned.via.channel, signal, () => at))
      } catch (error) {
        engine.log({
          event: "adapter.defect",
          adapter: planned.via.channel.name,
          error: error instanceof Error ? error.name : typeof error
        })
        return { _tag: "unknown", why: signal.aborted ? "timeout" : "unreadable_reply" }
      }
    })
  })

const answer = (ref: Ledger.AttemptRef, sender: string, result: SendResult): AttemptOutcome => {
  const base = { attempt: ref.attempt, considered: [], channel: ref.channel, sender }
  switch (result._tag) {
    case "accepted":
      return { ...base, outcome: "dispatched", providerId: result.providerId }
    case "rejected":
      return { ...base, outcome: "rejected", reason: result.reason, code: result.code }
    case "unknown":
      return { ...base, outcome: "unknown" }
  }
}

const confirmed = Effect.fnUntraced(function* (engine: Engine, ref: Ledger.AttemptRef) {
  if (engine.confirm === undefined) return undefined
  const said = yield* engine.confirm({ attempt: ref.attempt, person: ref.person, debts: ref.debts, channel: ref.channel })
  if (said === true) return undefined
  return said === false ? "the host did not confirm" : `the host did not confirm: ${said.why}`
})

/** The dispatch was not ours: a scope moved since the reservation, or another worker took it over. */
const lost = Effect.fnUntraced(function* (
  engine: Engine,
  slot: Ledger.Reserved
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const loaded = yield* load(engine, slot.ref.person, [Scope.attempt(slot.ref.attempt)])
  const known = loaded.facts.attempts.find((one) => one.id === slot.ref.attempt)
  return known === undefined ? undefined : yield* resume(engine, known, loaded)
})

/** What a refusal teaches about the address. */
const learn = Effect.fnUntraced(function* (engine: Engine, ref: Ledger.AttemptRef, result: SendResult) {
  if (result._tag !== "rejected") return
  const at = yield* now(engine)
  if (result.reason === "opted_out") {
    yield* appendOnce(engine, [
      Ledger.attemptEvent(engine, "contact.refused", eventId(ref.attempt, "opted_out"), at, {
        person: ref.person,
        channels: [ref.channel],
        addresses: [ref.address],
        provenance: { via: "provider_list", by: "consumer", evidence: ref.attempt }
      })
    ])
  }
  if (result.reason === "invalid_address") {
    yield* appendOnce(engine, [
      Ledger.attemptEvent(engine, "address.reported", eventId(ref.attempt, "invalid"), at, {
        address: ref.address,
        person: ref.person,
        as: "undeliverable",
        by: "third_party"
      })
    ])
  }
})

/**
 * An attempt that the ledger already knows: settled ones answer, reserved ones are taken over, dispatched ones are unknown.
 * `undefined`: it was given up before dispatch, and nothing left.
 */
export const resume = Effect.fn("Outreach.resume")(function* (
  engine: Engine,
  known: Facts.AttemptFacts,
  loaded: Loaded
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const ref = Ledger.refOf(known)
  const base = { attempt: ref.attempt, considered: [], channel: known.channel, sender: known.sender ?? "" }
  switch (known.state) {
    case "accepted":
      return { ...base, outcome: "dispatched", providerId: known.providerId ?? "" }
    case "rejected":
      return { ...base, outcome: "rejected", reason: known.rejection?.reason ?? "permanent", code: known.rejection?.code ?? "" }
    case "dispatched":
    case "unknown":
    case "unknown_expired":
      return { ...base, outcome: "unknown" }
    case "abandoned":
    case "imported":
      return undefined
    case "reserved":
      return yield* takeOver(engine, known, loaded)
  }
})

/** Finishes what another worker reserved: decided again as things are now, sent as it was composed. */
const takeOver = Effect.fnUntraced(function* (
  engine: Engine,
  known: Facts.AttemptFacts,
  loaded: Loaded
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const ref = Ledger.refOf(known)
  const via = engine.senders.find(({ sender }) => sender.id === known.sender)
  const slot = yield* composedBefore(engine, known)
  const others = { ...loaded.facts, attempts: loaded.facts.attempts.filter((one) => one.id !== known.id) }
  const request = { key: ref.attempt, person: ref.person, debts: ref.debts, purpose: known.purpose, template: "", channels: [known.channel],
    ...(known.address === undefined ? {} : { address: known.address }),
    ...(known.inReplyTo === undefined ? {} : { inReplyTo: known.inReplyTo }) } satisfies AttemptRequest
  const planned = via === undefined ? undefined : plan(engine, others, request, loaded.now).find((one) => one.via === via)
  const decision = planned === undefined ? undefined
    : decide({ facts: others, candidate: planned.candidate, at: loaded.now, packs: engine.packs, policy: engine.policy })
  if (planned === undefined || decision?.outcome !== "permit" || slot === undefined || loaded.now >= known.until) {
    yield* Ledger.abandon(engine, ref, loaded.now >= known.until ? "its slot expired" : "it is no longer permitted", loaded.now)
    return undefined
  }
  return yield* send(
    engine,
    { ref, planned, content: slot.content, hash: slot.hash, notAfter: known.until, versions: loaded.versions },
    loaded.facts
  )
})

const composedBefore = Effect.fnUntraced(function* (engine: Engine, known: Facts.AttemptFacts) {
  if (known.message === undefined || known.messageHash === undefined) return undefined
  const subject = `person:${known.person}/debt:${known.debts[0] ?? "none"}`
  const text = yield* open(engine, "attempt.reserved", "message", subject, known.message)
  return { content: JSON.parse(text) as Content, hash: known.messageHash } satisfies Composed
})

/** A timer of an attempt came due: try it again, or look after one that nobody finished. */
export const attemptTimer = Effect.fn("Outreach.attemptTimer")(function* (
  engine: Engine,
  id: Id.AttemptId,
  name: string,
  payload: string
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  if (name === ATTEMPT) {
    const { person, request } = JSON.parse(payload) as {
      person: Id.PersonId
      request: Vault.SealedText
    }
    const text = yield* engine.vault
      .open(request, { tenant: engine.tenant, subject: `person:${person}`, field: "timer.attempt" })
      .pipe(Effect.mapError(wrap("vault")))
    return yield* attempt(engine, JSON.parse(text) as AttemptRequest)
  }
  return yield* lookAfter(engine, id)
})

/** Takes over a reservation, looks up a lost answer, or lets an unknown expire. */
const lookAfter = Effect.fnUntraced(function* (engine: Engine, id: Id.AttemptId) {
  const own = yield* engine.timeline.read(engine.tenant, [Scope.attempt(id)]).pipe(Effect.mapError(wrap("timeline")))
  const first = own.events.find((event): event is Events.StoredEvent<"attempt.reserved"> => event.kind === "attempt.reserved")
  if (first === undefined) return undefined
  const loaded = yield* load(engine, first.body.person, [Scope.attempt(id)])
  const known = loaded.facts.attempts.find((one) => one.id === id)
  if (known === undefined) return undefined
  if (known.state === "reserved") return yield* resume(engine, known, loaded)
  const ref = Ledger.refOf(known)
  if (known.state === "dispatched") yield* evidence(engine, known, ref)
  if (known.state === "unknown") {
    yield* Ledger.settle(engine, ref, known.adapter ?? "", { _tag: "unknown_expired" }, loaded.now, "expiry")
  }
  return undefined
})

/** Asks the provider what became of it; without an answer it is unknown. */
const evidence = Effect.fnUntraced(function* (engine: Engine, known: Facts.AttemptFacts, ref: Ledger.AttemptRef) {
  const channel = engine.channels.get(known.adapter ?? "")
  const at = yield* now(engine)
  const lookup = channel?.lookup
  const found =
    channel === undefined || lookup === undefined
      ? undefined
      : yield* Effect.promise((signal) =>
          lookup({ attemptId: ref.attempt, to: "", sentAfter: known.from }, engine.context(channel, signal, () => at)).catch(
            () => undefined
          )
        )
  yield* Ledger.settle(engine, ref, known.adapter ?? "", found ?? { _tag: "unknown", why: "connection_lost" }, at, "look-up")
})
