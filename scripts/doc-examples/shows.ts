/** The assertion behind `// => value` in a document. */
import { inspect, isDeepStrictEqual } from "node:util"

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** Passes if the value (awaited) reads as `expected`: as `util.inspect` prints it, as JSON, or as plain text. */
export const shows = async (given: unknown, expected: string, line: number): Promise<void> => {
  const value = await given
  const printed = inspect(value, { breakLength: Infinity, depth: 12, compact: 3, sorted: false })
  if (printed === expected || String(value) === expected) return
  if (printed.replaceAll("'", '"') === expected.replaceAll("'", '"')) return
  const json = parsed(expected)
  const plain = parsed(JSON.stringify(value) ?? "")
  if (json !== undefined && plain !== undefined && isDeepStrictEqual(plain.value, json.value)) return
  throw new Error(`line ${line}: the document says\n  ${expected}\nbut the example gives\n  ${printed}`)
}
