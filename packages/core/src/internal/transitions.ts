/** Offsets of one zone over a span of time, found by asking Intl at regular steps and halving each step in which they change. */

/** `offsets[i]`, in milliseconds, holds from `starts[i]` until `starts[i + 1]`; the first start is minus infinity. */
export interface Transitions {
  readonly starts: Float64Array
  readonly offsets: Float64Array
}

/** The last index whose start is not after the instant. */
export const indexAt = (table: Transitions, ms: number): number => {
  const { starts } = table
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (starts[middle]! <= ms) low = middle
    else high = middle - 1
  }
  return low
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
  return { starts: Float64Array.from(starts), offsets: Float64Array.from(offsets) }
}
