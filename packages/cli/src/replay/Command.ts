/** `forbear replay`: its arguments, its help, and what it prints. */
import fs from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"
import { LocalDate } from "@forbear/core"
import type { Io } from "../Io.ts"
import { UsageError } from "../Usage.ts"
import type { CsvItem } from "./Csv.ts"
import { guessMapping } from "./Guess.ts"
import { checkColumns, readMapping, type Mapping } from "./Mapping.ts"
import { printReport } from "./Print.ts"
import { progressOn } from "./Progress.ts"
import { replay } from "./Replay.ts"
import { openTable, type Table } from "./Table.ts"

/** What `forbear replay --help` says. */
export const help = `forbear replay FILE.csv [options]

Turns a CSV of invoices or accounts into events at their true dates, lets a journey run over the whole period in virtual time
against the providers' sandboxes, and sums up what was sent, what was not, and why. Nothing leaves this machine; names and
addresses are made up.

Options
  --map FILE        how the columns are called (JSON, see docs/90-replay.md); guessed from names and values if absent
  --save-map FILE   write the mapping that would be used, and stop
  --db FILE         keep the timeline in this SQLite file; the same file again adds nothing. A temporary one if absent
  --rejects FILE    where rows that cannot be used are listed; NAME.rejects.csv in the working folder if absent
  --from DATE       leave out rows that begin before this date (YYYY-MM-DD)
  --until DATE      leave out rows that begin at this date or later, and stop the clock there
  --rows N          only the first N rows
  --seed N          another throw of the dice for replies and calls; 1 if absent
  --json            the summary as JSON
  --quiet           no progress
  --verbose         the engine's log as JSON lines on the error output
  --help            this text

Exit codes: 0 done (also with rejected rows), 1 failed, 2 wrong usage.
`

const options = {
  map: { type: "string" },
  "save-map": { type: "string" },
  db: { type: "string" },
  rejects: { type: "string" },
  from: { type: "string" },
  until: { type: "string" },
  rows: { type: "string" },
  seed: { type: "string" },
  json: { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false }
} as const

const usage = (message: string): never => {
  throw new UsageError(message, help)
}

const parse = (args: ReadonlyArray<string>) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [first = ""] = String(error instanceof Error ? error.message : error).split(". ")
    return usage(first)
  }
}

const dayOf = (text: string | undefined, name: string): number | undefined => {
  if (text === undefined) return undefined
  return LocalDate.isLocalDate(text)
    ? LocalDate.toDay(text)
    : usage(`--${name}: write a date such as 2012-06-30`)
}

const wholeOf = (text: string | undefined, name: string): number | undefined => {
  if (text === undefined) return undefined
  return /^\d{1,9}$/.test(text) ? Number(text) : usage(`--${name}: write a whole number`)
}

const LOOK = 200

/** The first rows, and a table that still begins with them. */
const peek = async (
  table: Table
): Promise<{ readonly first: ReadonlyArray<CsvItem>; readonly table: Table }> => {
  const rows = table.rows[Symbol.asyncIterator]()
  const first: Array<CsvItem> = []
  while (first.length < LOOK) {
    const next = await rows.next()
    if (next.done === true) break
    first.push(next.value)
  }
  const again = async function* (): AsyncGenerator<CsvItem> {
    yield* first
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) yield next.value
  }
  return { first, table: { ...table, rows: again() } }
}

const shown = (mapping: Mapping): string => JSON.stringify(mapping, undefined, 2)

/** Guesses, and says what was guessed and how to keep it. */
const guessed = async (
  opened: Table,
  io: Io
): Promise<{ readonly mapping: Mapping; readonly table: Table }> => {
  const { first, table } = await peek(opened)
  const { mapping, doubts } = guessMapping(table.columns, first)
  io.stderr.write(`No --map was given. Guessed from names and values:\n${shown(mapping)}\n`)
  for (const doubt of doubts) io.stderr.write(`  look at ${doubt}\n`)
  io.stderr.write(`To keep and correct it, run the same with --save-map mapping.json\n\n`)
  return { mapping, table }
}

const sourceOf = (mapping: Mapping, file: string): string =>
  mapping.source ??
  (path
    .basename(file)
    .replace(/\.[^.]*$/, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 40) ||
    "file")

const sayEncoding = ({ detected }: Table, io: Io): void => {
  if (detected.encoding !== "utf-8")
    io.stderr.write(`The file is read as ${detected.encoding} (${detected.why}).\n`)
  if (detected.damaged) {
    io.stderr.write(
      "The file is UTF-8 but for some bytes; the rows that hold them are rejected. If it has another encoding, name it in the mapping.\n"
    )
  }
}

/** Runs the command; gives the exit code. */
export const run = async (args: ReadonlyArray<string>, io: Io): Promise<number> => {
  const { values, positionals } = parse(args)
  if (values.help) {
    io.stdout.write(help)
    return 0
  }
  const [given, ...more] = positionals
  if (given === undefined) return usage("FILE: name the CSV file")
  if (more.length > 0) return usage("FILE: one file at a time")
  const file = io.resolve(given)
  const from = dayOf(values.from, "from")
  const until = dayOf(values.until, "until")
  const rows = wholeOf(values.rows, "rows")
  const known = values.map === undefined ? undefined : readMapping(io.resolve(values.map))
  const opened = await openTable(file, {
    ...(known?.encoding === undefined ? {} : { encoding: known.encoding }),
    ...(known?.delimiter === undefined ? {} : { delimiter: known.delimiter })
  })
  sayEncoding(opened, io)
  const { mapping, table } =
    known === undefined ? await guessed(opened, io) : { mapping: known, table: opened }
  checkColumns(mapping, table.columns)
  if (values["save-map"] !== undefined) {
    fs.writeFileSync(io.resolve(values["save-map"]), `${shown(mapping)}\n`)
    io.stderr.write(`Written to ${values["save-map"]}.\n`)
    return 0
  }
  const report = await replay({
    table,
    mapping,
    source: sourceOf(mapping, file),
    rejects: io.resolve(values.rejects ?? `${path.basename(file).replace(/\.csv$/i, "")}.rejects.csv`),
    seed: wholeOf(values.seed, "seed") ?? 1,
    progress: progressOn(values.quiet ? undefined : io.stderr),
    ...(values.db === undefined ? {} : { database: io.resolve(values.db) }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(rows === undefined ? {} : { rows }),
    ...(values.verbose ? { log: (line) => void io.stderr.write(`${JSON.stringify(line)}\n`) } : {})
  })
  if (report.rows.bad > 0) {
    io.stderr.write(
      `${report.rows.bad} rows were not used; the reasons are in ${report.rows.rejects ?? "the summary"}\n`
    )
  }
  io.stdout.write(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : `${printReport(report)}\n`)
  return 0
}
