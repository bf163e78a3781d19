/** A strict parser for form bodies and queries, in the canonical order in which Twilio signs them. */
import type { Params } from "../Webhook.ts"

type Pair = readonly [name: string, value: string]

const maxParams = 1_000
const notVisibleAscii = /[^\x21-\x7e]/

const hex = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** `+` is a space; every `%` needs two hex digits; the bytes must be UTF-8. Throws URIError otherwise. */
const decode = (text: string): string => {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text
  let at = spaced.indexOf("%")
  if (at === -1) return spaced
  let out = ""
  let from = 0
  while (at !== -1) {
    const high = hex(spaced.charCodeAt(at + 1))
    const low = hex(spaced.charCodeAt(at + 2))
    if (high < 0 || low < 0 || high > 7) return decodeURIComponent(spaced)
    out += spaced.slice(from, at) + String.fromCharCode(high * 16 + low)
    from = at + 3
    at = spaced.indexOf("%", from)
  }
  return out + spaced.slice(from)
}

const byNameThenValue = (a: Pair, b: Pair): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0

/** Sorted by UTF-16 code units, each pair once: repeated values of one name are a set, as in the official library. */
export const canonicalParams = (pairs: ReadonlyArray<Pair>): Params => {
  const sorted = [...pairs].sort(byNameThenValue)
  return sorted.filter((pair, index) => {
    const before = sorted[index - 1]
    return before === undefined || before[0] !== pair[0] || before[1] !== pair[1]
  })
}

/** Splits `name=value&…` in the order given; undefined if any part is not what a form encoder writes. */
const split = (text: string): Array<Pair> | undefined => {
  const pairs: Array<Pair> = []
  let from = 0
  while (from <= text.length) {
    const amp = text.indexOf("&", from)
    const end = amp === -1 ? text.length : amp
    const equals = text.indexOf("=", from)
    if (equals <= from || equals > end || pairs.length === maxParams) return undefined
    pairs.push([decode(text.slice(from, equals)), decode(text.slice(equals + 1, end))])
    from = end + 1
  }
  return pairs
}

/**
 * At most 1,000 non-empty `name=value` parts in visible ASCII, percent-encoding of UTF-8 complete; undefined otherwise.
 * Lenient parsers read a stray `%`, a byte that is not UTF-8 or a missing `=` in ways that let two bodies mean one.
 */
export const parseForm = (text: string): Params | undefined => {
  if (notVisibleAscii.test(text)) return undefined
  try {
    const pairs = split(text)
    return pairs === undefined ? undefined : canonicalParams(pairs)
  } catch {
    return undefined
  }
}

/** Names and values without separators, which is what is signed. */
export const concatenated = (params: Params): string => {
  let out = ""
  for (const pair of params) out += pair[0] + pair[1]
  return out
}
