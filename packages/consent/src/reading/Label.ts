/** What a reply may mean, and what one reading of it is. */
import type { Words } from "@forbear/core"

/** Meanings of a reply; several may hold at once. */
export type Label =
  | "stop"
  | "cease"
  | "dispute"
  | "attorney"
  | "bankruptcy"
  | "deceased"
  | "wrong_party"
  | "hardship"
  | "promise_to_pay"
  | "paid"
  | "info_request"
  | "inconvenient"
  | "language"
  | "complaint"
  | "start"
  | "other"

/** Labels that end or pause contact by themselves. `start` is not among what undoes them: nothing that is read is. */
export const stopLike: ReadonlySet<Label> = new Set([
  "stop",
  "cease",
  "attorney",
  "bankruptcy",
  "deceased",
  "wrong_party"
])

/** Why a label was given: the layer and the rule of it that spoke, never the words themselves. */
export interface Evidence {
  readonly layer: "exact" | "phrases" | "fallback"
  readonly rule: string
  readonly label: Label
}

/** What one layer found. A layer can only add: nothing in it takes a label or a hold away. */
export interface Finding {
  readonly evidence: ReadonlyArray<Evidence>
  readonly prefers: ReadonlyArray<Words.Channel>
  readonly refuses: ReadonlyArray<Words.Channel>
  /** True when a person must look before anything more is sent. */
  readonly hold: boolean
}

/** What was read out of one reply. */
export interface Reading {
  readonly labels: ReadonlyArray<Label>
  /** Not sure: contact waits until an agent has looked. */
  readonly hold: boolean
  /** Channels asked for, in the order in which they were named. */
  readonly prefers?: ReadonlyArray<Words.Channel>
  /** Channels that a `stop` or `cease` names, or else the one that it came in by. */
  readonly refuses?: ReadonlyArray<Words.Channel>
  readonly evidence: ReadonlyArray<Evidence>
}
