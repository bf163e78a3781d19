/** The timeline on SQLite passes the conformance suite: in a file, shared by two connections, and in the host's own. */
import { DatabaseSync } from "node:sqlite"
import { SqliteTimeline } from "@forbear/store-sqlite"
import { Effect } from "effect"
import { describe, it } from "vitest"
import { describeTimeline } from "@forbear/testkit/timeline"
import { alternate, file } from "./Files.ts"

const test = { describe, it }

describeTimeline({
  name: "a file",
  make: (clock) => Effect.flatMap(file, (filename) => SqliteTimeline.make({ filename, clock })),
  test,
  programs: 20
})

describeTimeline({
  name: "a file shared by two connections",
  make: Effect.fnUntraced(function* (clock) {
    const filename = yield* file
    const a = yield* SqliteTimeline.make({ filename, clock, durability: "normal" })
    return alternate(a, yield* SqliteTimeline.make({ filename, clock, durability: "normal" }))
  }),
  test,
  programs: 20,
  seed: 1_000
})

describeTimeline({
  name: "the host's connection, in a transaction that the host has open",
  make: Effect.fnUntraced(function* (clock) {
    const database = new DatabaseSync(":memory:")
    yield* Effect.addFinalizer(() => Effect.sync(() => database.close()))
    database.exec("BEGIN")
    return yield* SqliteTimeline.on(database, { clock, prefix: "contact_" })
  }),
  test,
  programs: 20,
  seed: 2_000
})
