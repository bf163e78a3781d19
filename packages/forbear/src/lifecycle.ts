/** The life of one instance: what runs, what a signal ends, and how closing waits for both. */
import { setMaxListeners } from "node:events"
import type { Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import { ForbearError } from "./errors.ts"
import { asForbearError } from "./translate.ts"

/** How long `close` waits for calls in progress before it ends those that have not sent yet. */
const DRAIN = 10_000

/** Runs effects as promises until it is closed. */
export interface Lifecycle {
  /** Throws `FORBEAR_CLOSED` after `close`. */
  readonly open: () => void
  readonly isClosed: () => boolean
  readonly go: <A>(effect: Effect.Effect<A, Engine.OutreachError>, signal?: AbortSignal) => Promise<A>
  /** Runs until the signal aborts or `close` begins; both end it without an error. */
  readonly untilStopped: (
    effect: Effect.Effect<never, Engine.OutreachError>,
    signal?: AbortSignal
  ) => Promise<void>
  /** Waits, bounded, for what runs, then releases. Safe to call twice. */
  readonly close: () => Promise<void>
}

const closedError = () => new ForbearError("FORBEAR_CLOSED", "this instance was closed; create another")

const either = (own: AbortSignal, given: AbortSignal | undefined): AbortSignal =>
  given === undefined ? own : AbortSignal.any([given, own])

/** Begins a life that ends with `release`. */
export const begin = (release: () => Promise<void>): Lifecycle => {
  const stopping = new AbortController()
  const ending = new AbortController()
  setMaxListeners(0, stopping.signal, ending.signal)
  const pending = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  const open = (): void => {
    if (closed !== undefined) throw closedError()
  }
  const settled = () => Promise.allSettled(pending)
  const tracked = async <A>(start: () => Promise<A>): Promise<A> => {
    open()
    const running = start()
    pending.add(running)
    try {
      return await running
    } finally {
      pending.delete(running)
    }
  }
  const end = async (): Promise<void> => {
    stopping.abort()
    let timer: NodeJS.Timeout | undefined
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DRAIN)
    })
    await Promise.race([settled(), bound])
    clearTimeout(timer)
    ending.abort()
    await settled()
    await release()
  }
  return {
    open,
    isClosed: () => closed !== undefined,
    go: (effect, signal) =>
      tracked(async () => {
        signal?.throwIfAborted()
        try {
          return await Effect.runPromise(effect, { signal: either(ending.signal, signal) })
        } catch (error) {
          signal?.throwIfAborted()
          throw ending.signal.aborted ? closedError() : asForbearError(error)
        }
      }),
    untilStopped: (effect, signal) =>
      tracked(async () => {
        const until = either(stopping.signal, signal)
        try {
          await Effect.runPromise(effect, { signal: until })
        } catch (error) {
          if (!until.aborted) throw asForbearError(error)
        }
      }),
    close: () => (closed ??= end())
  }
}
