/** The answer for one contact at one instant: granted, refused, or nothing said. */
import type { Facts, Id, Instant } from "@forbear/core"
import { mayPermit } from "./Entitled.ts"
import { canUndo, isLive, isStop, samePerson, type Said } from "./Precedence.ts"
import { covers, touches, type Target } from "./Reach.ts"

/** What the registry says, and the events that say it. Law decides what follows: a grant never widens what a rule forbids. */
export type Standing =
  | { readonly _tag: "granted"; readonly by: ReadonlyArray<Id.EventId> }
  | { readonly _tag: "refused"; readonly by: ReadonlyArray<Id.EventId> }
  | { readonly _tag: "none" }

/** Whom a contact is meant for; `person` is always known. */
export interface PersonTarget extends Target {
  readonly person: Id.PersonId
}

/** A stop that names an address holds for everybody who uses it; one that names nobody at all holds for everybody. */
const isFor = (stop: Said, same: ReadonlySet<Id.PersonId>): boolean =>
  stop.addresses !== undefined || stop.person === undefined || same.has(stop.person)

/**
 * What was said about contacting this person there, like that, about that, as known to `facts` and in force at `at`. Pure;
 * the order of `facts.said` does not matter.
 */
export const standing = (facts: Facts.Facts, target: PersonTarget, at: Instant.Instant): Standing => {
  const same = samePerson(facts, target.person)
  const stops = facts.said.filter(
    (said) => isStop(said) && said.at <= at && isFor(said, same) && touches(said, target)
  )
  const permissions = facts.said.filter(
    (said) => !isStop(said) && said.person !== undefined && same.has(said.person) && covers(said, target)
  )
  const standingStops = stops.filter((stop) => !permissions.some((said) => canUndo(said, stop, same, at)))
  if (standingStops.length > 0) return { _tag: "refused", by: ids(standingStops) }
  const grants = permissions.filter(
    (said) =>
      said.kind === "consent" &&
      mayPermit(said.by) &&
      isLive(said, at) &&
      stops.every((stop) => stop.at < said.at)
  )
  return grants.length > 0 ? { _tag: "granted", by: ids(grants) } : { _tag: "none" }
}

const ids = (said: ReadonlyArray<Said>): ReadonlyArray<Id.EventId> =>
  [...said].sort((a, b) => a.at - b.at || (a.event < b.event ? -1 : 1)).map(({ event }) => event)
