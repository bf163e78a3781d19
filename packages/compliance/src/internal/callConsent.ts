/** Calls that the person asked for: not counted, and permitted beyond the frequencies (12 CFR 1006.14(b)(3)(i)). */
import type { Facts, Id } from "@forbear/core"
import * as Counting from "../algebra/Counting.ts"
import * as Ranges from "../algebra/Ranges.ts"
import type { Ask } from "../Kind.ts"
import { mayBeConversation } from "./attempts.ts"
import { chargedDebts, debtKey } from "./debts.ts"
import { endedAt, grantReaches, mediaOf } from "./reach.ts"

/** A conversation after the consent, and not the one in which it was given. */
const isLater = (held: Facts.ConversationFacts, { at, evidence }: Facts.SaidFacts): boolean =>
  held.at > at && (evidence === undefined || (held.event !== evidence && held.call !== evidence))

/**
 * The stretches in which calls rest on consent given directly to this collector: from its receipt, day one, for so many dates;
 * shorter if it says so; ended by withdrawal and by any conversation about the debt (comment 14(b)(3)(i)-2), or a dial that may
 * have become one.
 */
export const exemptCalls = (ask: Ask, days: number, key: string | undefined): Ranges.Ranges => {
  const { facts, candidate, where } = ask
  const { zones } = where
  if (zones.length === 0 || where.unknown !== undefined) return Ranges.NONE
  const debts = key === undefined ? ask.debts : ask.debts.filter((debt) => matches(facts, debt, key))
  const target = { candidate, people: ask.people, debts }
  const pairs: Array<number> = []
  facts.said.forEach((consent, index) => {
    if (consent.kind !== "consent" || consent.to !== "collector" || consent.at > ask.at) return
    if (!grantReaches(consent, target, mediaOf([candidate.channel]))) return
    const ended = endedAt(facts, index, target)
    const talk = facts.conversations.find(
      (held) =>
        isLater(held, consent) &&
        ask.people.includes(held.person) &&
        (held.debts.length === 0 || held.debts.some((debt) => debts.includes(debt)))
    )
    const dial = ask.attempts.find(
      (attempt) =>
        attempt.until > consent.at &&
        mayBeConversation(attempt) &&
        ask.people.includes(attempt.person) &&
        chargedDebts(ask, attempt).some((debt) => debts.includes(debt))
    )
    const last = Counting.daysAfterAtMost(zones, consent.at, days)
    const ends = [consent.expiresAt, ended?.at, talk?.at, dial?.from]
    pairs.push(consent.at, Math.min(last, ...ends.map((end) => end ?? Infinity)))
  })
  return Ranges.normalise(pairs)
}

const matches = (facts: Facts.Facts, debt: Id.DebtId, key: string): boolean =>
  key === debtKey(facts, debt, undefined) || key === debtKey(facts, debt, "every")
