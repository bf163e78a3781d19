/** One set of functions under two faces: what the Promise face declares, as Effects. */
import type { Engine } from "@forbear/outreach"
import type * as Effect from "effect/Effect"

/** The same functions, answering with an Effect where the Promise face answers with a promise. */
export type Face<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer X>
    ? (...args: A) => Effect.Effect<X, Engine.OutreachError>
    : never
}

/** Turns a face of Effects back into promises. */
export const promised = <T extends object>(
  face: Face<T>,
  go: <A>(effect: Effect.Effect<A, Engine.OutreachError>) => Promise<A>
): T =>
  Object.fromEntries(
    Object.entries<(...args: ReadonlyArray<unknown>) => Effect.Effect<unknown, Engine.OutreachError>>(
      face
    ).map(([name, method]) => [name, (...args: ReadonlyArray<unknown>) => go(method(...args))])
  ) as T
