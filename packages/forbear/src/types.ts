/** The plain types of the Promise face: strings, numbers, plain objects; no Effect anywhere. */
import type { Channel, ChannelName } from "@forbear/channels"

/** A time that comes in: a `Date`, ISO 8601 with an offset, or anything with `epochMilliseconds`. */
export type Time = Date | string | { readonly epochMilliseconds: number }

/** Money as plain JSON: `{ amount: "1240.50", currency: "USD" }`. */
export interface Amount {
  readonly amount: string
  readonly currency: string
}

/** An event as the host tells it. `id` is the idempotency key, unique for ever; the kinds and bodies are in `docs/10-events.md`. */
export interface HostEvent {
  readonly id: string
  readonly kind: string
  readonly occurredAt: Time
  readonly source?: { readonly system: string; readonly by?: string }
  readonly body: Readonly<Record<string, unknown>>
}

/** How many of the events that were told were new. */
export interface Recorded {
  readonly added: number
  readonly known: number
}

/** One wish to make contact. The same `key` never leads to a second contact. */
export interface AttemptInput {
  readonly key: string
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly purpose: string
  readonly template: string
  /** Channels that will do, best first; without them the person's preference and then every configured sender. */
  readonly channels?: ReadonlyArray<ChannelName>
  /** An address id, as `addressId` gives it. */
  readonly address?: string
  /** The event id of the inbound message or call that this answers. */
  readonly inReplyTo?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly notAfter?: Time
  readonly onDefer?: "schedule" | "return"
}

/** Why something is not allowed for a stretch of time. */
export interface Reason {
  readonly rule: string
  readonly pack: string
  readonly citation: string
  readonly reason: string
  readonly verdict: "blocked" | "unknown"
  readonly standing: string
  /** ISO 8601, UTC. */
  readonly from: string
  /** ISO 8601, UTC; absent when no time ends it. */
  readonly to?: string
  /** The events whose facts were read. */
  readonly facts: ReadonlyArray<string>
}

/** A decision about one channel, address and sender. */
export interface DecisionView {
  readonly outcome: "permit" | "defer" | "deny" | "unknown"
  readonly channel: ChannelName
  readonly sender: string
  readonly at: string
  /** The first instant at which it may happen by time alone. */
  readonly next?: string
  /** The event that would have to happen first. */
  readonly after?: string
  readonly reasons: ReadonlyArray<Reason>
  readonly duties: ReadonlyArray<{ readonly kind: string; readonly element?: string; readonly citation: string }>
  readonly packs: ReadonlyArray<string>
  /** The same, in sentences. */
  readonly explanation: ReadonlyArray<string>
}

/** When one channel and sender is open, and what closes it; together the stretches cover the days without a gap. ISO 8601, UTC. */
export interface CalendarView {
  readonly channel: ChannelName
  readonly sender: string
  readonly purpose: string
  readonly open: ReadonlyArray<{ readonly from: string; readonly to: string }>
  readonly closed: ReadonlyArray<{
    readonly from: string
    readonly to: string
    readonly rules: ReadonlyArray<{ readonly rule: string; readonly pack: string; readonly citation: string }>
    readonly reasons: ReadonlyArray<string>
  }>
}

/** The answer to an attempt; `decisions` is everything that was considered, refusals included. */
export interface AttemptResult {
  readonly outcome: "dispatched" | "unknown" | "rejected" | "scheduled" | "suppressed" | "needs_review"
  readonly attempt: string
  readonly channel?: ChannelName
  readonly sender?: string
  readonly providerId?: string
  /** The provider's reason and code, when it refused. */
  readonly reason?: string
  readonly code?: string
  /** When it will be tried again, ISO 8601. */
  readonly at?: string
  /** What would have to happen first. */
  readonly after?: string
  readonly decisions: ReadonlyArray<DecisionView>
}

/** An event as the timeline gives it back. Personal fields stay sealed. */
export interface TimelineEvent {
  readonly id: string
  readonly kind: string
  readonly position: number
  readonly occurredAt: string
  readonly recordedAt: string
  readonly source: { readonly system: string; readonly by?: string }
  readonly body: Readonly<Record<string, unknown>>
}

/** A line for the host's own notes. */
export interface Note {
  /** Stable: write it once per id. */
  readonly id: string
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly at: string
  /** At most six characters each, as older systems want them. */
  readonly action: string
  readonly result: string
  readonly text: string
}

/** Who the messages come from. */
export interface BusinessInput {
  readonly name: string
  readonly phone: string
  readonly address: string
}

/** What may be sent anywhere. `sandbox`, the default: only to this machine. `live` must be said. */
export type Mode = "sandbox" | "live"

/** One log line: words and ids only. */
export interface LogLine {
  readonly event: string
  readonly [detail: string]: string | number | boolean | undefined
}

/** A configured channel, as every adapter's factory gives it. */
export type AnyChannel = Channel
