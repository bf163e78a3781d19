/** Schemas that the parameters of several kinds share. */
import { Words, Zone } from "@forbear/core"
import * as Schema from "effect/Schema"
import type { Window } from "../algebra/Local.ts"
import type { Problem } from "../Kind.ts"
import type { Clock } from "../Whereabouts.ts"

const time = (pattern: RegExp) =>
  Schema.String.check(Schema.isPattern(pattern, { message: "must be a local time such as 08:00" }))

/** A window of local time. */
export const WindowSchema = Schema.Struct({
  days: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 }))),
  from: time(/^([01]\d|2[0-3]):[0-5]\d$/),
  to: time(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
})

/** Whose clock is read. */
export const ClockSchema = Schema.Union([
  Schema.Literals(["every_place", "known_place", "address"]),
  Schema.Struct({ zone: Schema.String })
])

export const ConsentForm = Words.ConsentForm
export const Channels = Schema.Array(Words.Channel)
export const Purposes = Schema.Array(Words.Purpose)
export const Count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 }))
export const Days = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 }))
/** Wording by BCP 47 tag. */
export const Texts = Schema.Record(Schema.String, Schema.NonEmptyString)

/** A window without a day or without length, and a window whose day comes twice. */
export const windowProblem = (windows: ReadonlyArray<Window>, field: string): Problem | undefined => {
  for (const { days, from, to } of windows) {
    if (days.length === 0) return { field, fix: "name at least one day of the week, 0 (Sunday) to 6" }
    if (new Set(days).size !== days.length) return { field, fix: "name each day of the week once" }
    if (from === to) return { field, fix: `${from} to ${to} is empty; write 00:00 to 24:00 for a whole day` }
  }
  return undefined
}

/** A clock in a zone that does not exist. */
export const clockProblem = (clock: Clock | undefined): Problem | undefined =>
  typeof clock === "object" && Zone.lookup(clock.zone) === undefined
    ? { field: "clock.zone", fix: "write an IANA zone such as America/New_York" }
    : undefined
