/** Offsets of one zone over a span of time, found by asking Intl at regular steps and halving each step in which they change. */

/** `offsets[i]`, in milliseconds, holds from `starts[i]` until `starts[i + 1]`; the first start is minus infinity. */
export interface Transitions {
  readonly starts: Float64Array
  readonly offsets: Float64Array
  readonly from: number
  /** The index that holds at the start of each span of `BUCKET` milliseconds after `from`, so that a look-up is a division. */
  readonly buckets: Uint16Array
}

/** Thirty days in milliseconds: about one transition at most. */
const BUCKET = 2_592_000_000

/** The last index whose start is not after the instant. */
export const indexAt = (table: Transitions, ms: number): number => {
  const { starts, buckets } = table
  const bucket = Math.floor((ms - table.from) / BUCKET)
  let index = bucket < 0 ? 0 : bucket < buckets.length ? buckets[bucket]! : starts.length - 1
  while (index + 1 < starts.length && starts[index + 1]! <= ms) index += 1
  return index
}

const bucketsOf = (starts: ReadonlyArray<number>, from: number, until: number): Uint16Array => {
  const buckets = new Uint16Array(Math.ceil((until - from) / BUCKET))
  let index = 0
  for (let bucket = 0; bucket < buckets.length; bucket += 1) {
    while (index + 1 < starts.length && starts[index + 1]! <= from + bucket * BUCKET) index += 1
    buckets[bucket] = index
  }
  return buckets
}

/** Milliseconds ahead of UTC as Intl says; it writes `GMT`, `GMT-07:00` or, for old local mean times, `GMT-00:44:30`. */
const readOffset = (text: string): number => {
  const from = text.lastIndexOf("GMT") + 3
  if (from >= text.length) return 0
  const [hours = "0", minutes = "0", seconds = "0"] = text.slice(from + 1).split(":")
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
  return text.charAt(from) === "-" ? -size : size
}

/** The transitions of a zone from one instant to another; a change that is undone within one `step` (milliseconds) may be missed. */
export const transitionsBetween = (zone: string, from: number, until: number, step: number): Transitions => {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
  const offsetAt = (ms: number): number => readOffset(format.format(ms))
  let known = offsetAt(from)
  const starts = [Number.NEGATIVE_INFINITY]
  const offsets = [known]
  for (let before = from; before < until; before += step) {
    const after = Math.min(before + step, until)
    const next = offsetAt(after)
    if (next === known) continue
    let low = Math.floor(before / 1_000)
    let high = Math.ceil(after / 1_000)
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(middle * 1_000) === known) low = middle
      else high = middle
    }
    starts.push(high * 1_000)
    offsets.push(next)
    known = next
  }
  return {
    starts: Float64Array.from(starts),
    offsets: Float64Array.from(offsets),
    from,
    buckets: bucketsOf(starts, from, until)
  }
}
