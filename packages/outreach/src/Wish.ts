/**
 * Wishes: what somebody asked for stays sealed in one timer under its key until it is settled, so that no crash loses it. Its
 * tries are numbered; each is an attempt of its own.
 */
import { createHash } from "node:crypto"
import { Scope, type Facts, type Id, type Instant, type Timeline, type Vault } from "@forbear/core"
import * as Effect from "effect/Effect"
import { misuse, wrap, type Engine } from "./Engine.ts"
import type { AttemptRequest } from "./Request.ts"

/** The name of a wish's timer. */
export const ATTEMPT = "attempt"

/** The longest payload that a store takes is 65,536; sealing makes text longer by a third. */
const MAX_SEALED = 60_000

/** The id of a try: the key itself, then numbered with `~`, which no key contains. */
export const nth = (key: string, number: number): Id.AttemptId =>
  (number === 1 ? key : `${key}~${number}`) as Id.AttemptId

/** The key of the wish that a try belongs to. */
export const keyOf = (id: Id.AttemptId): string => id.replace(/~\d+$/, "")

/** The scope that a wish's timer is kept in, whichever try is at hand. */
export const scopeOf = (key: string): Scope.ScopeKey => Scope.attempt(key as Id.AttemptId)

/** The tries of a wish that are on record, in their order. */
export const triesOf = (facts: Facts.Facts, key: string): ReadonlyArray<Facts.AttemptFacts> => {
  const found: Array<Facts.AttemptFacts> = []
  for (;;) {
    const id = nth(key, found.length + 1)
    const one = facts.attempts.find((attempt) => attempt.own && attempt.id === id)
    if (one === undefined) return found
    found.push(one)
  }
}

/** A key or id of at most `most` characters: a longer one ends in a hash of itself, so that two never become one. */
export const shortened = (text: string, most = 150): string =>
  text.length <= most ? text : `${text.slice(0, most - 33)}-${hash(text)}`

/** A key made of parts: safe characters only, never longer than a key may be, and never the same for other parts. */
export const keyFrom = (...parts: ReadonlyArray<string | number>): string => {
  const text = parts.join("/")
  const plain = text.replace(/[^A-Za-z0-9._:/@+-]/g, "-").replace(/^[^A-Za-z0-9]/, "k")
  return plain === text && text.length <= 150 ? text : `${plain.slice(0, 117)}-${hash(text)}`
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)

/** Seals a wish as the payload of its timer. */
export const sealed = Effect.fnUntraced(function* (
  engine: Pick<Engine, "tenant" | "vault">,
  request: AttemptRequest
) {
  const text = yield* engine.vault
    .seal(
      { tenant: engine.tenant, subject: `person:${request.person}`, field: "timer.attempt" },
      JSON.stringify(request)
    )
    .pipe(Effect.mapError(wrap("vault")))
  if (text.length > MAX_SEALED)
    return yield* misuse("data", "is too large; keep documents in the host's archive and link to them")
  return JSON.stringify({ person: request.person, request: text })
})

/** Opens the payload of a wish's timer. */
export const opened = Effect.fnUntraced(function* (
  engine: Pick<Engine, "tenant" | "vault">,
  payload: string
) {
  const { person, request } = JSON.parse(payload) as {
    readonly person: Id.PersonId
    readonly request: Vault.SealedText
  }
  const text = yield* engine.vault
    .open(request, { tenant: engine.tenant, subject: `person:${person}`, field: "timer.attempt" })
    .pipe(Effect.mapError(wrap("vault")))
  return JSON.parse(text) as AttemptRequest
})

/** Sets the timer: go on with the wish then. */
export const goOn = (key: string, dueAt: Instant.Instant, payload: string): Timeline.TimerChange => ({
  _tag: "set",
  scope: scopeOf(key),
  name: ATTEMPT,
  dueAt,
  payload
})

/** Cancels the timer: nothing is left to do. */
export const done = (key: string): Timeline.TimerChange => ({
  _tag: "cancel",
  scope: scopeOf(key),
  name: ATTEMPT
})
