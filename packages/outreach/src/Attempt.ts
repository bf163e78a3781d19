/** The loop for one contact: plan, decide, compose, reserve, dispatch, settle. Safe to call again with the same key, for ever. */
import { decide, type Decision } from "@forbear/compliance"
import { Instant, Scope, type Events, type Facts, type Id, type Timeline } from "@forbear/core"
import * as Effect from "effect/Effect"
import { compose } from "./Compose.ts"
import { misuse, OutreachError, wrap, type Engine } from "./Engine.ts"
import { barred, pause, refusedOutcome, waiting } from "./internal/again.ts"
import { resume, send } from "./internal/send.ts"
import * as Ledger from "./Ledger.ts"
import { load, type Loaded } from "./Load.ts"
import { plan, type Planned } from "./Plan.ts"
import type { AttemptOutcome, AttemptRequest, Considered } from "./Request.ts"
import * as Wish from "./Wish.ts"

/** The timer that goes on with a wish: deferred, refused for now, or left behind by a worker that died. */
export const ATTEMPT = Wish.ATTEMPT

/** How often a moved scope makes us decide again before we call it contended. */
const MAX_ROUNDS = 200

interface Weighed {
  readonly permitted: { readonly planned: Planned; readonly decision: Decision } | undefined
  readonly considered: ReadonlyArray<Considered>
}

/** Candidates in order until one is permitted: the refusals before it are part of the answer. */
const weigh = (engine: Engine, loaded: Loaded, planned: ReadonlyArray<Planned>): Weighed => {
  const considered: Array<Considered> = []
  for (const one of planned) {
    const decision = decide({
      facts: loaded.facts,
      candidate: one.candidate,
      at: loaded.now,
      packs: engine.packs,
      policy: engine.policy
    })
    considered.push({ sender: one.via.sender.id, adapter: one.via.channel.name, decision })
    if (decision.outcome === "permit") return { permitted: { planned: one, decision }, considered }
  }
  return { permitted: undefined, considered }
}

/** Everything that one call keeps from round to round. */
interface Call {
  readonly engine: Engine
  readonly request: AttemptRequest
  /** The wish, sealed. */
  readonly wish: string
  /** Refused by the provider during this call, nothing sent: the same channel may go by another sender. */
  readonly refused: Array<Pick<Facts.AttemptFacts, "id" | "sender" | "channel" | "rejection">>
}

const KEY = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,150}$/

/** Makes one attempt: sends it once if it is allowed, schedules it if it will be, and says why not otherwise. */
export const attempt = Effect.fn("Outreach.attempt")(function* (
  engine: Engine,
  request: AttemptRequest
): Effect.fn.Return<AttemptOutcome, OutreachError> {
  if (!KEY.test(request.key)) {
    return yield* misuse(
      "key",
      "give 1 to 151 letters, digits or ._:/@+-; it is the idempotency key of the contact"
    )
  }
  const call: Call = { engine, request, wish: yield* Wish.sealed(engine, request), refused: [] }
  let number = 1
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const id = Wish.nth(request.key, number)
    const loaded = yield* load(engine, request.person, [Scope.attempt(id), ...Ledger.onceScopes(request)])
    const tries = Wish.triesOf(loaded.facts, request.key)
    if (tries.some((one) => one.person !== request.person)) {
      return yield* misuse("key", "is in use for another person; keys are unique for ever")
    }
    const known = yield* before(call, tries, loaded)
    if (known !== undefined) return known
    if (tries.length >= number) {
      // Nothing of the earlier tries left this house: the same wish goes on under the next number.
      number = tries.length + 1
      continue
    }
    const outcome = yield* once(call, id, loaded)
    if (outcome !== undefined) return outcome
    if (round > 2) yield* Effect.yieldNow
  }
  return yield* Effect.fail(
    new OutreachError({
      reason: "contended",
      message: "the person's timeline kept moving; try again with the same key"
    })
  )
})

/** What the tries so far say; `undefined`: another one may be made. */
const before = Effect.fnUntraced(function* (
  { engine, request, wish, refused }: Call,
  tries: ReadonlyArray<Facts.AttemptFacts>,
  loaded: Loaded
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const last = tries.at(-1)
  if (last === undefined || last.state === "abandoned") return undefined
  if (last.state === "rejected") {
    if (refused.some((one) => one.id === last.id)) return undefined
    return yield* waiting(engine, request, tries)
  }
  const known = loaded.versions.has(Scope.attempt(last.id as Id.AttemptId))
    ? loaded
    : yield* load(engine, request.person, [Scope.attempt(last.id as Id.AttemptId)])
  return yield* resume(engine, wish, last, known, tries)
})

/** One try: plan, decide, compose, reserve, send. `undefined`: something moved, look again. */
const once = Effect.fnUntraced(function* (
  call: Call,
  id: Id.AttemptId,
  loaded: Loaded
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const { engine, request, wish, refused } = call
  if (request.notAfter !== undefined && loaded.now >= request.notAfter) {
    return yield* close(call, id, loaded, "its time has passed")
  }
  if (isUsed(request, loaded)) return yield* close(call, id, loaded, "the event was answered already")
  const tries = Wish.triesOf(loaded.facts, request.key)
  const planned = left(plan(engine, loaded.facts, request, loaded.now), call, tries)
  const { permitted, considered } = weigh(engine, loaded, planned)
  if (permitted === undefined) {
    const noOneLeft =
      refused.length > 0 || (considered.length === 0 && tries.some((one) => one.state === "rejected"))
    return noOneLeft ? yield* exhausted(call, id, loaded, tries) : yield* notNow(call, id, loaded, considered)
  }
  const composed = yield* compose(engine, loaded.facts, request, id, permitted.planned, permitted.decision)
  const refusals = considered
    .filter((one) => one.decision !== permitted.decision)
    .map((one) => Ledger.decisionEvent(engine, id, request, one.decision))
  const slot = yield* Ledger.reserve(
    engine,
    request,
    id,
    loaded,
    permitted.planned,
    permitted.decision,
    composed,
    refusals,
    wish
  )
  if (slot === undefined) return undefined
  const sent = yield* send(engine, slot, loaded.facts, tries)
  if (sent === undefined) return undefined
  if (sent._tag === "refused") {
    refused.push(sent.attempt)
    return undefined
  }
  return { ...sent.outcome, considered }
})

