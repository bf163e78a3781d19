/** A CSV file as a table: header, then rows with their lines; encoding and delimiter found unless given. */
import fs from "node:fs"
import { delimiterOf, recordsOf, type CsvItem } from "./Csv.ts"
import { decode, detect, type Detected, type Encoding } from "./Encoding.ts"
import { linesOf, type Line } from "./Lines.ts"
import { ReplayError } from "./Problem.ts"

/** How the file is to be read, where the mapping says so. */
export interface TableOptions {
  readonly encoding?: Encoding
  readonly delimiter?: string
}

/** An opened table; `rows` can be read once. */
export interface Table {
  readonly columns: ReadonlyArray<string>
  readonly detected: Detected
  readonly delimiter: string
  readonly rows: AsyncIterable<CsvItem>
}

async function* chain(first: ReadonlyArray<Line>, rest: AsyncIterator<Line>): AsyncGenerator<Line> {
  yield* first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

const readable = async (file: string): Promise<void> => {
  const stat = await fs.promises.stat(file).catch((cause: unknown) => {
    throw new ReplayError("failure", `FILE: cannot be opened; check the path and that it may be read`, cause)
  })
  if (!stat.isFile()) throw new ReplayError("failure", "FILE: is not a file")
}

/** Opens a file. Rejects with `ReplayError` when there is no header to work with. */
export const openTable = async (file: string, options: TableOptions = {}): Promise<Table> => {
  await readable(file)
  const detected: Detected =
    options.encoding === undefined
      ? await detect(file)
      : { encoding: options.encoding, damaged: false, why: "valid UTF-8" }
  const bytes = fs.createReadStream(file, { highWaterMark: 65_536 })
  const lines = linesOf(decode(bytes, detected.encoding))
  let header: Line | undefined
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    header = next.value
    if (header.text === undefined || header.text.trim() !== "") break
  }
  if (header === undefined || header.text?.trim() === "")
    throw new ReplayError("failure", "FILE: is empty; the first line must name the columns")
  if (header.text === undefined)
    throw new ReplayError("failure", "FILE: its first line is longer than 1 MiB; it must name the columns")
  const delimiter = options.delimiter ?? delimiterOf(header.text)
  const records = recordsOf(chain([header], lines), delimiter)
  const first = await records.next()
  const item = first.done === true ? undefined : first.value
  if (item?._tag !== "record") throw new ReplayError("failure", "FILE: its first line is not a CSV header")
  const columns = item.record.fields.map((name) => name.trim())
  const twice = columns.find((name, i) => name !== "" && columns.indexOf(name) !== i)
  if (twice !== undefined)
    throw new ReplayError("failure", `FILE: two columns are called ${twice}; give one another name`)
  return { columns, detected, delimiter, rows: records }
}
