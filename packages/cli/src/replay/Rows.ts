/** Items of a CSV to planned rows or problems, by the mapping. */
import type { CsvItem } from "./Csv.ts"
import { fieldsReader, RowProblem } from "./Fields.ts"
import { invoiceRow } from "./Invoices.ts"
import type { Mapping } from "./Mapping.ts"
import type { Ids, RowResult } from "./Plan.ts"
import { statementRow } from "./Statements.ts"

/** Reads items one by one; never throws for what a row holds. */
export const rowReader = (mapping: Mapping, columns: ReadonlyArray<string>, ids: Ids) => {
  const read = fieldsReader(mapping, columns)
  return (item: CsvItem): RowResult => {
    if (item._tag === "problem") return item
    const { line } = item.record
    try {
      const fields = read(item.record)
      const row =
        mapping.kind === "invoices"
          ? invoiceRow(fields, mapping, ids, line)
          : statementRow(fields, mapping, ids, line)
      return { _tag: "row", row }
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      const { code, column, message } = error
      return {
        _tag: "problem",
        problem: { line, code, message, ...(column === undefined ? {} : { column }) }
      }
    }
  }
}
