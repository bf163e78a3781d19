/** What this process has under way: who asks for the same key meanwhile waits for the answer. Says nothing about other processes. */
import type { Id, Timeline } from "@forbear/core"
import type { Engine } from "../Engine.ts"

const flights = new WeakMap<Timeline.TimelineShape, Map<Id.AttemptId, Set<Promise<void>>>>()

/** The dispatch of this attempt is under way here: resolves when its result is on record, or cannot be. */
export const of = (
  { timeline }: Pick<Engine, "timeline">,
  id: Id.AttemptId
): Promise<unknown> | undefined => {
  const under = flights.get(timeline)?.get(id)
  return under === undefined ? undefined : Promise.all(under)
}

/** Begins a flight; the function that is given ends it. */
export const begin = ({ timeline }: Pick<Engine, "timeline">, id: Id.AttemptId): (() => void) => {
  const all = flights.get(timeline) ?? new Map<Id.AttemptId, Set<Promise<void>>>()
  const under = all.get(id) ?? new Set<Promise<void>>()
  flights.set(timeline, all)
  all.set(id, under)
  const { promise, resolve } = Promise.withResolvers<void>()
  under.add(promise)
  return () => {
    under.delete(promise)
    if (under.size === 0) all.delete(id)
    resolve()
  }
}
