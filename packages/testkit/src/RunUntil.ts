/** Drives virtual time: everything that is due is done, then the clock moves to what is due next, and not a moment further. */
import type { VirtualClock } from "./VirtualClock.ts"

/** The parts of a Forbear that are driven; the object that `createForbear` gives fits. */
export interface Driven {
  readonly settle: () => Promise<{ readonly events: number; readonly timers: number }>
  /** ISO 8601. */
  readonly nextDue: () => Promise<string | undefined>
}

/** Somebody in the simulated world who acts at times of their own: a consumer who replies, a file that arrives. */
export interface Actor {
  /** Epoch milliseconds of the next act; `undefined`: none in sight. */
  readonly nextDue: () => number | undefined | Promise<number | undefined>
  /** Does what is due at this instant; afterwards `nextDue` must be later. */
  readonly act: (at: number) => Promise<void>
}

/** Options of `runUntil`. */
export interface RunUntilOptions {
  readonly forbear: Driven
  readonly clock: VirtualClock
  /** Epoch milliseconds; what is due at exactly this instant is still done. */
  readonly until: number
  /** Waited for before time moves, so that no webhook arrives late. */
  readonly sandboxes?: {
    readonly settled: () => Promise<void>
    /** How many webhooks were answered so far; when it does not grow, the engine is not asked again. */
    readonly answered?: () => number
  }
  readonly actors?: ReadonlyArray<Actor>
  /** Called with each instant that the clock stops at, before anything is done there. */
  readonly beforeEach?: (at: number) => void | Promise<void>
}

/** What happened meanwhile. */
export interface Ran {
  /** Instants at which the clock stopped. */
  readonly steps: number
  readonly events: number
  readonly timers: number
}

/** Rounds without progress after which a timer that stays due counts as stuck. */
const STUCK = 3

/** Settles until neither the engine nor a provider has anything left at this instant. */
const quiet = async ({ forbear, sandboxes }: RunUntilOptions): Promise<Omit<Ran, "steps">> => {
  let events = 0
  let timers = 0
  for (;;) {
    const before = sandboxes?.answered?.()
    const done = await forbear.settle()
    events += done.events
    timers += done.timers
    await sandboxes?.settled()
    const idle = done.events === 0 && done.timers === 0
    if (idle || sandboxes === undefined || (before !== undefined && before === sandboxes.answered?.()))
      return { events, timers }
  }
}

const dueActors = async (actors: ReadonlyArray<Actor>, at: number): Promise<ReadonlyArray<Actor>> => {
  const due: Array<Actor> = []
  for (const actor of actors) {
    const next = await actor.nextDue()
    if (next !== undefined && next <= at) due.push(actor)
  }
  return due
}

const earliest = async ({ forbear, actors = [] }: RunUntilOptions): Promise<number | undefined> => {
  const timer = await forbear.nextDue()
  const times = [
    timer === undefined ? undefined : Date.parse(timer),
    ...(await Promise.all(actors.map((actor) => actor.nextDue())))
  ].filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

/**
 * Runs to an instant and leaves the clock there. Rejects when a timer or an actor stays due although nothing moves, which in
 * a test is a handler that keeps failing.
 */
export const runUntil = async (options: RunUntilOptions): Promise<Ran> => {
  const { clock, until, actors = [] } = options
  let steps = 0
  let events = 0
  let timers = 0
  let stuck = 0
  const settle = async () => {
    const done = await quiet(options)
    events += done.events
    timers += done.timers
    return done.events + done.timers
  }
  await settle()
  for (;;) {
    const next = await earliest(options)
    if (next === undefined || next > until) break
    const moved = next > clock.now()
    clock.set(next)
    steps++
    await options.beforeEach?.(clock.now())
    const due = await dueActors(actors, clock.now())
    for (const actor of due) await actor.act(clock.now())
    const done = await settle()
    stuck = moved || done > 0 || due.length > 0 ? 0 : stuck + 1
    if (stuck >= STUCK) {
      throw new Error(
        `runUntil: a timer has been due since ${new Date(next).toISOString()} and does not go away; see the log`
      )
    }
  }
  clock.set(until)
  await settle()
  return { steps, events, timers }
}
