/** A report as text for people: aligned columns, no colour. */
import type { Report } from "./Replay.ts"
import type { RuleCount } from "./Summary.ts"

const number = (value: number): string => value.toLocaleString("en-US")
const days = (value: number | undefined): string => (value === undefined ? "-" : `${value.toFixed(1)} days`)

/** Rows in columns; the first is left aligned, the rest right unless `left` names them. */
const table = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  left: ReadonlySet<number> = new Set([0])
): ReadonlyArray<string> => {
  const widths: Array<number> = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows.map((row) =>
    row
      .map((cell, i) => (left.has(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd()
  )
}

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)]

const counts = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${number(count)}`)
    .join(", ")

const ruleLine = ({ rule, pack, citation, count }: RuleCount): ReadonlyArray<string> => [
  number(count),
  `${rule} (${pack})`,
  citation
]

const MOST = 12

/** The report, ready to print. */
export const printReport = (report: Report): string => {
  const { rows, summary, performance: p, period } = report
  const { attempts, decisions, wishes, walks, neverSent, daysToPayment } = summary
  const rejected =
    Object.keys(rows.byReason).length === 0
      ? []
      : table([["rejected", counts(rows.byReason)]], new Set([0, 1]))
  return [
    `${report.source}: ${period.from} to ${period.until}`,
    ...section("Rows", [
      ...table([
        ["good", number(rows.good)],
        ["  known from an earlier run", number(rows.known)],
        ["bad", number(rows.bad)]
      ]),
      ...(rows.outside > 0 ? [`outside the period: ${number(rows.outside)}`] : []),
      ...rejected
    ]),
    ...section(
      "Timeline",
      table([
        ["events", number(summary.events)],
        ["  added by this run", number(report.added)],
        ["people", number(summary.people)],
        ["debts", number(summary.debts)],
        ["walks begun", number(walks.begun)],
        ["  held by a dispute", number(walks.held)],
        ...Object.entries(walks.ended).map(([why, count]) => [`  ended: ${why}`, number(count)])
      ])
    ),
    ...section(
      "Attempts",
      table(
        Object.entries(attempts).map(([channel, { total, answers, outcomes }]) => [
          channel,
          number(total),
          counts(answers),
          counts(outcomes)
        ]),
        new Set([0, 2, 3])
      )
    ),
    ...section("Heard", counts(summary.heard) === "" ? [] : [counts(summary.heard)]),
    ...section(`Decisions (${number(decisions.total)})`, [counts(decisions.byOutcome)]),
    ...section("Rules that said no", table(decisions.byRule.slice(0, MOST).map(ruleLine), new Set([1, 2]))),
    ...section(
      `Never sent (${number(wishes.neverSent)} of ${number(wishes.total)})`,
      table(
        neverSent.slice(0, MOST).map(({ reason, count }) => [number(count), reason]),
        new Set([1])
      )
    ),
    ...section("From first contact to payment", [
      `median ${days(daysToPayment.median)}, quartiles ${days(daysToPayment.q1)} and ${days(daysToPayment.q3)}, n = ${number(daysToPayment.n)}`
    ]),
    ...section("Speed", [
      `${number(p.eventsPerSecond)} events/s, ${number(p.decisionsPerSecond)} decisions/s, ${p.seconds.toFixed(1)} s, peak memory ${number(p.peakMegabytes)} MB`
    ])
  ].join("\n")
}
