/**
 * Instants: whole milliseconds since 1970-01-01T00:00:00Z, and lengths of time in milliseconds.
 * Everything that is ordered in time is one of these; text with an offset is read once, at the edge.
 */
import type * as Brand from "effect/Brand"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import * as LocalDate from "./LocalDate.ts"

/** A point in time: integer epoch milliseconds, UTC, within the range of a JavaScript `Date`. */
export type Instant = number & Brand.Brand<"Instant">

/** A length of time in milliseconds; may be negative. */
export type Millis = number & Brand.Brand<"Millis">

/** A value that is no instant; `field` says where it stood, `message` what to write instead. Never echoes the value. */
export class InstantError extends Schema.TaggedError<InstantError>()("InstantError", {
  field: Schema.String,
  message: Schema.String
}) {}

/** What `from` reads: a `Date`, an ISO 8601 text with an offset, or anything shaped like a `Temporal.Instant` or `ZonedDateTime`. */
export type Input = Instant | Date | string | { readonly epochMilliseconds: number }

/** The largest distance from 1970 that a `Date` can express, in milliseconds (ECMA-262, 21.4.1.1). */
export const LIMIT = 8_640_000_000_000_000

const isWhole = (ms: number): boolean => Number.isInteger(ms) && ms >= -LIMIT && ms <= LIMIT

/** Codec: a JSON integer of epoch milliseconds; refuses fractions, NaN and the infinities. */
export const Instant = Schema.Finite.check(
  Schema.isInt({ message: "must be whole milliseconds since 1970-01-01T00:00:00Z" }),
  Schema.isBetween(
    { minimum: -LIMIT, maximum: LIMIT },
    { message: "must lie within 8.64e15 milliseconds of 1970-01-01T00:00:00Z" }
  )
).pipe(Schema.brand("Instant"))

/** Codec: a JSON integer of milliseconds. */
export const Millis = Schema.Finite.check(Schema.isInt({ message: "must be whole milliseconds" })).pipe(
  Schema.brand("Millis")
)

/** True if the value is an instant. */
export const isInstant = (value: unknown): value is Instant => typeof value === "number" && isWhole(value)

/** Epoch milliseconds as an instant; throws `InstantError` unless they are whole and in range. */
export const make = (epochMilliseconds: number, field = "instant"): Instant => {
  if (isInstant(epochMilliseconds)) return epochMilliseconds
  throw fail(
    field,
    "must be whole milliseconds since 1970-01-01T00:00:00Z, not fractional, infinite or out of range"
  )
}

/** Whole milliseconds as a length of time; throws `InstantError` if they are not whole. */
export const millis = (ms: number, field = "duration"): Millis => {
  if (isMillis(ms)) return ms
  throw fail(field, "must be a whole number of milliseconds")
}

const isMillis = (ms: number): ms is Millis => Number.isSafeInteger(ms)

const fail = (field: string, problem: string) => new InstantError({ field, message: `${field} ${problem}` })

/** One second, in milliseconds. */
export const SECOND: Millis = millis(1_000)
/** One minute, in milliseconds. */
export const MINUTE: Millis = millis(60_000)
/** One hour, in milliseconds. */
export const HOUR: Millis = millis(3_600_000)
/** Twenty-four hours, in milliseconds; a calendar day may be longer or shorter (see `Zone.startOfDay`). */
export const DAY: Millis = millis(86_400_000)

const ISO =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/

/**
 * Reads an ISO 8601 date and time in extended form with `Z` or an offset, as in `2026-03-08T09:30:00-07:00`.
 * Digits after the millisecond are dropped; local times without an offset, leap seconds and `24:00` throw `InstantError`.
 */
export const fromIso = (text: string, field = "instant"): Instant => {
  const match = ISO.exec(text)
  const date = match?.[1]
  if (match === null || !LocalDate.isLocalDate(date)) {
    throw fail(
      field,
      "must be an ISO 8601 date and time with an offset or Z, such as 2026-03-08T09:30:00-07:00"
    )
  }
  const [, , hours, minutes, seconds = "0", fraction = "", sign, offsetHours = "0", offsetMinutes = "0"] =
    match
  const time = (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * SECOND
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * MINUTE * (sign === "-" ? -1 : 1)
  return make(
    LocalDate.toDay(date) * DAY + time + Number(fraction.slice(0, 3).padEnd(3, "0")) - offset,
    field
  )
}

/** The instant as ISO 8601 UTC with milliseconds, `2026-03-08T16:30:00.000Z`; sorts as text within years 0000 to 9999. */
export const toIso = (instant: Instant): string => new Date(instant).toISOString()

/** Reads any `Input`; throws `InstantError`. */
export const from = (input: Input, field = "instant"): Instant => {
  if (typeof input === "number") return make(input, field)
  if (typeof input === "string") return fromIso(input, field)
  if (input instanceof Date) return make(input.getTime(), field)
  if (typeof input === "object" && input !== null) return make(Math.floor(input.epochMilliseconds), field)
  throw fail(field, "must be a Date, an ISO 8601 text with an offset, or a Temporal.Instant")
}

/** The instant so much later, or earlier if negative; a bare number is milliseconds, fractions of one are dropped. Throws `InstantError` past the range. */
export const plus = (instant: Instant, duration: Millis | Duration.Input): Instant => {
  const ms = typeof duration === "number" ? duration : Duration.toMillis(Duration.fromInputUnsafe(duration))
  return make(instant + Math.trunc(ms), "instant")
}

/** Milliseconds from `start` to `end`; negative when `end` is the earlier. */
export const between = (start: Instant, end: Instant): Millis => millis(end - start)

/** The earlier of the two. */
export const min = (a: Instant, b: Instant): Instant => (a <= b ? a : b)

/** The later of the two. */
export const max = (a: Instant, b: Instant): Instant => (a >= b ? a : b)
