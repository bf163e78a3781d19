/**
 * IANA time zones by table: where a clock on the wall stands at an instant, and at which instants it stands so.
 * Offsets come from Intl, once per zone, as sorted transitions; look-ups after that allocate nothing.
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"
import { DAY, type Instant, LIMIT, make as instant, MINUTE } from "./Instant.ts"
import { weekdayOfDay } from "./LocalDate.ts"
import { indexAt, type Transitions, transitionsBetween } from "./internal/transitions.ts"

/** The name of a zone of the IANA time zone database that this runtime knows, such as `America/Phoenix`. */
export type Zone = string & Brand.Brand<"Zone">

/** A name that is no IANA zone; `field` says where it stood and `message` names it. */
export class ZoneError extends Schema.TaggedError<ZoneError>()("ZoneError", {
  field: Schema.String,
  message: Schema.String
}) {}

/** A reading of the clock on the wall: day number (days since 1970-01-01), minute of that day, second, weekday (0 is Sunday). */
export interface LocalTime {
  day: number
  minute: number
  second: number
  weekday: number
}

/** The two instants at which a local time comes round; equal except where clocks go back. */
export interface Occurrences {
  readonly earliest: Instant
  readonly latest: Instant
}

/** First instant that the cached tables cover; before it, and from `COVERED_UNTIL`, answers are exact but slow. */
export const COVERED_FROM: Instant = instant(Date.UTC(1990, 0, 1))
/** First instant that the cached tables do not cover any more. */
export const COVERED_UNTIL: Instant = instant(Date.UTC(2042, 0, 1))

const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/
/** Shorter than the six days between the closest two transitions of any zone from 1990 to 2041. */
const STEP = 3 * DAY
/** More than any offset, so that a local time lies within this of the instant that it would be in UTC. */
const REACH = 20 * 60 * MINUTE

const canonicalNames = new Map<string, Zone | undefined>()
const tables = new Map<string, Transitions>()
let lastZone = ""
let lastTable: Transitions | undefined

const canonicalise = (name: string): string | undefined => {
  if (!NAME.test(name)) return undefined
  try {
    const resolved = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone
    return resolved.toLowerCase() === name.toLowerCase() ? resolved : name
  } catch {
    return undefined
  }
}

/** The zone of that name, letter case put right, or `undefined` if there is none. */
export const lookup = (name: string): Zone | undefined => {
  const known = canonicalNames.get(name)
  if (known !== undefined) return known
  const canonical = canonicalise(name)
  if (canonical === undefined) return undefined
  const zone = canonical as Zone
  if (canonicalNames.size < 4_096) canonicalNames.set(name, zone)
  return zone
}

/** True if the value is a zone as `make` would write it. */
export const isZone = (value: unknown): value is Zone => typeof value === "string" && lookup(value) === value

const problem = (name: unknown): string =>
  typeof name === "string" && NAME.test(name)
    ? `${name} is not an IANA time zone; write one such as America/Phoenix`
    : "must be the name of an IANA time zone, such as America/Phoenix"

/** Codec: the name of an IANA zone that this runtime knows, in its usual letter case. */
export const Zone = Schema.String.check(
  Schema.makeFilter((name: string) => isZone(name) || problem(name), {
    arbitraryConstraint: {
      patterns: [
        { source: "^(America/(Phoenix|New_York|Sao_Paulo)|Europe/London|Asia/Kathmandu)$", flags: "" }
      ]
    }
  })
).pipe(Schema.brand("Zone"))

/** Reads the name of a zone in any letter case; throws `ZoneError`, which names it, for offsets and for names that Intl does not know. */
export const make = (name: string, field = "zone"): Zone => {
  const zone = typeof name === "string" ? lookup(name) : undefined
  if (zone !== undefined) return zone
  throw new ZoneError({ field, message: `${field}: ${problem(name)}` })
}

const tableOf = (zone: Zone): Transitions => {
  if (zone === lastZone && lastTable !== undefined) return lastTable
  let table = tables.get(zone)
  if (table === undefined) {
    table = transitionsBetween(zone, COVERED_FROM, COVERED_UNTIL, STEP)
    tables.set(zone, table)
  }
  lastZone = zone
  lastTable = table
  return table
}

