/** Random programs against a model, a few; many in the deep tests. */
import { describe, it } from "vitest"
import { program } from "./program.ts"

describe("a few workers, a person who answers, pays and is written to by others", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))(
    "program %i does what the model does",
    async (seed) => {
      await program(seed, 30)
    }
  )
})
