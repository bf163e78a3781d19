/** Opening a database file: every option is checked, the journal is made write-ahead, and the durability is what was asked. */
import fs from "node:fs"
import path from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Store } from "@forbear/core"
import { isBusy } from "./errors.ts"

/**
 * `full`: a commit is on the disk when it is answered. `normal`: the last commits may be lost with the machine's power, never
 * with the process, and the file stays consistent (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export type Durability = "full" | "normal"

const levels: Readonly<Record<Durability, number>> = { full: 2, normal: 1 }
const PREFIX = /^[a-z][a-z0-9_]{0,39}$/
const MEMORY = ":memory:"
const MAX_BUSY_TIMEOUT = 600_000

/** Checks `prefix`. */
export const checkPrefix = (prefix = "forbear_"): string =>
  PREFIX.test(prefix)
    ? prefix
    : Store.refuse("prefix", "must be 1 to 40 lower-case letters, digits or _ and start with a letter")

/** Checks `durability`. */
export const checkDurability = (durability: Durability = "full"): Durability =>
  durability in levels ? durability : Store.refuse("durability", 'must be "full" or "normal"')

const checkBusyTimeout = (millis = 5_000): number => {
  if (!Number.isInteger(millis) || millis < 0 || millis > MAX_BUSY_TIMEOUT) {
    Store.refuse("busyTimeoutMillis", `must be whole milliseconds from 0 to ${MAX_BUSY_TIMEOUT}`)
  }
  return millis
}

const checkFilename = (filename: string): string => {
  if (typeof filename !== "string" || filename === "" || filename.includes("\0")) {
    return Store.refuse("filename", 'must be the path of the database file, or ":memory:"')
  }
  if (filename === MEMORY) return filename
  const stat = fs.statSync(filename, { throwIfNoEntry: false })
  if (stat?.isDirectory() === true)
    return Store.refuse("filename", "is a directory; give the path of a file in it")
  if (stat === undefined && !fs.existsSync(path.dirname(path.resolve(filename)))) {
    return Store.refuse("filename", "lies in a directory that does not exist; create the directory first")
  }
  return filename
}

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]

const pause = (millis: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis)
}

/** The switch to a write-ahead log needs the file for itself, and does not wait for it by itself. */
const useWriteAheadLog = (database: DatabaseSync, busyTimeout: number): void => {
  for (let waited = 0; pragma(database, "journal_mode") !== "wal"; waited += 10) {
    try {
      const mode = pragma(database, "journal_mode = WAL")
      if (mode === "wal") return
      Store.refuse(
        "filename",
        "lies on a file system without shared memory, which several processes need; use a local disk"
      )
    } catch (cause) {
      if (!isBusy(cause) || waited >= busyTimeout) throw cause
      pause(10)
    }
  }
}

/** What opening needs. */
export interface OpenOptions {
  readonly filename: string
  readonly durability?: Durability
  readonly busyTimeoutMillis?: number
}

/** Opens a file that only we use through this connection; throws `TimelineError` or what SQLite throws. */
export const open = (options: OpenOptions): DatabaseSync => {
  const durability = checkDurability(options.durability)
  const timeout = checkBusyTimeout(options.busyTimeoutMillis)
  const database = new DatabaseSync(checkFilename(options.filename), { timeout })
  try {
    if (options.filename !== MEMORY) useWriteAheadLog(database, timeout)
    database.exec(
      `PRAGMA synchronous = ${levels[durability]}; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000`
    )
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}

/** Refuses a host's connection that may lose commits which were answered, unless that was asked for by name. */
export const checkSynchronous = (database: DatabaseSync, durability: Durability): void => {
  if (database.location() === null) return
  if (Number(pragma(database, "synchronous")) < levels[durability]) {
    Store.refuse(
      "durability",
      `is "${durability}" but the connection's PRAGMA synchronous is weaker; set it to FULL, or ask for durability "normal"`
    )
  }
}
