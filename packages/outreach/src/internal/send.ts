/** From a reserved slot to a settled one: ask the host, record the dispatch, call the provider once, record its answer. */
import { decide } from "@forbear/compliance"
import type { Content, SendResult } from "@forbear/channels"
import { Canonical, Scope, type Events, type Facts, type Id } from "@forbear/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { messageHash, wire, type Composed } from "../Compose.ts"
import { now, wrap, type Engine, type OutreachError } from "../Engine.ts"
import * as Ledger from "../Ledger.ts"
import { load, type Loaded } from "../Load.ts"
import { plan, type Planned } from "../Plan.ts"
import { open } from "../Record.ts"
import type { AttemptOutcome, AttemptRequest } from "../Request.ts"
import * as Wish from "../Wish.ts"
import { learned, nextLook, timerAfter } from "./after.ts"
import { goesOnAt } from "./again.ts"
import { ask } from "./ask.ts"
import * as flight from "./flight.ts"

/** What became of a slot: an answer, or a refusal after which the wish may go on. */
export type Sent =
  | { readonly _tag: "answer"; readonly outcome: AttemptOutcome }
  | {
      readonly _tag: "refused"
      readonly attempt: Pick<Facts.AttemptFacts, "id" | "sender" | "channel" | "rejection">
    }

const answered = (outcome: AttemptOutcome | undefined): Sent | undefined =>
  outcome === undefined ? undefined : { _tag: "answer", outcome }

/** Sends what a slot holds. `undefined`: the slot was lost before dispatch, and nothing left. */
export const send = Effect.fn("Outreach.send")(function* (
  engine: Engine,
  slot: Ledger.Reserved,
  facts: Facts.Facts,
  tries: ReadonlyArray<Facts.AttemptFacts>
): Effect.fn.Return<Sent | undefined, OutreachError> {
  const { ref, planned } = slot
  const refusal = yield* confirmed(engine, ref)
  if (refusal !== undefined) {
    const at = yield* now(engine)
    const given = yield* Ledger.abandon(engine, ref, refusal, at, slot.versions, [
      Wish.done(Wish.keyOf(ref.attempt))
    ])
    if (!given) return answered(yield* lost(engine, slot, tries))
    return answered({ outcome: "suppressed", attempt: ref.attempt, considered: [], after: refusal })
  }
  const message = yield* wire(engine, facts, planned, ref.attempt, slot.content, slot.notAfter)
  const land = flight.begin(engine, ref.attempt)
  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const ours = yield* Ledger.dispatch(engine, slot, yield* now(engine))
      if (!ours) {
        land()
        return answered(yield* restore(lost(engine, slot, tries)))
      }
      const exit = yield* Effect.exit(restore(call(engine, planned, message)))
      // Whatever ended the call, bytes may have left.
      const result: SendResult = Exit.isSuccess(exit)
        ? exit.value
        : { _tag: "unknown", why: "connection_lost" }
      const sent = yield* settled(engine, slot, result, tries)
      if (Exit.isFailure(exit)) return yield* Effect.failCause(exit.cause)
      land()
      return sent ?? answered(yield* restore(lost(engine, slot, tries)))
    })
  ).pipe(Effect.ensuring(Effect.sync(land)))
})

/** Records the answer; a store that is away for a moment is asked again, for the answer is not to be had twice. */
const settled = Effect.fnUntraced(function* (
  engine: Engine,
  slot: Ledger.Reserved,
  result: SendResult,
  tries: ReadonlyArray<Facts.AttemptFacts>
): Effect.fn.Return<Sent | undefined, OutreachError> {
  const { ref, planned, wish, versions } = slot
  const adapter = planned.via.channel.name
  const at = yield* now(engine)
  const again = goesOnAt(result, tries, at)
  const isNew = yield* Ledger.settle(engine, ref, adapter, result, at, {
    by: "answer",
    timer: timerAfter(Wish.keyOf(ref.attempt), result, nextLook(planned.via.channel, at, at), again, wish),
    also: learned(engine, ref, result, at),
    version: (versions.get(Scope.attempt(ref.attempt)) ?? 0) + 1
  }).pipe(Effect.retry({ times: 3, while: (error) => error.isRetryable }))
  engine.log({ event: "attempt.settled", attempt: ref.attempt, result: result._tag, adapter })
  if (!isNew) return undefined
  if (result._tag === "rejected" && again !== undefined) {
    const rejection = { code: result.code, reason: result.reason }
    return {
      _tag: "refused",
      attempt: { id: ref.attempt, sender: planned.via.sender.id, channel: ref.channel, rejection }
    }
  }
  return answered(outcomeOf(ref, planned.via.sender.id, result))
})

