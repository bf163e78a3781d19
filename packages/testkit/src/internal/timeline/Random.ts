/** A small seeded source of choices, so that a failing program can be run again. */

/** Choices that follow from a seed. */
export interface Random {
  /** A whole number from 0 to `below`, exclusive. */
  readonly below: (below: number) => number
  /** One of the values. */
  readonly pick: <A>(values: readonly [A, ...ReadonlyArray<A>]) => A
  /** True in `percent` of a hundred cases. */
  readonly chance: (percent: number) => boolean
}

/** Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export const random = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    pick: (values) => values[below(values.length)] ?? values[0],
    chance: (percent) => next() * 100 < percent
  }
}
