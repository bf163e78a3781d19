/**
 * Canonical JSON: one text for each JSON value, as RFC 8785 (JSON Canonicalization Scheme) defines it.
 * What is hashed, sealed or compared byte for byte goes through here.
 */
import * as Schema from "effect/Schema"

/** A value that has no canonical JSON; `path` is a JSON Pointer (RFC 6901) in which unusual keys are written `*`. */
export class CanonicalError extends Schema.TaggedError<CanonicalError>()("CanonicalError", {
  path: Schema.String,
  message: Schema.String
}) {}

/** Deeper than any event, shallow enough for every stack. */
const MAX_DEPTH = 200

/** Keys that are field names; any other may be somebody's data and stays out of errors. */
const FIELD = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/

/** What is wrong, and where, from the inside out. */
class Refusal {
  readonly problem: string
  readonly path: Array<string> = []
  constructor(problem: string) {
    this.problem = problem
  }
}

const text = (value: string): string => {
  if (value.isWellFormed()) return JSON.stringify(value)
  throw new Refusal("is text with half of a surrogate pair; send well-formed Unicode")
}

const number = (value: number): string => {
  if (Number.isFinite(value)) return JSON.stringify(value)
  throw new Refusal("is not a finite number; leave it out or write it as text")
}

/** Runs the inner step and adds where it was to a refusal. */
const within = (key: string, value: unknown, depth: number): string => {
  try {
    return write(value, depth + 1)
  } catch (error) {
    if (error instanceof Refusal) error.path.unshift(key)
    throw error
  }
}

const array = (value: ReadonlyArray<unknown>, depth: number): string => {
  let out = "["
  for (let index = 0; index < value.length; index += 1) {
    out += (index === 0 ? "" : ",") + within(String(index), value[index], depth)
  }
  return `${out}]`
}

const isPlain = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const object = (value: object, depth: number): string => {
  if (!isPlain(value)) throw new Refusal("is not a plain object; write dates and the like as text or numbers")
  let out = "{"
  for (const key of Object.keys(value).sort()) {
    out += `${out === "{" ? "" : ","}${text(key)}:${within(key, value[key], depth)}`
  }
  return `${out}}`
}

const write = (value: unknown, depth: number): string => {
  if (depth > MAX_DEPTH) throw new Refusal(`is nested more than ${MAX_DEPTH} deep, or refers to itself`)
  if (typeof value === "string") return text(value)
  if (typeof value === "number") return number(value)
  if (typeof value === "boolean") return value ? "true" : "false"
  if (value === null) return "null"
  if (Array.isArray(value)) return array(value, depth)
  if (typeof value === "object") return object(value, depth)
  if (typeof value === "undefined") throw new Refusal("is undefined; leave the key out or write null")
  throw new Refusal(`is a ${typeof value}; JSON has none, write it as text`)
}

const pointer = (path: ReadonlyArray<string>): string =>
  path.map((key) => `/${FIELD.test(key) || /^\d+$/.test(key) ? key : "*"}`).join("")

/**
 * The canonical text of a plain JSON value. Throws `CanonicalError` for `undefined`, bigints, functions, symbols, NaN, infinities,
 * lone surrogates, objects with a class, and nesting beyond 200: it never drops anything silently.
 */
export const stringify = (value: unknown): string => {
  try {
    return write(value, 0)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const path = pointer(error.path)
    throw new CanonicalError({ path, message: `${path === "" ? "value" : path} ${error.problem}` })
  }
}
