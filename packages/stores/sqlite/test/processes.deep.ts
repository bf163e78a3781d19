/** The same fights, longer: eight processes, many kills. */
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { SqliteTimeline } from "@forbear/store-sqlite"
import { describeTimeline } from "@forbear/testkit/timeline"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, it } from "vitest"
import { fight, massacre } from "./contention.ts"
import { alternate, file } from "./Files.ts"

describe("processes on one file, longer", () => {
  let dir = ""
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-processes-"))
  })
  afterEach(() => fs.rmSync(dir, { recursive: true, force: true }))

  it("lets eight processes win every version once", () => fight(path.join(dir, "a.db"), 8, 100))
  it("keeps what was acknowledged by forty writers that were killed", () =>
    massacre(path.join(dir, "b.db"), 40, (kill) => 1 + ((kill * 37) % 60)))
})

describeTimeline({
  name: "a file shared by two connections, many programs",
  make: Effect.fnUntraced(function* (clock) {
    const filename = yield* file
    const a = yield* SqliteTimeline.make({ filename, clock, durability: "normal" })
    return alternate(a, yield* SqliteTimeline.make({ filename, clock, durability: "normal" }))
  }),
  test: { describe, it },
  programs: 500,
  steps: 100,
  seed: 100_000
})
