/** The timer of a wish came due: try again, take over what a dead worker left, look for a lost answer, or let an unknown expire. */
import { Scope, type Facts, type Id } from "@forbear/core"
import * as Effect from "effect/Effect"
import { attempt } from "./Attempt.ts"
import { now, type Engine, type OutreachError } from "./Engine.ts"
import { learned, nextLook, timerAfter } from "./internal/after.ts"
import { goesOnAt } from "./internal/again.ts"
import { ask } from "./internal/ask.ts"
import * as Ledger from "./Ledger.ts"
import { load } from "./Load.ts"
import { appendOnce, open } from "./Record.ts"
import type { AttemptOutcome } from "./Request.ts"
import { needed } from "./Review.ts"
import * as Wish from "./Wish.ts"

/** Goes on with a wish. Safe to repeat, by any number of workers. */
export const attemptTimer = Effect.fn("Outreach.attemptTimer")(function* (
  engine: Engine,
  payload: string
): Effect.fn.Return<AttemptOutcome | undefined, OutreachError> {
  const request = yield* Wish.opened(engine, payload)
  const loaded = yield* load(engine, request.person, [Wish.scopeOf(request.key)])
  const tries = Wish.triesOf(loaded.facts, request.key)
  const last = tries.at(-1)
  if (last?.state !== "dispatched" && last?.state !== "unknown") return yield* attempt(engine, request)
  const isOver = yield* lookAfter(engine, last, tries, payload)
  return isOver ? undefined : yield* attempt(engine, request)
})

/** Looks for evidence of a dispatched try. False: the provider proves that nothing was sent, and the wish may go on. */
const lookAfter = Effect.fnUntraced(function* (
  engine: Engine,
  known: Facts.AttemptFacts,
  tries: ReadonlyArray<Facts.AttemptFacts>,
  wish: string
) {
  const ref = Ledger.refOf(known)
  const adapter = known.adapter ?? ""
  const channel = engine.channels.get(adapter)
  const found = yield* lookUp(engine, known)
  const at = yield* now(engine)
  const key = Wish.keyOf(ref.attempt)
  const look = nextLook(channel, known.from, at)
  if (found === undefined && at - known.from >= Ledger.UNKNOWN_EXPIRES)
    return yield* expire(engine, ref, adapter, at)
  const result = found ?? ({ _tag: "unknown", why: "connection_lost" } as const)
  const others = tries.filter((one) => one.id !== known.id)
  const again = goesOnAt(result, others, at)
  if (result._tag === "unknown" && known.state === "unknown") {
    yield* appendOnce(engine, [], [Wish.goOn(key, look, wish)])
    return true
  }
  yield* Ledger.settle(engine, ref, adapter, result, at, {
    by: "look-up",
    timer: timerAfter(key, result, look, again, wish),
    also: learned(engine, ref, result, at)
  })
  return again === undefined
})

/** Nobody will say any more: it counts for ever, and somebody has to look. */
const expire = Effect.fnUntraced(function* (
  engine: Engine,
  ref: Ledger.AttemptRef,
  adapter: string,
  at: Facts.AttemptFacts["from"]
) {
  const review = needed(engine, at, { ...ref, about: ref.attempt, why: "unknown_expired" })
  const timer = Wish.done(Wish.keyOf(ref.attempt))
  yield* Ledger.settle(engine, ref, adapter, { _tag: "unknown_expired" }, at, {
    by: "expiry",
    timer,
    also: [review]
  })
  engine.log({ event: "attempt.unknown_expired", attempt: ref.attempt, adapter })
  return true
})

/** Asks the provider what became of it; `undefined` where it cannot say, or cannot be asked now. */
const lookUp = Effect.fnUntraced(function* (engine: Engine, known: Facts.AttemptFacts) {
  const channel = engine.channels.get(known.adapter ?? "")
  const lookup = channel?.lookup
  if (channel === undefined || lookup === undefined) return undefined
  const to = yield* addressee(engine, known, channel.manifest.personalFields.includes("to"))
  const about = {
    attemptId: known.id,
    to,
    sentAfter: known.from,
    ...(known.providerId === undefined ? {} : { providerId: known.providerId })
  }
  const asked = yield* ask(engine, channel, (context) => lookup(about, context))
  return asked._tag === "answered" && asked.value?._tag !== "unknown" ? asked.value : undefined
})

const addressee = Effect.fnUntraced(function* (
  engine: Engine,
  known: Facts.AttemptFacts,
  isDeclared: boolean
) {
  if (!isDeclared || known.address === undefined) return ""
  const { facts } = yield* load(engine, known.person, [Scope.attempt(known.id as Id.AttemptId)])
  const address = facts.addresses.get(known.address)
  return address === undefined
    ? ""
    : yield* open(engine, "address.added", "value", `address:${address.id}`, address.value)
})
