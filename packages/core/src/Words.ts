/** The closed vocabularies of the field, used alike in events, rules, docs and errors. */
import * as Schema from "effect/Schema"

/** Channels of contact; the same words as `ChannelName` in `@forbear/channels`. */
export const Channel = Schema.Literals([
  "voice_call",
  "prerecorded_call",
  "voicemail",
  "sms",
  "mms",
  "rcs",
  "whatsapp",
  "email",
  "letter",
  "push",
  "chat",
  "portal",
  "in_person"
])
export type Channel = typeof Channel.Type

/** In what capacity the tenant collects this debt (Reg F 1006.2(i) and the laws that reach creditors too). */
export const CollectorRole = Schema.Literals(["third_party", "first_party", "debt_buyer", "servicer"])
export type CollectorRole = typeof CollectorRole.Type

/** What is done: a contact, a furnishing to a credit bureau, a debit, a transfer of the debt. */
export const Act = Schema.Literals(["contact", "furnish", "debit", "transfer"])
export type Act = typeof Act.Type

/** Why a contact is made. */
export const Purpose = Schema.Literals([
  "payment_request",
  "payment_reminder",
  "account_alert",
  "location_information",
  "ask_consent",
  "opt_out_confirmation",
  "scope_clarification",
  "end_of_efforts",
  "remedy_may_be_invoked",
  "remedy_will_be_invoked",
  "required_by_law",
  "active_litigation",
  "requested_information",
  "dropped_call_return",
  "urgent_account_warning",
  "settlement_offer",
  "contact_request",
  "statutory_notice",
  "plan_details",
  "payment_confirmation"
])
export type Purpose = typeof Purpose.Type

/** What became of a call that was placed, as raw fact; rules derive what they count. */
export const CallOutcome = Schema.Literals([
  "answered",
  "answered_dropped",
  "no_answer",
  "voicemail",
  "busy",
  "not_in_service",
  "no_connection"
])
export type CallOutcome = typeof CallOutcome.Type

/** What became of a message, as raw fact. */
export const MessageOutcome = Schema.Literals([
  "sent",
  "delivered",
  "read",
  "bounced",
  "failed",
  "opted_out",
  "complained",
  "invalid_address"
])
export type MessageOutcome = typeof MessageOutcome.Type

/** How a person said something. */
export const Via = Schema.Literals([
  "phone",
  "sms",
  "email",
  "letter",
  "portal",
  "social_private",
  "in_person",
  "reply_form",
  "hand_delivery",
  "web_form",
  "provider_list",
  "file"
])
export type Via = typeof Via.Type

/** How someone stands to the consumer. */
export const Relation = Schema.Literals([
  "consumer",
  "spouse",
  "co_debtor",
  "parent_of_minor",
  "guardian",
  "estate_representative",
  "consumer_attorney",
  "consumer_reporting_agency",
  "creditor",
  "creditor_attorney",
  "collector_attorney",
  "third_party"
])
export type Relation = typeof Relation.Type

/** Form of a consent. */
export const ConsentForm = Schema.Literals(["oral", "written", "electronic"])
export type ConsentForm = typeof ConsentForm.Type

/** Documents whose giving starts or ends a period. */
export const Document = Schema.Literals([
  "validation_notice",
  "collection_notice",
  "periodic_statement",
  "required_disclosure",
  "verification"
])
export type Document = typeof Document.Type

/** Kinds of address. */
export const AddressKind = Schema.Literals(["phone", "email", "postal", "push", "handle", "queue"])
export type AddressKind = typeof AddressKind.Type
