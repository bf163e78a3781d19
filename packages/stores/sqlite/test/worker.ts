/** A process that appends to one scope of a shared file until told otherwise; it prints the ids that were acknowledged. */
import { SqliteTimeline } from "@forbear/store-sqlite"
import { Events, Instant, Scope, type Id } from "@forbear/core"
import { Effect } from "effect"

const [filename = "", name = "", count = "0"] = process.argv.slice(2)
const tenant = "acme" as Id.TenantId
const person = "p1" as Id.PersonId
const scope = Scope.person(person)

const event = (id: string) =>
  Events.make("payment.missed", {
    id: id as Id.EventId,
    tenant,
    occurredAt: Instant.make(0),
    source: { system: "host" },
    body: {
      debt: "d1" as Id.DebtId,
      person,
      dueOn: "2026-03-01",
      amount: { amount: "1.00", currency: "USD" }
    }
  })

/** Takes the next version of the scope, whoever else wants it; `round` events of ours are won one after another. */
const win = (timeline: SqliteTimeline.SqliteTimelineShape, round: number): Effect.Effect<number, unknown> =>
  Effect.gen(function* () {
    const version = (yield* timeline.read(tenant, [scope], { limit: 1 })).versions.get(scope) ?? 0
    const [result] = yield* timeline.append(tenant, [
      { events: [event(`${name}-${round}`), event(`${name}-${round}-twin`)], expect: [{ scope, version }] }
    ])
    return result?._tag === "appended" ? version : yield* win(timeline, round)
  })

await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const timeline = yield* SqliteTimeline.make({ filename, busyTimeoutMillis: 30_000 })
      for (let round = 0; round < Number(count); round++) {
        const version = yield* win(timeline, round)
        process.stdout.write(`${name}-${round} ${version}\n`)
        yield* Effect.yieldNow
      }
    })
  )
)
