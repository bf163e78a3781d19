/**
 * Periodic windows of local time: the instants at which the clock on the wall stands inside a window of the week.
 * Pointwise by definition, so a daylight-saving gap shortens a window and an overlap repeats it, exactly.
 */
import { LocalDate, Zone } from "@forbear/core"
import * as Ranges from "./Ranges.ts"

/** A window [from, to) of local time on some days of the week (0 is Sunday). `to` before `from` crosses midnight and belongs to the day on which it starts; equal bounds are an empty window; `24:00` is the end of the day. */
export interface Window {
  readonly days: ReadonlyArray<number>
  /** `HH:MM`. */
  readonly from: string
  /** `HH:MM` or `24:00`. */
  readonly to: string
}

/** Windows by day of the week as ranges of milliseconds after midnight. */
export type Week = ReadonlyArray<Ranges.Ranges>

const MINUTE = 60_000
const DAY = 86_400_000
/** Outside the years that core's tables cover, offsets are looked up this often: every known change falls on a quarter hour. */
const STEP = 15 * MINUTE

const millis = (text: string): number => (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE

/** Windows as a week. `closedOpening`: milliseconds by which every window opens later than written ("after 8:00"). */
export const week = (windows: ReadonlyArray<Window>, closedOpening = 0): Week => {
  const days: Array<Array<number>> = [[], [], [], [], [], [], []]
  for (const { days: on, from, to } of windows) {
    const start = millis(from) + closedOpening
    const end = millis(to)
    for (const day of on) {
      if (end > millis(from)) days[day]?.push(start, end)
      else if (end < millis(from)) {
        days[day]?.push(start, DAY)
        days[(day + 1) % 7]?.push(0, end)
      }
    }
  }
  return days.map(Ranges.normalise)
}

/** The instants of [lo, hi) at which the zone's clock stands inside the week. */
export const instants = (zone: Zone.Zone, week: Week, lo: number, hi: number): Ranges.Ranges => {
  const out: Array<number> = []
  for (let from = lo; from < hi;) {
    const isCovered = from >= Zone.COVERED_FROM && from < Zone.COVERED_UNTIL
    const change = isCovered
      ? (Zone.nextTransition(zone, from as never) ?? Zone.COVERED_UNTIL)
      : from + STEP - (from % STEP)
    const to = Math.min(hi, change)
    const offset = Zone.offsetAt(zone, from as never)
    const last = Math.floor((to - 1 + offset) / DAY)
    for (let day = Math.floor((from + offset) / DAY); day <= last; day += 1) {
      const midnight = day * DAY - offset
      const open = week[LocalDate.weekdayOfDay(day)] ?? Ranges.NONE
      for (let i = 0; i < open.length; i += 2) {
        Ranges.push(
          out,
          Math.max(from, midnight + (open[i] ?? 0)),
          Math.min(to, midnight + (open[i + 1] ?? 0))
        )
      }
    }
    from = to
  }
  return out
}

/** The instants of [lo, hi) that are inside the week in every one of the zones; nothing, if there is no zone. */
export const inEvery = (
  zones: ReadonlyArray<Zone.Zone>,
  week: Week,
  lo: number,
  hi: number
): Ranges.Ranges => {
  let out: Ranges.Ranges | undefined
  for (const zone of zones) {
    const one = instants(zone, week, lo, hi)
    out = out === undefined ? one : Ranges.intersect(out, one)
  }
  return out ?? Ranges.NONE
}

/** The instants of [lo, hi) that are inside the week in at least one of the zones. */
export const inAny = (zones: ReadonlyArray<Zone.Zone>, week: Week, lo: number, hi: number): Ranges.Ranges => {
  let out: Ranges.Ranges = Ranges.NONE
  for (const zone of zones) out = Ranges.union(out, instants(zone, week, lo, hi))
  return out
}
