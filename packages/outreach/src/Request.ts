/** What is asked of the loop, and what it answers. Suppression is an answer, not an error. */
import type { ChannelName } from "@forbear/channels"
import type { Decision } from "@forbear/compliance"
import type { Id, Instant, Words } from "@forbear/core"

/** One wish to make contact. The same key never leads to a second contact, for as long as the ledger lasts. */
export interface AttemptRequest {
  /** The host's or the journey's idempotency key; the attempt's id. */
  readonly key: string
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
  readonly purpose: Words.Purpose
  /** Name of the template; its variant is chosen by channel and language. */
  readonly template: string
  /** Channels that will do, best first. Without them: the person's preference, then every configured sender in order. */
  readonly channels?: ReadonlyArray<ChannelName>
  readonly address?: Id.AddressId
  readonly document?: Words.Document
  /** The inbound event or call that this answers. */
  readonly inReplyTo?: Id.EventId
  /** Further data for the template: plain JSON. */
  readonly data?: Readonly<Record<string, unknown>>
  /** After this instant it is pointless. */
  readonly notAfter?: Instant.Instant
  /** Barred now but not later: set a timer and try again then (the default), or only say so. */
  readonly onDefer?: "schedule" | "return"
}

/** Every candidate that was looked at, with its decision. */
export interface Considered {
  readonly sender: string
  readonly adapter: string
  readonly decision: Decision
}

interface Base {
  readonly attempt: Id.AttemptId
  /** Empty when the answer was found in the ledger: the decisions are there. */
  readonly considered: ReadonlyArray<Considered>
}

/** The answer to an attempt. */
export type AttemptOutcome =
  /** The provider took it. */
  | (Base & {
      readonly outcome: "dispatched"
      readonly channel: ChannelName
      readonly sender: string
      readonly providerId: string
    })
  /** It left, and no answer came; it counts, is not retried, and will be settled by evidence. */
  | (Base & { readonly outcome: "unknown"; readonly channel: ChannelName; readonly sender: string })
  /** The provider refused it; nothing was sent. */
  | (Base & {
      readonly outcome: "rejected"
      readonly channel: ChannelName
      readonly sender: string
      readonly reason: string
      readonly code: string
    })
  /** Barred now, or refused by the provider for now: it goes on at that instant. */
  | (Base & { readonly outcome: "scheduled"; readonly at: Instant.Instant })
  /** Not allowed, and no waiting helps. */
  | (Base & { readonly outcome: "suppressed"; readonly after?: string })
  /** A fact is missing or stale: somebody has to look. */
  | (Base & { readonly outcome: "needs_review" })

/** The words of an attempt's answer. */
export type AttemptWord = AttemptOutcome["outcome"]
