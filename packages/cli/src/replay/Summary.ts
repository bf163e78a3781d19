/** The summary of a timeline, folded from its events in order of commit: what was decided, sent, never sent, and what came of it. */
import type { Decision } from "@forbear/compliance"
import type { Events } from "@forbear/core"

/** A rule that said no, and how often. */
export interface RuleCount {
  readonly rule: string
  readonly pack: string
  readonly citation: string
  readonly count: number
}

/** Everything that is counted; plain JSON, the same for the same file, mapping and seed. */
export interface Summary {
  readonly events: number
  readonly people: number
  readonly debts: number
  readonly walks: {
    readonly begun: number
    readonly ended: Readonly<Record<string, number>>
    readonly held: number
  }
  /** What the journeys wanted to send. */
  readonly wishes: { readonly total: number; readonly sent: number; readonly neverSent: number }
  /** By channel: the provider's answer, then what became of it. */
  readonly attempts: Readonly<
    Record<
      string,
      {
        readonly total: number
        readonly answers: Readonly<Record<string, number>>
        readonly outcomes: Readonly<Record<string, number>>
      }
    >
  >
  readonly decisions: {
    readonly total: number
    readonly byOutcome: Readonly<Record<string, number>>
    readonly byRule: ReadonlyArray<RuleCount>
  }
  /** Why what was never sent was not: the last reason on record, commonest first. */
  readonly neverSent: ReadonlyArray<{ readonly reason: string; readonly count: number }>
  readonly heard: Readonly<Record<string, number>>
  /** Days from the first contact about a debt to its payment. */
  readonly daysToPayment: {
    readonly n: number
    readonly q1?: number
    readonly median?: number
    readonly q3?: number
  }
}

const DAY = 86_400_000

/** Counts words. */
const tally = () => {
  const counts = new Map<string, number>()
  return {
    add: (word: string, by = 1) => void counts.set(word, (counts.get(word) ?? 0) + by),
    sorted: (): ReadonlyArray<readonly [string, number]> =>
      [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    get: (word: string) => counts.get(word) ?? 0,
    /** By name, so that two summaries compare. */
    record: (): Readonly<Record<string, number>> =>
      Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    size: () => counts.size
  }
}

/** The value below which a share of the sorted values lies, between neighbours by their distance (type 7 of Hyndman and Fan). */
export const quantile = (sorted: ReadonlyArray<number>, share: number): number | undefined => {
  if (sorted.length === 0) return undefined
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)] ?? 0
  const high = sorted[Math.ceil(place)] ?? low
  return Math.round((low + (high - low) * (place - Math.floor(place))) * 10) / 10
}

/** Facts of one run that counting needs to keep: small numbers and ids, one entry a wish or debt. */
const makeState = () => ({
  events: 0,
  people: new Set<string>(),
  debts: 0,
  begun: 0,
  held: new Set<string>(),
  ended: tally(),
  /** Wishes not sent yet, with the last reason; the base of an attempt's id. */
  open: new Map<string, { reason: string; waits: boolean }>(),
  wishes: 0,
  sent: new Set<string>(),
  channels: new Map<
    string,
    { total: number; answers: ReturnType<typeof tally>; outcomes: ReturnType<typeof tally> }
  >(),
  decisions: tally(),
  rules: new Map<string, { rule: string; pack: string; citation: string; count: number }>(),
  heard: tally(),
  firstContact: new Map<string, number>(),
  days: [] as Array<number>
})
type State = ReturnType<typeof makeState>

const channelOf = (state: State, channel: string) => {
  const known = state.channels.get(channel)
  if (known !== undefined) return known
  const made = { total: 0, answers: tally(), outcomes: tally() }
  state.channels.set(channel, made)
  return made
}

/** A second try of the same wish has the first one's id and a number. */
const wishOf = (attempt: string): string => attempt.replace(/~\d+$/, "")

const decided = (state: State, { body }: Events.StoredEvent<"decision.made">): void => {
  state.decisions.add(body.outcome)
  if (body.outcome === "permit") return
  const decision = body.decision as Decision
  const reasons = decision.intervals.filter((one) => one.from <= decision.at && one.to > decision.at)
  for (const { rule } of reasons) {
    const key = `${rule.pack} ${rule.id}`
    const known = state.rules.get(key) ?? {
      rule: rule.id,
      pack: rule.pack,
      citation: rule.citation,
      count: 0
    }
    state.rules.set(key, { ...known, count: known.count + 1 })
  }
  const wish = state.open.get(wishOf(body.attempt))
  if (wish === undefined) return
  // Several reasons may hold: one that time does not end outweighs one that it does.
  const heavy = reasons.find((one) => one.opens._tag !== "time") ?? reasons[0]
  wish.reason = heavy === undefined ? body.outcome : `${heavy.rule.id} [${heavy.rule.citation}]`
  wish.waits = body.outcome === "defer"
}

