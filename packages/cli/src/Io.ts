/** What a command may touch: its outputs, and the folder that paths are relative to. Tests give their own. */
import path from "node:path"

/** An output. */
export interface Output {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean | undefined
}

/** The surroundings of a command. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  /** A path as the user meant it. */
  readonly resolve: (file: string) => string
}

/** `npm run replay` runs in the repository's folder and keeps where the user stood in INIT_CWD. */
const folder = (): string =>
  (process.env["npm_lifecycle_event"] === "replay" ? process.env["INIT_CWD"] : undefined) ?? process.cwd()

/** The process's own. */
export const processIo = (): Io => ({
  stdout: process.stdout,
  stderr: process.stderr,
  resolve: (file) => path.resolve(folder(), file)
})
