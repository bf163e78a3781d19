/** The life of one attempt in the ledger: reserve, dispatch, settle; each a compare-and-append. */
import type { Content, SendResult } from "@forbear/channels"
import type { Decision, Duty } from "@forbear/compliance"
import { Events, Instant, Scope, type Facts, type Id, type Timeline } from "@forbear/core"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import type { Composed } from "./Compose.ts"
import { OutreachError, wrap, type Engine } from "./Engine.ts"
import { advanced, expectations, type Loaded } from "./Load.ts"
import type { Planned } from "./Plan.ts"
import { eventId, seal } from "./Record.ts"
import type { AttemptRequest } from "./Request.ts"
import * as Wish from "./Wish.ts"

/** Who records our own events. */
const SOURCE = { system: "forbear" }

/** A slot lives at most this long before it must be dispatched. */
export const RESERVATION: Instant.Millis = Instant.millis(10 * 60_000)
/** A reservation or dispatch that nobody finished is looked at after this. */
export const TAKE_OVER: Instant.Millis = Instant.millis(60_000)
/** How long an unknown outcome waits for evidence. */
export const UNKNOWN_EXPIRES: Instant.Millis = Instant.millis(72 * 3_600_000)

/** The parts that every event of an attempt carries. */
export interface AttemptRef {
  readonly attempt: Id.AttemptId
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
  readonly chargedTo?: Id.DebtId
  readonly channel: Events.Body<"attempt.dispatched">["channel"]
  readonly address: Id.AddressId
}

/** The parts of an attempt that is known from facts. */
export const refOf = (facts: Facts.AttemptFacts): AttemptRef => ({
  attempt: facts.id as Id.AttemptId,
  person: facts.person,
  debts: facts.debts,
  ...(facts.chargedTo === undefined ? {} : { chargedTo: facts.chargedTo }),
  channel: facts.channel,
  address: facts.address ?? ("none" as Id.AddressId)
})

/** An event of ours about an attempt. */
export const attemptEvent = <K extends Events.EventName>(
  engine: Engine,
  kind: K,
  id: Id.EventId,
  occurredAt: Instant.Instant,
  body: Events.Body<K>,
  scopes?: ReadonlyArray<Scope.ScopeKey>
): Events.Event =>
  Events.make(kind, {
    id,
    tenant: engine.tenant,
    occurredAt,
    source: SOURCE,
    body,
    ...(scopes === undefined ? {} : { scopes })
  } as never)

/**
 * What is kept of a decision: the candidate, the answer, the intervals that matter to it, the duties by name, and the rules that
 * were asked. Their texts, and what applies later, follow again from the facts and the packs' versions.
 */
export const kept = (decision: Decision) => {
  const until = decision.next._tag === "at" ? decision.next.at : decision.at
  return {
    ...decision,
    intervals: decision.intervals.filter((one) => one.from <= until && one.to > decision.at),
    duties: decision.duties.map(nameOf),
    asked: decision.asked.map((one) => one.id)
  }
}

/** A duty without its wording. */
export const nameOf = (duty: Duty.Duty) =>
  "texts" in duty
    ? { _tag: duty._tag, element: duty.element, rule: duty.rule.id, citation: duty.rule.citation }
    : duty

/** The record of a decision about a candidate of an attempt. */
export const decisionEvent = (
  engine: Engine,
  attempt: Id.AttemptId,
  request: AttemptRequest,
  decision: Decision
): Events.Event => {
  const record = kept(decision)
  const digest = createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 16)
  return attemptEvent(engine, "decision.made", eventId(attempt, "decision", digest), decision.at, {
    attempt,
    person: request.person,
    debts: request.debts,
    outcome: decision.outcome,
    decision: record
  })
}

const append = (engine: Engine, item: Timeline.AppendItem) =>
  Effect.flatMap(
    engine.timeline.append(engine.tenant, [item]).pipe(Effect.mapError(wrap("timeline"))),
    ([result]) =>
      result === undefined ? Effect.die("the timeline answered no item") : Effect.succeed(result)
  )

/** The scope of a queue: every attempt through one sender, for an agent's desk. */
export const queueScope = (sender: string): Scope.ScopeKey =>
  Scope.custom("queue", encodeURIComponent(sender))

