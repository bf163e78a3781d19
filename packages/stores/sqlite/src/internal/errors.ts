/** SQLite's result codes in the words of the timeline's error. */
import { Timeline } from "@forbear/core"

type Reason = Timeline.TimelineError["reason"]

/** Primary result codes: https://www.sqlite.org/rescode.html */
const reasons: ReadonlyMap<number, readonly [Reason, string]> = new Map([
  [
    3,
    [
      "read_only",
      "the process may not write the database; give it write permission on the file and its directory"
    ]
  ],
  [
    5,
    [
      "busy",
      "another writer held the database for longer than the busy timeout; try again or raise busyTimeoutMillis"
    ]
  ],
  [6, ["busy", "another statement holds a table; try again"]],
  [
    8,
    [
      "read_only",
      "the database cannot be written; give the process write permission on the file and its directory"
    ]
  ],
  [10, ["unavailable", "the disk refused to read or write the database; check the volume"]],
  [11, ["corrupted", "the database file is damaged; restore it from a backup"]],
  [13, ["full", "the disk or the database's page limit is full; make room"]],
  [
    14,
    ["unavailable", "the database file cannot be opened; check that the directory exists and its permissions"]
  ],
  [26, ["corrupted", "the file is not a SQLite database; check filename"]]
])

const codeOf = (cause: unknown): number | undefined =>
  typeof cause === "object" && cause !== null && "errcode" in cause && typeof cause.errcode === "number"
    ? cause.errcode & 0xff
    : undefined

const isClosed = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && "code" in cause && cause.code === "ERR_INVALID_STATE"

/** The timeline's error for what `node:sqlite` threw; `undefined` for a defect of ours, such as a constraint or an SQL error. */
export const translate = (cause: unknown): Timeline.TimelineError | undefined => {
  if (isClosed(cause)) {
    return new Timeline.TimelineError({
      reason: "unavailable",
      message: "the database connection is closed",
      cause
    })
  }
  const known = reasons.get(codeOf(cause) ?? -1)
  return known && new Timeline.TimelineError({ reason: known[0], message: known[1], cause })
}

/** True if another connection was in the way. */
export const isBusy = (cause: unknown): boolean => codeOf(cause) === 5

/** A row that does not say what was written; `what` names it without its content. */
export const corrupted = (what: string): Timeline.TimelineError =>
  new Timeline.TimelineError({
    reason: "corrupted",
    message: `${what} cannot be read back; verify the chain and restore it from a backup`
  })
