import { describe, expect, it } from "@effect/vitest"
import { Duration, Schema } from "effect"
import * as Instant from "../src/Instant.ts"

const utc = (...parts: readonly [number, number, number, number?, number?, number?, number?]) =>
  Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0, parts[6] ?? 0)

const refused = (run: () => unknown): Instant.InstantError => {
  try {
    run()
  } catch (error) {
    if (error instanceof Instant.InstantError) return error
    throw error
  }
  throw new Error("was not refused")
}

describe("Instant", () => {
  it("reads ISO 8601 with an offset or Z", () => {
    expect(Instant.fromIso("2026-03-08T09:30:00-07:00")).toBe(utc(2026, 3, 8, 16, 30))
    expect(Instant.fromIso("2026-03-08T09:30Z")).toBe(utc(2026, 3, 8, 9, 30))
    expect(Instant.fromIso("2026-03-08T00:10:05.5+05:45")).toBe(utc(2026, 3, 7, 18, 25, 5, 500))
    expect(Instant.fromIso("2026-03-08T00:00:00.123999999Z")).toBe(utc(2026, 3, 8, 0, 0, 0, 123))
    expect(Instant.fromIso("1969-12-31T23:59:59.999Z")).toBe(-1)
    expect(Instant.fromIso("2024-02-29T00:00:00Z")).toBe(utc(2024, 2, 29))
    expect(Instant.fromIso("0001-01-01T00:00:00Z")).toBe(-62_135_596_800_000)
  })

  it.each([
    "2026-03-08T09:30:00",
    "2026-03-08",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-03-08T24:00:00Z",
    "2026-03-08T23:59:60Z",
    "2026-03-08 09:30:00Z",
    "2026-03-08T09:30:00+0700",
    "2026-03-08T09:30:00+07",
    "2026-03-08T09:30:00z",
    "2026-03-08T09:30:00.Z",
    "2026-03-08T09:30:00+24:00",
    " 2026-03-08T09:30:00Z",
    "2026-03-08T09:30:00Z\n",
    "2026-03-08T09:30:00-07:00[America/Phoenix]",
    "+002026-03-08T09:30:00Z",
    "",
    "yesterday"
  ])("refuses %j, naming the field and not the value", (text) => {
    const error = refused(() => Instant.fromIso(text, "occurredAt"))
    expect(error.field).toBe("occurredAt")
    expect(error.message).toBe(
      "occurredAt must be an ISO 8601 date and time with an offset or Z, such as 2026-03-08T09:30:00-07:00"
    )
  })

  it("accepts dates, texts, numbers that are instants and Temporal shapes", () => {
    const at = Instant.fromIso("2026-03-08T09:30:00.250Z")
    expect(Instant.from(new Date(at))).toBe(at)
    expect(Instant.from("2026-03-08T09:30:00.250Z")).toBe(at)
    expect(Instant.from(at)).toBe(at)
    expect(Instant.from({ epochMilliseconds: at })).toBe(at)
    expect(refused(() => Instant.from(new Date(Number.NaN), "sentAt")).message).toContain("sentAt")
    expect(refused(() => Instant.from({ epochMilliseconds: Number.POSITIVE_INFINITY })).field).toBe("instant")
    expect(refused(() => Instant.from(JSON.parse("null"))).message).toContain("must be a Date")
    expect(refused(() => Instant.from(JSON.parse("{}"))).message).toContain("whole milliseconds")
  })

  it("decodes whole milliseconds only", () => {
    const accepts = Schema.is(Instant.Instant)
    for (const good of [0, -1, 8.64e15, -8.64e15]) expect(accepts(good)).toBe(true)
    for (const bad of [0.5, Number.NaN, Infinity, -Infinity, 8.64e15 + 2, "0", 1n])
      expect(accepts(bad)).toBe(false)
    expect(() => Schema.decodeUnknownSync(Instant.Instant)(1.5)).toThrow(/whole milliseconds/)
  })

  it("adds milliseconds and durations", () => {
    const at = Instant.fromIso("2026-03-08T09:30:00Z")
    expect(Instant.toIso(Instant.plus(at, Instant.DAY))).toBe("2026-03-09T09:30:00.000Z")
    expect(Instant.plus(at, Duration.hours(2))).toBe(at + 2 * Instant.HOUR)
    expect(Instant.plus(at, "90 minutes")).toBe(at + 90 * Instant.MINUTE)
    expect(Instant.plus(at, -1_500)).toBe(at - 1_500)
    expect(Instant.between(at, Instant.plus(at, -5))).toBe(-5)
    expect(refused(() => Instant.plus(at, Duration.infinity)).field).toBe("instant")
    expect(refused(() => Instant.plus(at, Number.NaN)).field).toBe("instant")
  })

  it.prop(
    "prints what it reads",
    { ms: Schema.Int.check(Schema.isBetween({ minimum: -6.2e13, maximum: 2.5e14 })) },
    ({ ms }) => {
      const at = Instant.make(ms)
      expect(Instant.fromIso(Instant.toIso(at))).toBe(at)
      expect(Instant.toIso(at)).toBe(new Date(ms).toISOString())
    }
  )
})
