/** The report: self-contained, nothing unescaped, nothing left out, on the smallest story that has one of everything. */
import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, test } from "vitest"
import { writeReport } from "../src/report.ts"
import { daysOf, hers, utc } from "../src/report/times.ts"
import { data, hostile } from "./fixture.ts"

const folder = mkdtempSync(path.join(tmpdir(), "forbear-report-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = async (name: string, input: Parameters<typeof writeReport>[1]): Promise<string> => {
  const file = path.join(folder, `${name}.html`)
  await writeReport(file, input)
  assert.ok(statSync(file).size < 1_500_000, "under 1.5 MB")
  return readFileSync(file, "utf8")
}
const page = await written("whole", data({ ok: true, entries: 3 }))
const broken = await written("broken", data({ ok: false, at: 2, why: "hash" }))

/** Like `assert.match`, without the whole page in the message. */
const has = (text: string, pattern: RegExp): void => assert.ok(pattern.test(text), `should match ${pattern}`)
const lacks = (text: string, pattern: RegExp): void =>
  assert.ok(!pattern.test(text), `should not match ${pattern}`)

const decode = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
const VOID = new Set(["meta", "input", "br", "img", "link", "hr"])
const withoutRawText = page
  .replace(/(<style>)[\s\S]*?(<\/style>)/g, "$1$2")
  .replace(/(<script>)[\s\S]*?(<\/script>)/g, "$1$2")
const tags = [...withoutRawText.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/g)].map(
  ([all, close, name = "", attributes = ""]) => ({ all, isEnd: close === "/", name, attributes })
)
const attributes = (name: string): ReadonlyArray<string> =>
  tags.flatMap((tag) =>
    [...tag.attributes.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value = ""]) =>
      decode(value)
    )
  )

test("every < of the page belongs to a tag of ours, and tags nest", () => {
  assert.equal((withoutRawText.match(/</g) ?? []).length, tags.length + 1, "all but the doctype")
  const open: Array<string> = []
  for (const { name, isEnd, all } of tags) {
    if (VOID.has(name)) continue
    if (isEnd) assert.equal(open.pop(), name, all)
    else open.push(name)
  }
  assert.deepEqual(open, [])
})

