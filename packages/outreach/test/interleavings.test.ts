/** The claim of the ledger: no interleaving of workers, deaths and retries exceeds a cap, dispatches twice or loses a wish. */
import type { Vault } from "@forbear/core"
import { SqliteTimeline } from "@forbear/store-sqlite"
import { Effect, Scope } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { Coalesce } from "../src/index.ts"
import { Life } from "./crash.ts"
import { runThrough } from "./interleavings.ts"
import { events } from "./kit.ts"

describe("one person under a cap", () => {
  it.each([1, 2, 3, 4])("twelve wishes at once in three processes, order %i", async (seed) => {
    const w = await runThrough({
      wishes: 12,
      cap: 7,
      lives: [1, 2, 3].map((n) => new Life(Infinity, false, seed * 10 + n))
    })
    expect(w.provider.received).toHaveLength(12)
    const all = await events(w.engine())
    // Nobody reserves what the cap does not hold, so nobody has to give anything up.
    expect(all.filter(({ kind }) => kind === "attempt.abandoned")).toEqual([])
  })

  it("the same when appends share commits", async () => {
    await runThrough({
      wishes: 12,
      cap: 7,
      lives: [new Life(Infinity, false, 5), new Life(Infinity, false, 6)],
      engine: (w) => ({ timeline: Coalesce.coalesced(w.timeline) })
    })
  })

  const calls = async (): Promise<number> => {
    const life = new Life()
    await runThrough({ wishes: 3, cap: 2, lives: [life] })
    return life.calls
  }

  it.each([true, false])(
    "a process that dies at its every call, the call itself done: %s",
    async (isDone) => {
      const all = await calls()
      expect(all).toBeGreaterThan(25)
      for (let last = 0; last < all; last++)
        await runThrough({ wishes: 3, cap: 2, lives: [new Life(last, isDone)] })
    }
  )

  it("two processes that die one after the other", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const dice = new Life(Infinity, false, seed).dice
      const lives = [1, 2].map((n) => new Life(Math.floor(dice() * 40), dice() < 0.5, seed * 100 + n))
      await runThrough({ wishes: 4, cap: 2, lives })
    }
  })
})

describe("the same on a file", () => {
  const scope = Effect.runSync(Scope.make())
  afterAll(() => Effect.runPromise(Scope.close(scope, { _tag: "Success", value: undefined } as never)))

  it("twelve wishes at once, and a process that dies", async () => {
    for (const [last, isDone] of [
      [Infinity, false],
      [9, true],
      [17, false],
      [24, true]
    ] as const) {
      const timelines: Array<Vault.KeyStore> = []
      await runThrough({
        wishes: 6,
        cap: 3,
        lives: [new Life(last, isDone, 1), new Life(Infinity, false, 2)],
        world: {
          timeline: (clock) => {
            const timeline = Effect.runSync(
              Scope.provide(SqliteTimeline.make({ filename: ":memory:", clock }), scope)
            )
            timelines.push(timeline.keys)
            return timeline
          }
        }
      })
      expect(timelines).toHaveLength(1)
    }
  })
})
