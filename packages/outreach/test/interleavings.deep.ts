/** The same claims over many more orders, deaths and programs. */
import { describe, it } from "vitest"
import { Life } from "./crash.ts"
import { runThrough } from "./interleavings.ts"
import { program } from "./program.ts"

describe("one person under a cap of seven", () => {
  it("ten wishes, three processes that die anywhere, three hundred times", async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { dice } = new Life(Infinity, false, seed)
      const lives = [1, 2, 3].map(
        (n) => new Life(dice() < 0.2 ? Infinity : Math.floor(dice() * 120), dice() < 0.5, seed * 1_000 + n)
      )
      await runThrough({ wishes: 10, cap: 7, lives })
    }
  })

  it("ten wishes in one process that dies at its every call", async () => {
    const whole = new Life()
    await runThrough({ wishes: 10, cap: 7, lives: [whole] })
    for (let last = 0; last < whole.calls; last++) {
      for (const isDone of [true, false])
        await runThrough({ wishes: 10, cap: 7, lives: [new Life(last, isDone)] })
    }
  })
})

describe("random programs", () => {
  it("a thousand of them do what the model does", async () => {
    for (let seed = 1_000; seed < 2_000; seed++) await program(seed, 40)
  })
})
