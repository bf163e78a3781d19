/** The tables and how they came to be: migrations only ever go forward, one process at a time. */
import { type Instant, Timeline } from "@forbear/core"
import type { Connection } from "./Connection.ts"

/*
 * `events` only ever grows at its end: each row carries its hash and, one after the other, the 32 bytes of the heads of the
 * chains that it extended. `entries` is small and says where in which chain an event is; its last row of a scope is the
 * scope's state, so that no event ever updates a row in place.
 */
const first = `
CREATE TABLE {tenants} (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  served INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE {events} (
  position INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  heads BLOB NOT NULL,
  source TEXT NOT NULL,
  scopes TEXT,
  body TEXT NOT NULL,
  UNIQUE (tenant, id)
) STRICT;
CREATE INDEX {events_follow} ON {events} (tenant, position);
CREATE TABLE {scopes} (
  id INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  scope TEXT NOT NULL,
  UNIQUE (tenant, scope)
) STRICT;
CREATE TABLE {entries} (
  scope INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  version INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  PRIMARY KEY (scope, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE {timers} (
  id INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  payload TEXT NOT NULL,
  ready_at INTEGER NOT NULL,
  lease TEXT,
  claims INTEGER NOT NULL,
  UNIQUE (tenant, scope, name)
) STRICT;
CREATE INDEX {timers_ready} ON {timers} (tenant, ready_at);
CREATE TABLE {cursors} (
  tenant INTEGER NOT NULL,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE {keys} (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  key_id TEXT NOT NULL,
  root_key_id TEXT NOT NULL,
  wrapped BLOB,
  UNIQUE (tenant, subject, key_id)
) STRICT;
CREATE UNIQUE INDEX {keys_current} ON {keys} (tenant, subject) WHERE wrapped IS NOT NULL;
`

const migrations: ReadonlyArray<string> = [first]

/** The newest schema that this version knows. */
export const SCHEMA_VERSION = migrations.length

const foundVersion = (connection: Connection): number => {
  const found =
    connection.get<{ version: number | null }>("SELECT max(version) AS version FROM {schema}")?.version ?? 0
  if (found <= SCHEMA_VERSION) return found
  throw new Timeline.TimelineError({
    reason: "newer_schema",
    message: `the database has schema ${found}, this version of @forbear/store-sqlite knows ${SCHEMA_VERSION}; upgrade the package`
  })
}

/** For a database that is only read: its tables must be there and current. */
export const requireCurrent = (connection: Connection): void => {
  if (foundVersion(connection) === SCHEMA_VERSION) return
  throw new Timeline.TimelineError({
    reason: "read_only",
    message: "the database has an older schema; open it once for writing, so that it is brought up to date"
  })
}

/**
 * Brings the tables up to date under the write lock. Throws `newer_schema` when a later version of this package has been
 * here, and what SQLite throws when the database cannot be written.
 */
export const migrate = (connection: Connection, now: Instant.Instant): void =>
  connection.write(() => {
    connection.exec(
      "CREATE TABLE IF NOT EXISTS {schema} (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT"
    )
    // Touches nothing, but a database that cannot be written says so here rather than at the first append.
    connection.exec("DELETE FROM {schema} WHERE version < 0")
    const found = foundVersion(connection)
    for (const [index, migration] of migrations.entries()) {
      if (index < found) continue
      connection.exec(migration)
      connection.run("INSERT INTO {schema} (version, applied_at) VALUES (?, ?)", index + 1, now)
    }
  })
