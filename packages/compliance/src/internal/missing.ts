/** Facts without which no rule can speak: the person, the debts, the address; and facts that are dated later than the decision. */
import type { Facts, Id, Words } from "@forbear/core"
import type { Interval, RuleRef } from "../Interval.ts"
import { FOREVER } from "../Interval.ts"
import type { Question } from "./evaluate.ts"

/** The engine's own rule: what is not known never sends. */
const KNOWN: RuleRef = {
  id: "engine.known",
  pack: "engine",
  citation: "Forbear: a missing fact is unknown, and unknown never sends"
}

/** Channels that need no address on record. */
const WITHOUT_ADDRESS: ReadonlyArray<Words.Channel> = ["portal", "in_person"]

const interval = (
  from: number,
  to: number,
  reason: string,
  event: string,
  facts: ReadonlyArray<Id.EventId> = []
): Interval => ({
  from: from as Interval["from"],
  to: to as Interval["to"],
  verdict: "unknown",
  standing: "unknown_fact",
  rule: KNOWN,
  reason,
  facts,
  opens: to === FOREVER ? { _tag: "after", event } : { _tag: "time" }
})

const addressProblem = ({ facts, candidate, people }: Question): readonly [string, string] | undefined => {
  const { address, channel, act } = candidate
  if (act !== "contact") return undefined
  if (address === undefined) {
    return WITHOUT_ADDRESS.includes(channel) ? undefined : ["no address is named", "address.added"]
  }
  const known = facts.addresses.get(address)
  if (known === undefined) return ["the address is not on record", "address.added"]
  if (known.people.some((person) => people.includes(person))) return undefined
  return ["the address is not known to be this person's", "address.added"]
}

type Dated = { readonly at: number; readonly event: Id.EventId }

/** The tail of a history in order of `at`: what is dated later than the decision. */
const later = (history: ReadonlyArray<Dated>, at: number): ReadonlyArray<Dated> => {
  let from = history.length
  while (from > 0 && (history[from - 1]?.at ?? 0) > at) from -= 1
  return history.slice(from)
}

const histories = (facts: Facts.Facts): ReadonlyArray<ReadonlyArray<Dated>> => [
  facts.legal,
  facts.said,
  facts.conversations,
  facts.inbound,
  facts.preferences
]

/** The intervals of what is missing. */
export const missing = (question: Question): ReadonlyArray<Interval> => {
  const { facts, candidate, at } = question
  const out: Array<Interval> = []
  if (!facts.people.has(candidate.person)) {
    out.push(interval(at, FOREVER, "the person is not on record", "person.recorded"))
  }
  const debts =
    candidate.chargedTo === undefined ? candidate.debts : [...candidate.debts, candidate.chargedTo]
  for (const debt of [...new Set(debts)].sort()) {
    if (!facts.debts.has(debt))
      out.push(interval(at, FOREVER, `debt ${debt} is not on record`, "debt.placed"))
  }
  const address = addressProblem(question)
  if (address !== undefined) out.push(interval(at, FOREVER, address[0], address[1]))
  for (const history of histories(facts)) {
    for (const fact of later(history, at)) {
      out.push(interval(at, fact.at, "a fact is dated later than this decision", "", [fact.event]))
    }
  }
  return out
}