/** A label holds 200 characters; a provider's word may be longer. */
const label = (text: string): string => text.slice(0, 200)

/** A provider's id as it can be looked up by: printable ASCII without spaces, 200 characters at most. */
export const providerKey = (id: string): string =>
  /^[\x21-\x7e]{1,200}$/.test(id) ? id : Wish.shortened(encodeURIComponent(id), 200)

/** A slot that is ours, with the versions at which it may be dispatched. */
export interface Reserved {
  readonly ref: AttemptRef
  readonly planned: Planned
  readonly content: Content
  readonly hash: string
  readonly notAfter: Instant.Instant
  readonly versions: ReadonlyMap<Scope.ScopeKey, number>
  /** The wish, sealed: what its timer holds. */
  readonly wish: string
}

/** Takes the slot if nothing that the decision read has moved; `undefined` means: decide again. */
export const reserve = Effect.fn("Outreach.reserve")(function* (
  engine: Engine,
  request: AttemptRequest,
  attempt: Id.AttemptId,
  loaded: Loaded,
  planned: Planned,
  decision: Decision,
  composed: Composed,
  refusals: ReadonlyArray<Events.Event>,
  wish: string
) {
  const { candidate, via } = planned
  const notAfter = Instant.make(
    Math.min(decision.at + RESERVATION, decision.permittedUntil ?? Infinity, request.notAfter ?? Infinity)
  )
  const ref: AttemptRef = {
    attempt,
    person: request.person,
    debts: request.debts,
    ...(candidate.chargedTo === undefined ? {} : { chargedTo: candidate.chargedTo }),
    channel: candidate.channel,
    address: candidate.address ?? ("none" as Id.AddressId)
  }
  const permit = decisionEvent(engine, attempt, request, decision)
  const reservation = yield* seal(
    engine,
    attemptEvent(
      engine,
      "attempt.reserved",
      eventId(attempt, "reserved"),
      decision.at,
      {
        ...ref,
        purpose: request.purpose,
        ...(request.document === undefined ? {} : { document: request.document }),
        ...(request.inReplyTo === undefined ? {} : { inReplyTo: request.inReplyTo }),
        from: decision.at,
        notAfter,
        messageHash: composed.hash,
        decision: permit.id,
        adapter: via.channel.name,
        sender: via.sender.id,
        message: JSON.stringify(composed.content)
      },
      [...onceScopes(request), queueScope(via.sender.id)]
    )
  )
  const events = [...refusals, permit, reservation]
  const result = yield* append(engine, {
    events,
    expect: expectations(loaded.versions),
    before: notAfter,
    timers: [Wish.goOn(request.key, Instant.plus(decision.at, TAKE_OVER), wish)]
  })
  if (result._tag === "late" || result._tag === "conflict" || result._tag === "id_taken") return undefined
  if (result._tag !== "appended") return yield* unexpected(result)
  if (result.events.at(-1)?.fresh !== true) return undefined
  return {
    ref,
    planned,
    content: composed.content,
    hash: composed.hash,
    notAfter,
    versions: advanced(loaded.versions, events),
    wish
  } satisfies Reserved
})

/** Answers that the law permits once: one confirmation of an opt-out, one reply through a refused medium. */
export const isSingleUse = (request: Pick<AttemptRequest, "purpose">): boolean =>
  request.purpose === "opt_out_confirmation"

/** The event that a single-use answer uses up: read with the rest, so that nobody else can use it meanwhile. */
export const onceScopes = (
  request: Pick<AttemptRequest, "purpose" | "inReplyTo">
): ReadonlyArray<Scope.ScopeKey> =>
  request.inReplyTo !== undefined && isSingleUse(request) ? [Scope.once(request.inReplyTo)] : []

const unexpected = (result: { readonly _tag: string }) =>
  Effect.fail(new OutreachError({ reason: "timeline", message: `the timeline answered ${result._tag}` }))

