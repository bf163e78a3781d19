/**
 * Facts: what is true now, folded from the events of some scopes. A pure function of the events; raw outcomes only, never
 * a "counted" flag, so that every rule derives its own count.
 */
import type { EventOf, Stored } from "./Events.ts"
import type { Installment, PlaceEvidence, Window } from "./events/Fields.ts"
import type { AccountId, AddressId, AttemptId, DebtId, EventId, PersonId, PlanId } from "./Id.ts"
import type { Instant } from "./Instant.ts"
import type { LocalDate } from "./LocalDate.ts"
import type { Money } from "./Money.ts"
import type {
  AddressKind,
  CallOutcome,
  Channel,
  CollectorRole,
  ConsentForm,
  Document,
  MessageOutcome,
  Purpose,
  Relation,
  Via
} from "./Words.ts"

/** A person, as far as decisions need one. Names stay sealed. */
export interface PersonFacts {
  readonly id: PersonId
  readonly name?: string
  readonly postalCode?: string
  readonly birthDate?: string
  readonly language?: string
  readonly links: ReadonlyArray<{
    readonly person: PersonId
    readonly relation: EventOf<"link.made">["body"]["relation"]
  }>
  readonly diedReported?: { readonly at: Instant; readonly event: EventId }
}

/** A debt in the host's latest words. */
export interface DebtFacts {
  readonly id: DebtId
  readonly person: PersonId
  readonly account: AccountId
  readonly accountNumber?: string
  readonly creditor: string
  readonly originalCreditor?: string
  readonly role: CollectorRole
  readonly type: string
  readonly balance: Money
  readonly itemization: ReadonlyArray<{ readonly label: string; readonly amount: Money }>
  readonly itemizationDate?: LocalDate
  readonly status: "open" | "paid" | "settled" | "closed" | "recalled" | "sold"
  readonly delinquentSince?: LocalDate
  readonly limitationExpires?: LocalDate
  readonly placedAt: Instant
  readonly event: EventId
}

/** An address and everybody who is known to use it; its value stays sealed. */
export interface AddressFacts {
  readonly id: AddressId
  readonly type: AddressKind
  readonly value: string
  readonly people: ReadonlyArray<PersonId>
  readonly line: "mobile" | "landline" | "voip" | "unknown"
  readonly place?: "home" | "work"
  readonly evidence: ReadonlyArray<PlaceEvidence>
  readonly from: string
  readonly addedAt: Instant
  readonly reports: ReadonlyArray<{
    readonly as: EventOf<"address.reported">["body"]["as"]
    readonly by: Relation
    readonly person?: PersonId
    readonly at: Instant
    readonly event: EventId
  }>
  readonly event: EventId
}

/** What became of an act, as far as is known; absent means that any outcome is possible. */
export type Outcome = CallOutcome | MessageOutcome

/** Where an attempt of ours stands. `imported`: made by somebody else's system. */
export type AttemptState =
  | "reserved"
  | "dispatched"
  | "accepted"
  | "rejected"
  | "unknown"
  | "unknown_expired"
  | "abandoned"
  | "imported"

/** An act to make contact: ours from its reservation on, or a foreign one. */
export interface AttemptFacts {
  readonly id: AttemptId | EventId
  readonly own: boolean
  readonly state: AttemptState
  readonly person: PersonId
  readonly debts: ReadonlyArray<DebtId>
  readonly chargedTo?: DebtId
  readonly channel: Channel
  readonly address?: AddressId
  readonly purpose: Purpose
  readonly document?: Document
  readonly inReplyTo?: EventId
  readonly mode: "live" | "prerecorded" | "ringless_voicemail"
  /** The act falls, or fell, in [from, until]: a point once it was dispatched, the reserved span before. */
  readonly from: Instant
  readonly until: Instant
  readonly outcome?: Outcome
  readonly messageLeft?: boolean
  readonly adapter?: string
  readonly sender?: string
  readonly providerId?: string
  readonly messageHash?: string
  /** Sealed. */
  readonly message?: string
  readonly decision?: EventId
  readonly rejection?: { readonly code?: string; readonly reason?: string }
  /** The event that says so. */
  readonly event: EventId
}

/** They spoke. */
export interface ConversationFacts {
  readonly at: Instant
  readonly person: PersonId
  readonly debts: ReadonlyArray<DebtId>
  readonly initiatedBy: "collector" | "consumer"
  readonly via: "phone" | "in_person"
  readonly call?: EventId
  readonly attempt?: AttemptId
  readonly identified?: string
  readonly event: EventId
}

