/** The clock to move, turns, and time driven through a small engine of timers. */
import { runUntil, turns, virtualClock, type Actor } from "@forbear/testkit"
import { assert, describe, it } from "vitest"

const HOUR = 3_600_000

describe("virtualClock", () => {
  it("reads both ways of saying when, and never goes back", () => {
    const clock = virtualClock("2026-03-02T09:00:00-07:00")
    assert.strictEqual(clock.iso(), "2026-03-02T16:00:00.000Z")
    clock.advance(HOUR)
    clock.set(clock.now() - 1)
    assert.strictEqual(clock.iso(), "2026-03-02T17:00:00.000Z")
    assert.strictEqual(virtualClock(5).now(), 5)
  })
  it("refuses what is no instant and what would go back", () => {
    assert.throws(() => virtualClock("2026-03-02T09:00:00"), /offset/)
    assert.throws(() => virtualClock("soon+00:00"), /start/)
    assert.throws(() => virtualClock(0).advance(-1), /forward only/)
    assert.throws(() => virtualClock(0).set(0.5), /whole/)
  })
})

describe("turns", () => {
  it("runs one after the other, also after a failure", async () => {
    const queue = turns()
    const seen: Array<string> = []
    const slow = queue.take(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10))
      seen.push("slow")
      throw new Error("no")
    })
    const next = queue.take(async () => void seen.push("next"))
    await slow.then(
      () => assert.fail("resolved"),
      (error: Error) => assert.strictEqual(error.message, "no")
    )
    await next
    assert.deepEqual(seen, ["slow", "next"])
  })
})

/** An engine whose timers write down when they fire. */
const engine = (clock: { readonly now: () => number }, dues: ReadonlyArray<number>) => {
  const waiting = [...dues].sort((a, b) => a - b)
  const fired: Array<number> = []
  return {
    fired,
    settle: async () => {
      let timers = 0
      while (waiting[0] !== undefined && waiting[0] <= clock.now()) {
        waiting.shift()
        fired.push(clock.now())
        timers++
      }
      return { events: 0, timers }
    },
    nextDue: async () => (waiting[0] === undefined ? undefined : new Date(waiting[0]).toISOString())
  }
}

describe("runUntil", () => {
  it("stops at each timer, does what is due at the end, and leaves the clock there", async () => {
    const clock = virtualClock(0)
    const forbear = engine(clock, [HOUR, 3 * HOUR, 3 * HOUR, 5 * HOUR, 6 * HOUR])
    const stops: Array<number> = []
    const ran = await runUntil({ forbear, clock, until: 5 * HOUR, beforeEach: (at) => void stops.push(at) })
    assert.deepEqual(forbear.fired, [HOUR, 3 * HOUR, 3 * HOUR, 5 * HOUR])
    assert.deepEqual(stops, [HOUR, 3 * HOUR, 5 * HOUR])
    assert.deepEqual(ran, { steps: 3, events: 0, timers: 4 })
    assert.strictEqual(clock.now(), 5 * HOUR)
    await runUntil({ forbear, clock, until: 7 * HOUR })
    assert.strictEqual(forbear.fired.at(-1), 6 * HOUR)
    assert.strictEqual(clock.now(), 7 * HOUR)
  })
  it("lets actors act at times of their own, in order with the timers", async () => {
    const clock = virtualClock(0)
    const forbear = engine(clock, [2 * HOUR])
    const seen: Array<string> = []
    const times = [HOUR, 3 * HOUR, 9 * HOUR]
    const actor: Actor = {
      nextDue: () => times[0],
      act: async (at) => {
        seen.push(`${at / HOUR}, ${forbear.fired.length} fired`)
        times.shift()
      }
    }
    await runUntil({ forbear, clock, until: 4 * HOUR, actors: [actor] })
    assert.deepEqual(seen, ["1, 0 fired", "3, 1 fired"])
    assert.deepEqual(times, [9 * HOUR])
  })
  it("waits for the providers before time moves", async () => {
    const clock = virtualClock(0)
    const forbear = engine(clock, [HOUR])
    const order: Array<string> = []
    const sandboxes = { settled: async () => void order.push(`settled at ${clock.now() / HOUR}`) }
    await runUntil({ forbear, clock, until: HOUR, sandboxes })
    assert.deepEqual([...new Set(order)], ["settled at 0", "settled at 1"])
  })
  it("says so when a timer stays due although nothing moves", async () => {
    const clock = virtualClock(0)
    const forbear = {
      settle: async () => ({ events: 0, timers: 0 }),
      nextDue: async () => new Date(HOUR).toISOString()
    }
    await runUntil({ forbear, clock, until: 2 * HOUR }).then(
      () => assert.fail("resolved"),
      (error: Error) => assert.match(error.message, /does not go away/)
    )
  })
})
