/** The timeline in memory passes the conformance suite of the timeline. */
import { TimelineMemory } from "@forbear/core"
import { Effect } from "effect"
import { describe, it } from "vitest"
import { describeTimeline } from "../src/TimelineSuite.ts"

describeTimeline({
  name: "memory",
  make: (clock) => Effect.sync(() => TimelineMemory.make({ clock })),
  test: { describe, it },
  programs: 200
})