/** Something came in. */
export interface InboundFacts {
  readonly at: Instant
  readonly kind: "call" | "message" | "portal"
  readonly person?: PersonId
  readonly debts: ReadonlyArray<DebtId>
  readonly channel: Channel
  readonly address?: AddressId
  /** Sealed. */
  readonly text?: string
  /** A call that has ended. */
  readonly endedAt?: Instant
  readonly portal?: "opened" | "authenticated" | "ended"
  readonly event: EventId
}

/** How far a consent, revocation or refusal reaches; a part left out means "any". */
export interface Reach {
  readonly channels?: ReadonlyArray<Channel>
  readonly addresses?: ReadonlyArray<AddressId>
  readonly debts?: ReadonlyArray<DebtId>
  readonly purposes?: ReadonlyArray<Purpose>
}

/** Something said about contact. */
export interface SaidFacts extends Reach {
  readonly kind: "consent" | "revocation" | "refusal" | "lifted"
  readonly at: Instant
  readonly person?: PersonId
  readonly to?: string
  readonly form?: ConsentForm
  readonly via: Via
  readonly by: Relation
  readonly evidence?: string
  readonly expiresAt?: Instant
  readonly inReplyTo?: EventId
  readonly event: EventId
}

/** A stated wish that lowers contact. */
export interface PreferenceFacts {
  readonly at: Instant
  readonly person: PersonId
  readonly inconvenient: ReadonlyArray<Window>
  readonly notAt: ReadonlyArray<"home" | "work">
  readonly prefers: ReadonlyArray<Channel>
  readonly language?: string
  readonly until?: Instant
  readonly event: EventId
}

/** A legal event that is in the record; whether it still binds is for the rules. */
export interface LegalFacts {
  readonly kind:
    | "cease"
    | "dispute"
    | "dispute_resolved"
    | "attorney"
    | "attorney_released"
    | "bankruptcy"
    | "hold"
    | "hold_lifted"
  readonly at: Instant
  readonly recordedAt: Instant
  readonly person: PersonId
  /** Empty: every debt of the person. */
  readonly debts: ReadonlyArray<DebtId>
  readonly via?: Via
  readonly hold?: string
  readonly reason?: string
  readonly until?: Instant
  readonly event: EventId
}

/** Money that came, failed or did not come. */
export interface PaymentFacts {
  readonly at: Instant
  readonly debt: DebtId
  readonly amount: Money
  readonly result: "received" | "paid_in_full" | "failed" | "missed"
  readonly plan?: PlanId
  readonly reference?: string
  readonly event: EventId
}

/** A negotiated plan, and whether the person chose it. */
export interface PlanFacts {
  readonly id: PlanId
  readonly debt: DebtId
  readonly person: PersonId
  readonly installments: ReadonlyArray<Installment>
  readonly agreedAt: Instant
  readonly chosenAt?: Instant
  readonly event: EventId
}

/** A reassigned-number check. */
export interface NumberCheckFacts {
  readonly at: Instant
  readonly addresses: ReadonlyArray<AddressId>
  readonly since: Instant
  readonly result: "yes" | "no" | "no_data"
  readonly database: string
  readonly event: EventId
}

/** Everything that decisions, plans, messages and pages read. Histories are in order of `at`. */
export interface Facts {
  readonly people: ReadonlyMap<PersonId, PersonFacts>
  readonly debts: ReadonlyMap<DebtId, DebtFacts>
  readonly addresses: ReadonlyMap<AddressId, AddressFacts>
  readonly attempts: ReadonlyArray<AttemptFacts>
  readonly conversations: ReadonlyArray<ConversationFacts>
  readonly inbound: ReadonlyArray<InboundFacts>
  readonly said: ReadonlyArray<SaidFacts>
  readonly preferences: ReadonlyArray<PreferenceFacts>
  readonly legal: ReadonlyArray<LegalFacts>
  readonly payments: ReadonlyArray<PaymentFacts>
  readonly plans: ReadonlyMap<PlanId, PlanFacts>
  readonly numberChecks: ReadonlyArray<NumberCheckFacts>
  /** Foreign feeds and the instant up to which each is complete. */
  readonly watermarks: ReadonlyMap<string, Instant>
}

/** A stored event of any kind. */
export type FactEvent = Stored
