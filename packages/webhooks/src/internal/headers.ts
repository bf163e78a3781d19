/** Reads one header that must occur exactly once, from every shape of header collection. */
import type { HeaderSource, RefusalReason } from "../Webhook.ts"

/** The value, or why there is none. */
export type HeaderValue = { readonly value: string } | { readonly reason: RefusalReason }

const missing: HeaderValue = { reason: "missing_header" }
const duplicate: HeaderValue = { reason: "duplicate_header" }
const malformed: HeaderValue = { reason: "malformed_header" }

const single = (values: ReadonlyArray<unknown>): HeaderValue => {
  if (values.length === 0) return missing
  if (values.length > 1) return duplicate
  const value = values[0]
  if (typeof value !== "string") return malformed
  if (value === "") return missing
  // `Headers`, and node for most names, join repeated headers with ", ", which no value of these schemes contains.
  return value.includes(", ") ? duplicate : { value }
}

const isLookup = (source: HeaderSource): source is { readonly get: (name: string) => string | null } =>
  typeof (source as { readonly get?: unknown }).get === "function"

/** `name` is lower-case. */
export const readHeader = (source: HeaderSource, name: string): HeaderValue => {
  if (isLookup(source)) {
    const value: unknown = source.get(name)
    return value === null || value === undefined ? missing : single([value])
  }
  const values: Array<unknown> = []
  if (Array.isArray(source)) {
    for (const pair of source as ReadonlyArray<readonly [unknown, unknown]>) {
      if (typeof pair[0] === "string" && pair[0].length === name.length && pair[0].toLowerCase() === name)
        values.push(pair[1])
    }
    return single(values)
  }
  const record = source as Readonly<Record<string, unknown>>
  for (const key of Object.keys(record)) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue
    const value = record[key]
    if (value === undefined) continue
    if (Array.isArray(value)) values.push(...(value as ReadonlyArray<unknown>))
    else values.push(value)
  }
  return single(values)
}

/** The media type in lower case without parameters; empty if there is none or more than one. */
export const mediaType = (source: HeaderSource): string => {
  const found = readHeader(source, "content-type")
  if (!("value" in found)) return ""
  const end = found.value.indexOf(";")
  return (end === -1 ? found.value : found.value.slice(0, end)).trim().toLowerCase()
}