const stepped = (state: State, event: Events.StoredEvent<"journey.stepped">): void => {
  const occurrence = /\/step\/(\d+)$/.exec(event.id)?.[1] ?? "1"
  const commands = event.body.commands as ReadonlyArray<{ readonly _tag: string; readonly step?: string }>
  for (const [i, command] of commands.entries()) {
    if (command._tag !== "attempt") continue
    state.wishes++
    const key = `${event.body.instance}/${command.step ?? ""}/${occurrence}${i === 0 ? "" : `.${i}`}`
    if (!state.sent.has(key))
      state.open.set(key, { reason: "no working address for the channel", waits: false })
  }
  if ((event.body.state as { readonly held?: boolean }).held === true) state.held.add(event.body.instance)
}

const paid = (state: State, debt: string, at: number): void => {
  const first = state.firstContact.get(debt)
  if (first === undefined) return
  state.firstContact.delete(debt)
  state.days.push((at - first) / DAY)
}

const settled = (state: State, { body }: Events.StoredEvent<"attempt.settled">): void => {
  const { channel, result, reason } = body
  channelOf(state, channel).answers.add(result === "rejected" ? `rejected: ${reason ?? "unknown"}` : result)
  if (result !== "accepted" && result !== "unknown") {
    const wish = wishOf(body.attempt)
    state.sent.delete(wish)
    state.open.set(wish, { reason: `the provider refused it: ${reason ?? "unknown"}`, waits: false })
  }
}

/** Folds one event in. */
const fold = (state: State, event: Events.Stored): void => {
  state.events++
  switch (event.kind) {
    case "person.recorded":
      state.people.add(event.body.person)
      break
    case "debt.placed":
      state.debts++
      break
    case "journey.entered":
      state.begun++
      break
    case "journey.ended":
      state.ended.add(event.body.why)
      break
    case "journey.stepped":
      stepped(state, event)
      break
    case "decision.made":
      decided(state, event)
      break
    case "attempt.dispatched": {
      const wish = wishOf(event.body.attempt)
      channelOf(state, event.body.channel).total++
      state.sent.add(wish)
      state.open.delete(wish)
      for (const debt of event.body.debts) {
        if (!state.firstContact.has(debt)) state.firstContact.set(debt, event.occurredAt)
      }
      break
    }
    case "attempt.settled":
      settled(state, event)
      break
    case "attempt.resolved":
      channelOf(state, event.body.channel).outcomes.add(event.body.outcome)
      break
    case "payment.recorded":
      if (event.body.result !== "failed") paid(state, event.body.debt, event.occurredAt)
      break
    case "message.received":
    case "contact.refused":
    case "hold.placed":
    case "preference.stated":
    case "conversation.held":
    case "dispute.raised":
      state.heard.add(event.kind)
      break
    default:
  }
}

const summaryOf = (state: State): Summary => {
  const reasons = tally()
  for (const { reason, waits } of state.open.values())
    reasons.add(waits ? `${reason}, until it was too late` : reason)
  const days = [...state.days].sort((a, b) => a - b)
  const q = { q1: quantile(days, 0.25), median: quantile(days, 0.5), q3: quantile(days, 0.75) }
  return {
    events: state.events,
    people: state.people.size,
    debts: state.debts,
    walks: { begun: state.begun, ended: state.ended.record(), held: state.held.size },
    wishes: { total: state.wishes, sent: state.wishes - state.open.size, neverSent: state.open.size },
    attempts: Object.fromEntries(
      [...state.channels]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([channel, { total, answers, outcomes }]) => [
          channel,
          { total, answers: answers.record(), outcomes: outcomes.record() }
        ])
    ),
    decisions: {
      total: state.decisions.sorted().reduce((sum, [, n]) => sum + n, 0),
      byOutcome: state.decisions.record(),
      byRule: [...state.rules.values()].sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1))
    },
    neverSent: reasons.sorted().map(([reason, count]) => ({ reason, count })),
    heard: state.heard.record(),
    daysToPayment: {
      n: days.length,
      ...(q.q1 === undefined || q.median === undefined || q.q3 === undefined
        ? {}
        : { q1: q.q1, median: q.median, q3: q.q3 })
    }
  }
}

/** Sums up events that are given one by one, in order. */
export const summing = () => {
  const state = makeState()
  return { add: (event: Events.Stored) => fold(state, event), summary: () => summaryOf(state) }
}
