/** Where the followers of a tenant stand. */
import type { Id } from "@forbear/core"
import type { Connection } from "./Connection.ts"
import { ensureTenant } from "./tenants.ts"

/** A follower's position; 0 when it never ran. */
export const cursorOf = (connection: Connection, tenant: Id.TenantId, name: string): number =>
  connection.get<{ position: number }>(
    "SELECT c.position FROM {cursors} c JOIN {tenants} t ON t.id = c.tenant WHERE t.name = ? AND c.name = ?",
    tenant,
    name
  )?.position ?? 0

/** Moves a follower forward, never back. */
export const advance = (connection: Connection, tenant: Id.TenantId, name: string, position: number): void =>
  connection.write(() => {
    connection.run(
      `INSERT INTO {cursors} (tenant, name, position) VALUES (?, ?, ?)
       ON CONFLICT (tenant, name) DO UPDATE SET position = max(position, excluded.position)`,
      ensureTenant(connection, tenant).id,
      name,
      position
    )
  })
