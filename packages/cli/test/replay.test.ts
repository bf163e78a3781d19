/** The whole command on the samples: the same story twice, nothing added by a second run, rows rejected and kept. */
import fs from "node:fs"
import path from "node:path"
import type { Report } from "@forbear/cli"
import { assert, describe, it } from "vitest"
import { quantile } from "../src/replay/Summary.ts"
import { badSample, cli, fileOf, folder, mapping, replayed, sample } from "./support.ts"

const story = ({ period, rows: { good, bad, byReason }, summary }: Report) => ({
  period,
  good,
  bad,
  byReason,
  summary
})

describe("a replay of the sample", () => {
  it("tells the same twice, and another seed another story", async () => {
    const [first, second, other] = [
      await replayed(sample, "--map", mapping),
      await replayed(sample, "--map", mapping),
      await replayed(sample, "--map", mapping, "--seed", "9")
    ]
    assert.deepEqual(story(first), story(second))
    assert.deepEqual([first.rows.good, first.rows.bad, first.summary.debts], [40, 0, 40])
    assert.strictEqual(first.added, first.summary.events)
    const { walks, attempts, wishes, decisions, daysToPayment } = first.summary
    const late = fs
      .readFileSync(sample, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .filter((line) => !line.endsWith(",0"))
    assert.strictEqual(walks.begun, late.length)
    assert.strictEqual(wishes.total, wishes.sent + wishes.neverSent)
    assert.isAbove(attempts["email"]?.answers["accepted"] ?? 0, 5)
    assert.isAbove(attempts["sms"]?.outcomes["delivered"] ?? 0, 2)
    assert.isAbove(attempts["voice_call"]?.total ?? 0, 0)
    assert.isAtLeast(decisions.byOutcome["permit"] ?? 0, wishes.sent)
    assert.isAbove(daysToPayment.n, 5)
    assert.notDeepEqual(other.summary, first.summary)
    assert.deepEqual(other.rows, first.rows)
  })
  it("adds nothing when it is run again, and what is new when the file has grown", async () => {
    const db = path.join(folder(), "kept.db")
    const lines = fs.readFileSync(sample, "utf8").trimEnd().split("\n")
    const half = fileOf(`${lines.slice(0, 21).join("\n")}\n`)
    const first = await replayed(half, "--map", mapping, "--db", db)
    assert.deepEqual([first.rows.good, first.rows.known], [20, 0])
    const again = await replayed(half, "--map", mapping, "--db", db)
    assert.deepEqual([again.added, again.rows.good, again.rows.known], [0, 20, 20])
    assert.deepEqual(story(again), story(first))
    const grown = await replayed(sample, "--map", mapping, "--db", db)
    assert.deepEqual([grown.rows.good, grown.rows.known, grown.summary.debts], [40, 20, 40])
    assert.isAbove(grown.added, 0)
    const still = await replayed(sample, "--map", mapping, "--db", db)
    assert.deepEqual([still.added, still.rows.known], [0, 40])
    assert.strictEqual(fs.statSync(`${db}.key`).mode & 0o777, 0o600)
  })
  it("reports a row that an earlier run told otherwise, and takes nothing of it", async () => {
    const db = path.join(folder(), "kept.db")
    const first = await replayed(sample, "--map", mapping, "--db", db)
    const text = fs.readFileSync(sample, "utf8")
    const lines = text.split("\n")
    const changed = fileOf(
      [...lines.slice(0, 3), lines[3]?.replace(/,(\d+)\.(\d\d),/, ",9$1.$2,"), ...lines.slice(4)].join("\n")
    )
    const report = await replayed(changed, "--map", mapping, "--db", db, "--rejects", "r.csv")
    assert.deepEqual(
      [report.added, report.rows.good, report.rows.bad, report.rows.byReason],
      [0, 39, 1, { changed_row: 1 }]
    )
    assert.match(
      fs.readFileSync(path.join(report.cwd, "r.csv"), "utf8"),
      /^line,reason,column,message\n4,changed_row,,"?an earlier run told it otherwise/
    )
    assert.deepEqual(report.summary, first.summary)
  })
  it("ends at --until and leaves out what begins before --from", async () => {
    const part = await replayed(sample, "--map", mapping, "--from", "2012-03-20", "--until", "2012-04-20")
    assert.strictEqual(part.rows.good + part.rows.outside, 40)
    assert.isAbove(part.rows.outside, 5)
    assert.strictEqual(part.period.until, "2012-04-20")
  })
})

describe("bad rows", () => {
  it("are in the reject file, the good ones in the timeline, and the exit code is 0", async () => {
    const report = await replayed(badSample, "--map", mapping)
    assert.deepEqual([report.rows.good, report.rows.bad], [3, 13])
    assert.deepEqual(report.rows.byReason, {
      missing_value: 2,
      bad_date: 1,
      negative_amount: 1,
      bad_amount: 1,
      duplicate_id: 2,
      ragged: 2,
      dates_out_of_order: 2,
      quote_not_closed: 1,
      wrong_encoding: 1
    })
    const rejects = fs
      .readFileSync(path.join(report.cwd, "bad-rows.sample.rejects.csv"), "utf8")
      .trim()
      .split("\n")
    assert.strictEqual(rejects[0], "line,reason,column,message")
    assert.strictEqual(rejects.length, 14)
    assert.match(
      rejects.find((line) => line.startsWith("9,")) ?? "",
      /duplicate_id.*line 2, which says something else/
    )
    assert.match(report.err, /13 rows were not used/)
  })
  it("a line of 10 MB is one of them", async () => {
    const lines = fs.readFileSync(sample, "utf8").trimEnd().split("\n")
    const file = fileOf([...lines.slice(0, 5), "x".repeat(10_485_760), ...lines.slice(5, 10), ""].join("\n"))
    const report = await replayed(file, "--map", mapping)
    assert.deepEqual([report.rows.good, report.rows.byReason], [9, { line_too_long: 1 }])
  })
  it("alone are a failure", async () => {
    const { code, err } = await cli(
      "replay",
      fileOf("invoice_number,due_date,invoice_amount_usd\n1,never,5\n"),
      "--quiet"
    )
    assert.strictEqual(code, 2, err)
    const mapped = fileOf(
      JSON.stringify({ version: 1, kind: "invoices", columns: { id: "id", amount: "sum", due: "due" } }),
      "map.json"
    )
    const none = await cli("replay", fileOf("id,sum,due\n1,5,never\n"), "--map", mapped, "--quiet")
    assert.strictEqual(none.code, 1)
    assert.match(none.err, /no row could be used/)
  })
})

describe("the command line", () => {
  it("guesses, shows the guess, and keeps it on demand", async () => {
    const shown = await cli("replay", sample, "--save-map", "mine.json")
    assert.strictEqual(shown.code, 0, shown.err)
    assert.match(shown.err, /Guessed from names and values/)
    assert.match(shown.err, /--save-map mapping\.json/)
    const guess = JSON.parse(fs.readFileSync(path.join(shown.cwd, "mine.json"), "utf8")) as {
      columns: { due: string }
    }
    assert.strictEqual(guess.columns.due, "due_date")
    const report = await replayed(sample, "--map", path.join(shown.cwd, "mine.json"), "--rows", "10")
    assert.strictEqual(report.rows.good, 10)
  })
  it("prints a summary for people, and progress on the error output", async () => {
    const { code, out, err } = await cli("replay", sample, "--map", mapping)
    assert.strictEqual(code, 0)
    for (const part of [
      "Rows",
      "Attempts",
      "Decisions",
      "Never sent",
      "From first contact to payment",
      "Speed",
      "email",
      "replay.hours"
    ]) {
      assert.include(out, part)
    }
    assert.match(err, /^ {2}0 % {2}2012-03-/m)
    assert.match(err, /^100 % {2}2012-/m)
  })
  it("helps", async () => {
    assert.match((await cli("--help")).out, /replay FILE\.csv/)
    const help = await cli("replay", "--help")
    assert.deepEqual([help.code, help.err], [0, ""])
    assert.match(help.out, /--save-map/)
  })
  it("refuses wrong usage with code 2 and the nearest help", async () => {
    const cases: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
      [[], /name a command[\s\S]*Commands/],
      [["replai"], /no command replai[\s\S]*Commands/],
      [["constructor"], /no command constructor/],
      [["replay"], /FILE: name the CSV file[\s\S]*--map/],
      [["replay", "a.csv", "b.csv"], /one file at a time/],
      [["replay", "--speed"], /Unknown option '--speed'[\s\S]*--map/],
      [["replay", sample, "--from", "tomorrow"], /--from: write a date/],
      [["replay", sample, "--seed", "-1"], /seed/],
      [["replay", sample, "--map", "nowhere.json"], /--map: the file cannot be read/]
    ]
    for (const [args, message] of cases) {
      const { code, err, out } = await cli(...args)
      assert.strictEqual(code, 2, args.join(" "))
      assert.match(err, message)
      assert.strictEqual(out, "")
    }
    const missing = await cli("replay", "nowhere.csv")
    assert.strictEqual(missing.code, 1)
    assert.match(missing.err, /FILE: cannot be opened/)
  })
})

describe("quantiles", () => {
  it("lie between neighbours", () => {
    assert.isUndefined(quantile([], 0.5))
    assert.strictEqual(quantile([3], 0.25), 3)
    assert.strictEqual(quantile([1, 2, 3, 4], 0.5), 2.5)
    assert.strictEqual(quantile([1, 2, 3, 4, 5], 0.25), 2)
  })
})
