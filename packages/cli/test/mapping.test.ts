/** Mappings: checked, guessed, and applied to rows. */
import fs from "node:fs"
import path from "node:path"
import { assert, describe, it } from "vitest"
import type { CsvItem } from "../src/replay/Csv.ts"
import { guessMapping } from "../src/replay/Guess.ts"
import { checkColumns, checkMapping, columnsOf, readMapping } from "../src/replay/Mapping.ts"
import { idsOf, type RowResult } from "../src/replay/Plan.ts"
import { rowReader } from "../src/replay/Rows.ts"
import { openTable } from "../src/replay/Table.ts"
import { all, badSample, here, mapping, sample } from "./support.ts"

const fails = (run: () => unknown, message: RegExp) => {
  try {
    run()
  } catch (error) {
    assert.strictEqual((error as Error).name, "ReplayError")
    assert.match((error as Error).message, message)
    return
  }
  assert.fail("it did not fail")
}

const invoices = { version: 1, kind: "invoices", columns: { id: "no", amount: "sum", due: "due" } }

describe("a mapping", () => {
  it("of ours is good", () => {
    const files = fs.readdirSync(path.join(here, "mappings"))
    assert.deepEqual([...files].sort(), ["card-repayment.json", "late-payments.json"])
    for (const file of files) assert.isNotEmpty(columnsOf(readMapping(path.join(here, "mappings", file))))
  })
  it("that cannot work is refused with the field", () => {
    fails(() => checkMapping([]), /JSON object/)
    fails(() => checkMapping({ ...invoices, kind: "bills" }), /kind/)
    fails(() => checkMapping({ ...invoices, version: 2 }), /version/)
    fails(() => checkMapping({ ...invoices, columns: { id: "no", amount: "sum" } }), /columns\.due/)
    fails(() => checkMapping({ ...invoices, columns: { ...invoices.columns, dew: "x" } }), /dew/)
    fails(() => checkMapping({ ...invoices, dates: ["DD-MM"] }), /dates/)
    fails(() => checkMapping({ ...invoices, zone: "Mars/Olympus" }), /zone: is no IANA zone/)
    fails(
      () => checkMapping({ ...invoices, places: { "*": { zone: "Nowhere", region: "US" } } }),
      /places\.\*\.zone/
    )
    fails(() => checkMapping({ ...invoices, columns: { ...invoices.columns, place: "country" } }), /places/)
    fails(() => checkColumns(checkMapping(invoices), ["no", "sum"]), /no column due; it has no, sum/)
    fails(() => readMapping("/nowhere.json"), /--map/)
  })
})

const record = (fields: ReadonlyArray<string>): CsvItem => ({ _tag: "record", record: { line: 2, fields } })

