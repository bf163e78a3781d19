/** The registry at an instant: every consent, every stop and every wish, and what became of each. */
import type { Facts, Id, Instant } from "@forbear/core"
import { canUndo, isStop, samePerson, type Said } from "./Precedence.ts"
import { contains, overlaps, widened } from "./Reach.ts"

/** A consent. `narrowedBy` are stops that took a part of it; ask `standing` about a certain contact. */
export interface ConsentState {
  readonly said: Said
  readonly status: "in_force" | "revoked" | "expired"
  readonly revokedBy: ReadonlyArray<Id.EventId>
  readonly narrowedBy: ReadonlyArray<Id.EventId>
}

/** A revocation or refusal. `narrowedBy` are later permissions that opened a part of it again. */
export interface StopState {
  readonly said: Said
  readonly status: "in_force" | "lifted"
  readonly liftedBy: ReadonlyArray<Id.EventId>
  readonly narrowedBy: ReadonlyArray<Id.EventId>
}

/** Everything said up to an instant, in order of when it was said. */
export interface Registry {
  readonly at: Instant.Instant
  readonly consents: ReadonlyArray<ConsentState>
  readonly stops: ReadonlyArray<StopState>
  /** Wishes that have not run out; the latest of each person last. */
  readonly preferences: ReadonlyArray<Facts.PreferenceFacts>
}

const concerns = (facts: Facts.Facts, stop: Said, consent: Said): boolean =>
  stop.addresses !== undefined ||
  stop.person === undefined ||
  consent.person === undefined ||
  samePerson(facts, consent.person).has(stop.person)

const consentState = (facts: Facts.Facts, consent: Said, at: Instant.Instant): ConsentState => {
  const stops = facts.said.filter(
    (said) =>
      isStop(said) &&
      said.at <= at &&
      said.at >= consent.at &&
      concerns(facts, said, consent) &&
      overlaps(widened(said), consent)
  )
  const revokedBy = stops.filter((stop) => contains(widened(stop), consent))
  const narrowedBy = stops.filter((stop) => !revokedBy.includes(stop))
  const isExpired = consent.expiresAt !== undefined && consent.expiresAt <= at
  return {
    said: consent,
    status: revokedBy.length > 0 ? "revoked" : isExpired ? "expired" : "in_force",
    revokedBy: revokedBy.map(({ event }) => event),
    narrowedBy: narrowedBy.map(({ event }) => event)
  }
}

const stopState = (facts: Facts.Facts, stop: Said, at: Instant.Instant): StopState => {
  const undoing = facts.said.filter((said) => {
    const same = said.person === undefined ? new Set<Id.PersonId>() : samePerson(facts, said.person)
    return canUndo(said, stop, same, at) && overlaps(said, widened(stop))
  })
  const isShared = stop.addresses !== undefined && undoing.length > 0 && sharesAddress(facts, stop)
  const liftedBy = isShared ? [] : undoing.filter((said) => contains(said, widened(stop)))
  return {
    said: stop,
    status: liftedBy.length > 0 ? "lifted" : "in_force",
    liftedBy: liftedBy.map(({ event }) => event),
    narrowedBy: undoing.filter((said) => !liftedBy.includes(said)).map(({ event }) => event)
  }
}

/** A stop at a shared address holds for its other users even after one of them opened it for herself. */
const sharesAddress = (facts: Facts.Facts, stop: Said): boolean =>
  (stop.addresses ?? []).some((address) => {
    const [first, ...others] = facts.addresses.get(address)?.people ?? []
    if (first === undefined) return false
    const same = samePerson(facts, first)
    return others.some((person) => !same.has(person))
  })

const byTime = (a: { readonly at: number }, b: { readonly at: number }): number => a.at - b.at

/** What had been said by `at` and what was in force then, as known to `facts`. Pure; a past instant gives the past state. */
export const inForce = (facts: Facts.Facts, at: Instant.Instant): Registry => {
  const said = facts.said.filter((entry) => entry.at <= at).sort(byTime)
  return {
    at,
    consents: said.filter(({ kind }) => kind === "consent").map((entry) => consentState(facts, entry, at)),
    stops: said.filter(isStop).map((entry) => stopState(facts, entry, at)),
    preferences: facts.preferences
      .filter((wish) => wish.at <= at && (wish.until === undefined || at < wish.until))
      .sort(byTime)
  }
}
