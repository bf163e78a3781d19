import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Instant from "../src/Instant.ts"
import * as LocalDate from "../src/LocalDate.ts"
import * as Zone from "../src/Zone.ts"

const ZONES = [
  "America/Phoenix",
  "America/Los_Angeles",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Havana",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Asia/Gaza",
  "Pacific/Apia",
  "Africa/Casablanca",
  "Europe/London",
  "Antarctica/Troll",
  "UTC"
].map((name) => Zone.make(name))

const HOUR = Instant.HOUR
const FROM = Date.UTC(1990, 0, 1)
const UNTIL = Date.UTC(2041, 0, 1)

/** The oracle: the fields of the clock as Intl prints them, turned into milliseconds as though they were UTC. */
const intl = (zone: string) => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    weekday: "short"
  })
  const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  return (ms: number) => {
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]))
    const field = (name: string) => Number(parts[name])
    const day = Date.UTC(field("year"), field("month") - 1, field("day")) / Instant.DAY
    return {
      day,
      minute: field("hour") * 60 + field("minute"),
      second: field("second"),
      weekday: weekdays.indexOf(String(parts["weekday"]))
    }
  }
}

/** A second oracle for where offsets change, which shares no code with the table: steps of half a day, then halves. */
const transitionsByIntl = (zone: string): ReadonlyArray<number> => {
  const read = intl(zone)
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    weekday: "short",
    hour: "numeric",
    minute: "numeric"
  })
  const WEEK = 7 * Instant.DAY
  const halfDays: Array<string> = []
  for (let ms = FROM; ms <= UNTIL + WEEK; ms += 12 * HOUR) halfDays.push(clock.format(ms))
  const quiet = (step: number) => halfDays[step] === halfDays[step + 14]
  const exact = (ms: number) => {
    const { day, minute, second } = read(ms)
    return day * Instant.DAY + minute * Instant.MINUTE + second * 1_000 - ms
  }
  const found: Array<number> = []
  for (let step = 0; FROM + step * 12 * HOUR < UNTIL; step += 1) {
    if (quiet(step) && quiet(step + 1)) continue
    const before = FROM + step * 12 * HOUR
    let low = before
    let high = before + 12 * HOUR
    const known = exact(low)
    if (exact(high) === known) continue
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000
      if (exact(middle) === known) low = middle
      else high = middle
    }
    found.push(high)
  }
  return found
}

const known = new Map<string, ReadonlyArray<number>>()
const transitionsOf = (zone: string): ReadonlyArray<number> => {
  const found = known.get(zone) ?? transitionsByIntl(zone)
  known.set(zone, found)
  return found
}

const random = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const iso = (ms: number) => new Date(ms).toISOString()
const day = (text: string) => LocalDate.toDay(LocalDate.make(text))
const zone = (name: string) => Zone.make(name)

