/** Review: what no machine can settle is put on record, for a person to look at. It bars nothing and permits nothing. */
import { Scope, type Events, type Id, type Instant } from "@forbear/core"
import * as Effect from "effect/Effect"
import { wrap, type Engine } from "./Engine.ts"
import { attemptEvent } from "./Ledger.ts"
import { eventId } from "./Record.ts"
import { shortened } from "./Wish.ts"

/** What somebody has to look at. */
export interface About {
  readonly person?: Id.PersonId
  readonly debts?: ReadonlyArray<Id.DebtId>
  readonly attempt?: Id.AttemptId
  /** The event, timer or attempt that it is about. */
  readonly about: string
  /** `unknown_expired`, `timer_failed`, `reaction_failed`. */
  readonly why: string
}

/** Everything that waits, or waited, for a person to look at it. */
export const SCOPE: Scope.ScopeKey = Scope.custom("review", "all")

/** The record that somebody has to look; the same thing for the same reason is recorded once. */
export const needed = (
  engine: Engine,
  at: Instant.Instant,
  { person, debts = [], attempt, about, why }: About
): Events.Event =>
  attemptEvent(
    engine,
    "review.needed",
    eventId("review", why, shortened(about.replace(/[^A-Za-z0-9._:/@+~-]/g, "-"), 170)),
    at,
    {
      ...(person === undefined ? {} : { person }),
      ...(attempt === undefined ? {} : { attempt }),
      debts,
      about: shortened(about, 200),
      why
    },
    [SCOPE]
  )

/** Everything that was put up for review, oldest first. */
export const list = Effect.fn("Review.list")(function* (engine: Engine) {
  const { events } = yield* engine.timeline
    .read(engine.tenant, [SCOPE], { kinds: ["review.needed"] })
    .pipe(Effect.mapError(wrap("timeline")))
  return events.filter((one): one is Events.StoredEvent<"review.needed"> => one.kind === "review.needed")
})