test("loads nothing from anywhere", () => {
  for (const name of ["src", "href", "action", "poster", "data", "background", "srcset"]) {
    for (const value of attributes(name)) assert.ok(value.startsWith("#"), `${name}="${value}"`)
  }
  assert.deepEqual(
    tags.filter(({ name }) => ["link", "img", "object", "embed", "audio", "video"].includes(name)),
    []
  )
  lacks(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "", /url\(|@import/)
  has(decode(page), /<meta http-equiv="Content-Security-Policy" content="default-src 'none'/)
})

test("markup in names stays text, and only our own script is there", () => {
  assert.equal(tags.filter(({ name, isEnd }) => name === "script" && !isEnd).length, 1)
  assert.ok(!page.includes(hostile))
  assert.ok(decode(page).split(hostile).length > 12, "and it is shown wherever it was told")
  assert.deepEqual(
    tags.filter(({ attributes }) => /\son[a-z]+=/.test(attributes.replace(/"[^"]*"/g, '""'))),
    []
  )
})

test("the mail is shown in a frame that may do nothing", () => {
  const frames = tags.filter(({ name, isEnd }) => name === "iframe" && !isEnd)
  assert.equal(frames.length, 2, "the mail and the page")
  for (const frame of frames) has(frame.attributes, /^ sandbox="" /)
  const [inside = ""] = attributes("srcdoc")
  assert.ok(inside.indexOf("Content-Security-Policy") < inside.indexOf("tracker.example"))
  has(inside, /default-src 'none'/)
  has(inside, /Your plan: "quoted" \$310\.13/)
  has(decode(page), /Its text part<\/summary><pre[^>]*>Your plan: \$310\.13 on March 3, 2026\.<\/pre>/)
})

test("texts say how many segments they take", () => {
  has(page, /1 segment · UCS-2 · 28 characters/)
  has(page, /2 segments · GSM-7 · 170 characters/)
})

test("decisions show outcome, reason, rule, citation, standing, facts and what opens them, in both times", () => {
  const text = decode(page)
  for (const said of [
    "Not allowed",
    "Not yet",
    "Allowed",
    "after permission.recorded",
    "12 CFR 1006.14(b)(2)(i)(B)",
    "regf.call_cooldown",
    "presumption, blocked",
    "no time ends it",
    "opt out notice"
  ]) {
    assert.ok(text.includes(said), said)
  }
  assert.ok(text.includes("Tue, Mar 10, 8:00 AM Arizona"), "next, in her time")
  assert.ok(text.includes("2026-03-10 15:00 UTC"), "and in UTC")
})

test("every link leads to an element, and ids are unique", () => {
  const ids = attributes("id")
  assert.equal(new Set(ids).size, ids.length)
  const targets = attributes("href").map((href) => href.slice(1))
  assert.ok(
    targets.some((target) => target.startsWith("event-")),
    "facts point at the record"
  )
  for (const target of targets) assert.ok(ids.includes(target), target)
})

test("the calendar's bars cover the fourteen days of hers without gap or overlap", () => {
  const bars = [...page.matchAll(/<div class="bar"[^>]*>(.*?)<\/div>/gs)].map(([, inner = ""]) =>
    [...inner.matchAll(/left:([\d.]+)%;width:([\d.]+)%/g)].map(([, left, width]) => ({
      left: Number(left),
      width: Number(width)
    }))
  )
  assert.equal(bars.length, 3 * 15, "three channels, fourteen days that touch fifteen dates")
  let covered = 0
  for (const bar of bars) {
    for (const [i, { left, width }] of bar.entries()) {
      covered += width
      const before = bar[i - 1]
      if (before !== undefined) assert.ok(Math.abs(before.left + before.width - left) < 0.01)
    }
    assert.ok(bar.reduce((sum, { width }) => sum + width, 0) < 100.01)
  }
  assert.ok(Math.abs(covered / 100 - 3 * 14) < 0.01, `${covered / 100} days`)
})

test("the calendar's table says the same as its bars", () => {
  const channels = [...page.matchAll(/<section class="channel">(.*?)<\/section>/gs)].map(([all]) =>
    decode(all)
  )
  const call = channels.find((one) => one.includes("<h4>Call")) ?? ""
  has(call, /First open .*Tue, Mar 10, 8:00 AM Arizona/)
  has(call, /Wed, Mar 4<\/th>.*?class="open-cell"><span class="quiet">closed<\/span>/s)
  has(call, /Tue, Mar 10<\/th>.*?class="open-cell">08:00–21:00</s)
  const text = channels.find((one) => one.includes("<h4>Text")) ?? ""
  has(text, /by <code>collections-short-code/)
  has(text, /By <code>main-10dlc<\/code>: closed on all of these days/)
})

test("a failed check and a broken chain are said at the top and in their places", () => {
  lacks(page, /role="alert"/)
  has(page, /2 of 2 checks hold/)
  has(page, /The chain is whole/)
  has(broken, /role="alert"/)
  has(broken, /1 of 2 checks hold/)
  has(broken, /The chain is broken.*Entry 2 does not fit: hash/s)
})

test("days are hers: midnight in Arizona is seven in the morning, UTC", () => {
  const [first, second] = daysOf(Date.parse("2026-03-03T16:05:00Z"), Date.parse("2026-03-05T00:00:00Z"))
  assert.equal(utc(first?.from ?? 0), "2026-03-03 07:00 UTC")
  assert.equal(utc(second?.from ?? 0), "2026-03-04 07:00 UTC")
  assert.equal(hers(second?.from ?? 0), "Wed, Mar 4, 12:00 AM")
})
