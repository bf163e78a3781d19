/**
 * Counting windows: where one more act would make some window hold too many. They look backwards and forwards, so that a
 * slot reserved for next week counts against today; an act that may fall anywhere in a stretch counts wherever it may fall.
 */
import { type Instant, LocalDate, Zone } from "@forbear/core"
import * as Ranges from "./Ranges.ts"

/** How long a window is. Rolling days are consecutive local dates; `later` frees a slot at the later of dates and hours. */
export type Window =
  | { readonly _tag: "rolling_days"; readonly days: number; readonly basis: "dates" | "hours" | "later" }
  | { readonly _tag: "calendar"; readonly unit: "day" | "week" | "month"; readonly weekStartsOn?: number }

/** The stretch [from, until], both inclusive, in which an act falls or may fall. */
export interface Item {
  readonly from: number
  readonly until: number
}

const DAY = 86_400_000

/**
 * The units (whole numbers, as half-open ranges) at which one more item would be too many: some window of `length` units
 * that contains the unit already touches `count` items. `items` is a flat list of inclusive pairs of units.
 */
export const crowded = (items: ReadonlyArray<number>, count: number, length: number): Ranges.Ranges => {
  if (items.length < 2 * count) return Ranges.NONE
  const enter: Array<number> = []
  const leave: Array<number> = []
  for (let i = 0; i < items.length; i += 2) {
    enter.push((items[i] ?? 0) - length + 1)
    leave.push((items[i + 1] ?? 0) + 1)
  }
  enter.sort((a, b) => a - b)
  leave.sort((a, b) => a - b)
  const out: Array<number> = []
  let held = 0
  let i = 0
  let j = 0
  while (i < enter.length || (j < leave.length && held >= count)) {
    const at = Math.min(enter[i] ?? Infinity, leave[j] ?? Infinity)
    for (; enter[i] === at; i += 1) held += 1
    for (; leave[j] === at; j += 1) held -= 1
    const next = Math.min(enter[i] ?? Infinity, leave[j] ?? Infinity)
    if (held >= count) Ranges.push(out, at, next + length - 1)
  }
  return out
}

const monthOf = (day: number): number => {
  const { year, month } = LocalDate.partsOfDay(day)
  return year * 12 + month - 1
}
const firstOfMonth = (month: number): number => {
  const year = Math.floor(month / 12)
  return LocalDate.toDay(LocalDate.fromParts({ year, month: month - year * 12 + 1, day: 1 }))
}
/** Day 4 of 1970 was a Monday; weeks are numbered from the day on which they start. */
const weekOf = (day: number, startsOn: number): number => Math.floor((day + 4 - startsOn) / 7)
const firstOfWeek = (week: number, startsOn: number): number => week * 7 - 4 + startsOn

/** Ranges of local dates as instants; where clocks go back over midnight the later instant ends them. */
const ofDays = (zone: Zone.Zone, days: Ranges.Ranges): Ranges.Ranges => {
  const out: Array<number> = []
  for (let i = 0; i < days.length; i += 2) {
    Ranges.push(out, Zone.startOfDay(zone, days[i] ?? 0), Zone.latestAt(zone, days[i + 1] ?? 0, 0))
  }
  return out
}

const dayPairs = (
  zone: Zone.Zone,
  items: ReadonlyArray<Item>,
  unit: (day: number) => number
): Array<number> =>
  items.flatMap(({ from, until }) => [
    unit(Zone.dateAt(zone, from as Instant.Instant)),
    unit(Zone.dateAt(zone, until as Instant.Instant))
  ])

const byHours = (items: ReadonlyArray<Item>, count: number, days: number): Ranges.Ranges =>
  crowded(
    items.flatMap(({ from, until }) => [from, until]),
    count,
    days * DAY
  )

const byDates = (zone: Zone.Zone, items: ReadonlyArray<Item>, count: number, days: number): Ranges.Ranges =>
  ofDays(
    zone,
    crowded(
      dayPairs(zone, items, (day) => day),
      count,
      days
    )
  )

const byCalendar = (
  zone: Zone.Zone,
  items: ReadonlyArray<Item>,
  count: number,
  unit: "day" | "week" | "month",
  startsOn: number
): Ranges.Ranges => {
  if (unit === "day") return byDates(zone, items, count, 1)
  const toUnit = unit === "week" ? (day: number) => weekOf(day, startsOn) : monthOf
  const first = unit === "week" ? (week: number) => firstOfWeek(week, startsOn) : firstOfMonth
  return ofDays(zone, crowded(dayPairs(zone, items, toUnit), count, 1).map(first))
}

/** The instants at which one more would be too many, in one zone. */
const fullIn = (
  zone: Zone.Zone,
  window: Window,
  items: ReadonlyArray<Item>,
  count: number
): Ranges.Ranges => {
  if (window._tag === "calendar") return byCalendar(zone, items, count, window.unit, window.weekStartsOn ?? 1)
  const hours = window.basis === "dates" ? Ranges.NONE : byHours(items, count, window.days)
  return window.basis === "hours" ? hours : Ranges.union(hours, byDates(zone, items, count, window.days))
}

/** The instants at which one more would be too many in at least one of the zones: every reading must have room. */
export const full = (
  zones: ReadonlyArray<Zone.Zone>,
  window: Window,
  items: ReadonlyArray<Item>,
  count: number
): Ranges.Ranges => {
  if (items.length < count) return Ranges.NONE
  let out: Ranges.Ranges = Ranges.NONE
  for (const zone of zones) out = Ranges.union(out, fullIn(zone, window, items, count))
  return out
}

/** The longest time, in milliseconds, over which a window can reach: what is older cannot matter. */
export const reach = (window: Window): number =>
  window._tag === "rolling_days" ? (window.days + 2) * DAY : { day: 3, week: 9, month: 33 }[window.unit] * DAY

/** The first instant at which the local date is so many days after the date of `at`, in the zone where that is latest. */
export const daysAfter = (zones: ReadonlyArray<Zone.Zone>, at: Instant.Instant, days: number): number => {
  let out = -Infinity
  for (const zone of zones) out = Math.max(out, Zone.latestAt(zone, Zone.dateAt(zone, at) + days, 0))
  return out
}

/** The same, in the zone where it is earliest: for permissions, which end at the strictest reading. */
export const daysAfterAtMost = (
  zones: ReadonlyArray<Zone.Zone>,
  at: Instant.Instant,
  days: number
): number => {
  let out = Infinity
  for (const zone of zones) out = Math.min(out, Zone.startOfDay(zone, Zone.dateAt(zone, at) + days))
  return out
}
