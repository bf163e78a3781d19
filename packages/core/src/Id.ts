/** Branded identifiers. Hosts choose ids of people, debts and events; address ids are keyed blind indexes made by the vault. */
import * as Schema from "effect/Schema"

const idText = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/, {
    message: "must be 1 to 200 letters, digits or ._:/@+- and start with a letter or digit"
  })
)

/** Ids that are also made here: `~` numbers the tries of one attempt, so that no host's key can stand for another's second try. */
const ownText = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9._:/@+~-]{0,199}$/, {
    message: "must be 1 to 200 letters, digits or ._:/@+-~ and start with a letter or digit"
  })
)

/** One legal collector; nothing is ever read or written across tenants. */
export const TenantId = idText.pipe(Schema.brand("TenantId"))
export type TenantId = typeof TenantId.Type

/** A natural person, by the host's key. */
export const PersonId = idText.pipe(Schema.brand("PersonId"))
export type PersonId = typeof PersonId.Type

/** One debt, by the host's key. */
export const DebtId = idText.pipe(Schema.brand("DebtId"))
export type DebtId = typeof DebtId.Type

/** An account that may hold several debts, by the host's key. */
export const AccountId = idText.pipe(Schema.brand("AccountId"))
export type AccountId = typeof AccountId.Type

/** A phone number, e-mail address, postal address or token: a keyed blind index of its normalised value, the same for everybody who shares it. */
export const AddressId = idText.pipe(Schema.brand("AddressId"))
export type AddressId = typeof AddressId.Type

/** The idempotency key of an event: unique for ever within its tenant. */
export const EventId = ownText.pipe(Schema.brand("EventId"))
export type EventId = typeof EventId.Type

/** One act to make contact, and the key of everything that becomes of it. */
export const AttemptId = ownText.pipe(Schema.brand("AttemptId"))
export type AttemptId = typeof AttemptId.Type

/** A negotiated plan of payments. */
export const PlanId = idText.pipe(Schema.brand("PlanId"))
export type PlanId = typeof PlanId.Type

/** One person's walk through one journey. */
export const InstanceId = idText.pipe(Schema.brand("InstanceId"))
export type InstanceId = typeof InstanceId.Type
