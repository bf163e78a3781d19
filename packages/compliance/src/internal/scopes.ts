/** The scopes that kinds count by, as lists. */
import { type Id, Scope } from "@forbear/core"
import type { ScopeAsk } from "../Kind.ts"

/** The person, under every record known to be theirs. */
export const person = ({ people }: Pick<ScopeAsk, "people">): ReadonlyArray<Scope.ScopeKey> =>
  people.map(Scope.person)

/** The person and the debts. */
export const personAndDebts = (ask: ScopeAsk): ReadonlyArray<Scope.ScopeKey> => [
  ...person(ask),
  ...ask.debts.map(Scope.debt)
]

/** The person and the address that is used. */
export const personAndAddress = (ask: ScopeAsk): ReadonlyArray<Scope.ScopeKey> => [
  ...person(ask),
  ...address(ask)
]

/** The address that is used. */
export const address = ({ candidate }: ScopeAsk): ReadonlyArray<Scope.ScopeKey> =>
  candidate.address === undefined ? [] : [Scope.address(candidate.address)]

/** The permission to answer an event once. */
export const once = ({ candidate }: ScopeAsk): ReadonlyArray<Scope.ScopeKey> =>
  candidate.inReplyTo === undefined ? [] : [Scope.once(candidate.inReplyTo)]

/** Other people whose facts are read as well. */
export const others = (people: ReadonlyArray<Id.PersonId>): ReadonlyArray<Scope.ScopeKey> =>
  people.map(Scope.person)
