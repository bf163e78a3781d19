/** The engine: everything that one tenant's loop is made of, built once and handed to every step. */
import type { Id, Instant, Timeline, Vault } from "@forbear/core"
import type { Pack, Policy } from "@forbear/compliance"
import type { Channel, ChannelContext, ChannelName, Sender } from "@forbear/channels"
import type { Business, Template } from "@forbear/messages"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Journey } from "./Journey.ts"

/** A sender with the channel instance that it belongs to. */
export interface ConfiguredSender {
  readonly sender: Sender
  readonly channel: Channel
}

/** Links that messages carry. Each must be short-lived, single-purpose and free of personal data. */
export interface Links {
  /** The customer's page for this person and debt. */
  readonly portal?: (of: LinkSubject) => Effect.Effect<string, OutreachError>
  /** One-click unsubscribe for an e-mail address (RFC 8058). */
  readonly unsubscribe?: (
    of: LinkSubject & { readonly address: Id.AddressId }
  ) => Effect.Effect<string, OutreachError>
}

/** Whom a link is for. */
export interface LinkSubject {
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
  readonly attempt: Id.AttemptId
  readonly at: Instant.Instant
}

/** Asked immediately before the bytes leave: has she paid a minute ago? Anything but `true` stops the attempt. */
export type Confirm = (about: {
  readonly attempt: Id.AttemptId
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
  readonly channel: ChannelName
}) => Effect.Effect<boolean | { readonly ok: false; readonly why: string }>

/** One log line: words and ids, never an address, a name, a body or a secret. */
export interface LogLine {
  readonly event: string
  readonly [detail: string]: string | number | boolean | undefined
}

/** A tenant's engine. */
export interface Engine {
  readonly tenant: Id.TenantId
  readonly timeline: Timeline.TimelineShape
  readonly vault: Vault.Vault["Service"]
  readonly channels: ReadonlyMap<string, Channel>
  readonly senders: ReadonlyArray<ConfiguredSender>
  readonly packs: ReadonlyArray<Pack>
  readonly policy: Policy
  readonly templates: ReadonlyArray<Template>
  readonly business: Business
  readonly links: Links
  readonly confirm: Confirm | undefined
  readonly journeys: ReadonlyArray<Journey>
  /** Zone in which dates are written for a person whose zone is not known. */
  readonly homeZone: string
  /** Opens the network for one call of one channel. */
  readonly context: (channel: Channel, signal: AbortSignal, now: () => number) => ChannelContext
  /** Milliseconds that a provider may take before the outcome counts as unknown. */
  readonly sendTimeoutMillis: number
  readonly log: (line: LogLine) => void
}

/** What the loop can fail with. Suppression is never one of them. */
export class OutreachError extends Schema.TaggedError<OutreachError>("@forbear/outreach/OutreachError")(
  "OutreachError",
  {
    reason: Schema.Literals([
      "configuration",
      "input",
      "timeline",
      "vault",
      "composition",
      "contended",
      "not_found"
    ]),
    field: Schema.optionalKey(Schema.String),
    message: Schema.String,
    cause: Schema.optionalKey(Schema.Defect())
  }
) {
  /** True if the same call may succeed later. */
  get isRetryable(): boolean {
    if (this.reason === "contended") return true
    if (this.reason !== "timeline" && this.reason !== "vault") return false
    const { cause } = this
    return typeof cause === "object" && cause !== null && "isRetryable" in cause && cause.isRetryable === true
  }
}

/** Wraps a store's or vault's error; the message says what to do, the cause says what was. */
export const wrap =
  (reason: "timeline" | "vault" | "composition") =>
  (cause: { readonly message: string }): OutreachError =>
    new OutreachError({ reason, message: cause.message, cause })

/** Fails with a misuse that names the field and the fix. */
export const misuse = (field: string, fix: string): Effect.Effect<never, OutreachError> =>
  Effect.fail(new OutreachError({ reason: "input", field, message: `${field}: ${fix}` }))

/** The store's clock. */
export const now = (engine: Engine): Effect.Effect<Instant.Instant, OutreachError> =>
  Effect.mapError(engine.timeline.now, wrap("timeline"))
