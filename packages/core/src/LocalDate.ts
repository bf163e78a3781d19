/**
 * Calendar dates without a zone, `YYYY-MM-DD`, and the day numbers (days since 1970-01-01) that arithmetic uses.
 * The calendar is the proleptic Gregorian one, years 0000 to 9999.
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"

/** A calendar date, `YYYY-MM-DD`, that exists; sorts as text. */
export type LocalDate = string & Brand.Brand<"LocalDate">

/** A date that does not exist or is not written `YYYY-MM-DD`; `field` says where it stood. Never echoes the value. */
export class LocalDateError extends Schema.TaggedError<LocalDateError>()("LocalDateError", {
  field: Schema.String,
  message: Schema.String
}) {}

/** Year 0 to 9999, month 1 to 12, day of the month 1 to 31. */
export interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The day number of 0000-01-01. */
export const MIN_DAY = -719_528
/** The day number of 9999-12-31. */
export const MAX_DAY = 2_932_896

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** True for a leap year of the Gregorian calendar. */
export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** The number of days of a month, 1 to 12; 0 for any other month. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0)

const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

const readDay = (text: string): number => {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN
  const century = two(text, 0)
  const yearOfCentury = two(text, 2)
  const month = two(text, 5)
  const day = two(text, 8)
  if (century < 0 || yearOfCentury < 0 || month < 1 || day < 1) return Number.NaN
  const year = century * 100 + yearOfCentury
  return day > daysInMonth(year, month) ? Number.NaN : dayOf(year, month, day)
}

/** Days since 1970-01-01 of an existing date, by counting years that begin in March. */
const dayOf = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  )
}

/** True if the value is a text `YYYY-MM-DD` of a date that exists. */
export const isLocalDate = (value: unknown): value is LocalDate =>
  typeof value === "string" && !Number.isNaN(readDay(value))

/** Codec: the text `YYYY-MM-DD` of a date that exists. */
export const LocalDate = Schema.String.check(
  Schema.isPattern(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
    message: "must be an existing date written YYYY-MM-DD"
  }),
  Schema.makeFilter((text: string) => isLocalDate(text) || "must be an existing date written YYYY-MM-DD")
).pipe(Schema.brand("LocalDate"))

const fail = (field: string, problem: string) => new LocalDateError({ field, message: `${field} ${problem}` })

/** Reads `YYYY-MM-DD`; throws `LocalDateError` if it is anything else or does not exist. */
export const make = (text: string, field = "date"): LocalDate => {
  if (isLocalDate(text)) return text
  throw fail(field, "must be an existing date written YYYY-MM-DD, such as 2026-03-08")
}

/** The date of a year, month (1 to 12) and day; throws `LocalDateError` if it does not exist. */
export const fromParts = ({ year, month, day }: Parts, field = "date"): LocalDate =>
  make(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`, field)

const pad = (value: number, width: number): string => String(value).padStart(width, "0")

/** Days since 1970-01-01. */
export const toDay = (date: LocalDate): number => readDay(date)

/** The year, month and day of the month of a day number. */
export const partsOfDay = (day: number): Parts => {
  const z = day + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}

/** The date of a day number; throws `LocalDateError` unless it is whole and in the years 0000 to 9999. */
export const fromDay = (day: number, field = "date"): LocalDate => {
  if (Number.isInteger(day) && day >= MIN_DAY && day <= MAX_DAY) return fromParts(partsOfDay(day), field)
  throw fail(field, "must be a whole day number within the years 0000 to 9999")
}

/** The year, month and day of the month of a date. */
export const parts = (date: LocalDate): Parts => partsOfDay(toDay(date))

/** The date so many days later, or earlier if negative; throws `LocalDateError` past the years 0000 to 9999. */
export const addDays = (date: LocalDate, days: number): LocalDate => fromDay(toDay(date) + days)

/** The day of the week of a day number: 0 is Sunday, 6 is Saturday. */
export const weekdayOfDay = (day: number): number => ((day % 7) + 11) % 7

/** The day of the week of a date: 0 is Sunday, 6 is Saturday. */
export const weekday = (date: LocalDate): number => weekdayOfDay(toDay(date))

/** Days from `start` to `end`; negative when `end` is the earlier. */
export const daysBetween = (start: LocalDate, end: LocalDate): number => toDay(end) - toDay(start)
