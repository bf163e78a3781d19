/** Which debts an act is about, by the law's ways of charging calls to debts. */
import type { Facts, Id } from "@forbear/core"
import type { Ask } from "../Kind.ts"

/** The key that a debt is counted under: itself, or its account where one account is one debt (12 CFR 1006.14(b)(4)). */
export const debtKey = (
  facts: Facts.Facts,
  debt: Id.DebtId,
  oneDebtPerAccount: ReadonlyArray<string> | "every" | undefined
): string => {
  const known = facts.debts.get(debt)
  if (known === undefined || oneDebtPerAccount === undefined) return `debt ${debt}`
  const isMerged = oneDebtPerAccount === "every" || oneDebtPerAccount.includes(known.type)
  return isMerged ? `account ${known.account}` : `debt ${debt}`
}

/** The debts themselves; when none is named, every debt that the act may have been about. */
export const openDebts = (ask: Ask, debts: ReadonlyArray<Id.DebtId>): ReadonlyArray<Id.DebtId> =>
  debts.length === 0 ? ask.debts : debts

/**
 * The debts that a call is charged to. Unanswered: the one that the collector chose, else all that it was about. Turned into a
 * conversation: also every debt that was discussed and that the collector had called about. Not known: all that it may become
 * (12 CFR 1006.14(b)(4), comments -1 and -2).
 */
export const chargedDebts = (ask: Ask, attempt: Facts.AttemptFacts): ReadonlyArray<Id.DebtId> => {
  const { chargedTo, debts } = attempt
  if (chargedTo === undefined) return openDebts(ask, debts)
  if (attempt.outcome === undefined) return [chargedTo, ...debts]
  const held = ask.facts.conversations.find((conversation) => conversation.attempt === attempt.id)
  return [chargedTo, ...(held?.debts ?? []).filter((debt) => debts.includes(debt))]
}
