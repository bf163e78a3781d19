/** Several processes on one file: one winner each round, nothing lost, and a file that survives kill -9. */
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, describe, it } from "vitest"
import { fight, massacre } from "./contention.ts"

describe("processes on one file", () => {
  let dir = ""
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-processes-"))
  })
  afterEach(() => fs.rmSync(dir, { recursive: true, force: true }))

  it("lets two processes win every version once", () => fight(path.join(dir, "a.db"), 2, 60))
  it("lets four processes win every version once", () => fight(path.join(dir, "b.db"), 4, 25))
  it("keeps what was acknowledged by a writer that was killed", () =>
    massacre(path.join(dir, "c.db"), 2, (kill) => 5 + 7 * kill))
})