/** One call of the adapter. Whatever it throws, bytes may have left: unknown. */
const call = (engine: Engine, planned: Planned, message: Parameters<Planned["via"]["channel"]["send"]>[0]) =>
  Effect.map(
    ask(engine, planned.via.channel, (context) => planned.via.channel.send(message, context)),
    (asked): SendResult => {
      if (asked._tag === "answered") return asked.value
      return { _tag: "unknown", why: asked._tag === "timeout" ? "timeout" : "unreadable_reply" }
    }
  )

const outcomeOf = (ref: Ledger.AttemptRef, sender: string, result: SendResult): AttemptOutcome => {
  const base = { attempt: ref.attempt, considered: [], channel: ref.channel, sender }
  switch (result._tag) {
    case "accepted":
      return { ...base, outcome: "dispatched", providerId: Ledger.providerKey(result.providerId) }
    case "rejected":
      return { ...base, outcome: "rejected", reason: result.reason, code: result.code }
    case "unknown":
      return { ...base, outcome: "unknown" }
  }
}

/** Asks the host. A hook that fails, or does not answer in time, has not confirmed. */
const confirmed = Effect.fnUntraced(function* (engine: Engine, ref: Ledger.AttemptRef) {
  if (engine.confirm === undefined) return undefined
  const said = yield* engine
    .confirm({ attempt: ref.attempt, person: ref.person, debts: ref.debts, channel: ref.channel })
    .pipe(
      Effect.timeoutOrElse({ duration: engine.sendTimeoutMillis, orElse: () => Effect.succeed(false) }),
      Effect.catchDefect(() =>
        Effect.sync(() => {
          engine.log({ event: "confirm.failed", attempt: ref.attempt })
          return false
        })
      )
    )
  if (said === true) return undefined
  return said === false ? "the host did not confirm" : `the host did not confirm: ${said.why}`
})

/** The slot is not ours any more: a scope moved since the reservation, or another worker went on with it. */
const lost = Effect.fnUntraced(function* (
  engine: Engine,
  slot: Ledger.Reserved,
  tries: ReadonlyArray<Facts.AttemptFacts>
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const loaded = yield* load(engine, slot.ref.person, [Scope.attempt(slot.ref.attempt)])
  const known = loaded.facts.attempts.find((one) => one.id === slot.ref.attempt)
  return known === undefined ? undefined : yield* resume(engine, slot.wish, known, loaded, tries)
})

/**
 * A try that the ledger already knows: settled ones answer, reserved ones are taken over, dispatched ones are unknown.
 * `undefined`: it was given up or refused, and nothing left.
 */
export const resume = Effect.fn("Outreach.resume")(function* (
  engine: Engine,
  wish: string,
  known: Facts.AttemptFacts,
  loaded: Loaded,
  tries: ReadonlyArray<Facts.AttemptFacts>
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const ref = Ledger.refOf(known)
  const base = { attempt: ref.attempt, considered: [], channel: known.channel, sender: known.sender ?? "" }
  switch (known.state) {
    case "accepted":
      return { ...base, outcome: "dispatched", providerId: known.providerId ?? "" }
    case "dispatched": {
      const flying = flight.of(engine, ref.attempt)
      if (flying === undefined) return { ...base, outcome: "unknown" }
      yield* Effect.promise(() => flying)
      const landed = yield* load(engine, ref.person, [Scope.attempt(ref.attempt)])
      const now = landed.facts.attempts.find((one) => one.id === ref.attempt)
      return now === undefined ? undefined : yield* resume(engine, wish, now, landed, tries)
    }
    case "unknown":
    case "unknown_expired":
      return { ...base, outcome: "unknown" }
    case "rejected":
    case "abandoned":
    case "imported":
      return undefined
    case "reserved": {
      const sent = yield* takeOver(engine, wish, known, loaded, tries)
      return sent?._tag === "answer" ? sent.outcome : undefined
    }
  }
})