describe("a guess", () => {
  it("finds every column of the sample", async () => {
    const table = await openTable(sample)
    const { mapping: guessed, doubts } = guessMapping(table.columns, await all(table.rows))
    assert.deepEqual(guessed.columns, {
      id: "invoice_number",
      amount: "invoice_amount_usd",
      due: "due_date",
      currency: { value: "USD" },
      person: "customer_id",
      issued: "invoice_date",
      paid: "settled_date",
      disputed: "disputed"
    })
    assert.deepEqual(guessed.dates, ["YYYY-MM-DD"])
    assert.deepEqual(doubts, [])
    assert.doesNotThrow(() => checkMapping(JSON.parse(JSON.stringify(guessed))))
  })
  it("is not put off by bad rows", async () => {
    const [good, bad] = await Promise.all(
      [sample, badSample].map(async (file) => {
        const table = await openTable(file)
        return guessMapping(table.columns, await all(table.rows)).mapping
      })
    )
    assert.deepEqual(bad, good)
  })
  it("reads German names, dates and commas", () => {
    const { mapping: guessed } = guessMapping(
      ["Rechnungsnr", "Kunde", "Rechnungsdatum", "Fällig am", "Bezahlt am", "Betrag", "Währung"],
      [
        record(["R1", "K1", "01.02.2012", "28.02.2012", "", "1.234,50", "EUR"]),
        record(["R2", "K1", "13.02.2012", "14.03.2012", "20.03.2012", "99,00", "EUR"])
      ]
    )
    assert.deepEqual(guessed.columns, {
      id: "Rechnungsnr",
      amount: "Betrag",
      due: "Fällig am",
      currency: "Währung",
      person: "Kunde",
      issued: "Rechnungsdatum",
      paid: "Bezahlt am"
    })
    assert.deepEqual([guessed.dates, guessed.decimal], [["DD.MM.YYYY"], ","])
  })
  it("says what the values leave open", () => {
    const { mapping: guessed, doubts } = guessMapping(
      ["invoice", "total", "due"],
      [record(["1", "10.00", "03/04/2012"]), record(["2", "11.00", "05/06/2012"])]
    )
    assert.deepEqual(guessed.dates, ["MM/DD/YYYY"])
    assert.isTrue(doubts.some((doubt) => doubt.startsWith("dates: due fits DD/MM/YYYY and MM/DD/YYYY")))
    assert.isTrue(doubts.some((doubt) => doubt.startsWith("currency:")))
  })
  it("gives up when a debt has no due date", () => {
    fails(
      () => guessMapping(["name", "city"], [record(["a", "b"])]),
      /no column was found for id, amount, due/
    )
  })
})

const planned = (result: RowResult) => {
  assert.strictEqual(result._tag, "row", JSON.stringify(result))
  return result._tag === "row"
    ? result.row.events.map(({ kind, at }) => [kind, new Date(at).toISOString()])
    : []
}

describe("a row", () => {
  const columns = ["no", "who", "sum", "issued", "due", "paid", "part", "disputed"]
  const read = rowReader(
    checkMapping({
      ...invoices,
      columns: {
        ...invoices.columns,
        person: "who",
        issued: "issued",
        paid: "paid",
        paidAmount: "part",
        disputed: "disputed"
      }
    }),
    columns,
    idsOf("test")
  )
  const first = ["person.recorded", "address.added", "address.added", "debt.placed"].map((kind) => [
    kind,
    "2012-01-02T14:00:00.000Z"
  ])

  it("paid in time is placed and paid", () => {
    assert.deepEqual(
      planned(read(record(["1", "a", "10", "2012-01-02", "2012-02-01", "2012-02-01", "", "no"]))),
      [
        ...first,
        ["payment.recorded", "2012-02-01T14:00:00.000Z"],
        ["debt.changed", "2012-02-01T14:00:00.000Z"]
      ]
    )
  })
  it("paid late is missed at the end of the due date, and disputed before it is paid", () => {
    assert.deepEqual(
      planned(read(record(["1", "a", "10", "2012-01-02", "2012-02-01", "2012-02-03", "", "yes"]))),
      [
        ...first,
        ["payment.missed", "2012-02-02T04:59:00.000Z"],
        ["debt.changed", "2012-02-02T04:59:00.000Z"],
        ["dispute.raised", "2012-02-03T14:00:00.000Z"],
        ["payment.recorded", "2012-02-03T14:00:00.000Z"],
        ["debt.changed", "2012-02-03T14:00:00.000Z"]
      ]
    )
  })
  it("paid in part stays open with the rest", () => {
    const result = read(record(["1", "a", "10", "2012-01-02", "2012-02-01", "2012-02-03", "4", "no"]))
    const events = result._tag === "row" ? result.row.events : []
    assert.deepInclude(events.find(({ kind }) => kind === "payment.recorded")?.body, { result: "received" })
    assert.deepEqual(events.at(-1)?.body, {
      debt: "test/d/1",
      person: "test/c/a",
      balance: { amount: "6.00", currency: "USD" }
    })
  })
  it("keeps odd keys apart, and the file's own keys out of addresses", () => {
    const keys = ["a/b", "a b", "a+2f+b", "a:b", "Ä".repeat(90), "Ä".repeat(91)]
    const results = keys.map((key) => read(record([key, key, "10", "2012-01-02", "2012-02-01", "", "", ""])))
    const debts = results.map((result) => (result._tag === "row" ? result.row.key : ""))
    assert.strictEqual(new Set(debts).size, keys.length)
    for (const id of debts) assert.match(id, /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}$/)
    for (const result of results) {
      for (const { kind, body } of result._tag === "row" ? result.row.events : []) {
        if (kind === "address.added")
          assert.match(String(body["value"]), /^\+1[2-9]\d{2}55501\d{2}$|^[0-9a-f]{12}@example\.com$/)
      }
    }
  })
})

