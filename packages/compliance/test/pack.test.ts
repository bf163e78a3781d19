import { describe, expect, it } from "@effect/vitest"
import { checkPack, kinds, type Pack, PackError, type Rule } from "../src/index.ts"
import { us } from "../src/us.ts"
import { packOf } from "./world.ts"

const hours = { open: [{ days: [1, 2], from: "08:00", to: "20:00" }] }
const good = packOf("quietHours", hours)

const fault = (input: unknown): Pick<PackError, "rule" | "field" | "fix" | "message"> => {
  try {
    checkPack(input)
  } catch (error) {
    if (error instanceof PackError) return error
    throw error
  }
  throw new Error("the pack was accepted")
}
const withRule = (more: Partial<Record<keyof Rule, unknown>>): unknown => ({
  ...good,
  rules: [{ ...good.rules[0], ...more }]
})

describe("packs", () => {
  it("the federal pack is checked, every rule with its citation, and survives JSON", () => {
    expect(checkPack(us)).toBe(us)
    expect(checkPack(JSON.parse(JSON.stringify(us)))).toEqual(us)
    expect(new Set(us.rules.map(({ id }) => id)).size).toBe(us.rules.length)
    for (const rule of us.rules)
      expect([rule.id, kinds.has(rule.kind), rule.citation.length > 5]).toEqual([rule.id, true, true])
  })

  it("Regulation F binds collectors only, the rest everybody", () => {
    for (const { id, appliesTo } of us.rules) {
      expect([id, appliesTo.roles]).toEqual([
        id,
        id.startsWith("regf.")
          ? ["third_party", "debt_buyer"]
          : /^house\.(opt_out|hours)/.test(id)
            ? ["first_party", "servicer"]
            : undefined
      ])
    }
  })

  it("every content duty of the federal pack has English and Spanish", () => {
    const texts = us.rules.flatMap(({ kind, params }) =>
      kind === "content" ? (params as { duties: Array<{ texts: object }> }).duties : []
    )
    expect(texts.length).toBeGreaterThan(5)
    for (const duty of texts) expect(Object.keys(duty.texts)).toEqual(["en", "es"])
  })

  it("a house pack in the same form", () => {
    expect(checkPack(good)).toBe(good)
  })

  it.each([
    ["an unknown kind", withRule({ kind: "horoscope" }), "kind", /no kind horoscope/],
    ["a missing citation", withRule({ citation: undefined }), "citation", /./],
    ["an empty citation", withRule({ citation: " " }), "citation", /empty/],
    [
      "a window without length",
      withRule({ params: { open: [{ days: [1], from: "08:00", to: "08:00" }] } }),
      "params.open",
      /is empty/
    ],
    [
      "a window without a day",
      withRule({ params: { open: [{ days: [], from: "08:00", to: "09:00" }] } }),
      "params.open",
      /at least one day/
    ],
    [
      "a time that does not exist",
      withRule({ params: { open: [{ days: [1], from: "25:00", to: "26:00" }] } }),
      "params.open.0.from",
      /08:00/
    ],
    [
      "a zone that does not exist",
      withRule({ params: { ...hours, clock: { zone: "Mars/Olympus" } } }),
      "params.clock.zone",
      /IANA/
    ],
    ["an unknown parameter", withRule({ params: { ...hours, opne: 1 } }), "params.opne", /./],
    ["a missing parameter", withRule({ params: {} }), "params.open", /./],
    [
      "a cap of none",
      { ...packOf("cap", { count: 0, windows: [], unit: "attempt", channels: [], per: [] }) },
      "params.count",
      /./
    ],
    ["an unknown field", withRule({ force: "much" } as never), "force", /./],
    ["an unknown channel", withRule({ appliesTo: { channels: ["telepathy"] } }), "appliesTo.channels.0", /./],
    [
      "dates the wrong way round",
      withRule({ inForce: { from: "2026-02-01", to: "2026-01-01" } }),
      "inForce.to",
      /before/
    ],
    ["a date that does not exist", withRule({ inForce: { from: "2026-02-30" } }), "inForce.from", /./],
    [
      "a force in no zone",
      withRule({ inForce: { from: "2026-02-01", zone: "UTC+2" } }),
      "inForce.zone",
      /IANA/
    ]
  ])("%s is refused whole, naming the rule and the field", (_, input, field, fix) => {
    const error = fault(input)
    expect([error.field, error.rule === ""]).toEqual([field, false])
    expect(error.fix).toMatch(fix)
    expect(error.message).toContain(error.rule)
  })

  it("two versions of one rule may follow each other and may not overlap", () => {
    const [rule] = good.rules as [Rule]
    const version = (from?: string, to?: string): Rule => ({
      ...rule,
      inForce: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
    })
    const two = (a: Rule, b: Rule): Pack => ({ ...good, rules: [a, b] })
    expect(fault(two(rule, rule)).field).toBe("inForce")
    expect(fault(two(version("2026-01-01"), version(undefined, "2026-01-01"))).field).toBe("inForce")
    expect(checkPack(two(version(undefined, "2026-01-31"), version("2026-02-01"))).rules.length).toBe(2)
  })

  it("what is no pack at all", () => {
    for (const input of [
      null,
      7,
      "us",
      [],
      {},
      { ...good, version: "1.0" },
      { ...good, rules: [] },
      { ...good, rules: [null] }
    ]) {
      expect(() => checkPack(input)).toThrow(PackError)
    }
  })
})
