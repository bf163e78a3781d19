import { describe, expect, it } from "@effect/vitest"
import { Zone, type Id } from "@forbear/core"
import { Counting, Local, Ranges, Steps } from "../src/index.ts"
import { random } from "./world.ts"

const MINUTE = 60_000
const DAY = 86_400_000
const ZONES = [
  "America/New_York",
  "America/Phoenix",
  "Pacific/Honolulu",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Atlantic/Azores",
  "America/Havana",
  "Pacific/Apia"
].map((name) => Zone.make(name))

const someSpans = (next: () => number, most = 5): Steps.Steps =>
  Array.from({ length: Math.floor(next() * most) }, (_, i): Steps.Span => {
    const from = Math.floor(next() * 40)
    return {
      from,
      to: from + 1 + Math.floor(next() * 15),
      verdict: next() < 0.5 ? "blocked" : "unknown",
      reason: `r${i}`,
      facts: [`f${i}` as Id.EventId],
      opens: { _tag: "time" }
    }
  })
const rank = (value: Steps.Value) => ["blocked", "unknown", "allowed"].indexOf(value)
const lowest = (values: ReadonlyArray<Steps.Value>): Steps.Value => values.reduce(Steps.least, "allowed")
const highest = (values: ReadonlyArray<Steps.Value>): Steps.Value =>
  values.reduce((a, b) => (rank(a) >= rank(b) ? a : b), "blocked")

describe("step functions, against the value at every instant", () => {
  it("meet is the least, any-of the greatest; order never matters", () => {
    const next = random(1)
    for (let round = 0; round < 400; round += 1) {
      const parts = Array.from({ length: 1 + Math.floor(next() * 4) }, () => someSpans(next))
      const meet = Steps.meet(parts)
      const turned = Steps.meet([...parts].reverse())
      const any = Steps.anyOf(parts)
      for (let at = -2; at < 60; at += 1) {
        const values = parts.map((part) => Steps.valueAt(part, at))
        expect(Steps.valueAt(meet, at)).toBe(lowest(values))
        expect(Steps.valueAt(turned, at)).toBe(lowest(values))
        expect(Steps.valueAt(any, at)).toBe(highest(values))
      }
    }
  })

  it("restrict, except, shift, closed, open and the first allowed instant", () => {
    const next = random(2)
    for (let round = 0; round < 400; round += 1) {
      const steps = someSpans(next)
      const set = Steps.closed(someSpans(next))
      const by = Math.floor(next() * 20) - 10
      const [inside, outside, moved] = [
        Steps.restrict(steps, set),
        Steps.except(steps, set),
        Steps.shift(steps, by)
      ]
      const [closed, open] = [Steps.closed(steps), Steps.open(steps, -2, 60)]
      for (let at = -2; at < 60; at += 1) {
        const value = Steps.valueAt(steps, at)
        const isIn = Ranges.contains(set, at)
        expect(Steps.valueAt(inside, at)).toBe(isIn ? value : "allowed")
        expect(Steps.valueAt(outside, at)).toBe(isIn ? "allowed" : value)
        expect(Steps.valueAt(moved, at + by)).toBe(value)
        expect(Ranges.contains(closed, at)).toBe(value !== "allowed")
        expect(Ranges.contains(open, at)).toBe(value === "allowed")
      }
      let first = 0
      while (Steps.valueAt(steps, first) !== "allowed") first += 1
      expect(Steps.firstAllowed(steps, 0)).toBe(first)
    }
  })

  it("any of nothing is what is given; the cheapest opening is told", () => {
    const shut = (opens: Steps.Span["opens"]): Steps.Steps => [
      { from: 0, to: 9, verdict: "blocked", reason: "r", facts: [], opens }
    ]
    expect(Steps.anyOf([], shut({ _tag: "never" }))).toEqual(shut({ _tag: "never" }))
    const tag = (...all: ReadonlyArray<Steps.Span["opens"]>) => Steps.anyOf(all.map(shut))[0]?.opens
    expect(tag({ _tag: "never" }, { _tag: "after", event: "b" }, { _tag: "after", event: "a" })).toEqual({
      _tag: "after",
      event: "a; or b"
    })
    expect(tag({ _tag: "never" }, { _tag: "time" })).toEqual({ _tag: "time" })
    expect(tag({ _tag: "never" }, { _tag: "never" })).toEqual({ _tag: "never" })
  })
})

