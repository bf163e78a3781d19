/**
 * Between the file and the simulation: a table of events in order of time, in a temporary SQLite file, so that memory stays flat
 * however long the CSV is. Finds rows that come twice, and rows that an earlier run told otherwise.
 */
import { createHash } from "node:crypto"
import path from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Canonical, Events } from "@forbear/core"
import { SYSTEM, type PlannedEvent, type PlannedRow } from "./Plan.ts"
import type { Problem } from "./Problem.ts"

/** An event to be told, as it is staged. */
export type StagedEvent = Pick<PlannedEvent, "id" | "kind" | "at" | "body">

/** The staged file. */
export interface Staging {
  /** Takes a row, or says that its key came before. */
  readonly add: (row: PlannedRow) => Problem | undefined
  /** Tells it what a timeline holds already; call for every event of it, then `reconcile`. */
  readonly known: (event: Events.Stored) => void
  /** Drops what is known; rows that were told otherwise are dropped whole and returned. */
  readonly reconcile: () => {
    readonly known: number
    readonly knownRows: number
    readonly changed: ReadonlyArray<Problem>
  }
  /** Ends reading: everything is written, nothing can be added. */
  readonly finish: () => void
  readonly count: () => { readonly rows: number; readonly events: number }
  /** Epoch milliseconds of the first and the last event. */
  readonly span: () => { readonly first: number; readonly last: number } | undefined
  /** Events in order of time, and within it of the file. */
  readonly events: () => IterableIterator<StagedEvent>
  /** The person of a debt of the file; empty for another's. */
  readonly personOf: (debt: string) => string
  readonly close: () => void
}

/** What two tellings of one event must agree on: not the sealed parts, and not the address id, which follows from one. */
const digestOf = (kind: string, at: number, body: Readonly<Record<string, unknown>>): string => {
  const sealed: ReadonlyArray<string> = Events.kindOf(kind)?.sealed ?? []
  const kept = Object.fromEntries(
    Object.entries(body).filter(([name]) => !sealed.includes(name) && name !== "address")
  )
  return createHash("sha256")
    .update(Canonical.stringify({ kind, at, body: kept }))
    .digest("hex")
    .slice(0, 32)
}

const SCHEMA = `
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
CREATE TABLE rows (key TEXT PRIMARY KEY, person TEXT NOT NULL, line INTEGER NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, key TEXT NOT NULL, at INTEGER NOT NULL, shared INTEGER NOT NULL,
  digest TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE known (id TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
`

/** Opens a staging file in a folder that the caller removes. */
export const openStaging = (folder: string): Staging => {
  const database = new DatabaseSync(path.join(folder, "staging.db"))
  database.exec(SCHEMA)
  database.exec("BEGIN")
  const findRow = database.prepare("SELECT line, digest FROM rows WHERE key = ?")
  const personRow = database.prepare("SELECT person FROM rows WHERE key = ?")
  const addRow = database.prepare("INSERT INTO rows (key, person, line, digest) VALUES (?, ?, ?, ?)")
  // What several rows say alike is told on the earliest day.
  const addEvent = database.prepare(
    `INSERT INTO events (id, key, at, shared, digest, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET at = min(at, excluded.at) WHERE shared = 1`
  )
  const addKnown = database.prepare("INSERT OR IGNORE INTO known (id, digest) VALUES (?, ?)")

  const add = (row: PlannedRow): Problem | undefined => {
    const digests = row.events.map(({ kind, at, body }) => digestOf(kind, at, body))
    const digest = createHash("sha256").update(digests.join()).digest("hex").slice(0, 32)
    const before = findRow.get(row.key) as { readonly line: number; readonly digest: string } | undefined
    if (before !== undefined) {
      const how = before.digest === digest ? "says the same" : "says something else"
      return {
        line: row.line,
        code: "duplicate_id",
        message: `the same id stands in line ${before.line}, which ${how}; that one is kept`
      }
    }
    addRow.run(row.key, row.person, row.line, digest)
    for (const [i, { id, at, kind, body, shared }] of row.events.entries()) {
      addEvent.run(id, row.key, at, shared === true ? 1 : 0, digests[i] ?? "", kind, JSON.stringify(body))
    }
    return undefined
  }

  const reconcile = () => {
    const changed = database
      .prepare(
        `SELECT r.key, r.line, min(e.kind) AS kind FROM events e JOIN known k ON k.id = e.id JOIN rows r ON r.key = e.key
         WHERE e.shared = 0 AND k.digest <> e.digest GROUP BY r.key ORDER BY r.line`
      )
      .all() as unknown as ReadonlyArray<{
      readonly key: string
      readonly line: number
      readonly kind: string
    }>
    const dropEvents = database.prepare("DELETE FROM events WHERE key = ? AND shared = 0")
    const dropRow = database.prepare("DELETE FROM rows WHERE key = ?")
    for (const { key } of changed) {
      dropEvents.run(key)
      dropRow.run(key)
    }
    const { changes } = database.prepare("DELETE FROM events WHERE id IN (SELECT id FROM known)").run()
    const { knownRows } = database
      .prepare(
        "SELECT count(*) AS knownRows FROM rows r WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.key = r.key)"
      )
      .get() as { readonly knownRows: number }
    return {
      known: Number(changes),
      knownRows,
      changed: changed.map(({ line, kind }) => ({
        line,
        code: "changed_row" as const,
        message: `an earlier run told it otherwise (${kind}); what happened is never rewritten, so tell the change as a new event`
      }))
    }
  }

  return {
    add,
    known: ({ id, kind, occurredAt, source, body }) => {
      if (source.system === SYSTEM)
        addKnown.run(id, digestOf(kind, occurredAt, body as unknown as Readonly<Record<string, unknown>>))
    },
    reconcile,
    finish: () => {
      database.exec("CREATE INDEX in_time ON events (at, seq); CREATE INDEX of_row ON events (key)")
      database.exec("COMMIT")
    },
    count: () =>
      database
        .prepare("SELECT (SELECT count(*) FROM rows) AS rows, (SELECT count(*) FROM events) AS events")
        .get() as {
        readonly rows: number
        readonly events: number
      },
    span: () => {
      const row = database.prepare("SELECT min(at) AS first, max(at) AS last FROM events").get() as {
        readonly first: number | null
        readonly last: number | null
      }
      return row.first === null || row.last === null ? undefined : { first: row.first, last: row.last }
    },
    events: function* () {
      const rows = database.prepare("SELECT id, kind, at, body FROM events ORDER BY at, seq").iterate()
      for (const row of rows) {
        const { id, kind, at, body } = row as unknown as {
          id: string
          kind: string
          at: number
          body: string
        }
        yield { id, kind, at, body: JSON.parse(body) as StagedEvent["body"] }
      }
    },
    personOf: (debt) => (personRow.get(debt) as { readonly person: string } | undefined)?.person ?? "",
    close: () => database.close()
  }
}