describe("bad rows", () => {
  it("of the sample are named by line, reason and column", async () => {
    const table = await openTable(badSample)
    const read = rowReader(readMapping(mapping), table.columns, idsOf("bad"))
    const results = (await all(table.rows)).map(read)
    const problems = results.flatMap((result) => (result._tag === "problem" ? [result.problem] : []))
    assert.deepEqual(
      problems.map(({ line, code, column }) => [line, code, column]),
      [
        [3, "missing_value", "due_date"],
        [4, "bad_date", "invoice_date"],
        [5, "negative_amount", "invoice_amount_usd"],
        [6, "bad_amount", "invoice_amount_usd"],
        [7, "missing_value", "invoice_number"],
        [10, "ragged", undefined],
        [11, "ragged", undefined],
        [12, "dates_out_of_order", "due_date"],
        [13, "dates_out_of_order", "settled_date"],
        [14, "quote_not_closed", undefined],
        [16, "wrong_encoding", "invoice_number"]
      ]
    )
    for (const { message } of problems) assert.notMatch(message, /\d{4}-[A-Z]{5}|20000000|twelve/)
  })
  it("have a currency that exists, and something that is owed", () => {
    const read = rowReader(
      checkMapping({ ...invoices, columns: { ...invoices.columns, currency: "cur" } }),
      ["no", "sum", "due", "cur"],
      idsOf("test")
    )
    const codes = [
      ["1", "10", "2012-02-01", "XYZ"],
      ["1", "0", "2012-02-01", "USD"]
    ].map((fields) => {
      const result = read(record(fields))
      return result._tag === "problem" ? result.problem.code : "good"
    })
    assert.deepEqual(codes, ["bad_currency", "bad_amount"])
  })
})

describe("statements", () => {
  it("are months of one account: late when the file says so, paid when money came", () => {
    const read = rowReader(
      checkMapping({
        version: 1,
        kind: "statements",
        columns: { id: "id", currency: { value: "TWD" } },
        months: [
          { month: "2005-04", billed: "b4", paid: "p4", monthsLate: "s4" },
          { month: "2005-05", billed: "b5", paid: "p5", monthsLate: "s5" }
        ]
      }),
      ["id", "b4", "p4", "s4", "b5", "p5", "s5"],
      idsOf("card")
    )
    const kinds = (fields: ReadonlyArray<string>) =>
      planned(read(record(fields)))
        .map(([kind]) => kind)
        .slice(3)
    assert.deepEqual(kinds(["1", "1000", "1000", "-1", "500", "100", "1"]), [
      "debt.placed",
      "payment.recorded",
      "debt.changed",
      "payment.missed",
      "debt.changed",
      "payment.recorded"
    ])
    assert.deepEqual(kinds(["2", "-560", "0", "2", "0", "0", "-2"]), ["debt.placed", "debt.changed"])
    const bad = read(record(["3", "1000", "1000", "late", "500", "100", "1"]))
    assert.deepInclude(bad._tag === "problem" ? bad.problem : {}, { code: "bad_amount", column: "s4" })
  })
})
