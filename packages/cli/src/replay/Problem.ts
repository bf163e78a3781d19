/** What can be wrong with a row: a stable code, the column, and a sentence that repeats nothing of its content. */

/** Reason codes of the reject file. */
export type ProblemCode =
  | "line_too_long"
  | "quote_not_closed"
  | "malformed"
  | "ragged"
  | "wrong_encoding"
  | "missing_value"
  | "bad_id"
  | "bad_date"
  | "dates_out_of_order"
  | "bad_amount"
  | "negative_amount"
  | "bad_currency"
  | "duplicate_id"
  | "changed_row"

/** One rejected row. */
export interface Problem {
  /** The physical line in the file at which the row begins; the header is line 1. */
  readonly line: number
  readonly code: ProblemCode
  /** The column of the file, where one is to blame. */
  readonly column?: string
  readonly message: string
}

/** A file, mapping or argument that cannot be worked with at all; `kind` decides the exit code. */
export class ReplayError extends Error {
  override readonly name = "ReplayError"
  readonly kind: "usage" | "failure"
  constructor(kind: "usage" | "failure", message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.kind = kind
  }
}
