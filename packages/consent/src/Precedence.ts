/**
 * What undoes what. A stop beats every permission of the same instant or before; only a later, express, evidenced act of
 * the same consumer, which names what the stop named, undoes it.
 */
import type { Facts, Id, Instant } from "@forbear/core"
import { mayPermit, mayUndo } from "./Entitled.ts"

/** Something said, one entry of `facts.said`. */
export type Said = Facts.SaidFacts

/** Is it a stop: a revocation of permission, or the refusal of a medium or an address? */
export const isStop = (said: Said): boolean => said.kind === "revocation" || said.kind === "refusal"

/** Had it been said, and was it not expired, at the instant? */
export const isLive = (said: Said, at: Instant.Instant): boolean =>
  said.at <= at && (said.expiresAt === undefined || at < said.expiresAt)

/** The ids under which the host knows one natural person, found through `same_person` links; always holds the given id. */
export const samePerson = (facts: Facts.Facts, person: Id.PersonId): ReadonlySet<Id.PersonId> => {
  const found = new Set([person])
  for (const id of found) {
    for (const link of facts.people.get(id)?.links ?? []) {
      if (link.relation === "same_person") found.add(link.person)
    }
  }
  return found
}

/** May a permission given by one person undo a stop of another? Only the one who stopped, or the user of an address whose stop named nobody. */
const isSameVoice = (permission: Said, stop: Said, same: ReadonlySet<Id.PersonId>): boolean => {
  if (permission.person === undefined) return false
  if (stop.person === undefined) return permission.addresses !== undefined
  return permission.person === stop.person || (same.has(permission.person) && same.has(stop.person))
}

/** A wide permission does not undo a narrow stop: what the stop named, the permission must name too. */
const namesWhatStopNamed = (permission: Said, stop: Said): boolean => {
  if (stop.addresses !== undefined) return permission.addresses !== undefined
  if (stop.channels !== undefined)
    return permission.channels !== undefined || permission.addresses !== undefined
  return true
}

/**
 * Is this permission of a kind that can undo that stop at all? It must be later, live, by somebody entitled, evidenced, not
 * an import, of the same voice, and name what the stop named. `refusal.lifted` undoes refusals only. Reach is judged apart.
 */
export const canUndo = (
  permission: Said,
  stop: Said,
  same: ReadonlySet<Id.PersonId>,
  at: Instant.Instant
): boolean =>
  (permission.kind === "consent" || (permission.kind === "lifted" && stop.kind === "refusal")) &&
  isLive(permission, at) &&
  permission.at > stop.at &&
  permission.evidence !== undefined &&
  mayPermit(permission.by) &&
  mayUndo(permission.via) &&
  isSameVoice(permission, stop, same) &&
  namesWhatStopNamed(permission, stop)
