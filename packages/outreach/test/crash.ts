/** Processes that die at any point: every call to the store, the provider or the host is a place to die, before it or after it. */
import type { Channel } from "@forbear/channels"
import type { Timeline } from "@forbear/core"
import { Effect } from "effect"
import type { Engine } from "../src/index.ts"
import { random, using, type World } from "./kit.ts"

/** A process that lives through `calls` calls; the next one is its last: done but never answered, or not done. */
export class Life {
  calls = 0
  dead = false
  readonly last: number
  readonly isDone: boolean
  readonly dice: () => number
  constructor(last = Infinity, isDone = false, seed = 1) {
    this.last = last
    this.isDone = isDone
    this.dice = random(seed)
  }
  /** One call: other fibers may run before and after it. */
  readonly call = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.gen({ self: this }, function* () {
      for (let turns = Math.floor(this.dice() * 3); turns > 0; turns--) yield* Effect.yieldNow
      if (this.dead) return yield* Effect.die(new Error("dead"))
      this.calls += 1
      if (this.calls <= this.last) {
        const value = yield* effect
        return this.dead ? yield* Effect.die(new Error("dead")) : value
      }
      this.dead = true
      if (this.isDone) yield* Effect.exit(effect)
      return yield* Effect.die(new Error("dead"))
    })
  readonly promise = async <A>(go: () => Promise<A>): Promise<A> => {
    const result = await Effect.runPromise(this.call(Effect.promise(go)))
    return result
  }
}

const mortalTimeline = (timeline: Timeline.TimelineShape, life: Life): Timeline.TimelineShape => ({
  append: (...args) => life.call(timeline.append(...args)),
  read: (...args) => life.call(timeline.read(...args)),
  follow: (...args) => life.call(timeline.follow(...args)),
  cursor: (...args) => life.call(timeline.cursor(...args)),
  advance: (...args) => life.call(timeline.advance(...args)),
  claimDue: (...args) => life.call(timeline.claimDue(...args)),
  nextDue: (...args) => life.call(timeline.nextDue(...args)),
  timers: (...args) => life.call(timeline.timers(...args)),
  chain: (...args) => life.call(timeline.chain(...args)),
  tenants: life.call(timeline.tenants),
  now: timeline.now
})

const mortalChannel = (channel: Channel, life: Life): Channel => ({
  ...channel,
  send: async (message, context) => {
    // A dead process hears no answer: it never settles, and the engine that asked is dead as well.
    if (life.dead) throw new Error("dead")
    return life.promise(async () => channel.send(message, context))
  }
})

/** An engine that dies with its life. */
export const mortal = (world: World, life: Life, more: Partial<Engine.Engine> = {}): Engine.Engine => {
  const living = world.engine(more)
  return {
    ...living,
    timeline: mortalTimeline(world.timeline, life),
    ...(() => {
      const channels = [...living.channels.values()].map((channel) => mortalChannel(channel, life))
      return {
        ...using(...channels),
        senders: channels.flatMap((channel) => channel.senders.map((sender) => ({ sender, channel })))
      }
    })()
  }
}
