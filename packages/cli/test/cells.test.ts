/** Cells: dates that a calendar has, amounts that a currency has. */
import { Money } from "@forbear/core"
import { assert, describe, it } from "vitest"
import {
  isBlank,
  readAmount,
  readDate,
  readFlag,
  type DateForm,
  type DecimalSign
} from "../src/replay/Cells.ts"

describe("dates", () => {
  const good: ReadonlyArray<readonly [string, DateForm, string]> = [
    ["2012-02-29", "YYYY-MM-DD", "2012-02-29"],
    ["2012-2-9", "YYYY-MM-DD", "2012-02-09"],
    ["2012-02-29T10:30:00Z", "YYYY-MM-DD", "2012-02-29"],
    ["29.02.2012", "DD.MM.YYYY", "2012-02-29"],
    ["2/29/2012", "MM/DD/YYYY", "2012-02-29"],
    ["29/2/2012 08:15", "DD/MM/YYYY", "2012-02-29"],
    ["20120229", "YYYYMMDD", "2012-02-29"]
  ]
  for (const [text, form, iso] of good)
    it(`${text} is ${iso}`, () => assert.strictEqual(readDate(text, [form]), iso))
  const bad: ReadonlyArray<readonly [string, DateForm]> = [
    ["2013-02-29", "YYYY-MM-DD"],
    ["2012-13-01", "YYYY-MM-DD"],
    ["2012-00-10", "YYYY-MM-DD"],
    ["31.04.2012", "DD.MM.YYYY"],
    ["0012-01-01", "YYYY-MM-DD"],
    ["9999-12-31", "YYYY-MM-DD"],
    ["soon", "YYYY-MM-DD"],
    ["29/02/2012", "MM/DD/YYYY"]
  ]
  for (const [text, form] of bad)
    it(`${text} is none as ${form}`, () => assert.isUndefined(readDate(text, [form])))
  it("are tried in the order of the forms", () => {
    assert.strictEqual(readDate("03/04/2012", ["DD/MM/YYYY", "MM/DD/YYYY"]), "2012-04-03")
    assert.strictEqual(readDate("03/04/2012", ["MM/DD/YYYY", "DD/MM/YYYY"]), "2012-03-04")
  })
})

describe("amounts", () => {
  const good: ReadonlyArray<readonly [string, string, DecimalSign, string]> = [
    ["97.6", "USD", ".", "97.60"],
    ["1,234,567.89", "USD", ".", "1234567.89"],
    ["1.234.567,89", "EUR", ",", "1234567.89"],
    ["1 234,50", "EUR", ",", "1234.50"],
    ["$ 12", "USD", ".", "12.00"],
    ["12 EUR", "EUR", ".", "12.00"],
    ["007.50", "USD", ".", "7.50"],
    ["50.3900", "USD", ".", "50.39"],
    ["1500", "JPY", ".", "1500"],
    ["-0.00", "USD", ".", "0.00"]
  ]
  for (const [text, currency, decimal, amount] of good) {
    it(`${text} is ${amount} ${currency}`, () => {
      const read = readAmount(text, currency, decimal)
      assert.strictEqual(read._tag === "amount" ? Money.toDecimal(read.money) : read._tag, amount)
    })
  }
  for (const text of ["-12.50", "(12.50)", "\u221212.50", "-$12.50"]) {
    it(`${text} is negative`, () => assert.strictEqual(readAmount(text, "USD", ".")._tag, "negative"))
  }
  for (const text of ["twelve", "1,23.00", "12.345", "1.2.3", "", "12,50", "1e5", "NaN", "--5"]) {
    it(`"${text}" is none`, () => assert.strictEqual(readAmount(text, "USD", ".")._tag, "bad"))
  }
})

describe("the rest", () => {
  it("yes in the words that are given, blank in those of programs", () => {
    assert.isTrue(readFlag(" YES "))
    assert.isFalse(readFlag("no"))
    assert.isTrue(readFlag("strittig", ["strittig"]))
    for (const text of ["", "  ", "NULL", "n/a", "-", "\\N", undefined]) assert.isTrue(isBlank(text))
    assert.isFalse(isBlank("0"))
  })
})
