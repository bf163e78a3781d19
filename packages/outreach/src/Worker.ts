/** The worker: follows committed events, claims due timers, and sleeps until the next one is due. Any number may run. */
import { Instant, type Events, type Id, type Scope, type Timeline } from "@forbear/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { attemptTimer } from "./AttemptTimer.ts"
import { now, OutreachError, wrap, type Engine } from "./Engine.ts"
import { hearRecorded } from "./Hear.ts"
import { follow, journeyTimer } from "./Journey.ts"
import * as Ledger from "./Ledger.ts"
import { RECEIPT, receiptTimer } from "./Receipt.ts"
import { appendOnce } from "./Record.ts"
import { needed } from "./Review.ts"
import { ATTEMPT } from "./Wish.ts"

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
  /** A follower that could not take an event: it stands still there, and is shown it again. */
  readonly failed?: OutreachError
}

/** How a round goes about its work. */
export interface RoundOptions {
  /** Due timers that are worked on at the same time; 1 unless told, so that a simulation tells the same story twice. */
  readonly concurrency?: number
}

/** What failed, in a word: never a message, which may be somebody else's. */
const wordOf = (error: unknown): string =>
  error instanceof OutreachError ? error.reason : error instanceof Error ? error.name : "defect"

/** Runs an effect to its end; a failure or a defect becomes an error, an interruption stays one. */
const contained = <A>(effect: Effect.Effect<A, OutreachError>): Effect.Effect<A, OutreachError> =>
  Effect.catchCause(effect, (cause) => {
    if (Cause.hasInterrupts(cause)) return Effect.failCause(cause)
    const error = Cause.squash(cause)
    if (error instanceof OutreachError) return Effect.fail(error)
    return Effect.fail(
      new OutreachError({ reason: "configuration", message: "a function of the host's threw", cause: error })
    )
  })

interface Caught {
  readonly seen: number
  readonly failed?: OutreachError
}

/** Shows a follower what it has not seen, and remembers how far it came. */
const catchUp = Effect.fnUntraced(function* (
  engine: Engine,
  follower: Follower
): Effect.fn.Return<Caught, OutreachError> {
  let at = yield* engine.timeline.cursor(engine.tenant, follower.name).pipe(Effect.mapError(wrap("timeline")))
  let seen = 0
  for (;;) {
    const events = yield* engine.timeline
      .follow(engine.tenant, at, BATCH)
      .pipe(Effect.mapError(wrap("timeline")))
    if (events.length === 0) return { seen }
    let failed: OutreachError | undefined
    for (const event of events) {
      failed = yield* contained(follower.see(event)).pipe(
        Effect.as(undefined),
        Effect.catch((error) => Effect.succeed(error))
      )
      if (failed !== undefined) break
      at = event.position
      seen += 1
    }
    yield* engine.timeline.advance(engine.tenant, follower.name, at).pipe(Effect.mapError(wrap("timeline")))
    if (failed === undefined) continue
    engine.log({ event: "work.failed", follower: follower.name, at, error: failed.reason })
    return { seen, failed }
  }
})

/** Does what one due timer asks for, and ends its claim. */
const fire = Effect.fnUntraced(function* (engine: Engine, timer: Timeline.ClaimedTimer) {
  if (timer.claims > POISON) return yield* setAside(engine, timer)
  if (timer.scope.startsWith("journey:")) return yield* journeyTimer(engine, timer)
  if (timer.name === ATTEMPT && timer.scope.startsWith("attempt:")) yield* attemptTimer(engine, timer.payload)
  if (timer.name.startsWith(`${RECEIPT}/`)) yield* receiptTimer(engine, timer.payload)
  // What the timer asked for may have set or cancelled it; a lost lease then only means that it is done.
  yield* engine.timeline
    .append(engine.tenant, [{ events: [], timers: [{ _tag: "complete", timer }] }])
    .pipe(Effect.mapError(wrap("timeline")))
})

/** Whom a timer is about, if it says. */
const personOf = (payload: string): { readonly person?: Id.PersonId } => {
  try {
    const { person } = JSON.parse(payload) as { readonly person?: unknown }
    return typeof person === "string" ? { person: person as Id.PersonId } : {}
  } catch {
    return {}
  }
}

/** A timer that keeps failing is taken out of the way, and somebody has to look. */
const setAside = Effect.fnUntraced(function* (engine: Engine, timer: Timeline.ClaimedTimer) {
  engine.log({ event: "timer.poison", scope: timer.scope, name: timer.name, claims: timer.claims })
  const about = `${timer.scope}/${timer.name}/${timer.dueAt}`
  const review = needed(engine, yield* now(engine), {
    ...personOf(timer.payload),
    about,
    why: "timer_failed"
  })
  yield* appendOnce(engine, [review], [{ _tag: "complete", timer }])
})

