/** Twilio's error codes as data: what a refusal means, and what a failed delivery means. */
import type { DeliveryState, RejectionReason } from "@forbear/channels"

/** One code. */
export interface TwilioError {
  readonly code: string
  readonly meaning: string
  /** When the API answers a send with it. */
  readonly rejection: RejectionReason
  /** When a status callback carries it, with `failed` or `undelivered`. */
  readonly states: ReadonlyArray<DeliveryState>
  readonly source: string
}

const row = (
  code: number,
  meaning: string,
  rejection: RejectionReason,
  ...states: ReadonlyArray<DeliveryState>
): readonly [string, TwilioError] => [
  String(code),
  { code: String(code), meaning, rejection, states, source: `https://www.twilio.com/docs/api/errors/${code}` }
]

/**
 * Twilio splits and adds codes and advises against logic on them (changelog, July 2024): what is not here is a permanent
 * refusal, or `failed.unknown` in a callback. 21610 is always an opt-out.
 */
export const twilioErrors: ReadonlyMap<string, TwilioError> = new Map([
  row(21610, "the recipient unsubscribed from this sender", "opted_out", "opted_out"),
  row(63014, "blocked by the user's opt-out on the channel", "opted_out", "opted_out"),
  row(21211, "To is not a valid number", "invalid_address", "failed.permanent", "address.invalid"),
  row(21614, "To cannot receive SMS", "invalid_address", "failed.permanent", "address.invalid"),
  row(21635, "To is a landline", "invalid_address", "failed.permanent", "address.invalid"),
  row(30005, "unknown destination handset", "invalid_address", "failed.permanent", "address.invalid"),
  row(30006, "landline or unreachable carrier", "invalid_address", "failed.permanent", "address.invalid"),
  row(21608, "trial account: To is not verified", "policy", "failed.policy"),
  row(30034, "10DLC number without a registered campaign", "policy", "failed.policy"),
  row(63016, "free-form message outside the allowed window", "policy", "failed.policy"),
  row(30004, "message blocked", "policy", "failed.filtered"),
  row(30007, "message filtered", "policy", "failed.filtered"),
  row(30003, "unreachable destination handset", "permanent", "failed.transient"),
  row(30008, "unknown error", "permanent", "failed.transient"),
  row(30036, "validity period expired before delivery", "permanent", "expired"),
  row(20429, "too many requests", "retryable", "failed.transient"),
  row(20003, "authentication failed", "not_permitted", "failed.policy")
])
