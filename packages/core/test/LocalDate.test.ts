import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as LocalDate from "../src/LocalDate.ts"

const DAY = 86_400_000
const days = Schema.Int.check(Schema.isBetween({ minimum: LocalDate.MIN_DAY, maximum: LocalDate.MAX_DAY }))

describe("LocalDate", () => {
  it("agrees with Date on every day from 1890 to 2110", () => {
    for (let day = -29_220; day < 51_500; day += 1) {
      const date = LocalDate.fromDay(day)
      const reference = new Date(day * DAY)
      if (date !== reference.toISOString().slice(0, 10))
        expect.fail(`${date} is not ${reference.toISOString()}`)
      if (LocalDate.toDay(date) !== day || LocalDate.weekday(date) !== reference.getUTCDay()) {
        expect.fail(`${date} does not round-trip`)
      }
    }
  })

  it.prop("agrees with Date over ten thousand years", { day: days }, ({ day }) => {
    const date = LocalDate.fromDay(day)
    const reference = new Date(day * DAY)
    expect(LocalDate.parts(date)).toEqual({
      year: reference.getUTCFullYear(),
      month: reference.getUTCMonth() + 1,
      day: reference.getUTCDate()
    })
    expect(LocalDate.toDay(date)).toBe(day)
    expect(LocalDate.weekdayOfDay(day)).toBe(reference.getUTCDay())
    expect(LocalDate.fromParts(LocalDate.parts(date))).toBe(date)
  })

  it("knows the ends of its calendar", () => {
    expect(LocalDate.fromDay(LocalDate.MIN_DAY)).toBe("0000-01-01")
    expect(LocalDate.fromDay(LocalDate.MAX_DAY)).toBe("9999-12-31")
    expect(() => LocalDate.addDays(LocalDate.make("9999-12-31"), 1)).toThrow(LocalDate.LocalDateError)
    expect(() => LocalDate.fromDay(0.5)).toThrow(LocalDate.LocalDateError)
    expect(LocalDate.addDays(LocalDate.make("2024-02-28"), 2)).toBe("2024-03-01")
    expect(LocalDate.daysBetween(LocalDate.make("2023-12-31"), LocalDate.make("2024-12-31"))).toBe(366)
  })

  it.each([
    "2026-02-29",
    "1900-02-29",
    "2026-00-10",
    "2026-13-01",
    "2026-04-31",
    "2026-1-01",
    "2026-01-1",
    "20260101",
    "2026/01/01",
    "+2026-01-01",
    "2026-01-00",
    "2026-01-01T00:00",
    " 2026-01-01",
    "",
    "٢٠٢٦-٠١-٠١"
  ])("refuses %j, naming the field and not the value", (text) => {
    expect(LocalDate.isLocalDate(text)).toBe(false)
    expect(Schema.is(LocalDate.LocalDate)(text)).toBe(false)
    expect(() => LocalDate.make(text, "placedOn")).toThrow(
      new LocalDate.LocalDateError({
        field: "placedOn",
        message: "placedOn must be an existing date written YYYY-MM-DD, such as 2026-03-08"
      })
    )
  })

  it("refuses parts that make no date", () => {
    for (const parts of [
      { year: 2026, month: 2, day: 30 },
      { year: -1, month: 1, day: 1 },
      { year: 10_000, month: 1, day: 1 },
      { year: 2026, month: 1.5, day: 1 }
    ]) {
      expect(() => LocalDate.fromParts(parts)).toThrow(LocalDate.LocalDateError)
    }
    expect(LocalDate.daysInMonth(2000, 2)).toBe(29)
    expect(LocalDate.daysInMonth(2100, 2)).toBe(28)
    expect(LocalDate.daysInMonth(2100, 13)).toBe(0)
  })
})