/** The table that holds for every instant within `REACH` of this one, or of the local time that reads like it. */
const tableAround = (zone: Zone, ms: number): Transitions =>
  ms - 2 * REACH >= COVERED_FROM && ms + 2 * REACH < COVERED_UNTIL
    ? tableOf(zone)
    : transitionsBetween(zone, Math.max(ms - 2 * REACH, -LIMIT), Math.min(ms + 2 * REACH, LIMIT), 60 * MINUTE)

/** Milliseconds that the zone's clocks are ahead of UTC at the instant; negative to the west. */
export const offsetAt = (zone: Zone, at: Instant): number => {
  const table = at >= COVERED_FROM && at < COVERED_UNTIL ? tableOf(zone) : tableAround(zone, at)
  return table.offsets[indexAt(table, at)]!
}

/** What the zone's clock reads at the instant, as milliseconds since it read 1970-01-01T00:00. */
export const localMillisAt = (zone: Zone, at: Instant): number => at + offsetAt(zone, at)

/** The day number (days since 1970-01-01) of the zone's calendar at the instant. */
export const dateAt = (zone: Zone, at: Instant): number => Math.floor(localMillisAt(zone, at) / DAY)

/** The minute of the day, 0 to 1439, that the zone's clock shows at the instant. */
export const minuteAt = (zone: Zone, at: Instant): number => {
  const local = localMillisAt(zone, at)
  return Math.floor((local - Math.floor(local / DAY) * DAY) / MINUTE)
}

/** What the zone's clock and calendar show at the instant; writes into `into` when given, so that a loop need not allocate. */
export const localAt = (
  zone: Zone,
  at: Instant,
  into: LocalTime = { day: 0, minute: 0, second: 0, weekday: 0 }
): LocalTime => {
  const local = localMillisAt(zone, at)
  const day = Math.floor(local / DAY)
  const rest = (local - day * DAY) | 0
  const minute = (rest / 60_000) | 0
  into.day = day | 0
  into.minute = minute
  into.second = ((rest - minute * 60_000) / 1_000) | 0
  into.weekday = weekdayOfDay(day | 0)
  return into
}

/**
 * The first instant at which the clock reads the local time, `minutes` after midnight of the day, or later:
 * the first of two where clocks go back, the end of the gap where they jump over it.
 */
export const earliestAt = (zone: Zone, day: number, minutes: number): Instant => {
  const local = day * DAY + minutes * MINUTE
  const table = tableAround(zone, local)
  let index = indexAt(table, local - REACH)
  while (index + 1 < table.starts.length && table.starts[index + 1]! + table.offsets[index]! <= local)
    index += 1
  return instant(Math.max(table.starts[index]!, local - table.offsets[index]!))
}

/** The last instant at which the clock reads the local time; the end of the gap where it never does. */
export const latestAt = (zone: Zone, day: number, minutes: number): Instant => {
  const local = day * DAY + minutes * MINUTE
  const table = tableAround(zone, local)
  for (let index = indexAt(table, local + REACH); index >= 0; index -= 1) {
    const at = local - table.offsets[index]!
    if (at >= table.starts[index]!) {
      const end = table.starts[index + 1]
      return end === undefined || at < end ? instant(at) : earliestAt(zone, day, minutes)
    }
  }
  return earliestAt(zone, day, minutes)
}

/** Both instants at which the clock reads the local time; in a gap both are the first instant after it. */
export const atLocal = (zone: Zone, day: number, minutes: number): Occurrences => ({
  earliest: earliestAt(zone, day, minutes),
  latest: latestAt(zone, day, minutes)
})

/**
 * The first instant of a local date, after midnight where clocks jump over it.
 * A date that the zone skipped (Pacific/Apia, 2011-12-30) starts where the next one does, so it is empty.
 */
export const startOfDay = (zone: Zone, day: number): Instant => earliestAt(zone, day, 0)

/** The first instant after this one at which the zone's offset changes, within the covered years; otherwise `undefined`. */
export const nextTransition = (zone: Zone, after: Instant): Instant | undefined => {
  if (after >= COVERED_UNTIL) return undefined
  const table = tableOf(zone)
  const next = table.starts[after < COVERED_FROM ? 1 : indexAt(table, after) + 1]
  return next === undefined ? undefined : instant(next)
}
