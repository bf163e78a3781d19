/** Builds the consent events, each checked before it exists: provenance, who may say it, its time, its reach. */
import { createHash } from "node:crypto"
import { Canonical, Events, Instant, type Event, type Id } from "@forbear/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { ConsentError } from "./ConsentError.ts"
import { mayPermit, mayUndo } from "./Entitled.ts"

type Kind = "consent.given" | "consent.revoked" | "contact.refused" | "refusal.lifted" | "preference.stated"

/** What every statement has beside its body. */
export interface Head {
  readonly tenant: Id.TenantId
  readonly source: Event.Source
  /** When it was said: a `Date`, an ISO 8601 text with an offset, or epoch milliseconds. */
  readonly occurredAt: Instant.Input
  /** The id of the event; without one it is derived from what was said and when, so that a file run again says nothing new. */
  readonly id?: Id.EventId
  /** The store's clock. When given, a statement dated after it is refused. */
  readonly now?: Instant.Instant
}

/** What a builder takes: the head and the body of the event, side by side. */
export type Statement<K extends Kind> = Head & Events.Body<K>

type Checked<K extends Kind> = Result.Result<Events.EventOf<K>, ConsentError>
type Problem = readonly [reason: ConsentError["reason"], field: string, fix: string]

const error = (kind: Kind, [reason, field, fix]: Problem): ConsentError =>
  new ConsentError({ reason, kind, field, message: `${kind}: ${field} ${fix}` })

const problemOf = (kind: Kind, input: Statement<Kind>): Problem | undefined => {
  const { provenance } = input
  if (provenance === undefined || provenance === null) {
    return ["NoProvenance", "provenance", "is missing; say how it was said and who said it"]
  }
  if (provenance.via === undefined)
    return ["NoProvenance", "provenance.via", "is missing; say how it was said"]
  if (provenance.by === undefined) return ["NoProvenance", "provenance.by", "is missing; say who said it"]
  switch (kind) {
    case "consent.given":
      return ofPermission(input)
    case "refusal.lifted":
      return ofPermission(input) ?? ofLift(input)
    case "preference.stated":
      return ofWish(input)
    case "consent.revoked":
    case "contact.refused":
      return ofStop(input)
  }
}

const ofPermission = ({ provenance }: Statement<Kind>): Problem | undefined =>
  mayPermit(provenance.by)
    ? undefined
    : [
        "NotEntitled",
        "provenance.by",
        "may not permit contact; only the consumer or her guardian, parent, estate or attorney may"
      ]

const ofLift = ({ provenance }: Statement<Kind>): Problem | undefined => {
  if (!mayUndo(provenance.via)) {
    return ["NotEntitled", "provenance.via", "must be her own act; a file or a provider's list lifts nothing"]
  }
  if (provenance.evidence === undefined) {
    return [
      "NoEvidence",
      "provenance.evidence",
      "is missing; refer to the call, message or document in which she lifted it"
    ]
  }
  return undefined
}

const ofStop = (input: Statement<Kind>): Problem | undefined => {
  const hasAddress = "addresses" in input && (input.addresses?.length ?? 0) > 0
  if (input.person === undefined && !hasAddress) {
    return ["NothingSaid", "person", "is missing; name the person, or the address that it came from"]
  }
  return undefined
}

const wishes = ["inconvenient", "notAt", "prefers", "language"] as const

const ofWish = (input: Statement<Kind>): Problem | undefined => {
  const body: Partial<Events.Body<"preference.stated">> = input
  const isEmpty = wishes.every((wish) => body[wish] === undefined || body[wish].length === 0)
  return isEmpty
    ? ["NothingSaid", "prefers", "is missing; state a wish: inconvenient, notAt, prefers or language"]
    : undefined
}

/** An empty list would read as "nothing", while an absent one means "any": neither is guessed. */
const emptyList = (body: object): string | undefined =>
  ["channels", "addresses", "debts", "purposes"].find((field) => {
    const list: unknown = (body as Record<string, unknown>)[field]
    return Array.isArray(list) && list.length === 0
  })

