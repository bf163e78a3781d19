/** Reading: by scope, in order of commit, and a scope's chain. */
import type { Events, Id, Instant, Scope, Timeline } from "@forbear/core"
import type { Connection } from "./Connection.ts"
import { corrupted } from "./errors.ts"
import { EVENT_COLUMNS, toStored, type EventRow } from "./rows.ts"
import { findTenant } from "./tenants.ts"

const versionOf = (connection: Connection, tenant: number, scope: Scope.ScopeKey): number =>
  connection.get<{ version: number }>(
    `SELECT n.version FROM {entries} n WHERE n.scope = (SELECT id FROM {scopes} WHERE tenant = ? AND scope = ?)
     ORDER BY n.sequence DESC LIMIT 1`,
    tenant,
    scope
  )?.version ?? 0

const READ = `SELECT ${EVENT_COLUMNS} FROM {events} e
WHERE e.position IN (
    SELECT n.position FROM {entries} n WHERE n.scope IN (
      SELECT s.id FROM {scopes} s WHERE s.tenant = ?1 AND s.scope IN (SELECT value FROM json_each(?2))))
  AND (?3 IS NULL OR e.kind IN (SELECT value FROM json_each(?3)))
  AND e.occurred_at >= ?4 AND e.occurred_at < ?5 AND e.recorded_at < ?6
ORDER BY e.position LIMIT ?7`

const EVER = Number.MAX_SAFE_INTEGER

/** Events of some scopes with the scopes' versions, in one snapshot. */
export const read = (
  connection: Connection,
  name: Id.TenantId,
  scopes: ReadonlyArray<Scope.ScopeKey>,
  options: Timeline.ReadOptions,
  clock: Instant.Instant
): Timeline.Reading =>
  connection.read(() => {
    const tenant = findTenant(connection, name)
    if (tenant === undefined)
      return { events: [], versions: new Map(scopes.map((scope) => [scope, 0])), now: clock }
    const rows = connection.all<EventRow>(
      READ,
      tenant.id,
      JSON.stringify(scopes),
      options.kinds === undefined ? null : JSON.stringify(options.kinds),
      options.occurredFrom ?? -EVER,
      options.occurredBefore ?? EVER,
      options.recordedBefore ?? EVER,
      options.limit ?? -1
    )
    return {
      events: rows.map((row) => toStored(name, row)),
      versions: new Map(scopes.map((scope) => [scope, versionOf(connection, tenant.id, scope)])),
      now: tenant.now(clock)
    }
  })

/** Events of a tenant after a position. */
export const follow = (
  connection: Connection,
  name: Id.TenantId,
  after: number,
  limit: number
): ReadonlyArray<Events.Stored> =>
  connection
    .all<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM {events} e
       WHERE e.tenant = (SELECT id FROM {tenants} WHERE name = ?) AND e.position > ? ORDER BY e.position LIMIT ?`,
      name,
      after,
      limit
    )
    .map((row) => toStored(name, row))

interface ChainRow extends EventRow {
  readonly sequence: number
  readonly hash: string
  readonly head: string
}

const CHAIN = `SELECT ${EVENT_COLUMNS}, lower(hex(e.hash)) AS hash,
  lower(hex(substr(e.heads, n.slot * 32 + 1, 32))) AS head, n.sequence
FROM {entries} n JOIN {events} e ON e.position = n.position
WHERE n.scope = ? ORDER BY n.sequence`

/** The chain of a scope as it is in the file; a row that was deleted is a gap in it. `corrupted` when the last one is gone. */
export const chain = (
  connection: Connection,
  name: Id.TenantId,
  scope: Scope.ScopeKey
): ReadonlyArray<Timeline.ChainEntry> =>
  connection.read(() => {
    const end = connection.get<{ id: number; last: number | null }>(
      `SELECT s.id, (SELECT max(n.sequence) FROM {entries} n WHERE n.scope = s.id) AS last
       FROM {scopes} s JOIN {tenants} t ON t.id = s.tenant WHERE t.name = ? AND s.scope = ?`,
      name,
      scope
    )
    if (end === undefined) return []
    const rows = connection.all<ChainRow>(CHAIN, end.id)
    if ((rows.at(-1)?.sequence ?? 0) < (end.last ?? 0)) {
      throw corrupted(`event ${end.last} of the scope, the last of its chain,`)
    }
    return rows.map((row) => ({
      sequence: row.sequence,
      event: toStored(name, row),
      hash: row.hash,
      head: row.head
    }))
  })
