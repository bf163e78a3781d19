/** Public records, where the folder named by FORBEAR_DATA has them: two years of invoices in under a minute, the same twice. */
import fs from "node:fs"
import path from "node:path"
import { assert, describe, it } from "vitest"
import { here, mapping, replayed } from "./support.ts"

const folder = path.resolve(here, "../..", process.env["FORBEAR_DATA"] ?? "../shared", "data")
const invoices = path.join(folder, "late-payments.csv")
const cards = path.join(folder, "card-repayment.csv")

const where = (file: string) => {
  const isThere = fs.existsSync(file)
  if (!isThere) console.warn(`skipped: ${path.basename(file)} is not in the data folder; set FORBEAR_DATA`)
  return { skip: !isThere }
}

describe("late-payments.csv", where(invoices), () => {
  it("is replayed in under 60 s, and tells the same twice", async () => {
    const first = await replayed(invoices, "--map", mapping)
    assert.deepEqual(
      [first.rows.good, first.rows.bad, first.summary.debts, first.summary.people],
      [2_466, 0, 2_466, 100]
    )
    assert.strictEqual(first.summary.walks.begun, 877)
    assert.isBelow(first.performance.seconds, 60)
    const second = await replayed(invoices, "--map", mapping)
    assert.deepEqual(second.summary, first.summary)
  })
  it("is guessed as it was mapped", async () => {
    const guessed = await replayed(invoices, "--rows", "300")
    assert.deepEqual([guessed.rows.good, guessed.rows.bad], [300, 0])
  })
})

describe("card-repayment.csv", where(cards), () => {
  it("is replayed by its months", async () => {
    const report = await replayed(
      cards,
      "--map",
      path.join(here, "mappings/card-repayment.json"),
      "--rows",
      "1000"
    )
    assert.deepEqual([report.rows.good, report.rows.bad, report.summary.debts], [1_000, 0, 1_000])
    assert.isAbove(report.summary.walks.begun, 100)
  })
})
