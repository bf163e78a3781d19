/** Reads the cells of a record by the mapping; the first thing wrong with a row is thrown as a `RowProblem` and nothing else is. */
import { LocalDate, Money } from "@forbear/core"
import { isBlank, readAmount, readDate, readFlag, yesWords, type DateForm } from "./Cells.ts"
import type { CsvRecord } from "./Csv.ts"
import type { From, Mapping, Place } from "./Mapping.ts"
import { SOMEWHERE, type Day } from "./People.ts"
import type { ProblemCode } from "./Problem.ts"

/** Why a row is rejected. */
export class RowProblem extends Error {
  override readonly name = "RowProblem"
  readonly code: ProblemCode
  readonly column: string | undefined
  constructor(code: ProblemCode, column: string | undefined, message: string) {
    super(message)
    this.code = code
    this.column = column
  }
}

/** One record, by columns. */
export interface Fields {
  /** The cell, trimmed; empty for a blank one and for a column that the mapping does not name. */
  readonly text: (column: string | undefined) => string
  readonly needed: (column: string) => string
  /** A column's cell or a constant; the fallback when blank. */
  readonly from: (from: From | undefined, fallback: string) => string
  readonly date: (column: string | undefined) => Day | undefined
  readonly neededDate: (column: string) => Day
  readonly amount: (column: string, currency: string) => Money.Money
  /** The same; a negative one, as in a credit balance, is nothing. */
  readonly credit: (column: string, currency: string) => Money.Money
  readonly flag: (column: string | undefined, yes: ReadonlyArray<string> | undefined) => boolean
  readonly place: () => Place
}

const ISO: ReadonlyArray<DateForm> = ["YYYY-MM-DD"]

const dayOf = (text: LocalDate.LocalDate): Day => ({ number: LocalDate.toDay(text), text })

/** Reads records of a file with these columns. */
export const fieldsReader = (mapping: Mapping, columns: ReadonlyArray<string>) => {
  const index = new Map(columns.map((name, i) => [name, i]))
  const forms = mapping.dates ?? ISO
  const decimal = mapping.decimal ?? "."

  return ({ fields }: CsvRecord): Fields => {
    if (fields.length !== columns.length) {
      throw new RowProblem(
        "ragged",
        undefined,
        `the row has ${fields.length} fields, the header ${columns.length}`
      )
    }
    const damaged = fields.findIndex((field) => field.includes("\uFFFD"))
    if (damaged >= 0) {
      throw new RowProblem(
        "wrong_encoding",
        columns[damaged],
        "the row has bytes that are not of the file's encoding"
      )
    }
    const text = (column: string | undefined): string => {
      const cell = column === undefined ? undefined : fields[index.get(column) ?? -1]
      return cell === undefined || isBlank(cell) ? "" : cell.trim()
    }
    const needed = (column: string): string => {
      const cell = text(column)
      if (cell === "") throw new RowProblem("missing_value", column, "the value is missing")
      return cell
    }
    const readDay = (column: string, cell: string): Day => {
      const date = readDate(cell, forms)
      if (date === undefined)
        throw new RowProblem(
          "bad_date",
          column,
          `is not a date of a calendar in the form ${forms.join(" or ")}`
        )
      return dayOf(date)
    }
    const money = (column: string, currency: string) => readAmount(needed(column), currency, decimal)
    const bad = (column: string, currency: string): never => {
      throw new RowProblem(
        "bad_amount",
        column,
        `is not an amount in ${currency} with a decimal ${decimal === "." ? "point" : "comma"}`
      )
    }
    return {
      text,
      needed,
      from: (from, fallback) => {
        const cell = typeof from === "object" ? from.value : text(from)
        return cell === "" ? fallback : cell
      },
      date: (column) => {
        const cell = text(column)
        return column === undefined || cell === "" ? undefined : readDay(column, cell)
      },
      neededDate: (column) => readDay(column, needed(column)),
      amount: (column, currency) => {
        const read = money(column, currency)
        if (read._tag === "negative")
          throw new RowProblem("negative_amount", column, "the amount is negative")
        return read._tag === "bad" ? bad(column, currency) : read.money
      },
      credit: (column, currency) => {
        const read = money(column, currency)
        if (read._tag === "negative") return Money.zero(currency)
        return read._tag === "bad" ? bad(column, currency) : read.money
      },
      flag: (column, yes) => readFlag(text(column), yes ?? yesWords),
      place: () => {
        const key = text(mapping.columns.place)
        return mapping.places?.[key] ?? mapping.places?.["*"] ?? SOMEWHERE
      }
    }
  }
}