const timeProblem = (occurredAt: Instant.Instant, input: Statement<Kind>): Problem | undefined => {
  if (input.now !== undefined && occurredAt > input.now) {
    return ["BadTime", "occurredAt", "lies in the future; check the host's clock and the date's zone"]
  }
  if ("expiresAt" in input && input.expiresAt !== undefined && input.expiresAt <= occurredAt) {
    return ["BadTime", "expiresAt", "must come after occurredAt"]
  }
  if ("until" in input && input.until !== undefined && input.until <= occurredAt) {
    return ["BadTime", "until", "must come after occurredAt"]
  }
  return undefined
}

const instantOf = (kind: Kind, input: Head): Result.Result<Instant.Instant, ConsentError> => {
  try {
    return Result.succeed(Instant.from(input.occurredAt, "occurredAt"))
  } catch {
    return Result.fail(
      error(kind, [
        "BadTime",
        "occurredAt",
        "must be a Date, an ISO 8601 text with an offset, or epoch milliseconds"
      ])
    )
  }
}

/** The same words at the same instant are the same event, whoever tells us and however often. */
const derivedId = (kind: Kind, tenant: string, occurredAt: number, body: object): Id.EventId => {
  const text = Canonical.stringify({ kind, tenant, occurredAt, body })
  return `${kind}:${createHash("sha256").update(text).digest("hex").slice(0, 40)}` as Id.EventId
}

const build = <K extends Kind>(kind: K, input: Statement<K>): Checked<K> =>
  Result.gen(function* () {
    const { tenant, source, occurredAt: _, id, now: __, ...body } = input as Statement<Kind>
    const occurredAt = yield* instantOf(kind, input)
    const list = emptyList(body)
    const problem: Problem | undefined =
      list === undefined
        ? (problemOf(kind, input) ?? timeProblem(occurredAt, input))
        : ["NothingSaid", list, "is an empty list; leave it out to mean any"]
    if (problem !== undefined) return yield* Result.fail(error(kind, problem))
    const event = { id: id ?? kind, tenant, kind, occurredAt, source, body }
    const checked = yield* Result.mapError(
      Events.check(event),
      ({ field, message }) => new ConsentError({ reason: "Malformed", kind, field, message })
    )
    const named = { ...checked, id: id ?? derivedId(kind, tenant, occurredAt, checked.body) }
    return named as unknown as Events.EventOf<K>
  })

/** Permission given: `consent.given`. Refused without provenance or by somebody who may not permit. */
export const grant = (
  input: Statement<"consent.given">
): Effect.Effect<Events.EventOf<"consent.given">, ConsentError> =>
  Effect.fromResult(build("consent.given", input))

/** Permission withdrawn: `consent.revoked`. Anybody may say it, of a person or of an address alone. */
export const revoke = (
  input: Statement<"consent.revoked">
): Effect.Effect<Events.EventOf<"consent.revoked">, ConsentError> =>
  Effect.fromResult(build("consent.revoked", input))

/** A medium or an address refused, for every debt: `contact.refused` (12 CFR 1006.14(h)). Anybody may say it. */
export const refuse = (
  input: Statement<"contact.refused">
): Effect.Effect<Events.EventOf<"contact.refused">, ConsentError> =>
  Effect.fromResult(build("contact.refused", input))

/** A wish that lowers contact: `preference.stated`. At least one wish must be in it. */
export const prefer = (
  input: Statement<"preference.stated">
): Effect.Effect<Events.EventOf<"preference.stated">, ConsentError> =>
  Effect.fromResult(build("preference.stated", input))

/** A refusal taken back by the consumer herself, with evidence: `refusal.lifted`. It restores no consent. */
export const lift = (
  input: Statement<"refusal.lifted">
): Effect.Effect<Events.EventOf<"refusal.lifted">, ConsentError> =>
  Effect.fromResult(build("refusal.lifted", input))