describe("sets of instants, against membership", () => {
  it("union, intersection, complement, difference, shift, the range at an instant", () => {
    const next = random(3)
    for (let round = 0; round < 600; round += 1) {
      const [a, b] = [Steps.closed(someSpans(next)), Steps.closed(someSpans(next))]
      const sets = [
        Ranges.union(a, b),
        Ranges.intersect(a, b),
        Ranges.complement(a, 5, 50),
        Ranges.subtract(a, b),
        Ranges.shift(a, 3)
      ]
      for (const set of sets)
        for (let i = 1; i < set.length; i += 1) expect(set[i - 1]).toBeLessThan(set[i] ?? 0)
      for (let at = -2; at < 62; at += 1) {
        const [inA, inB] = [Ranges.contains(a, at), Ranges.contains(b, at)]
        expect(sets.map((set) => Ranges.contains(set, at))).toEqual([
          inA || inB,
          inA && inB,
          !inA && at >= 5 && at < 50,
          inA && !inB,
          Ranges.contains(a, at - 3)
        ])
        expect(Ranges.contains(Ranges.rangeAt(a, at), at)).toBe(inA)
      }
    }
  })
})

const text = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`

describe("windows of local time, against the clock at every few minutes", () => {
  const inside = (windows: ReadonlyArray<Local.Window>, weekday: number, minute: number): boolean =>
    windows.some(({ days, from, to }) => {
      const [start, end] = [from, to].map(
        (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
      ) as [number, number]
      if (start < end) return days.includes(weekday) && minute >= start && minute < end
      if (start === end) return false
      return (days.includes(weekday) && minute >= start) || (days.includes((weekday + 6) % 7) && minute < end)
    })

  it("random windows over random zones, about every kind of clock change", () => {
    const next = random(4)
    for (let round = 0; round < 60; round += 1) {
      const zone = ZONES[Math.floor(next() * ZONES.length)] ?? Zone.make("UTC")
      const windows = Array.from({ length: 1 + Math.floor(next() * 3) }, () => ({
        days: [0, 1, 2, 3, 4, 5, 6].filter(() => next() < 0.6),
        from: text(Math.floor(next() * 96) * 15),
        to: next() < 0.1 ? "24:00" : text(Math.floor(next() * 96) * 15)
      }))
      const change =
        Zone.nextTransition(zone, (Date.UTC(2010, 0, 1) + Math.floor(next() * 400) * DAY) as never) ??
        Date.UTC(2026, 2, 8)
      const lo = change - 2 * DAY
      const set = Local.instants(zone, Local.week(windows), lo, change + 2 * DAY)
      for (let at = lo; at < change + 2 * DAY; at += 5 * MINUTE) {
        const { weekday, minute } = Zone.localAt(zone, at as never)
        if (Ranges.contains(set, at) !== inside(windows, weekday, minute)) {
          expect.fail(`${zone} ${new Date(at).toISOString()} ${JSON.stringify(windows)}`)
        }
      }
    }
  })

  it("two zones merged are the intersection; any of them the union; none, nothing", () => {
    const week = Local.week([{ days: [0, 1, 2, 3, 4, 5, 6], from: "08:00", to: "21:00" }])
    const [a, b] = [Zone.make("America/New_York"), Zone.make("Pacific/Honolulu")]
    const [lo, hi] = [Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 15)]
    const each = [a, b].map((zone) => Local.instants(zone, week, lo, hi)) as [Ranges.Ranges, Ranges.Ranges]
    expect(Local.inEvery([a, b], week, lo, hi)).toEqual(Ranges.intersect(...each))
    expect(Local.inAny([b, a], week, lo, hi)).toEqual(Ranges.union(...each))
    expect(Local.inEvery([], week, lo, hi)).toEqual([])
  })

  it("a whole day is a whole day, an empty window nothing, and years beyond the tables are read slowly", () => {
    const all = Local.week([{ days: [0, 1, 2, 3, 4, 5, 6], from: "00:00", to: "24:00" }])
    const lo = Date.UTC(2026, 2, 7)
    expect(Local.instants(ZONES[0] as Zone.Zone, all, lo, lo + 3 * DAY)).toEqual([lo, lo + 3 * DAY])
    expect(Local.week([{ days: [1], from: "09:00", to: "09:00" }]).flat()).toEqual([])
    const far = Date.UTC(2043, 0, 5)
    const eight = Local.week([{ days: [1], from: "08:00", to: "09:00" }])
    expect(Local.instants(ZONES[0] as Zone.Zone, eight, far, far + DAY)).toEqual([
      far + 13 * 60 * MINUTE,
      far + 14 * 60 * MINUTE
    ])
  })
})

describe("counting windows, against trying every window", () => {
  it("one more is too many exactly where some window that contains the unit is full", () => {
    const next = random(5)
    for (let round = 0; round < 500; round += 1) {
      const items: Array<number> = []
      for (let i = Math.floor(next() * 9); i > 0; i -= 1) {
        const from = Math.floor(next() * 25)
        items.push(from, from + Math.floor(next() * next() * 6))
      }
      const [count, length] = [1 + Math.floor(next() * 4), 1 + Math.floor(next() * 8)]
      const full = Counting.crowded(items, count, length)
      for (let at = -10; at < 45; at += 1) {
        let isFull = false
        for (let start = at - length + 1; start <= at; start += 1) {
          let held = 0
          for (let i = 0; i < items.length; i += 2) {
            if ((items[i] ?? 0) <= start + length - 1 && (items[i + 1] ?? 0) >= start) held += 1
          }
          isFull ||= held >= count
        }
        if (Ranges.contains(full, at) !== isFull)
          expect.fail(JSON.stringify({ items, count, length, at, isFull }))
      }
    }
  })

  it("calendar days, weeks and months begin and end on local dates", () => {
    const zone = Zone.make("America/New_York")
    const at = (iso: string) => Date.parse(iso)
    const item = { from: at("2026-03-04T12:00:00-05:00"), until: at("2026-03-04T12:00:00-05:00") }
    const full = (unit: "day" | "week" | "month", weekStartsOn = 1) =>
      Counting.full([zone], { _tag: "calendar", unit, weekStartsOn }, [item], 1)
    expect(full("day")).toEqual([at("2026-03-04T00:00:00-05:00"), at("2026-03-05T00:00:00-05:00")])
    expect(full("week")).toEqual([at("2026-03-02T00:00:00-05:00"), at("2026-03-09T00:00:00-04:00")])
    expect(full("week", 0)).toEqual([at("2026-03-01T00:00:00-05:00"), at("2026-03-08T00:00:00-05:00")])
    expect(full("month")).toEqual([at("2026-03-01T00:00:00-05:00"), at("2026-04-01T00:00:00-04:00")])
  })

  it("the later of dates and hours frees the slot", () => {
    const zone = Zone.make("America/New_York")
    const moment = Date.parse("2026-03-04T12:00:00-05:00")
    const end = (basis: "dates" | "hours" | "later") =>
      Counting.full(
        [zone],
        { _tag: "rolling_days", days: 7, basis },
        [{ from: moment, until: moment }],
        1
      ).at(-1)
    expect(end("dates")).toBe(Date.parse("2026-03-11T00:00:00-04:00"))
    expect(end("hours")).toBe(moment + 7 * DAY)
    expect(end("later")).toBe(moment + 7 * DAY)
  })
})
