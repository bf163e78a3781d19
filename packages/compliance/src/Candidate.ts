/** A candidate: one complete act that might be done, so that every rule can be asked about it. */
import type { Id, Words } from "@forbear/core"

/** What a sender may be used for, and the evidence. Structurally what `@forbear/channels` calls a permission. */
export interface SenderFacts {
  readonly id: string
  readonly kind: string
  readonly adapter: string
  readonly thirdPartyDebt: UseFacts
  readonly firstPartyDebt: UseFacts
}

/** A provider's or carrier's word on one use. */
export interface UseFacts {
  readonly verdict: "allowed" | "needs_approval" | "forbidden"
  readonly source: string
  readonly asOf: string
  /** The operator's own evidence for an exception. */
  readonly evidence?: string
}

/** One act: who, how, where to, from which sender, about which debts, why. */
export interface Candidate {
  readonly act: Words.Act
  readonly person: Id.PersonId
  /** Debts that it may mention. Empty: none. */
  readonly debts: ReadonlyArray<Id.DebtId>
  /** The debt that a call is charged to. */
  readonly chargedTo?: Id.DebtId
  readonly channel: Words.Channel
  readonly address?: Id.AddressId
  readonly sender?: SenderFacts
  readonly purpose: Words.Purpose
  readonly document?: Words.Document
  /** The inbound event, or the call in progress, that this answers. */
  readonly inReplyTo?: Id.EventId
  readonly mode: "live" | "prerecorded" | "ringless_voicemail"
}
