/** Progress on the error output: one line that is rewritten on a terminal, a line for each tenth otherwise. */

/** Where progress goes. */
export interface ProgressOutput {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean | undefined
}

/** Takes what is done as a share from 0 to 1, and a word about it. */
export interface Progress {
  readonly say: (share: number, about: string) => void
  /** Ends the line. */
  readonly end: () => void
}

const STEPS = 10

/** Writes to an output; undefined writes nothing. */
export const progressOn = (output: ProgressOutput | undefined): Progress => {
  let last = -1
  return {
    say: (share, about) => {
      if (output === undefined) return
      const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100)
      const step = output.isTTY === true ? percent : Math.floor((percent * STEPS) / 100)
      if (step === last) return
      last = step
      output.write(
        output.isTTY === true
          ? `\r${String(percent).padStart(3)} %  ${about}\u001b[K`
          : `${String(step * STEPS).padStart(3)} %  ${about}\n`
      )
    },
    end: () => {
      if (output?.isTTY === true && last >= 0) output.write("\n")
    }
  }
}
