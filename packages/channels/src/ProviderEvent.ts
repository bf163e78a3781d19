/** The provider event vocabulary, and how events that arrive late, twice and out of order join into one state. */
import type { ChannelName } from "./ChannelName.ts"

/** Canonical words for what became of a message or a call. */
export const deliveryStates = [
  "queued",
  "scheduled",
  "sent",
  "deferred",
  "delivered",
  "delivered.unconfirmed",
  "read",
  "opened",
  "clicked",
  "replied",
  "canceled",
  "expired",
  "suppressed",
  "rejected",
  "failed.permanent",
  "failed.transient",
  "failed.filtered",
  "failed.policy",
  "failed.unknown",
  "bounced.hard",
  "bounced.soft",
  "complained",
  "opted_out",
  "opted_in",
  "address.invalid",
  "call.initiated",
  "call.ringing",
  "call.answered",
  "call.answered.human",
  "call.voicemail",
  "call.fax",
  "call.no_answer",
  "call.busy",
  "call.rejected",
  "call.invalid_number",
  "call.failed",
  "call.canceled",
  "call.completed",
  "letter.created",
  "letter.rendered",
  "letter.mailed",
  "letter.in_transit",
  "letter.out_for_delivery",
  "letter.delivered",
  "letter.rerouted",
  "letter.returned",
  "letter.viewed",
  "letter.issue",
  "letter.failed",
  "letter.canceled"
] as const

/** One canonical word. */
export type DeliveryState = (typeof deliveryStates)[number]

/** A status that a provider reported about a message of ours. */
export interface StatusEvent {
  readonly _tag: "status"
  readonly state: DeliveryState
  /** The provider's own words, kept for the record. */
  readonly raw: { readonly status: string; readonly code?: string }
  readonly providerId: string
  /** Our attempt id, where the provider shows it back to us. */
  readonly attemptId?: string
  /** Unique per provider event; the replay key. */
  readonly eventId: string
  /** Epoch milliseconds by the provider's clock, when it says. */
  readonly at?: number
}

/** Something the consumer sent us. */
export interface InboundEvent {
  readonly _tag: "inbound"
  readonly channel: ChannelName
  readonly from: string
  readonly to: string
  readonly text: string
  readonly providerId: string
  readonly eventId: string
  readonly at?: number
  /** What the provider already made of it: it saw an opt-out or opt-in word and acted. */
  readonly optOut?: "stop" | "start" | "help"
}

/** What `parseWebhook` gives. */
export type ProviderEvent = StatusEvent | InboundEvent

/** States that stand beside the progress of a message and are never overwritten. */
const sideFacts: ReadonlySet<DeliveryState> = new Set<DeliveryState>([
  "bounced.hard",
  "bounced.soft",
  "complained",
  "opted_out",
  "opted_in",
  "address.invalid"
])

/** Open states say "not known"; any definite word replaces them. */
const openStates: ReadonlySet<DeliveryState> = new Set<DeliveryState>([
  "delivered.unconfirmed",
  "failed.unknown"
])

/** The joined state of one message: the furthest progress seen, and every side fact. */
export interface MessageState {
  readonly progress: DeliveryState | undefined
  readonly facts: ReadonlySet<DeliveryState>
}

/** Nothing known yet. */
export const emptyState: MessageState = { progress: undefined, facts: new Set() }

/** Progress ranks: a lower one never overwrites a higher one; failures outrank waiting, arrival outranks failure. */
const rank = (state: DeliveryState): number => {
  const order = deliveryStates.indexOf(state)
  if (openStates.has(state)) return 300 + order
  switch (state) {
    case "queued":
    case "scheduled":
    case "sent":
    case "deferred":
    case "call.initiated":
    case "call.ringing":
    case "letter.created":
    case "letter.rendered":
    case "letter.mailed":
    case "letter.in_transit":
    case "letter.out_for_delivery":
      return 100 + order
    case "delivered":
    case "read":
    case "opened":
    case "clicked":
    case "replied":
    case "call.answered":
    case "call.answered.human":
    case "call.voicemail":
    case "letter.delivered":
    case "letter.viewed":
      return 700 + order
    case "call.completed":
      return 200
    default:
      return 500 + order
  }
}

/** Joins one more event: commutative, associative and idempotent, so that order and repetition never matter. */
export const join = (state: MessageState, event: DeliveryState): MessageState => {
  if (sideFacts.has(event)) {
    return state.facts.has(event)
      ? state
      : { progress: state.progress, facts: new Set([...state.facts, event]) }
  }
  if (state.progress !== undefined && rank(state.progress) >= rank(event)) return state
  return { progress: event, facts: state.facts }
}
