/** The timeline of a replay, read beside the engine: before the run, what it holds already; after it, everything, for the summary. */
import { Id, Instant, type Events } from "@forbear/core"
import { SqliteTimeline } from "@forbear/store-sqlite"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The tenant of every replay. */
export const TENANT = Schema.decodeUnknownSync(Id.TenantId)("replay")

const BATCH = 1_000

/** Calls `see` for every event of the file, in order of commit; gives the store's clock, or undefined when it holds nothing. */
export const readLedger = (file: string, see: (event: Events.Stored) => void): Promise<number | undefined> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        // The store's clock never goes back: asked at the beginning of time, it is the last one recorded.
        const timeline = yield* SqliteTimeline.make({
          filename: file,
          durability: "normal",
          clock: () => Instant.make(0)
        })
        let after = 0
        let any = false
        for (;;) {
          const events = yield* timeline.follow(TENANT, after, BATCH)
          if (events.length === 0) return any ? yield* timeline.now : undefined
          any = true
          for (const event of events) see(event)
          after = events.at(-1)?.position ?? after
        }
      })
    )
  )
