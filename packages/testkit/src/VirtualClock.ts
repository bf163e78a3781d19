/** A clock that stands still until it is moved, and never goes back: the store's clock in tests and simulation. */

/** Epoch milliseconds, or ISO 8601 with an offset. */
export type StartTime = number | string

/** A clock to move. */
export interface VirtualClock {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Moves to an instant (epoch milliseconds); an earlier one than now leaves the clock as it is. */
  readonly set: (instant: number) => void
  /** Moves forward by milliseconds. Throws `RangeError` for a negative or fractional number. */
  readonly advance: (millis: number) => void
  /** Now as ISO 8601 in UTC. */
  readonly iso: () => string
}

const read = (start: StartTime): number => {
  const instant = typeof start === "number" ? start : Date.parse(start)
  const zoned = typeof start === "number" || /(Z|[+-]\d{2}:\d{2})$/.test(start)
  if (!Number.isSafeInteger(instant) || !zoned) {
    throw new TypeError("virtualClock: start: give whole epoch milliseconds or ISO 8601 with an offset")
  }
  return instant
}

/** Starts a clock at an instant. Throws `TypeError` for what is none. */
export const virtualClock = (start: StartTime): VirtualClock => {
  let current = read(start)
  const set = (instant: number): void => {
    if (!Number.isSafeInteger(instant))
      throw new RangeError("virtualClock: set: give whole epoch milliseconds")
    current = Math.max(current, instant)
  }
  return {
    now: () => current,
    set,
    advance: (millis) => {
      if (!Number.isSafeInteger(millis) || millis < 0) {
        throw new RangeError("virtualClock: advance: give whole milliseconds, forward only")
      }
      set(current + millis)
    },
    iso: () => new Date(current).toISOString()
  }
}
