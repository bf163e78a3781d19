/**
 * `cap`: at most so many acts in a window, per key. Every window that contains the instant must have room, reservations for
 * later included; an act whose outcome is not known counts if any outcome would (12 CFR 1006.14(b)).
 */
import { type Facts, type Id, Scope, Words } from "@forbear/core"
import * as Schema from "effect/Schema"
import * as Counting from "../algebra/Counting.ts"
import type * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind, ScopeAsk } from "../Kind.ts"
import { isAct, isWrongParty, ownCall } from "../internal/attempts.ts"
import { exemptCalls } from "../internal/callConsent.ts"
import { chargedDebts, debtKey, openDebts } from "../internal/debts.ts"
import { joined, relationsTo } from "../internal/people.ts"
import * as Scopes from "../internal/scopes.ts"
import { Channels, Count, Days, Purposes } from "./Params.ts"

const Window = Schema.Union([
  Schema.Struct({
    _tag: Schema.Literal("rolling_days"),
    days: Days,
    basis: Schema.Literals(["dates", "hours", "later"])
  }),
  Schema.Struct({
    _tag: Schema.Literal("calendar"),
    unit: Schema.Literals(["day", "week", "month"]),
    weekStartsOn: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 })))
  })
])
const Outcome = Schema.Union([Words.CallOutcome, Words.MessageOutcome])

const Params = Schema.Struct({
  /** How many fit. */
  count: Count,
  /** Every one of these windows must have room. */
  windows: Schema.Array(Window).check(Schema.isMinLength(1)),
  /** What is counted: acts, acts that reached the person, conversations. */
  unit: Schema.Literals(["attempt", "contact", "conversation"]),
  /** The channels that are counted together. */
  channels: Channels,
  /** What the count is kept by. */
  per: Schema.Array(Schema.Literals(["person", "debt", "account", "address"])).check(Schema.isMinLength(1)),
  /** Linked people who share one count with the person. */
  together: Schema.optionalKey(Schema.Array(Schema.Literals(["spouse", "co_debtor"]))),
  /** Outcomes that do not count. */
  neverCounts: Schema.optionalKey(Schema.Array(Outcome)),
  exceptPurposes: Schema.optionalKey(Purposes),
  /** Answers to what the person sent do not count. */
  exceptReplies: Schema.optionalKey(Schema.Boolean),
  /** Calls within this many dates of consent given directly to this collector do not count (day one is its receipt). */
  consentDays: Schema.optionalKey(Days),
  /** Types of debt of which one account is one debt. */
  oneDebtPerAccount: Schema.optionalKey(Schema.Array(Schema.String)),
  /** People to whom calls do not count: the debtor's attorney. */
  exceptRelations: Schema.optionalKey(Schema.Array(Schema.Literals(["attorney"])))
})

/** Parameters of `cap`. */
export type CapParams = typeof Params.Type

/** A reservation may span as far as the longest horizon; older acts are points. */
const LONGEST_RESERVATION = 366 * 86_400_000

const REACHED: ReadonlyArray<Facts.Outcome> = [
  "answered",
  "answered_dropped",
  "voicemail",
  "sent",
  "delivered",
  "read"
]

const isCounted = (ask: Ask, params: CapParams, attempt: Facts.AttemptFacts): boolean => {
  const { outcome } = attempt
  if (!isAct(attempt) || !params.channels.includes(attempt.channel)) return false
  if (outcome !== undefined && params.neverCounts?.includes(outcome) === true) return false
  if (params.unit !== "attempt" && outcome !== undefined && !REACHED.includes(outcome)) return false
  if (params.exceptPurposes?.includes(attempt.purpose) === true) return false
  if (params.exceptReplies === true && attempt.inReplyTo !== undefined) return false
  return !isWrongParty(ask.facts, attempt.address)
}

/** Acts and conversations inside the reach of the windows, as stretches in which they fall. */
const itemsOf = (
  ask: Ask,
  params: CapParams,
  people: ReadonlyArray<Id.PersonId>,
  key: string | undefined,
  exempt: Ranges.Ranges
): ReadonlyArray<Facts.AttemptFacts | Facts.ConversationFacts> => {
  const since = ask.at - Math.max(...params.windows.map(Counting.reach))
  const found: Array<Facts.AttemptFacts | Facts.ConversationFacts> = []
  if (params.unit === "conversation") {
    for (const held of ask.facts.conversations) {
      if (held.at < since || !people.includes(held.person)) continue
      if (key === undefined || debtKeys(ask, params, openDebts(ask, held.debts)).includes(key))
        found.push(held)
    }
  }
  for (let i = ask.attempts.length - 1; i >= 0; i -= 1) {
    const attempt = ask.attempts[i]
    if (attempt === undefined || attempt.from < since - LONGEST_RESERVATION) break
    if (attempt.until < since || !people.includes(attempt.person) || !isCounted(ask, params, attempt))
      continue
    if (params.unit === "conversation" && attempt.outcome !== undefined) continue
    if (params.per.includes("address") && attempt.address !== ask.candidate.address) continue
    if (isExempt(attempt, exempt)) continue
    if (key === undefined || debtKeys(ask, params, chargedDebts(ask, attempt)).includes(key))
      found.push(attempt)
  }
  return found
}

