import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Currency from "../src/Currency.ts"
import * as Money from "../src/Money.ts"

const usd = (amount: string) => Money.parse(amount, "USD")
const decode = Schema.decodeUnknownSync(Money.Money)
const encode = Schema.encodeSync(Money.Money)

const refused = (run: () => unknown): Money.MoneyError => {
  try {
    run()
  } catch (error) {
    if (error instanceof Money.MoneyError) return error
    throw error
  }
  throw new Error("was not refused")
}

describe("Money", () => {
  it("reads and writes decimal text with the digits of each currency", () => {
    expect(usd("1240.50")).toEqual({ minor: 124_050n, currency: "USD" })
    expect(usd("1240.5").minor).toBe(124_050n)
    expect(usd("-0.05").minor).toBe(-5n)
    expect(usd("-0.00").minor).toBe(0n)
    expect(Money.parse("1240", "JPY").minor).toBe(1_240n)
    expect(Money.parse("0.125", "KWD").minor).toBe(125n)
    expect(Money.parse("1.2345", "CLF").minor).toBe(12_345n)
    expect(["5", "-5", "0.05", "-1240.5"].map((text) => Money.toDecimal(usd(text)))).toEqual([
      "5.00",
      "-5.00",
      "0.05",
      "-1240.50"
    ])
    expect(Money.toDecimal(Money.make(-7n, "JPY"))).toBe("-7")
    expect(Money.toDecimal(usd("0"))).toBe("0.00")
  })

  it.each([
    "",
    " 1",
    "1 ",
    "+1",
    "01",
    "1.",
    ".5",
    "1,000.00",
    "1e3",
    "--1",
    "NaN",
    "0x10",
    "1_0",
    "٣",
    "9".repeat(39)
  ])("refuses the amount %j without echoing it", (text) => {
    const error = refused(() => Money.parse(text, "USD", "balance"))
    expect([error.reason, error.field]).toEqual(["BadAmount", "balance.amount"])
    expect(error.message).toBe("balance.amount must be decimal text such as 1240.50")
  })

  it("refuses digits that the currency does not have, and currencies that do not exist", () => {
    expect(refused(() => usd("1.005")).message).toBe(
      "money.amount must have at most 2 digits after the point in USD"
    )
    expect(refused(() => usd("1.000")).reason).toBe("BadAmount")
    expect(refused(() => Money.parse("1.0", "JPY")).reason).toBe("BadAmount")
    for (const code of ["usd", "XXX", "XAU", "ZZZ", "", "toString", "__proto__"]) {
      expect(refused(() => Money.parse("1", code)).reason).toBe("UnknownCurrency")
    }
  })

  it("is decimal text in JSON", () => {
    expect(JSON.stringify(encode(usd("1240.5")))).toBe('{"amount":"1240.50","currency":"USD"}')
    expect(decode({ amount: "1240.50", currency: "USD" })).toEqual(usd("1240.50"))
    expect(() => decode({ amount: "1240.505", currency: "USD" })).toThrow(/at most 2 digits/)
    expect(() => decode({ amount: 1240.5, currency: "USD" })).toThrow()
    expect(() => decode({ amount: "1", currency: "usd" })).toThrow(/ISO 4217/)
  })

  it.prop("survives JSON", { money: Money.Money }, ({ money }) => {
    const text = JSON.stringify(encode(money))
    expect(decode(JSON.parse(text))).toEqual(money)
    expect(Money.from(Money.encode(money))).toEqual(money)
  })

  it("reads what callers have", () => {
    expect(Money.from({ amountMinor: 12_345n, currency: "USD" })).toEqual(usd("123.45"))
    expect(Money.from({ amountMinor: 12_345, currency: "USD" })).toEqual(usd("123.45"))
    expect(Money.from({ amount: "123.45", currency: "USD" })).toEqual(usd("123.45"))
    expect(Money.from(usd("123.45"))).toEqual(usd("123.45"))
    for (const amountMinor of [1.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(refused(() => Money.from({ amountMinor, currency: "USD" }, "total")).field).toBe(
        "total.amountMinor"
      )
    }
    expect(refused(() => Money.make(10n ** 36n, "USD")).reason).toBe("BadAmount")
    expect(Money.from(Money.encode(Money.make(-(10n ** 36n) + 1n, "CLF"))).minor).toBe(-(10n ** 36n) + 1n)
    expect(refused(() => Money.from(JSON.parse("12.5"))).message).toContain("must be an object")
    expect(refused(() => Money.from(JSON.parse('{"currency":"USD"}'))).field).toBe("money.amount")
    expect(refused(() => Money.from(JSON.parse('{"amount":5,"currency":"USD"}'))).field).toBe("money.amount")
  })

  it("calculates within one currency only", () => {
    expect(Money.add(usd("0.10"), usd("0.20"))).toEqual(usd("0.30"))
    expect(Money.subtract(usd("1"), usd("1.01"))).toEqual(usd("-0.01"))
    expect(Money.sum([usd("1"), usd("2.50")], "USD")).toEqual(usd("3.50"))
    expect(Money.sum([], "EUR")).toEqual(Money.zero("EUR"))
    expect([
      Money.compare(usd("1"), usd("2")),
      Money.compare(usd("2"), usd("2")),
      Money.compare(usd("3"), usd("2"))
    ]).toEqual([-1, 0, 1])
    expect([Money.isNegative(usd("-1")), Money.isZero(usd("0")), Money.isPositive(usd("1"))]).toEqual([
      true,
      true,
      true
    ])
    expect([Money.isNegative(usd("0")), Money.isZero(usd("-1")), Money.isPositive(usd("0"))]).toEqual([
      false,
      false,
      false
    ])
    expect(Money.equals(Money.zero("USD"), Money.zero("EUR"))).toBe(false)
    const error = refused(() => Money.add(usd("1"), Money.parse("1", "EUR")))
    expect([error.reason, error.message]).toEqual([
      "CurrencyMismatch",
      "currency EUR does not go with USD; convert one of them first"
    ])
    expect(refused(() => Money.compare(usd("1"), Money.zero("EUR"))).reason).toBe("CurrencyMismatch")
  })

  it("allocates the odd cents to the largest remainders, the earlier first", () => {
    const texts = (parts: ReadonlyArray<Money.Money>) => parts.map(Money.toDecimal)
    expect(texts(Money.allocate(usd("100"), 3))).toEqual(["33.34", "33.33", "33.33"])
    expect(texts(Money.allocate(usd("-100"), 3))).toEqual(["-33.34", "-33.33", "-33.33"])
    expect(texts(Money.allocate(usd("0.05"), [3, 7]))).toEqual(["0.02", "0.03"])
    expect(texts(Money.allocate(usd("0.10"), [1, 0, 5n]))).toEqual(["0.02", "0.00", "0.08"])
    for (const bad of [0, -1, 1.5, Number.NaN, [], [0], [-1, 2], [0.5, 0.5], [2 ** 53]]) {
      expect(refused(() => Money.allocate(usd("1"), bad)).reason).toBe("BadAllocation")
    }
  })

  it.prop(
    "allocates exactly and by less than one minor unit off",
    {
      money: Money.Money,
      weights: Schema.NonEmptyArray(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1e6 })))
    },
    ({ money, weights }) => {
      const parts = Money.allocate(money, weights)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      expect(Money.sum(parts, money.currency)).toEqual(money)
      parts.forEach((part, index) => {
        const off = part.minor * BigInt(total) - money.minor * BigInt(weights[index] ?? 0)
        expect(off < BigInt(total) && off > -BigInt(total)).toBe(true)
      })
    }
  )

  it("prints as the locale does, exactly at any size", () => {
    expect(Money.format(usd("1240.5"))).toBe("$1,240.50")
    expect(Money.format(usd("-0.05"), "en-US")).toBe("-$0.05")
    expect(Money.format(Money.make(1_240n, "JPY"), "ja-JP")).toBe("￥1,240")
    expect(Money.format(Money.parse("1240.5", "EUR"), "de-DE")).toBe("1.240,50\u00a0€")
    expect(Money.format(Money.parse("1.5", "IQD"), "en-US")).toBe("IQD\u00a01.500")
    expect(Money.format(Money.make(123_456_789_012_345_678_901_234_567n, "USD"))).toBe(
      "$1,234,567,890,123,456,789,012,345.67"
    )
    expect(refused(() => Money.format(usd("1"), "not a locale")).reason).toBe("BadLocale")
  })

  it("knows the currencies that Intl knows", () => {
    expect(Currency.codes).toHaveLength(167)
    for (const code of Currency.codes) {
      expect(Currency.codes.filter((other) => other === code)).toHaveLength(1)
      expect(code).toMatch(/^[A-Z]{3}$/)
      expect([0, 2, 3, 4]).toContain(Currency.exponentOf(code))
    }
    const differing = Currency.codes.filter((code) => {
      const digits = new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions()
      return digits.maximumFractionDigits !== Currency.exponentOf(code)
    })
    // CLDR rounds these to what is in use; ISO 4217 keeps their minor units.
    expect(
      differing.filter(
        (code) => !"AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SOS SYP YER".includes(code)
      )
    ).toEqual([])
  })
})
