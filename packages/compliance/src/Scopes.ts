/** The scopes that a decision reads: what must not have moved between deciding and reserving. */
import { type Facts, Scope } from "@forbear/core"
import type { Candidate } from "./Candidate.ts"
import { applies, coveredDebts, debtsOf } from "./internal/evaluate.ts"
import { same } from "./internal/people.ts"
import { kinds } from "./Kinds.ts"
import type { Pack, Rule } from "./Rule.ts"
import { ofPeople } from "./Whereabouts.ts"

/** The scopes that one rule counts by, in order; none when it does not apply or its kind is not known. */
export const scopesFor = (
  rule: Rule,
  candidate: Candidate,
  facts: Facts.Facts
): ReadonlyArray<Scope.ScopeKey> => {
  const people = same(facts, candidate.person)
  const kind = kinds.get(rule.kind)
  if (kind === undefined || !applies(rule, candidate, ofPeople(facts, people))) return []
  const debts = coveredDebts(facts, debtsOf(facts, candidate, people), rule.appliesTo)
  return [...new Set(kind.scopes({ facts, candidate, people, debts }, rule.params))].sort()
}

/**
 * Every scope that a decision about the candidate reads, in order: the person under every record known to be theirs, the debts,
 * the address, the event that is answered, the tenant, and what the rules of the packs count by.
 */
export const scopesOf = (
  candidate: Candidate,
  facts: Facts.Facts,
  packs: ReadonlyArray<Pack>
): ReadonlyArray<Scope.ScopeKey> => {
  const people = same(facts, candidate.person)
  const debts = debtsOf(facts, candidate, people)
  const found = new Set<Scope.ScopeKey>([Scope.tenant, ...people.map(Scope.person), ...debts.map(Scope.debt)])
  if (candidate.address !== undefined) found.add(Scope.address(candidate.address))
  if (candidate.inReplyTo !== undefined) found.add(Scope.once(candidate.inReplyTo))
  for (const pack of packs) {
    for (const rule of pack.rules) for (const key of scopesFor(rule, candidate, facts)) found.add(key)
  }
  return [...found].sort()
}
