/** Fields that several kinds of event share. All are plain JSON. */
import * as Schema from "effect/Schema"
import { AddressId, AttemptId, DebtId, PersonId } from "../Id.ts"
import * as Words from "../Words.ts"

/** Money as it stands in an event: a decimal string with exactly the currency's digits. */
export const Amount = Schema.Struct({
  amount: Schema.String.check(
    Schema.isPattern(/^-?\d{1,18}(\.\d{1,4})?$/, { message: "must be a decimal such as 1240.50" })
  ),
  currency: Schema.String.check(
    Schema.isPattern(/^[A-Z]{3}$/, { message: "must be an ISO 4217 code such as USD" })
  )
})
export type Amount = typeof Amount.Type

/** A calendar date, `YYYY-MM-DD`. */
export const DateText = Schema.String.check(
  Schema.isPattern(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
    message: "must be a date such as 2026-11-21"
  })
)

/** Epoch milliseconds. */
export const Millis = Schema.Int

/** Text that is plain when an event is recorded and sealed once it is stored. */
export const Private = Schema.String

/** A short word of the host's own. */
export const Label = Schema.String.check(Schema.isMaxLength(200))

/** A local-time window in which contact is inconvenient or wanted: days of the week (0 is Sunday), from and to as `HH:MM`. */
export const Window = Schema.Struct({
  days: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 }))),
  from: Schema.String.check(
    Schema.isPattern(/^([01]\d|2[0-3]):[0-5]\d$/, { message: "must be a time such as 08:00" })
  ),
  to: Schema.String.check(
    Schema.isPattern(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { message: "must be a time such as 21:00" })
  )
})
export type Window = typeof Window.Type

/** One payment of a plan. */
export const Installment = Schema.Struct({ on: DateText, amount: Amount })
export type Installment = typeof Installment.Type

/** What every event about one attempt carries, so that each stands alone. */
export const attemptFields = {
  attempt: AttemptId,
  person: PersonId,
  debts: Schema.Array(DebtId),
  /** The one debt that a call is charged to when none was discussed (Reg F 1006.14(b)(4)). */
  chargedTo: Schema.optionalKey(DebtId),
  channel: Words.Channel,
  address: AddressId
}

/** Evidence about where an address puts a person. A set: never one guessed zone. */
export const PlaceEvidence = Schema.Struct({
  /** IANA zones that the evidence allows. */
  zones: Schema.Array(Schema.String),
  /** ISO 3166-1 or -2 codes that the evidence allows: `US-AZ`. */
  regions: Schema.Array(Schema.String),
  /** What it rests on: `area_code`, `postal_code`, `mailing_address`, `residence`, `stated`, `known_location`, `ip`. */
  basis: Label,
  /** A city or county with rules of its own. */
  locality: Schema.optionalKey(Label)
})
export type PlaceEvidence = typeof PlaceEvidence.Type
