/** What a send can end in: accepted, rejected or unknown. "Perhaps sent" is its own answer and is never retried blindly. */

/** The provider took the message and named it. */
export interface Accepted {
  readonly _tag: "accepted"
  readonly providerId: string
  /** The provider's own word for the state, for the record. */
  readonly status?: string
}

/** Why a provider refused. Only `retryable` proves that a later try of the same message is safe and sensible. */
export type RejectionReason =
  | "permanent"
  | "retryable"
  | "opted_out"
  | "invalid_address"
  | "policy"
  | "not_permitted"

/** The provider refused, and nothing was sent. */
export interface Rejected {
  readonly _tag: "rejected"
  readonly reason: RejectionReason
  /** The provider's own code. */
  readonly code: string
  readonly retryAfterMs?: number
}

/** The reply was lost: the message may have been sent. Settled later by webhook, look-up or a human. */
export interface Unknown {
  readonly _tag: "unknown"
  readonly why: "timeout" | "connection_lost" | "unreadable_reply" | "server_error"
}

/** The answer of `send`. */
export type SendResult = Accepted | Rejected | Unknown

export const accepted = (providerId: string, status?: string): Accepted =>
  status === undefined ? { _tag: "accepted", providerId } : { _tag: "accepted", providerId, status }

export const rejected = (reason: RejectionReason, code: string, retryAfterMs?: number): Rejected =>
  retryAfterMs === undefined
    ? { _tag: "rejected", reason, code }
    : { _tag: "rejected", reason, code, retryAfterMs }

export const unknown = (why: Unknown["why"]): Unknown => ({ _tag: "unknown", why })
