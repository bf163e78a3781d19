/**
 * Sets of instants as sorted, disjoint, half-open ranges in one flat list: `[from, to, from, to, ...]`.
 * Whole numbers only; the same functions serve milliseconds and day numbers.
 */

/** `[from0, to0, from1, to1, ...]` with `from0 < to0 < from1 < to1`; the empty list is the empty set. */
export type Ranges = ReadonlyArray<number>

/** The empty set. */
export const NONE: Ranges = []

/** Appends [from, to) to a list under construction whose ranges come in order of `from`; joins what touches, drops what is empty. */
export const push = (into: Array<number>, from: number, to: number): void => {
  if (from >= to) return
  const last = into.length - 1
  const end = into[last]
  if (end === undefined || from > end) into.push(from, to)
  else if (to > end) into[last] = to
}

/** The union of ranges in any order, overlapping or not, given as a flat list of pairs. */
export const normalise = (pairs: ReadonlyArray<number>): Ranges => {
  if (pairs.length <= 2) return (pairs[0] ?? 0) < (pairs[1] ?? 0) ? pairs : NONE
  const order: Array<number> = []
  for (let i = 0; i < pairs.length; i += 2) order.push(i)
  order.sort((a, b) => (pairs[a] ?? 0) - (pairs[b] ?? 0))
  const out: Array<number> = []
  for (const i of order) push(out, pairs[i] ?? 0, pairs[i + 1] ?? 0)
  return out
}

/** What is in either set. */
export const union = (a: Ranges, b: Ranges): Ranges => {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const out: Array<number> = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && (a[i] ?? 0) <= (b[j] ?? 0))) {
      push(out, a[i] ?? 0, a[i + 1] ?? 0)
      i += 2
    } else {
      push(out, b[j] ?? 0, b[j + 1] ?? 0)
      j += 2
    }
  }
  return out
}

/** What is in both sets. */
export const intersect = (a: Ranges, b: Ranges): Ranges => {
  const out: Array<number> = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const endA = a[i + 1] ?? 0
    const endB = b[j + 1] ?? 0
    push(out, Math.max(a[i] ?? 0, b[j] ?? 0), Math.min(endA, endB))
    if (endA <= endB) i += 2
    else j += 2
  }
  return out
}

/** What of [lo, hi) is not in the set. */
export const complement = (a: Ranges, lo: number, hi: number): Ranges => {
  const out: Array<number> = []
  let from = lo
  for (let i = 0; i < a.length && from < hi; i += 2) {
    push(out, from, Math.min(a[i] ?? 0, hi))
    from = Math.max(from, a[i + 1] ?? 0)
  }
  push(out, from, hi)
  return out
}

/** What is in the first set and not in the second. */
export const subtract = (a: Ranges, b: Ranges): Ranges =>
  a.length === 0 || b.length === 0 ? a : intersect(a, complement(b, a[0] ?? 0, a[a.length - 1] ?? 0))

/** The set moved by so much, later if positive. */
export const shift = (a: Ranges, by: number): Ranges => a.map((bound) => bound + by)

/** Is the instant in the set? */
export const contains = (a: Ranges, at: number): boolean => {
  for (let i = 0; i < a.length; i += 2) {
    if (at < (a[i] ?? 0)) return false
    if (at < (a[i + 1] ?? 0)) return true
  }
  return false
}

/** The range of the set that contains the instant, as a set; empty if none does. */
export const rangeAt = (a: Ranges, at: number): Ranges => {
  for (let i = 0; i < a.length; i += 2) {
    if (at < (a[i] ?? 0)) return NONE
    if (at < (a[i + 1] ?? 0)) return a.slice(i, i + 2)
  }
  return NONE
}
