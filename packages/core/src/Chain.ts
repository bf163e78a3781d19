/**
 * Tamper evidence for one scope: each event's hash, and heads that bind an event to everything before it.
 * Anybody with the entries can recompute them: SHA-256 over canonical JSON, with a prefix for each use.
 */
import * as crypto from "node:crypto"
import * as Canonical from "./Canonical.ts"

/** One link: the position in its scope counted from 1, the event as stored (plain JSON), its hash and the head after it, both hexadecimal. */
export interface Entry {
  readonly sequence: number
  readonly event: unknown
  readonly hash: string
  readonly head: string
}

/**
 * What `verify` found: `at` is the index of the first entry at which the record is no longer what was written.
 * `altered`: the event or its link was changed. `missing`: events before it, or after the last, are gone.
 * `inserted`: it was not there. `reordered`: it belongs elsewhere.
 */
export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly at: number
      readonly why: "altered" | "missing" | "reordered" | "inserted"
    }

/** What is known from elsewhere, such as a signed checkpoint: the head before the first entry and after the last, and the first sequence. */
export interface Anchors {
  readonly before?: string
  readonly firstSequence?: number
  readonly head?: string
}

/** The head of a scope in which nothing was recorded. */
export const GENESIS = "0".repeat(64)

const sha256 = (text: string): string => crypto.hash("sha256", text, "hex")

/** Hexadecimal SHA-256 of `forbear:event:1`, a line feed, and an event's canonical JSON. */
export const hashEvent = (canonical: string): string => sha256(`forbear:event:1\n${canonical}`)

/** The hash of an event that is plain JSON; throws `CanonicalError` if it is not. */
export const hash = (event: unknown): string => hashEvent(Canonical.stringify(event))

/** The head after an event: hexadecimal SHA-256 of `forbear:link:1`, the head before it and its hash, each on a line. */
export const link = (previousHead: string, eventHash: string): string =>
  sha256(`forbear:link:1\n${previousHead}\n${eventHash}`)

const follows = (head: string, entry: Entry): boolean => link(head, entry.hash) === entry.head

const isAltered = (entry: Entry): boolean => {
  try {
    return hash(entry.event) !== entry.hash
  } catch {
    return true
  }
}

/** Why the entry at `index` does not follow the head before it. */
const diagnose = (
  entries: ReadonlyArray<Entry>,
  index: number,
  before: string,
  expected: number
): Verdict => {
  const entry = entries[index]!
  if (isAltered(entry)) return { ok: false, at: index, why: "altered" }
  const headAt = (position: number): string => (position < 0 ? before : entries[position]!.head)
  for (let earlier = index - 2; earlier >= -1; earlier -= 1) {
    if (follows(headAt(earlier), entry)) return { ok: false, at: earlier + 1, why: "inserted" }
  }
  const next = entries.findIndex((other, position) => position > index && follows(headAt(index - 1), other))
  if (next === -1) return { ok: false, at: index, why: entry.sequence > expected ? "missing" : "altered" }
  const skipped = entries.slice(index, next)
  const returns = skipped.some((other) => follows(entries[next]!.head, other))
  const known = skipped.some(
    (other) => other.sequence > expected && other.sequence !== entries[next]!.sequence
  )
  return { ok: false, at: index, why: returns || known ? "reordered" : "inserted" }
}

/**
 * Checks one scope's entries, in order, and names the first that was altered, deleted, reordered or inserted.
 * Whoever recomputes every later hash, or cuts off the end, is found only by `anchors` kept elsewhere. An event that was
 * deleted while the rest were numbered anew cannot be told from an altered one and is called `altered`.
 */
export const verify = (entries: ReadonlyArray<Entry>, anchors: Anchors = {}): Verdict => {
  const before = anchors.before ?? GENESIS
  const first = anchors.firstSequence ?? 1
  let head = before
  for (const [index, entry] of entries.entries()) {
    if (!follows(head, entry)) return diagnose(entries, index, before, first + index)
    if (isAltered(entry) || entry.sequence !== first + index) return { ok: false, at: index, why: "altered" }
    head = entry.head
  }
  if (anchors.head === undefined || anchors.head === head) return { ok: true }
  const seen = entries.findIndex((entry) => entry.head === anchors.head)
  return seen === -1
    ? { ok: false, at: entries.length, why: "missing" }
    : { ok: false, at: seen + 1, why: "inserted" }
}
