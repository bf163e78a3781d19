/** Tenants: their row, and the time that each has reached. */
import { Instant, type Id } from "@forbear/core"
import type { Connection } from "./Connection.ts"

/** A tenant's row. */
export interface Tenant {
  readonly id: number
  /** The later of the clock and the tenant's last `recordedAt`. */
  readonly now: (clock: Instant.Instant) => Instant.Instant
}

const toTenant = (id: number, recordedAt: number | null): Tenant => ({
  id,
  now: (clock) => (recordedAt === null ? clock : Instant.max(clock, Instant.make(recordedAt)))
})

const LAST = `(SELECT e.recorded_at FROM {events} e WHERE e.tenant = t.id ORDER BY e.position DESC LIMIT 1)`

/** The tenant, if anything was ever written for it. Never cached: a host's transaction may have been rolled back. */
export const findTenant = (connection: Connection, name: Id.TenantId): Tenant | undefined => {
  const row = connection.get<{ id: number; last: number | null }>(
    `SELECT t.id, ${LAST} AS last FROM {tenants} t WHERE t.name = ?`,
    name
  )
  return row && toTenant(row.id, row.last)
}

/** The tenant, made when it is new. */
export const ensureTenant = (connection: Connection, name: Id.TenantId): Tenant =>
  findTenant(connection, name) ??
  toTenant(connection.run("INSERT INTO {tenants} (name) VALUES (?)", name), null)

/** The store's time: the latest of the clock and every tenant's last `recordedAt`. */
export const storeNow = (connection: Connection, clock: Instant.Instant): Instant.Instant => {
  const last =
    connection.get<{ last: number | null }>(`SELECT max(${LAST}) AS last FROM {tenants} t`)?.last ?? null
  return last === null ? clock : Instant.max(clock, Instant.make(last))
}

/** Tenants that have events, by name. */
export const tenantsWithEvents = (connection: Connection): ReadonlyArray<Id.TenantId> =>
  connection
    .all<{ name: string }>(
      "SELECT t.name FROM {tenants} t WHERE EXISTS (SELECT 1 FROM {events} e WHERE e.tenant = t.id) ORDER BY t.name"
    )
    .map(({ name }) => name as Id.TenantId)