/** The point of no return. True: the bytes are ours to send, exactly once. False: a scope moved, the slot is late, or another worker has it. */
export const dispatch = Effect.fn("Outreach.dispatch")(function* (
  engine: Engine,
  slot: Reserved,
  at: Instant.Instant
) {
  const { ref, planned } = slot
  const result = yield* append(engine, {
    events: [
      attemptEvent(engine, "attempt.dispatched", eventId(ref.attempt, "dispatched"), at, {
        ...ref,
        messageHash: slot.hash,
        adapter: planned.via.channel.name,
        sender: planned.via.sender.id
      })
    ],
    expect: expectations(slot.versions),
    before: slot.notAfter,
    timers: [
      Wish.goOn(Wish.keyOf(ref.attempt), Instant.plus(at, engine.sendTimeoutMillis + TAKE_OVER), slot.wish)
    ]
  })
  if (result._tag !== "appended") return false
  return result.events[0]?.fresh === true
})

/** What is recorded with a result: where it comes from, what happens to the wish's timer, what else it taught. */
export interface Settlement {
  /** `answer`, `receipt`, `look-up`, `expiry`. */
  readonly by: string
  readonly timer: Timeline.TimerChange
  readonly also?: ReadonlyArray<Events.Event>
  /** The version of the attempt's scope, where the caller knows it: saves a read. */
  readonly version?: number
}

/** The result of a settlement. */
export type Result = SendResult | { readonly _tag: "unknown_expired" }

/** Evidence never weakens what is known: an answer that came late or twice does not undo a better one. */
const STRENGTH: { readonly [Tag in Result["_tag"]]: number } = {
  unknown: 1,
  unknown_expired: 2,
  rejected: 3,
  accepted: 4
}

const settledEvent = (
  engine: Engine,
  ref: AttemptRef,
  adapter: string,
  result: Result,
  at: Instant.Instant,
  by: string
) => {
  const suffix = by === "answer" || by === "receipt" ? [by] : [by, result._tag]
  return attemptEvent(engine, "attempt.settled", eventId(ref.attempt, "settled", ...suffix), at, {
    ...ref,
    result: result._tag,
    adapter,
    ...(result._tag === "accepted" ? { providerId: providerKey(result.providerId) } : {}),
    ...(result._tag === "rejected" ? { code: label(result.code), reason: result.reason } : {}),
    ...(result._tag === "unknown" ? { reason: result.why } : {})
  })
}

/** Records what became of a dispatched attempt. False: better evidence was there already, and nothing was changed. */
export const settle = Effect.fn("Outreach.settle")(function* (
  engine: Engine,
  ref: AttemptRef,
  adapter: string,
  result: Result,
  at: Instant.Instant,
  { by, timer, also = [], version: known }: Settlement
) {
  const scope = Scope.attempt(ref.attempt)
  const events = [settledEvent(engine, ref, adapter, result, at, by), ...also]
  let version = known
  for (;;) {
    if (version === undefined) {
      const own = yield* engine.timeline.read(engine.tenant, [scope]).pipe(Effect.mapError(wrap("timeline")))
      const results = own.events.flatMap((one) => (one.kind === "attempt.settled" ? [one.body.result] : []))
      if (results.some((one) => STRENGTH[one] >= STRENGTH[result._tag])) return false
      version = own.versions.get(scope) ?? 0
    }
    const answer = yield* append(engine, { events, expect: [{ scope, version }], timers: [timer] })
    if (answer._tag === "appended") return true
    if (answer._tag === "id_taken") return false
    if (answer._tag !== "conflict") return yield* unexpected(answer)
    version = undefined
  }
})

/** Gives a slot up before dispatch, unless it was dispatched meanwhile: then false, and nothing is changed. */
export const abandon = Effect.fn("Outreach.abandon")(function* (
  engine: Engine,
  ref: AttemptRef,
  why: string,
  at: Instant.Instant,
  versions: ReadonlyMap<Scope.ScopeKey, number>,
  timers: ReadonlyArray<Timeline.TimerChange> = []
) {
  const scope = Scope.attempt(ref.attempt)
  const result = yield* append(engine, {
    events: [
      attemptEvent(engine, "attempt.abandoned", eventId(ref.attempt, "abandoned"), at, {
        ...ref,
        why: label(why)
      })
    ],
    expect: [{ scope, version: versions.get(scope) ?? 0 }],
    timers
  })
  return result._tag === "appended"
})
