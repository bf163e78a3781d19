/** Wrong usage: says what, and brings the nearest help with it. */

/** Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
  readonly help: string
  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}
