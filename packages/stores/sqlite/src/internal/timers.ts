/** Timers: rows of scope, name and due instant. `ready_at` is when one can be claimed: due, or the end of its lease. */
import { randomUUID } from "node:crypto"
import { Instant, Store, type Id, type Scope, type Timeline } from "@forbear/core"
import type { Connection } from "./Connection.ts"
import { storeNow } from "./tenants.ts"

interface TimerRow {
  readonly scope: string
  readonly name: string
  readonly due_at: number
  readonly payload: string
}

interface DueRow extends TimerRow {
  readonly id: number
  readonly claims: number
}

/** The lease that a timer is under. */
export const leaseOf = (
  connection: Connection,
  tenant: number,
  timer: Timeline.ClaimedTimer
): string | undefined =>
  connection.get<{ lease: string | null }>(
    "SELECT lease FROM {timers} WHERE tenant = ? AND scope = ? AND name = ?",
    tenant,
    timer.scope,
    timer.name
  )?.lease ?? undefined

/** Applies one change; a completion only removes the timer that it claimed, not one that was set since. */
export const applyTimer = (connection: Connection, tenant: number, change: Timeline.TimerChange): void => {
  switch (change._tag) {
    case "set":
      connection.run(
        `INSERT INTO {timers} (tenant, scope, name, due_at, payload, ready_at, lease, claims)
         VALUES (?1, ?2, ?3, ?4, ?5, ?4, NULL, 0)
         ON CONFLICT (tenant, scope, name) DO UPDATE
         SET due_at = excluded.due_at, payload = excluded.payload, ready_at = excluded.ready_at, lease = NULL, claims = 0`,
        tenant,
        change.scope,
        change.name,
        change.dueAt,
        change.payload
      )
      return
    case "cancel":
      connection.run(
        "DELETE FROM {timers} WHERE tenant = ? AND scope = ? AND name = ?",
        tenant,
        change.scope,
        change.name
      )
      return
    case "complete":
      connection.run(
        "DELETE FROM {timers} WHERE tenant = ? AND scope = ? AND name = ? AND lease = ?",
        tenant,
        change.timer.scope,
        change.timer.name,
        change.timer.lease
      )
  }
}

interface Waiting {
  readonly id: number
  readonly name: string
}

/** Tenants with timers to claim, the one that was served longest ago first: so none starves, whoever claims. */
const waitingTenants = (
  connection: Connection,
  now: Instant.Instant,
  tenant: Id.TenantId | undefined
): ReadonlyArray<Waiting> =>
  connection.all<Waiting>(
    `SELECT t.id, t.name FROM {tenants} t
     WHERE (?2 IS NULL OR t.name = ?2) AND EXISTS (SELECT 1 FROM {timers} d WHERE d.tenant = t.id AND d.ready_at <= ?1)
     ORDER BY t.served, t.id`,
    now,
    tenant ?? null
  )

const serve = (connection: Connection, tenants: ReadonlyArray<number>): void => {
  const last = connection.get<{ last: number | null }>("SELECT max(served) AS last FROM {tenants}")?.last ?? 0
  for (const [i, id] of tenants.entries()) {
    connection.run("UPDATE {tenants} SET served = ? WHERE id = ?", last + i + 1, id)
  }
}

const claimOf = (
  connection: Connection,
  tenant: Waiting,
  count: number,
  now: Instant.Instant,
  until: Instant.Instant
): ReadonlyArray<Timeline.ClaimedTimer> =>
  connection
    .all<DueRow>(
      `SELECT id, scope, name, due_at, payload, claims FROM {timers}
       WHERE tenant = ? AND ready_at <= ? ORDER BY ready_at, due_at, id LIMIT ?`,
      tenant.id,
      now,
      count
    )
    .map((row) => {
      const lease = randomUUID()
      connection.run(
        "UPDATE {timers} SET lease = ?, ready_at = ?, claims = claims + 1 WHERE id = ?",
        lease,
        until,
        row.id
      )
      return { ...toTimer(tenant.name as Id.TenantId, row), lease, claims: row.claims + 1 }
    })

const toTimer = (tenant: Id.TenantId, row: TimerRow): Timeline.Timer => ({
  tenant,
  scope: row.scope as Scope.ScopeKey,
  name: row.name,
  dueAt: Instant.make(row.due_at),
  payload: row.payload
})

/** Claims in rounds, an equal share for each tenant that waits, until nothing is left to give or to take. */
const claimFairly = (
  connection: Connection,
  now: Instant.Instant,
  limit: number,
  until: Instant.Instant,
  only: Id.TenantId | undefined
): ReadonlyArray<Timeline.ClaimedTimer> => {
  let waiting = waitingTenants(connection, now, only)
  const claimed = new Map<number, ReadonlyArray<Timeline.ClaimedTimer>>()
  for (let left = limit; left > 0 && waiting.length > 0;) {
    const share = Math.max(1, Math.floor(left / waiting.length))
    const more: Array<Waiting> = []
    for (const tenant of waiting) {
      const batch = claimOf(connection, tenant, Math.min(share, left), now, until)
      claimed.set(tenant.id, [...(claimed.get(tenant.id) ?? []), ...batch])
      left -= batch.length
      if (batch.length === share) more.push(tenant)
      if (left === 0) break
    }
    waiting = more
  }
  serve(connection, [...claimed.keys()])
  return Store.roundRobin([...claimed.values()], limit)
}

/** Claims due timers for `leaseMillis`, of one tenant or shared over those that wait; takes the write lock only if something is due. */
export const claimDue = (
  connection: Connection,
  clock: Instant.Instant,
  limit: number,
  leaseMillis: number,
  tenant?: Id.TenantId
): ReadonlyArray<Timeline.ClaimedTimer> => {
  if (waitingTenants(connection, storeNow(connection, clock), tenant).length === 0) return []
  return connection.write(() => {
    const now = storeNow(connection, clock)
    return claimFairly(connection, now, limit, Instant.plus(now, Instant.millis(leaseMillis)), tenant)
  })
}

/** When the next timer, of one tenant or of any, can be claimed. */
export const nextReady = (connection: Connection, tenant?: Id.TenantId): Instant.Instant | undefined => {
  const row = connection.get<{ next: number | null }>(
    `SELECT min((SELECT min(d.ready_at) FROM {timers} d WHERE d.tenant = t.id)) AS next FROM {tenants} t
     WHERE ?1 IS NULL OR t.name = ?1`,
    tenant ?? null
  )
  return row === undefined || row.next === null ? undefined : Instant.make(row.next)
}

/** Timers of a scope, by name. */
export const timersOf = (
  connection: Connection,
  tenant: Id.TenantId,
  scope: Scope.ScopeKey
): ReadonlyArray<Timeline.Timer> =>
  connection
    .all<TimerRow>(
      `SELECT d.scope, d.name, d.due_at, d.payload FROM {timers} d JOIN {tenants} t ON t.id = d.tenant
       WHERE t.name = ? AND d.scope = ? ORDER BY d.name`,
      tenant,
      scope
    )
    .map((row) => toTimer(tenant, row))