/** Kinds of event that change what a message says: what was composed before them is not sent after them. */
const SAID: ReadonlySet<Events.EventName> = new Set([
  "person.recorded",
  "debt.placed",
  "debt.changed",
  "payment.missed",
  "payment.recorded",
  "plan.agreed",
  "plan.chosen",
  "address.added",
  "preference.stated"
])

/** Why a slot that somebody else reserved is not sent; `undefined`: it may be. */
const objection = Effect.fnUntraced(function* (
  engine: Engine,
  known: Facts.AttemptFacts,
  loaded: Loaded,
  planned: Planned | undefined,
  slot: Composed | undefined
) {
  if (loaded.now >= known.until) return "its slot expired"
  if (planned === undefined) return "its sender or address is gone"
  if (slot === undefined) return "what was composed is gone"
  const reserved = loaded.events.findLast((one) => one.id === known.event)?.position ?? 0
  if (loaded.events.some((one) => one.position > reserved && SAID.has(one.kind)))
    return "what it says has changed"
  const decision = decide({
    facts: loaded.facts,
    candidate: planned.candidate,
    at: loaded.now,
    packs: engine.packs,
    policy: engine.policy,
    self: known.id as Id.AttemptId
  })
  if (decision.outcome !== "permit") return "it is no longer permitted"
  const was = yield* engine.timeline
    .read(engine.tenant, [Scope.attempt(known.id as Id.AttemptId)], { kinds: ["decision.made"] })
    .pipe(Effect.mapError(wrap("timeline")))
  const before = was.events.find(
    (one): one is Events.StoredEvent<"decision.made"> => one.id === known.decision
  )
  const { duties, packs } = (before?.body.decision ?? {}) as {
    readonly duties?: unknown
    readonly packs?: unknown
  }
  // Duties are recorded by name: their wording is the packs'.
  const then = Canonical.stringify({ duties: duties ?? [], packs: packs ?? [] })
  const now = Canonical.stringify({ duties: decision.duties.map(Ledger.nameOf), packs: decision.packs })
  return then === now ? undefined : "what it must say has changed"
})

/** Finishes what another worker reserved: decided again as things are now, sent as it was composed, or given up. */
const takeOver = Effect.fnUntraced(function* (
  engine: Engine,
  wish: string,
  known: Facts.AttemptFacts,
  loaded: Loaded,
  tries: ReadonlyArray<Facts.AttemptFacts>
): Effect.fn.Return<Sent | undefined, OutreachError> {
  const ref = Ledger.refOf(known)
  const via = engine.senders.find(({ sender }) => sender.id === known.sender)
  const request: AttemptRequest = {
    key: ref.attempt,
    person: ref.person,
    debts: ref.debts,
    purpose: known.purpose,
    template: "",
    channels: [known.channel],
    ...(known.address === undefined ? {} : { address: known.address }),
    ...(known.document === undefined ? {} : { document: known.document }),
    ...(known.inReplyTo === undefined ? {} : { inReplyTo: known.inReplyTo })
  }
  const planned =
    via === undefined
      ? undefined
      : plan(engine, loaded.facts, request, loaded.now).find((one) => one.via === via)
  const slot = yield* composedBefore(engine, known)
  const why = yield* objection(engine, known, loaded, planned, slot)
  if (why !== undefined || planned === undefined || slot === undefined) {
    if (yield* Ledger.abandon(engine, ref, why ?? "", loaded.now, loaded.versions)) return undefined
    const again = yield* load(engine, ref.person, [Scope.attempt(ref.attempt)])
    const now = again.facts.attempts.find((one) => one.id === ref.attempt)
    return now === undefined ? undefined : answered(yield* resume(engine, wish, now, again, tries))
  }
  const { content, hash } = slot
  return yield* send(
    engine,
    { ref, planned, content, hash, notAfter: known.until, versions: loaded.versions, wish },
    loaded.facts,
    tries.filter((one) => one.id !== known.id)
  )
})

const composedBefore = Effect.fnUntraced(function* (engine: Engine, known: Facts.AttemptFacts) {
  if (known.message === undefined || known.messageHash === undefined || known.address === undefined)
    return undefined
  const subject = `person:${known.person}/debt:${known.debts[0] ?? "none"}`
  const text = yield* open(engine, "attempt.reserved", "message", subject, known.message)
  const content = JSON.parse(text) as Content
  const hash = messageHash(content, known.address, known.sender ?? "")
  return hash === known.messageHash ? ({ content, hash } satisfies Composed) : undefined
})