/** A timer whose work failed comes due again, counted against it unless only the store or another worker was in the way. */
const failed = Effect.fnUntraced(function* (
  engine: Engine,
  timer: Timeline.ClaimedTimer,
  error: OutreachError
) {
  engine.log({
    event: "timer.failed",
    scope: timer.scope,
    name: timer.name,
    claims: timer.claims,
    reason: error.reason
  })
  if (!error.isRetryable) return
  const { scope, name, payload } = timer
  const dueAt = Instant.plus(yield* now(engine), Ledger.TAKE_OVER)
  // Only while the claim is still ours: what the timer asked for may have moved it.
  yield* engine.timeline
    .append(engine.tenant, [
      {
        events: [],
        timers: [
          { _tag: "complete", timer },
          { _tag: "set", scope, name, dueAt, payload }
        ]
      }
    ])
    .pipe(Effect.mapError(wrap("timeline")))
})

/** Our own reaction to a committed event: hear what was written, then let journeys step. What cannot be done now is tried again. */
const react = (engine: Engine, event: Events.Stored): Effect.Effect<void, OutreachError> =>
  contained(
    Effect.gen(function* () {
      const heard = yield* Effect.exit(
        event.kind === "message.received" ? hearRecorded(engine, event) : Effect.void
      )
      yield* follow(engine, event)
      yield* heard
    })
  ).pipe(
    Effect.catch((error) => {
      if (error.isRetryable) return Effect.fail(error)
      // It would fail for ever, and stand in everybody's way.
      engine.log({
        event: "reaction.failed",
        about: event.id,
        kind: event.kind,
        error: wordOf(error.cause ?? error)
      })
      const person = (event.body as { readonly person?: Id.PersonId }).person
      const about = { ...(person === undefined ? {} : { person }), about: event.id, why: "reaction_failed" }
      return Effect.flatMap(now(engine), (at) =>
        Effect.asVoid(appendOnce(engine, [needed(engine, at, about)]))
      )
    })
  )

/** One round: followers first, then due timers. A follower or a timer that fails stands in nobody else's way. */
export const round = Effect.fn("Outreach.round")(function* (
  engine: Engine,
  followers: ReadonlyArray<Follower> = [],
  { concurrency = 1 }: RoundOptions = {}
): Effect.fn.Return<Worked, OutreachError> {
  const all: ReadonlyArray<Follower> = [{ name: CURSOR, see: (event) => react(engine, event) }, ...followers]
  let events = 0
  let stuck: OutreachError | undefined
  for (const follower of all) {
    const caught = yield* catchUp(engine, follower)
    events += caught.seen
    stuck ??= caught.failed
  }
  const due = yield* engine.timeline
    .claimDue(BATCH, LEASE, engine.tenant)
    .pipe(Effect.mapError(wrap("timeline")))
  yield* Effect.forEach(
    due,
    (timer) => contained(fire(engine, timer)).pipe(Effect.catch((error) => failed(engine, timer, error))),
    { concurrency, discard: true }
  )
  return { events, timers: due.length, ...(stuck === undefined ? {} : { failed: stuck }) }
})

/** Rounds until nothing is left to do at this instant. Fails if a follower stands still, after everything else was done. */
export const settleDown = Effect.fn("Outreach.settleDown")(function* (
  engine: Engine,
  followers: ReadonlyArray<Follower> = [],
  limit = 1_000
): Effect.fn.Return<Worked, OutreachError> {
  let total: Worked = { events: 0, timers: 0 }
  for (let i = 0; i < limit; i++) {
    const worked = yield* round(engine, followers)
    total = { events: total.events + worked.events, timers: total.timers + worked.timers }
    if (worked.events > 0 || worked.timers > 0) continue
    return worked.failed === undefined ? total : yield* Effect.fail(worked.failed)
  }
  engine.log({ event: "worker.busy", rounds: limit })
  return total
})

/** How a worker goes about its work; milliseconds. */
export interface WorkOptions extends RoundOptions {
  /** The longest pause when nothing is due; 500 unless told. */
  readonly pauseMillis?: number
  readonly followers?: ReadonlyArray<Follower>
}

/**
 * Works until interrupted: a round, then a pause of at most `pauseMillis`. Notification only hastens; polling suffices. A store that
 * is away for a moment is waited for; fails only when it cannot be used at all.
 */
export const work = (
  engine: Engine,
  { pauseMillis = 500, followers = [], concurrency = 8 }: WorkOptions = {}
): Effect.Effect<never, OutreachError> =>
  Effect.forever(
    round(engine, followers, { concurrency }).pipe(
      Effect.catch((error) => {
        if (!error.isRetryable) return Effect.fail(error)
        engine.log({ event: "work.failed", error: error.reason })
        return Effect.succeed<Worked>({ events: 0, timers: 0 })
      }),
      Effect.flatMap(({ events, timers, failed: stuck }) =>
        Effect.sleep(events + timers > 0 && stuck === undefined ? 0 : pauseMillis)
      )
    )
  )

/** The scope of a queue: every attempt through one sender, for an agent's desk. */
export const queueScope: (sender: string) => Scope.ScopeKey = Ledger.queueScope
