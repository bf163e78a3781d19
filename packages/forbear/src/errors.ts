/** The one error of the Promise face. */

/** Stable codes: what went wrong, and by it what to do. */
export type ForbearCode =
  | "FORBEAR_CONFIGURATION"
  | "FORBEAR_INPUT"
  | "FORBEAR_NOT_FOUND"
  | "FORBEAR_STORE"
  | "FORBEAR_KEYS"
  | "FORBEAR_COMPOSITION"
  | "FORBEAR_CONTENDED"
  | "FORBEAR_CLOSED"
  | "FORBEAR_DEFECT"

const MARK = Symbol.for("forbear/error")

/** Misuse, a broken configuration or a failing store. A contact that is not allowed is never an error. Holds no personal data. */
export class ForbearError extends Error {
  override readonly name = "ForbearError"
  readonly code: ForbearCode
  /** The option or field at fault. */
  readonly field: string | undefined
  /** The same call may succeed later. */
  readonly retryable: boolean
  readonly [MARK] = true
  constructor(
    code: ForbearCode,
    message: string,
    options: { readonly field?: string; readonly retryable?: boolean; readonly cause?: unknown } = {}
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.field = options.field
    this.retryable = options.retryable ?? false
  }
  toJSON(): { name: string; code: string; message: string; field: string | undefined; retryable: boolean } {
    const { name, code, message, field, retryable } = this
    return { name, code, message, field, retryable }
  }
}

/** Recognises the error also when two copies of the package are loaded. */
export const isForbearError = (error: unknown): error is ForbearError =>
  typeof error === "object" && error !== null && MARK in error
