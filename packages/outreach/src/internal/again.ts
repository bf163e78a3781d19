/** Trying again: a provider's refusal proves that nothing was sent; some refusals may pass, by another sender or later. */
import type { RejectionReason, SendResult } from "@forbear/channels"
import { Instant, type Facts } from "@forbear/core"
import * as Effect from "effect/Effect"
import { now, wrap, type Engine } from "../Engine.ts"
import type { AttemptOutcome, AttemptRequest } from "../Request.ts"
import * as Wish from "../Wish.ts"

/** A wish is given up after so many refusals. */
export const MAX_REFUSALS = 6

/** A refusal with no word of when: after a minute, then four times as long each time. */
const FIRST_PAUSE = 60_000
/** No provider's word makes us wait longer than a day. */
const LONGEST_PAUSE = 86_400_000

/** `retryable`: too much, or not connected. `not_permitted`: our own account; another sender may be in order. The rest is final. */
const goesOn = (reason: string | undefined): reason is RejectionReason =>
  reason === "retryable" || reason === "not_permitted"

const isRejected = (one: Facts.AttemptFacts): boolean => one.state === "rejected"

/** Senders whose own account is not in order: not asked again for this wish. */
export const barred = (tries: ReadonlyArray<Facts.AttemptFacts>): ReadonlyArray<string | undefined> =>
  tries.filter((one) => isRejected(one) && one.rejection?.reason === "not_permitted").map((one) => one.sender)

/** Milliseconds to wait after the so-many-th refusal: the provider's word the first time, never less than it later. */
export const pause = (refusals: number, retryAfterMs = 0): number => {
  const own = FIRST_PAUSE * 4 ** Math.max(0, refusals - 1)
  const asked = Number.isFinite(retryAfterMs) ? Math.max(0, Math.trunc(retryAfterMs)) : 0
  return Math.min(LONGEST_PAUSE, refusals <= 1 && asked > 0 ? asked : Math.max(own, asked))
}

/** When the wish goes on after a result: an instant, or `undefined` when the result is final. */
export const goesOnAt = (
  result: SendResult,
  tries: ReadonlyArray<Facts.AttemptFacts>,
  at: Instant.Instant
): Instant.Instant | undefined => {
  if (result._tag !== "rejected" || !goesOn(result.reason)) return undefined
  const refusals = tries.filter(isRejected).length + 1
  if (refusals >= MAX_REFUSALS) return undefined
  return result.reason === "retryable" ? Instant.plus(at, pause(refusals, result.retryAfterMs)) : at
}

/** The answer for a wish whose last try was refused. */
export const refusedOutcome = (last: Facts.AttemptFacts): AttemptOutcome => ({
  outcome: "rejected",
  attempt: last.id as Extract<AttemptOutcome, { readonly outcome: "rejected" }>["attempt"],
  considered: [],
  channel: last.channel,
  sender: last.sender ?? "",
  reason: last.rejection?.reason ?? "permanent",
  code: last.rejection?.code ?? ""
})

/** After a refused try: the final answer, or until when the wish waits; `undefined` when it may go on now. */
export const waiting = Effect.fnUntraced(function* (
  engine: Engine,
  request: AttemptRequest,
  tries: ReadonlyArray<Facts.AttemptFacts>
) {
  const last = tries.findLast(isRejected)
  if (last === undefined) return undefined
  if (!goesOn(last.rejection?.reason) || tries.filter(isRejected).length >= MAX_REFUSALS)
    return refusedOutcome(last)
  const timers = yield* engine.timeline
    .timers(engine.tenant, Wish.scopeOf(request.key))
    .pipe(Effect.mapError(wrap("timeline")))
  const due = timers.find((timer) => timer.name === Wish.ATTEMPT)?.dueAt
  if (due === undefined || due <= (yield* now(engine))) return undefined
  return { outcome: "scheduled", attempt: last.id as never, at: due, considered: [] } satisfies AttemptOutcome
})
