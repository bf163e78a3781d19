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

const waitingTenants = (connection: Connection, now: Instant.Instant): ReadonlyArray<Waiting> =>
  connection.all<Waiting>(
    `SELECT t.id, t.name FROM {tenants} t
     WHERE EXISTS (SELECT 1 FROM {timers} d WHERE d.tenant = t.id AND d.ready_at <= ?) ORDER BY t.id`,
    now
  )

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

/** Shares `limit` over the tenants that wait, beginning with another one each time; answers one of each in turn. */
export const makeClaimer = (connection: Connection) => {
  let turn = 0
  return (
    clock: Instant.Instant,
    limit: number,
    leaseMillis: number
  ): ReadonlyArray<Timeline.ClaimedTimer> => {
    if (waitingTenants(connection, storeNow(connection, clock)).length === 0) return []
    return connection.write(() => {
      const now = storeNow(connection, clock)
      const until = Instant.plus(now, Instant.millis(leaseMillis))
      const all = waitingTenants(connection, now)
      const first = all.length === 0 ? 0 : turn++ % all.length
      let waiting = [...all.slice(first), ...all.slice(0, first)]
      const claimed = new Map<number, Array<Timeline.ClaimedTimer>>(waiting.map(({ id }) => [id, []]))
      let left = limit
      while (left > 0 && waiting.length > 0) {
        const share = Math.max(1, Math.floor(left / waiting.length))
        const again: Array<Waiting> = []
        for (const tenant of waiting) {
          const batch = claimOf(connection, tenant, Math.min(share, left), now, until)
          claimed.get(tenant.id)?.push(...batch)
          left -= batch.length
          if (batch.length === share) again.push(tenant)
          if (left === 0) break
        }
        waiting = again
      }
      return Store.roundRobin([...claimed.values()], limit)
    })
  }
}

/** When the next timer can be claimed. */
export const nextReady = (connection: Connection): Instant.Instant | undefined => {
  const row = connection.get<{ next: number | null }>(
    "SELECT min((SELECT min(d.ready_at) FROM {timers} d WHERE d.tenant = t.id)) AS next FROM {tenants} t"
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
