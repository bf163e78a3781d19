/**
 * Coalescing: appends that arrive while one is being waited for go to the store together, in one durable commit, and are
 * answered one by one. Callers still make single calls.
 */
import type { Id, Timeline } from "@forbear/core"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

type Answer = Effect.Effect<ReadonlyArray<Timeline.AppendResult>, Timeline.TimelineError>

interface Waiting {
  readonly tenant: Id.TenantId
  /** The caller's services, its clock among them. */
  readonly services: Context.Context<never>
  readonly items: ReadonlyArray<Timeline.AppendItem>
  readonly answer: (answer: Answer) => void
}

/** Items of one commit, at most: a long one keeps readers waiting. */
const MOST = 128

/** A timeline whose concurrent appends share commits. An append alone is as it was, one turn of the event loop later. */
export const coalesced = (timeline: Timeline.TimelineShape): Timeline.TimelineShape => {
  let waiting: Array<Waiting> = []
  let scheduled = false

  const alone = async (one: Waiting): Promise<void> => {
    one.answer(await Effect.runPromiseExitWith(one.services)(timeline.append(one.tenant, one.items)))
  }

  const together = async (batch: ReadonlyArray<Waiting>): Promise<void> => {
    const [first] = batch
    if (first === undefined) return
    if (batch.length === 1) return alone(first)
    const exit = await Effect.runPromiseExitWith(first.services)(
      timeline.append(
        first.tenant,
        batch.flatMap(({ items }) => items)
      )
    )
    // One caller's broken item must not fail the others: each is asked again by itself. Should the batch have been written after
    // all, its events are found there and nobody believes that they are theirs.
    if (Exit.isFailure(exit)) {
      for (const one of batch) await alone(one)
      return
    }
    let from = 0
    for (const { items, answer } of batch) {
      answer(Effect.succeed(exit.value.slice(from, from + items.length)))
      from += items.length
    }
  }

  const flush = async (): Promise<void> => {
    scheduled = false
    const batch = waiting
    waiting = []
    const byTenant = Map.groupBy(batch, ({ tenant }) => tenant)
    for (const group of byTenant.values()) {
      for (let from = 0; from < group.length; from += MOST) await together(group.slice(from, from + MOST))
    }
  }

  return {
    ...timeline,
    append: (tenant, items) =>
      Effect.flatMap(Effect.context<never>(), (services) =>
        Effect.callback<ReadonlyArray<Timeline.AppendResult>, Timeline.TimelineError>((answer) => {
          waiting.push({ tenant, services, items, answer })
          if (scheduled) return
          scheduled = true
          setImmediate(() => void flush())
        })
      )
  }
}
