/** Asking an adapter: one call, bounded in time whatever the adapter does; what it throws is a defect of its own. */
import type { Channel, ChannelContext } from "@forbear/channels"
import * as Effect from "effect/Effect"
import { now, type Engine } from "../Engine.ts"

/** After the signal fired, an adapter has this long to say what it knows; milliseconds. */
const GRACE = 1_000

/** What came of it: the answer, or how there was none. */
export type Asked<A> =
  | { readonly _tag: "answered"; readonly value: A }
  | { readonly _tag: "timeout" }
  | { readonly _tag: "defect" }

/** Calls an adapter once. Interruption and the engine's time limit abort its signal; nothing is waited for without end. */
export const ask = Effect.fnUntraced(function* <A>(
  engine: Engine,
  channel: Channel,
  go: (context: ChannelContext) => Promise<A>
) {
  const at = yield* now(engine)
  return yield* Effect.promise(async (interrupted): Promise<Asked<A>> => {
    const limit = AbortSignal.timeout(engine.sendTimeoutMillis)
    const signal = AbortSignal.any([interrupted, limit])
    let patience: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<Asked<A>>((resolve) => {
      patience = setTimeout(() => resolve({ _tag: "timeout" }), engine.sendTimeoutMillis + GRACE)
    })
    const answer = (async () => go(engine.context(channel, signal, () => at)))().then(
      (value): Asked<A> => ({ _tag: "answered", value }),
      (error: unknown): Asked<A> => {
        if (signal.aborted) return { _tag: "timeout" }
        engine.log({
          event: "adapter.defect",
          adapter: channel.name,
          error: error instanceof Error ? error.name : typeof error
        })
        return { _tag: "defect" }
      }
    )
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(patience)
    }
  })
})