/** What is left to try: after a refusal the same channel by other senders, never one whose account is not in order. */
const left = (
  planned: ReadonlyArray<Planned>,
  { refused }: Call,
  tries: ReadonlyArray<Facts.AttemptFacts>
): ReadonlyArray<Planned> => {
  const channel = refused.at(-1)?.channel
  const gone = new Set([...refused.map((one) => one.sender), ...barred(tries)])
  return planned.filter(
    ({ via }) => (channel === undefined || via.sender.channel === channel) && !gone.has(via.sender.id)
  )
}

/** Moves the wish's timer while the next try is still nobody's; false: somebody reserved it meanwhile. */
const moveTimer = Effect.fnUntraced(function* (
  { engine }: Call,
  id: Id.AttemptId,
  { versions }: Loaded,
  timer: Timeline.TimerChange,
  events: ReadonlyArray<Events.Event> = []
) {
  const scope = Scope.attempt(id)
  const item = { events: [], expect: [{ scope, version: versions.get(scope) ?? 0 }], timers: [timer] }
  const results = yield* engine.timeline
    .append(engine.tenant, events.length === 0 ? [item] : [{ events }, item])
    .pipe(Effect.mapError(wrap("timeline")))
  return results.at(-1)?._tag === "appended"
})

/** Ends a wish that can never be granted. */
const close = Effect.fnUntraced(function* (call: Call, id: Id.AttemptId, loaded: Loaded, why: string) {
  if (!(yield* moveTimer(call, id, loaded, Wish.done(call.request.key)))) return undefined
  return { outcome: "suppressed", attempt: id, considered: [], after: why } satisfies AttemptOutcome
})

/** Every permitted sender refused: later, if one of them may take it later; else the refusal is the answer. */
const exhausted = Effect.fnUntraced(function* (
  call: Call,
  id: Id.AttemptId,
  loaded: Loaded,
  tries: ReadonlyArray<Facts.AttemptFacts>
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const { engine, request, refused, wish } = call
  const waits = yield* waiting(engine, request, tries)
  if (waits !== undefined) return waits
  const last = tries.findLast((one) => one.state === "rejected")
  if (last === undefined) return undefined
  const at = Instant.plus(loaded.now, pause(tries.filter((one) => one.state === "rejected").length))
  const isLater =
    refused.some((one) => one.rejection?.reason === "retryable") && (request.notAfter ?? Infinity) > at
  const moved = yield* moveTimer(
    call,
    id,
    loaded,
    isLater ? Wish.goOn(request.key, at, wish) : Wish.done(request.key)
  )
  if (!moved) return undefined
  return isLater
    ? { outcome: "scheduled", attempt: last.id as Id.AttemptId, at, considered: [] }
    : refusedOutcome(last)
})

/** Was the one permission that this wish relies on used by another? */
const isUsed = (request: AttemptRequest, { facts }: Loaded): boolean =>
  Ledger.onceScopes(request).length > 0 &&
  facts.attempts.some(
    (one) =>
      one.inReplyTo === request.inReplyTo &&
      one.purpose === request.purpose &&
      one.state !== "abandoned" &&
      one.state !== "rejected"
  )

/** Records why not, and sets the timer when time alone will open it. */
const notNow = Effect.fnUntraced(function* (
  call: Call,
  id: Id.AttemptId,
  loaded: Loaded,
  considered: ReadonlyArray<Considered>
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const { engine, request, wish } = call
  const events = considered.map((one) => Ledger.decisionEvent(engine, id, request, one.decision))
  const next = earliest(considered)
  const late = next !== undefined && request.notAfter !== undefined && next >= request.notAfter
  const waits = next !== undefined && !late && request.onDefer !== "return"
  const moved = yield* moveTimer(
    call,
    id,
    loaded,
    waits ? Wish.goOn(request.key, next, wish) : Wish.done(request.key),
    events
  )
  if (!moved) return undefined
  if (next !== undefined && !late) {
    if (waits)
      engine.log({
        event: "attempt.scheduled",
        attempt: id,
        at: Instant.toIso(next),
        decidedAt: Instant.toIso(loaded.now)
      })
    return { outcome: "scheduled", attempt: id, at: next, considered }
  }
  const review = considered.length === 0 || considered.some((one) => one.decision.outcome === "unknown")
  engine.log({ event: "attempt.not_sent", attempt: id, outcome: review ? "needs_review" : "suppressed" })
  if (review) return { outcome: "needs_review", attempt: id, considered }
  const after = considered.map((one) => one.decision.next).find((one) => one._tag === "after")
  return {
    outcome: "suppressed",
    attempt: id,
    considered,
    ...(after === undefined ? {} : { after: after.event })
  }
})

/** The first instant at which any candidate may go by time alone. */
const earliest = (considered: ReadonlyArray<Considered>): Instant.Instant | undefined => {
  let first: Instant.Instant | undefined
  for (const { decision } of considered) {
    if (decision.outcome !== "defer" || decision.next._tag !== "at") continue
    if (first === undefined || decision.next.at < first) first = decision.next.at
  }
  return first
}
