/** What goes wrong inside a render, before it is known in which template. Its text never holds a value. */
import type { Reason } from "../CompositionError.ts"

export class Problem extends Error {
  override readonly name = "Problem"
  readonly reason: Reason
  readonly fix: string
  constructor(reason: Reason, fix: string) {
    super(fix)
    this.reason = reason
    this.fix = fix
  }
}
