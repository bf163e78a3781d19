/** Lines to records, by csv-parse in batches of whole records: a bad one costs itself, never its neighbours. */
import { parse } from "csv-parse/sync"
import type { Line } from "./Lines.ts"
import type { Problem } from "./Problem.ts"

/** A record and the line at which it begins. */
export interface CsvRecord {
  readonly line: number
  readonly fields: ReadonlyArray<string>
}

/** A record, or why there is none. */
export type CsvItem =
  | { readonly _tag: "record"; readonly record: CsvRecord }
  | { readonly _tag: "problem"; readonly problem: Problem }

interface Raw {
  readonly line: number
  readonly text: string
}

/** A field may hold line breaks; a quote that stays open longer than this is taken for a slip in its first line. */
const MAX_LINES_OF_RECORD = 50
const BATCH = 400

/** Delimiters that are tried, commonest first. */
export const delimiters = [",", ";", "\t", "|"] as const

/** The delimiter that divides a header line into most names. */
export const delimiterOf = (header: string): string => {
  const outside = header.replace(/"[^"]*"/g, "")
  const counted = delimiters.map((delimiter) => ({ delimiter, count: outside.split(delimiter).length }))
  return counted.sort((a, b) => b.count - a.count)[0]?.delimiter ?? ","
}

/** Is a quoted field open at the end of a line that began inside one or not? A quote inside an unquoted field is a letter (RFC 4180 aside, files have `5" pipe`). */
export const isOpenAfter = (text: string, delimiter: string, open: boolean): boolean => {
  if (!text.includes('"')) return open
  let quoted = open
  let atStart = !open
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted) {
      if (char !== '"') continue
      if (text[i + 1] === '"') i++
      else quoted = false
    } else if (char === '"' && atStart) {
      quoted = true
      atStart = false
    } else atStart = char === delimiter
  }
  return quoted
}

const problem = (line: number, code: Problem["code"], message: string): CsvItem => ({
  _tag: "problem",
  problem: { line, code, message }
})

const tooLong = (line: number): CsvItem =>
  problem(line, "line_too_long", "the line is longer than 1 MiB and was not read")

const parseText = (text: string, delimiter: string): ReadonlyArray<ReadonlyArray<string>> =>
  parse(text, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ["\n"],
    skip_empty_lines: false
  }) as unknown as ReadonlyArray<ReadonlyArray<string>>

/** How many fields a text has as one record; none when it is not one. */
const fieldsOf = (text: string, delimiter: string): number => {
  try {
    const records = parseText(text, delimiter)
    return records.length === 1 ? (records[0]?.length ?? 0) : 0
  } catch {
    return 0
  }
}

/** Joins lines into records whose quotes are closed. */
async function* rawRecords(lines: AsyncIterable<Line>, delimiter: string): AsyncGenerator<Raw | CsvItem> {
  let pending: Array<Line & { readonly text: string }> = []
  let open = false
  /** Fields of the header. */
  let width: number | undefined

  function* push(line: Line): Generator<Raw | CsvItem> {
    if (line.text === undefined) {
      yield* giveUpAll()
      yield tooLong(line.number)
      return
    }
    if (pending.length === 0 && line.text.trim() === "") return
    open = isOpenAfter(line.text, delimiter, open)
    pending.push({ ...line, text: line.text })
    if (!open && !isSwallowed()) yield take()
    else if (!open || pending.length >= MAX_LINES_OF_RECORD) yield* giveUp()
  }
  const joined = (): string => pending.map(({ text }) => text).join("\n")
  /** A quote that was never closed runs on to the next one, and swallows good rows: then the fields are not as many as the header's. */
  const isSwallowed = (): boolean =>
    pending.length > 1 && width !== undefined && fieldsOf(joined(), delimiter) !== width
  const take = (): Raw => {
    const raw = { line: pending[0]?.number ?? 0, text: joined() }
    width ??= fieldsOf(raw.text, delimiter)
    pending = []
    return raw
  }
  /** The first line's quote was never closed: it is rejected, and the lines after it are read again without it. */
  function* giveUp(): Generator<Raw | CsvItem> {
    const [first, ...rest] = pending
    pending = []
    open = false
    if (first !== undefined) yield problem(first.number, "quote_not_closed", "a quoted field is never closed")
    for (const line of rest) yield* push(line)
  }
  function* giveUpAll(): Generator<Raw | CsvItem> {
    while (pending.length > 0) yield* giveUp()
  }

  for await (const line of lines) yield* push(line)
  yield* giveUpAll()
}

const parseOne = ({ line, text }: Raw, delimiter: string): CsvItem => {
  try {
    const [fields, ...more] = parseText(text, delimiter)
    if (fields !== undefined && more.length === 0) return { _tag: "record", record: { line, fields } }
  } catch {
    return problem(line, "malformed", "the row is not CSV: check its quotes")
  }
  return problem(line, "malformed", "the row is not one CSV record: check its quotes")
}

const parseBatch = (raws: ReadonlyArray<Raw>, delimiter: string): ReadonlyArray<CsvItem> => {
  try {
    const parsed = parseText(raws.map(({ text }) => text).join("\n"), delimiter)
    if (parsed.length === raws.length) {
      return raws.map(({ line }, i) => ({ _tag: "record", record: { line, fields: parsed[i] ?? [] } }))
    }
  } catch {
    // One of them is bad; each is tried alone below.
  }
  return raws.map((raw) => parseOne(raw, delimiter))
}

/** Records and problems in order of lines. Blank lines are nothing. */
export async function* recordsOf(lines: AsyncIterable<Line>, delimiter: string): AsyncGenerator<CsvItem> {
  let batch: Array<Raw> = []
  for await (const item of rawRecords(lines, delimiter)) {
    if ("_tag" in item) {
      yield* parseBatch(batch, delimiter)
      batch = []
      yield item
      continue
    }
    batch.push(item)
    if (batch.length < BATCH) continue
    yield* parseBatch(batch, delimiter)
    batch = []
  }
  yield* parseBatch(batch, delimiter)
}
