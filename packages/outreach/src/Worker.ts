/** The worker: follows committed events, claims due timers, and sleeps until the next one is due. Any number may run. */
import { Events, Scope, type Id, type Timeline } from "@forbear/core"
import * as Effect from "effect/Effect"
import { attemptTimer } from "./Attempt.ts"
import { wrap, type Engine, type OutreachError } from "./Engine.ts"
import { hearRecorded } from "./Hear.ts"
import { follow, journeyTimer } from "./Journey.ts"
import { appendOnce } from "./Record.ts"

const CURSOR = "reactions"
const BATCH = 200
const LEASE = 60_000
/** A timer that fails this often is set aside for a human. */
const POISON = 5

/** A follower beside the journeys: sees every committed event of the tenant once or more, in order. */
export interface Follower {
  readonly name: string
  readonly see: (event: Events.Stored) => Effect.Effect<void, OutreachError>
}

/** What one round did. */
export interface Worked {
  readonly events: number
  readonly timers: number
}

/** Shows a follower what it has not seen, and remembers how far it came. */
const catchUp = Effect.fnUntraced(function* (engine: Engine, follower: Follower) {
  let at = yield* engine.timeline.cursor(engine.tenant, follower.name).pipe(Effect.mapError(wrap("timeline")))
  let seen = 0
  for (;;) {
    const events = yield* engine.timeline.follow(engine.tenant, at, BATCH).pipe(Effect.mapError(wrap("timeline")))
    if (events.length === 0) return seen
    for (const event of events) yield* follower.see(event)
    at = events.at(-1)?.position ?? at
    seen += events.length
    yield* engine.timeline.advance(engine.tenant, follower.name, at).pipe(Effect.mapError(wrap("timeline")))
  }
})

/** Does what one due timer asks for, and ends its claim. */
const fire = Effect.fnUntraced(function* (engine: Engine, timer: Timeline.ClaimedTimer) {
  if (timer.claims > POISON) {
    engine.log({ event: "timer.poison", scope: timer.scope, name: timer.name, claims: timer.claims })
    return yield* appendOnce(engine, [], [{ _tag: "complete", timer }])
  }
  if (timer.scope.startsWith("journey:")) return yield* journeyTimer(engine, timer)
  if (timer.scope.startsWith("attempt:")) {
    yield* attemptTimer(engine, timer.scope.slice("attempt:".length) as Id.AttemptId, timer.name, timer.payload)
  }
  // What the timer asked for may have set or cancelled it; a lost lease then only means that it is done.
  yield* engine.timeline
    .append(engine.tenant, [{ events: [], timers: [{ _tag: "complete", timer }] }])
    .pipe(Effect.mapError(wrap("timeline")))
})

/** Our own reaction to a committed event: hear what was written, then let journeys step. */
const react = Effect.fnUntraced(function* (engine: Engine, event: Events.Stored) {
  if (event.kind === "message.received") yield* hearRecorded(engine, event)
  yield* follow(engine, event)
})

/** One round: followers first, then due timers, then followers again for what those caused. */
export const round = Effect.fn("Outreach.round")(function* (engine: Engine, followers: ReadonlyArray<Follower> = []) {
  const all: ReadonlyArray<Follower> = [{ name: CURSOR, see: (event) => react(engine, event) }, ...followers]
  let events = 0
  for (const follower of all) events += yield* catchUp(engine, follower)
  const due = yield* engine.timeline.claimDue(BATCH, LEASE, engine.tenant).pipe(Effect.mapError(wrap("timeline")))
  for (const timer of due) {
    yield* fire(engine, timer).pipe(
      Effect.catch((error) =>
        Effect.sync(() => engine.log({ event: "timer.failed", scope: timer.scope, name: timer.name, reason: error.reason }))
      )
    )
  }
  return { events, timers: due.length } satisfies Worked
})

/** Rounds until nothing is left to do at this instant. */
export const settleDown = Effect.fn("Outreach.settleDown")(function* (
  engine: Engine,
  followers: ReadonlyArray<Follower> = [],
  limit = 1_000
) {
  let total: Worked = { events: 0, timers: 0 }
  for (let i = 0; i < limit; i++) {
    const worked = yield* round(engine, followers)
    total = { events: total.events + worked.events, timers: total.timers + worked.timers }
    if (worked.events === 0 && worked.timers === 0) return total
  }
  engine.log({ event: "worker.busy", rounds: limit })
  return total
})

/** Works until interrupted: a round, then a pause of at most `pauseMillis`. Notification only hastens; polling suffices. */
export const work = (engine: Engine, options: { readonly pauseMillis?: number; readonly followers?: ReadonlyArray<Follower> } = {}) =>
  Effect.forever(
    Effect.flatMap(round(engine, options.followers), (worked) =>
      Effect.sleep(worked.events + worked.timers > 0 ? 0 : (options.pauseMillis ?? 500))
    )
  )

/** The scope of a queue: every attempt through one sender, for an agent's desk. */
export const queueScope = (sender: string): Scope.ScopeKey => Scope.custom("queue", sender)
