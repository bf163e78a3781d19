/** The plain types of the Promise face: strings, numbers, plain objects; no Effect anywhere. */
/** Channels of contact, in the field's words. */
export type ChannelName =
  | "voice_call"
  | "prerecorded_call"
  | "voicemail"
  | "sms"
  | "mms"
  | "rcs"
  | "whatsapp"
  | "email"
  | "letter"
  | "push"
  | "chat"
  | "portal"
  | "in_person"

/** A time that comes in: a `Date`, ISO 8601 with an offset, or anything with `epochMilliseconds`. */
export type Time = Date | string | { readonly epochMilliseconds: number }

/** Kinds of address that have an id. */
export type AddressType = "phone" | "email" | "postal" | "push" | "handle"

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
  /** The legal document that this is, if it is one: `validation_notice` and so on. */
  readonly document?: string
  /** Further data for the template: plain JSON. */
  readonly data?: Readonly<Record<string, unknown>>
  /** After this time it is pointless. */
  readonly notAfter?: Time
  /** Barred now but not later: `schedule` (the default) tries again then; `return` only says so. */
  readonly onDefer?: "schedule" | "return"
}

/** What calls that write also take. */
export interface CallOptions {
  /**
   * Aborting rejects with the signal's reason, and nothing leaves that had not left. What the provider has at that moment becomes
   * `unknown` until its receipt comes: ask again with the same key.
   */
  readonly signal?: AbortSignal
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
  readonly duties: ReadonlyArray<{
    readonly kind: string
    readonly element?: string
    readonly citation: string
  }>
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
  /** Why it was not sent now, in short sentences with their citations; empty when it was dispatched. */
  readonly why: ReadonlyArray<string>
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

/** A configured channel, as every adapter's factory gives it: the contract is `Channel` in `@forbear/channels`, told here by shape. */
export interface AnyChannel {
  readonly manifest: { readonly specVersion: 1; readonly name: string; readonly webhook: string | null }
  readonly name: string
  readonly senders: ReadonlyArray<{
    readonly id: string
    readonly channel: ChannelName
    readonly address: string
  }>
  readonly extraHosts: ReadonlyArray<string>
  readonly send: (
    message: never,
    context: never
  ) => Promise<{ readonly _tag: "accepted" | "rejected" | "unknown" }>
}