describe("Zone", () => {
  it.each(ZONES)("%s equals Intl a second around every transition from 1990 to 2040", (name) => {
    const read = intl(name)
    const expected = transitionsOf(name)
    const own: Array<number> = []
    for (
      let at = Zone.nextTransition(name, Instant.make(FROM));
      at !== undefined && at < UNTIL;
      at = Zone.nextTransition(name, at)
    )
      own.push(at)
    expect(own.map(iso)).toEqual(expected.map(iso))
    for (const transition of expected) {
      for (const ms of [transition - 1_000, transition - 1, transition, transition + 1_000]) {
        expect(Zone.localAt(name, Instant.make(ms)), iso(ms)).toEqual(read(ms))
      }
    }
  })

  it("equals Intl at random instants of every zone, also outside the table's years", () => {
    const next = random(20_261)
    for (const name of Intl.supportedValuesOf("timeZone").filter((_, index) => index % 9 === 0)) {
      const known = zone(name)
      const read = intl(name)
      for (let round = 0; round < 25; round += 1) {
        const ms =
          round < 23 ? FROM + Math.floor(next() * (UNTIL - FROM)) : Math.floor(next() * Date.UTC(2100, 0, 1))
        expect(Zone.localAt(known, Instant.make(ms)), `${name} ${iso(ms)}`).toEqual(read(ms))
      }
    }
  })

  it.each(ZONES)("%s finds local times again, against a search over offsets", (name) => {
    const next = random(name.length)
    const changes = transitionsOf(name)
    for (let round = 0; round < 400; round += 1) {
      const near = changes[Math.floor(next() * changes.length)]
      const ms =
        near === undefined || round % 4 === 0
          ? FROM + next() * (UNTIL - FROM)
          : near + (next() - 0.5) * 60 * HOUR
      const date = Zone.dateAt(name, Instant.make(Math.floor(ms)))
      const minutes = Math.floor(next() * 1_440)
      const wall = date * Instant.DAY + minutes * Instant.MINUTE
      const offsets = [-20, 20].map((hours) => Zone.offsetAt(name, Instant.make(wall + hours * HOUR)))
      const hits = offsets
        .map((offset) => wall - offset)
        .filter((at) => Zone.localMillisAt(name, Instant.make(at)) === wall)
      const { earliest, latest } = Zone.atLocal(name, date, minutes)
      if (hits.length > 0) {
        expect([earliest, latest].map(iso)).toEqual([Math.min(...hits), Math.max(...hits)].map(iso))
      } else {
        expect(earliest).toBe(latest)
        expect(Zone.localMillisAt(name, earliest)).toBeGreaterThan(wall)
        expect(Zone.localMillisAt(name, Instant.make(earliest - 1))).toBeLessThan(wall)
      }
    }
  })

  it.each(ZONES)("%s starts every date at its first instant", (name) => {
    for (let date = day("1999-01-01"); date < day("2013-01-01"); date += 1) {
      const start = Zone.startOfDay(name, date)
      if (Zone.dateAt(name, start) < date || Zone.dateAt(name, Instant.make(start - 1)) >= date) {
        expect.fail(`${LocalDate.fromDay(date)} does not start at ${iso(start)}`)
      }
    }
  })

  it("starts days after the gap where clocks jump over midnight", () => {
    expect(iso(Zone.startOfDay(zone("America/Sao_Paulo"), day("2018-11-04")))).toBe(
      "2018-11-04T03:00:00.000Z"
    )
    expect(Zone.minuteAt(zone("America/Sao_Paulo"), Instant.fromIso("2018-11-04T03:00:00Z"))).toBe(60)
    expect(iso(Zone.startOfDay(zone("Asia/Beirut"), day("2022-03-27")))).toBe("2022-03-26T22:00:00.000Z")
    expect(iso(Zone.startOfDay(zone("Asia/Beirut"), day("2022-03-28")))).toBe("2022-03-27T21:00:00.000Z")
  })

  it("gives a skipped date no length", () => {
    const apia = zone("Pacific/Apia")
    expect(iso(Zone.startOfDay(apia, day("2011-12-30")))).toBe("2011-12-30T10:00:00.000Z")
    expect(Zone.startOfDay(apia, day("2011-12-31"))).toBe(Zone.startOfDay(apia, day("2011-12-30")))
    expect(Zone.dateAt(apia, Instant.fromIso("2011-12-30T09:59:59Z"))).toBe(day("2011-12-29"))
  })

  it("tells both instants of a repeated hour and the end of a missing one", () => {
    const newYork = zone("America/New_York")
    const twice = Zone.atLocal(newYork, day("2026-11-01"), 90)
    expect([twice.earliest, twice.latest].map(iso)).toEqual([
      "2026-11-01T05:30:00.000Z",
      "2026-11-01T06:30:00.000Z"
    ])
    const never = Zone.atLocal(newYork, day("2026-03-08"), 150)
    expect([never.earliest, never.latest].map(iso)).toEqual([
      "2026-03-08T07:00:00.000Z",
      "2026-03-08T07:00:00.000Z"
    ])
    const half = Zone.atLocal(zone("Australia/Lord_Howe"), day("2026-04-05"), 105)
    expect(half.latest - half.earliest).toBe(30 * Instant.MINUTE)
    expect(iso(Zone.earliestAt(newYork, day("2026-03-08"), 1_440))).toBe("2026-03-09T04:00:00.000Z")
    expect(iso(Zone.startOfDay(newYork, day("2060-07-01")))).toBe("2060-07-01T04:00:00.000Z")
    expect(iso(Zone.startOfDay(newYork, day("1800-07-01")))).toBe("1800-07-01T04:56:02.000Z")
  })

  it("writes into the object it is given", () => {
    const into = { day: 0, minute: 0, second: 0, weekday: 0 }
    expect(Zone.localAt(zone("Asia/Kathmandu"), Instant.fromIso("2026-11-21T18:15:30Z"), into)).toBe(into)
    expect(into).toEqual({ day: day("2026-11-22"), minute: 0, second: 30, weekday: 0 })
  })

  it("names what is no zone", () => {
    expect(zone("america/new_york")).toBe("America/New_York")
    expect(Schema.is(Zone.Zone)("America/New_York")).toBe(true)
    expect(Schema.is(Zone.Zone)("america/new_york")).toBe(false)
    expect(() => Zone.make("America/Fenix", "debt.zone")).toThrow(
      new Zone.ZoneError({
        field: "debt.zone",
        message: "debt.zone: America/Fenix is not an IANA time zone; write one such as America/Phoenix"
      })
    )
    for (const bad of ["+05:00", "", "Jane Smith", "America/New_York ", "x".repeat(80)]) {
      expect(() => Zone.make(bad)).toThrow("must be the name of an IANA time zone")
    }
    expect(() => Schema.decodeUnknownSync(Zone.Zone)("Mars/Base")).toThrow(
      /Mars\/Base is not an IANA time zone/
    )
  })

  it("answers at the ends of time", () => {
    for (const ms of [-Instant.LIMIT, Instant.LIMIT]) {
      expect(Zone.offsetAt(zone("America/Phoenix"), Instant.make(ms))).toBeLessThan(0)
    }
  })

  it.prop(
    "generates zones for the properties of others",
    { name: Zone.Zone, date: LocalDate.LocalDate },
    ({ name, date }) => {
      expect(Zone.isZone(name) && LocalDate.isLocalDate(date)).toBe(true)
    }
  )

  it.runIf(process.env["BENCH"] === "1")("is many times faster than a cached Intl.DateTimeFormat", () => {
    const script = fileURLToPath(new URL("bench/zone.ts", import.meta.url))
    const printed = execFileSync(process.execPath, ["--conditions=source", script], { encoding: "utf8" })
    expect(printed).toContain("ratio")
    console.log(printed)
  })
})
