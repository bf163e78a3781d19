/** Times as the report shows them: the consumer's, in Arizona, and UTC; and her days, for the calendar. */
import { html, type Markup } from "./html.ts"

/** Where she lives. */
export const zone = "America/Phoenix"

const MINUTE = 60_000
const DAY = 86_400_000

const format = (options: Intl.DateTimeFormatOptions, timeZone: string) => {
  const formatter = new Intl.DateTimeFormat("en-US", { timeZone, ...options })
  return (at: number): string => formatter.format(at).replace(/\u202f/g, " ")
}

const DAY_TIME: Intl.DateTimeFormatOptions = {
  weekday: "short",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit"
}
const herDayTime = format(DAY_TIME, zone)
const herLongDay = format({ month: "long", day: "numeric", year: "numeric" }, zone)
const herDay = format({ weekday: "short", month: "short", day: "numeric" }, zone)
const herClock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone)

/** "2026-03-03 16:05 UTC". */
export const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`

/** "Tue, Mar 3, 9:05 AM" in Arizona. */
export const hers = (at: number): string => herDayTime(at)

/** "March 3, 2026" in Arizona. */
export const longDay = (at: number): string => herLongDay(at)

/** "Tue, Mar 3" in Arizona. */
export const shortDay = (at: number): string => herDay(at)

/** "09:05" in Arizona. */
export const clock = (at: number): string => herClock(at)

/** Both times of an instant, marked up as one. */
export const both = (at: number): Markup =>
  html`<time datetime="${new Date(at).toISOString()}"><span class="hers">${hers(at)} Arizona</span> <span class="utc">${utc(at)}</span></time>`

/** How far her wall clock is ahead of UTC at an instant, in milliseconds. */
const offset = (at: number): number => {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23"
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value)
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"))
  return wall - Math.floor(at / MINUTE) * MINUTE
}

/** A day of hers, from midnight to midnight. */
export interface LocalDay {
  readonly from: number
  readonly to: number
}

const midnight = (wall: number): number => {
  const guess = wall - offset(wall)
  return wall - offset(guess)
}

/** The days of hers that a stretch of time touches. */
export const daysOf = (from: number, to: number): ReadonlyArray<LocalDay> => {
  const days: Array<LocalDay> = []
  let wall = Math.floor((from + offset(from)) / DAY) * DAY
  while (midnight(wall) < to) {
    days.push({ from: midnight(wall), to: midnight(wall + DAY) })
    wall += DAY
  }
  return days
}
