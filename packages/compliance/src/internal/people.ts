/** Who is one person, and how people stand to each other, by the links on record. */
import type { Facts, Id } from "@forbear/core"

type Relation = Facts.PersonFacts["links"][number]["relation"]

/** The person and everybody linked by one of the relations, through any number of links, in order of id. */
export const joined = (
  facts: Facts.Facts,
  person: Id.PersonId,
  relations: ReadonlyArray<Relation>
): ReadonlyArray<Id.PersonId> => {
  const found = [person]
  for (const one of found) {
    for (const link of facts.people.get(one)?.links ?? []) {
      if (relations.includes(link.relation) && !found.includes(link.person)) found.push(link.person)
    }
  }
  return found.length === 1 ? found : found.sort()
}

/** The person under every record that is known to be theirs. */
export const same = (facts: Facts.Facts, person: Id.PersonId): ReadonlyArray<Id.PersonId> =>
  joined(facts, person, ["same_person"])

/** How the person stands to somebody else by a direct link: the relations on record. */
export const relationsTo = (
  facts: Facts.Facts,
  people: ReadonlyArray<Id.PersonId>,
  other: Id.PersonId
): ReadonlyArray<Relation> =>
  people.flatMap((person) =>
    (facts.people.get(person)?.links ?? [])
      .filter((link) => link.person === other)
      .map(({ relation }) => relation)
  )
