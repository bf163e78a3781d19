/** Database files that are gone after the test, and two connections that look like one. */
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import type { Timeline } from "@forbear/core"
import { Effect } from "effect"

/** A new directory, removed with the scope. */
export const directory = Effect.acquireRelease(
  Effect.sync(() => fs.mkdtempSync(path.join(os.tmpdir(), "forbear-sqlite-"))),
  (dir) => Effect.sync(() => fs.rmSync(dir, { recursive: true, force: true }))
)

/** The path of a database that does not exist yet. */
export const file = Effect.map(directory, (dir) => path.join(dir, "forbear.db"))

/** A timeline whose calls go to each of the two in turn. */
export const alternate = (a: Timeline.TimelineShape, b: Timeline.TimelineShape): Timeline.TimelineShape => {
  let calls = 0
  const next = () => (calls++ % 2 === 0 ? a : b)
  return {
    append: (...args) => Effect.suspend(() => next().append(...args)),
    read: (...args) => Effect.suspend(() => next().read(...args)),
    follow: (...args) => Effect.suspend(() => next().follow(...args)),
    cursor: (...args) => Effect.suspend(() => next().cursor(...args)),
    advance: (...args) => Effect.suspend(() => next().advance(...args)),
    claimDue: (...args) => Effect.suspend(() => next().claimDue(...args)),
    nextDue: (tenant) => next().nextDue(tenant),
    timers: (...args) => Effect.suspend(() => next().timers(...args)),
    chain: (...args) => Effect.suspend(() => next().chain(...args)),
    tenants: Effect.suspend(() => next().tenants),
    now: Effect.suspend(() => next().now)
  }
}
