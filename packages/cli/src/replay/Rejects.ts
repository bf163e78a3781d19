/** The reject file: one line for each row that was not taken, with its line number, a reason code and a sentence; never its content. */
import fs from "node:fs"
import type { Problem, ProblemCode } from "./Problem.ts"

/** Writes problems as they come; the file is made with the first one. */
export interface Rejects {
  readonly add: (problem: Problem) => void
  readonly total: () => number
  readonly byCode: () => Readonly<Partial<Record<ProblemCode, number>>>
  /** Where they are, when there are any. */
  readonly file: () => string | undefined
  readonly close: () => void
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** `file` undefined: problems are only counted. An existing file is replaced, by the first problem. */
export const openRejects = (file: string | undefined): Rejects => {
  const counts: Partial<Record<ProblemCode, number>> = {}
  let total = 0
  let handle: number | undefined
  return {
    add: ({ line, code, column, message }) => {
      total++
      counts[code] = (counts[code] ?? 0) + 1
      if (file === undefined) return
      if (handle === undefined) {
        handle = fs.openSync(file, "w")
        fs.writeSync(handle, "line,reason,column,message\n")
      }
      fs.writeSync(handle, `${line},${code},${cell(column ?? "")},${cell(message)}\n`)
    },
    total: () => total,
    byCode: () => ({ ...counts }),
    file: () => (handle === undefined ? undefined : file),
    close: () => {
      if (handle !== undefined) fs.closeSync(handle)
    }
  }
}