const isExempt = ({ from, until }: Facts.AttemptFacts, exempt: Ranges.Ranges): boolean => {
  for (let i = 0; i < exempt.length; i += 2)
    if (from >= (exempt[i] ?? 0) && until < (exempt[i + 1] ?? 0)) return true
  return false
}

const debtKeys = (ask: Ask, params: CapParams, debts: ReadonlyArray<Id.DebtId>): ReadonlyArray<string> =>
  debts.map((debt) =>
    debtKey(ask.facts, debt, params.per.includes("account") ? "every" : params.oneDebtPerAccount)
  )

const isExcused = (ask: Ask, { exceptRelations, exceptPurposes }: CapParams): boolean => {
  if (exceptPurposes?.includes(ask.candidate.purpose) === true) return true
  if (exceptRelations === undefined) return false
  return ask.debts.every((debt) => {
    const owner = ask.facts.debts.get(debt)?.person
    if (owner === undefined || ask.people.includes(owner)) return false
    return relationsTo(ask.facts, ask.people, owner).some((relation) =>
      exceptRelations.some((one) => one === relation)
    )
  })
}

const spansFor = (
  ask: Ask,
  params: CapParams,
  people: ReadonlyArray<Id.PersonId>,
  key: string | undefined
) => {
  const exempt = params.consentDays === undefined ? [] : exemptCalls(ask, params.consentDays, key)
  const items = itemsOf(ask, params, people, key, exempt)
  if (items.length < params.count) return { spans: [], items }
  const facts = items.map(({ event }) => event).sort()
  const about = key === undefined ? "" : ` about ${key}`
  if (ask.where.zones.length === 0) return { spans: [uncountable(ask, facts)], items }
  const stretches = items.map((item) => ("at" in item ? { from: item.at, until: item.at } : item))
  const spans = params.windows.flatMap((window) =>
    Steps.over(Counting.full(ask.where.zones, window, stretches, params.count), {
      verdict: "blocked",
      reason: `${items.length} counted ${params.unit}s${about} are on record; ${params.count} fit in ${nameOf(window)}`,
      facts,
      opens: { _tag: "time" }
    })
  )
  return { spans: Steps.except(spans, exempt), items }
}

const nameOf = (window: Counting.Window): string =>
  window._tag === "calendar" ? `one calendar ${window.unit}` : `${window.days} consecutive days`

const uncountable = (ask: Ask, facts: ReadonlyArray<Id.EventId>): Steps.Span => ({
  from: ask.at,
  to: FOREVER,
  verdict: "unknown",
  reason: `local dates cannot be counted: ${ask.where.unknown ?? "no time zone is in evidence"}`,
  facts,
  opens: { _tag: "after", event: "address.added with a time zone in evidence" }
})

const evaluate = (ask: Ask, params: CapParams): Answer => {
  if (!params.channels.includes(ask.candidate.channel) || isExcused(ask, params)) return {}
  const people =
    params.together === undefined
      ? ask.people
      : joined(ask.facts, ask.candidate.person, ["same_person", ...params.together])
  const perDebt = params.per.includes("debt") || params.per.includes("account")
  const keys: ReadonlyArray<string | undefined> = perDebt
    ? [...new Set(debtKeys(ask, params, ask.debts))].sort()
    : [undefined]
  const spans: Array<Steps.Span> = []
  const read = new Set<Id.EventId>()
  for (const key of keys) {
    const one = spansFor(ask, params, people, key)
    spans.push(...one.spans)
    for (const { event } of one.items) read.add(event)
  }
  const stale = ask.stale(params.channels)
  if (stale !== undefined) {
    spans.push({
      from: ask.at,
      to: FOREVER,
      verdict: "unknown",
      reason: stale,
      facts: [],
      opens: { _tag: "after", event: "watermark.moved" }
    })
  }
  const call = ownCall(ask)
  return { spans: call === undefined ? spans : Steps.except(spans, [call.from, call.to]), read: [...read] }
}

const scopes = (ask: ScopeAsk, params: CapParams): ReadonlyArray<Scope.ScopeKey> => [
  ...Scopes.others(joined(ask.facts, ask.candidate.person, ["same_person", ...(params.together ?? [])])),
  ...(params.per.includes("debt") || params.per.includes("account") ? ask.debts.map(Scope.debt) : []),
  ...(params.per.includes("account") || params.oneDebtPerAccount !== undefined
    ? ask.debts.flatMap((debt) => {
        const account = ask.facts.debts.get(debt)?.account
        return account === undefined ? [] : [Scope.account(account)]
      })
    : []),
  ...(params.per.includes("address") ? Scopes.address(ask) : [])
]

/** At most so many acts in a window. */
export const cap: Kind<CapParams> = { kind: "cap", params: Params, evaluate, scopes }
