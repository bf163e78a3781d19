/**
 * `cooldown`: after an event, nothing by some channels until so many local dates later, the event's date being day one. A dial
 * whose outcome nobody knows may have been a conversation: unknown (12 CFR 1006.14(b)(2)(i)(B)).
 */
import { type Facts, type Id, Scope } from "@forbear/core"
import * as Schema from "effect/Schema"
import * as Counting from "../algebra/Counting.ts"
import type * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind, ScopeAsk } from "../Kind.ts"
import { mayBeConversation, ownCall } from "../internal/attempts.ts"
import { exemptCalls } from "../internal/callConsent.ts"
import { chargedDebts, debtKey, openDebts } from "../internal/debts.ts"
import * as Scopes from "../internal/scopes.ts"
import { Channels, Days } from "./Params.ts"

const Params = Schema.Struct({
  after: Schema.Literals(["conversation"]),
  /** The event's own local date is day one; contact opens on the date that is so many days later. */
  days: Days,
  per: Schema.Literals(["debt", "person"]),
  /** The channels that wait. */
  channels: Channels,
  /** Calls within this many dates of consent given directly to this collector need not wait. */
  consentDays: Schema.optionalKey(Days),
  oneDebtPerAccount: Schema.optionalKey(Schema.Array(Schema.String))
})

/** Parameters of `cooldown`. */
export type CooldownParams = typeof Params.Type

/** No zone is behind UTC or ahead of it by more than a day: the latest instant at which any date so many days later begins. */
const latestAnywhere = (at: number, days: number): number => at + (days + 1) * 86_400_000

const keysOf = (ask: Ask, params: CooldownParams, debts: ReadonlyArray<Id.DebtId>) =>
  debts.map((debt) => debtKey(ask.facts, debt, params.oneDebtPerAccount))

const isAbout = (
  ask: Ask,
  params: CooldownParams,
  key: string | undefined,
  debts: ReadonlyArray<Id.DebtId>
): boolean => key === undefined || keysOf(ask, params, openDebts(ask, debts)).includes(key)

const held = (
  ask: Ask,
  params: CooldownParams,
  talk: Facts.ConversationFacts,
  key: string | undefined
): Steps.Span => {
  const { zones, unknown } = ask.where
  const end =
    zones.length === 0
      ? latestAnywhere(talk.at, params.days)
      : Counting.daysAfter(zones, talk.at, params.days)
  return {
    from: talk.at,
    to: end,
    verdict: zones.length === 0 || unknown !== undefined ? "unknown" : "blocked",
    reason: `a conversation${key === undefined ? "" : ` about ${key}`} was held; its date is day one of ${params.days}`,
    facts: [talk.event],
    opens: { _tag: "time" }
  }
}

const open = (ask: Ask, params: CooldownParams, dial: Facts.AttemptFacts): Steps.Span => ({
  from: dial.from,
  to:
    ask.where.zones.length === 0
      ? latestAnywhere(dial.until, params.days)
      : Counting.daysAfter(ask.where.zones, dial.until, params.days),
  verdict: "unknown",
  reason: "a call was placed or is due and nobody has recorded how it went: it may have been a conversation",
  facts: [dial.event],
  opens: { _tag: "after", event: "attempt.resolved" }
})

const spansFor = (ask: Ask, params: CooldownParams, key: string | undefined): ReadonlyArray<Steps.Span> => {
  const since = latestAnywhere(ask.at, -params.days - 2)
  const exempt: Ranges.Ranges =
    params.consentDays === undefined ? [] : exemptCalls(ask, params.consentDays, key)
  const spans: Array<Steps.Span> = []
  for (let i = ask.facts.conversations.length - 1; i >= 0; i -= 1) {
    const talk = ask.facts.conversations[i]
    if (talk === undefined || talk.at < since) break
    if (ask.people.includes(talk.person) && isAbout(ask, params, key, talk.debts))
      spans.push(held(ask, params, talk, key))
  }
  for (const dial of ask.attempts) {
    if (dial.until < since || !mayBeConversation(dial) || !ask.people.includes(dial.person)) continue
    const isTold = ask.facts.conversations.some((talk) => talk.attempt === dial.id)
    if (!isTold && isAbout(ask, params, key, chargedDebts(ask, dial))) spans.push(open(ask, params, dial))
  }
  return Steps.except(spans, exempt)
}

const evaluate = (ask: Ask, params: CooldownParams): Answer => {
  if (!params.channels.includes(ask.candidate.channel)) return {}
  const keys: ReadonlyArray<string | undefined> =
    params.per === "person" ? [undefined] : [...new Set(keysOf(ask, params, ask.debts))].sort()
  const spans: Array<Steps.Span> = []
  for (const key of keys) spans.push(...spansFor(ask, params, key))
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
  return {
    spans: call === undefined ? spans : Steps.except(spans, [call.from, call.to]),
    read: spans.flatMap(({ facts }) => facts)
  }
}

const scopes = (ask: ScopeAsk, params: CooldownParams): ReadonlyArray<Scope.ScopeKey> => [
  ...Scopes.personAndDebts(ask),
  ...(params.oneDebtPerAccount === undefined
    ? []
    : ask.debts.flatMap((debt) => {
        const account = ask.facts.debts.get(debt)?.account
        return account === undefined ? [] : [Scope.account(account)]
      }))
]

/** Nothing by some channels for so many dates after an event. */
export const cooldown: Kind<CooldownParams> = { kind: "cooldown", params: Params, evaluate, scopes }
