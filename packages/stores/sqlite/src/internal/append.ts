/** Appending: one call is one transaction, in which every item sees what the ones before it wrote. */
import { Chain, Store, type Events, type Id, type Instant, type Scope, type Timeline } from "@forbear/core"
import type { Connection } from "./Connection.ts"
import { corrupted } from "./errors.ts"
import { EVENT_COLUMNS, toStored, type EventRow } from "./rows.ts"
import { applyTimer, leaseOf } from "./timers.ts"
import { ensureTenant, findTenant, type Tenant } from "./tenants.ts"

/** The state of a scope: its last entry, and the head of its chain in hexadecimal. */
interface Head {
  readonly id: number
  readonly sequence: number
  readonly version: number
  readonly head: string
}

const HEAD = `SELECT s.id, n.sequence, n.version, lower(hex(substr(e.heads, n.slot * 32 + 1, 32))) AS head
FROM {scopes} s
LEFT JOIN {entries} n ON n.scope = s.id
  AND n.sequence = (SELECT max(sequence) FROM {entries} WHERE scope = s.id)
LEFT JOIN {events} e ON e.position = n.position
WHERE s.tenant = ? AND s.scope = ?`

interface HeadRow {
  readonly id: number
  readonly sequence: number | null
  readonly version: number | null
  readonly head: string | null
}

const toHead = ({ id, sequence, version, head }: HeadRow): Head => {
  if (sequence === null || version === null) return { id, sequence: 0, version: 0, head: Chain.GENESIS }
  if (head === null) throw corrupted(`the last event of scope ${id}`)
  return { id, sequence, version, head }
}

interface Entry {
  readonly position: number
  readonly hash: string
  readonly slot: number
  readonly gates: boolean
}

/** What one call has read and written. */
class Append {
  private readonly connection: Connection
  private readonly name: Id.TenantId
  private readonly now: Instant.Instant
  private tenant: Tenant | undefined
  private readonly heads = new Map<Scope.ScopeKey, Head | undefined>()
  private position: number | undefined

  constructor(connection: Connection, name: Id.TenantId, tenant: Tenant | undefined, now: Instant.Instant) {
    this.connection = connection
    this.name = name
    this.tenant = tenant
    this.now = now
  }

  readonly ledger = (): Store.Ledger => ({
    now: this.now,
    find: (id) => this.find(id),
    version: (scope) => this.head(scope)?.version ?? 0,
    lease: (timer) =>
      this.tenant === undefined ? undefined : leaseOf(this.connection, this.tenant.id, timer),
    record: (event) => this.record(event),
    change: (change) => applyTimer(this.connection, this.opened().id, change)
  })

  private opened(): Tenant {
    return (this.tenant ??= ensureTenant(this.connection, this.name))
  }

  private find(id: Id.EventId): Events.Stored | undefined {
    if (this.tenant === undefined) return undefined
    const row = this.connection.get<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM {events} e WHERE e.tenant = ? AND e.id = ?`,
      this.tenant.id,
      id
    )
    return row && toStored(this.name, row)
  }

  private head(scope: Scope.ScopeKey): Head | undefined {
    if (this.tenant === undefined) return undefined
    if (this.heads.has(scope)) return this.heads.get(scope)
    const row = this.connection.get<HeadRow>(HEAD, this.tenant.id, scope)
    const head = row && toHead(row)
    this.heads.set(scope, head)
    return head
  }

  private openHead(scope: Scope.ScopeKey): Head {
    const known = this.head(scope)
    if (known !== undefined) return known
    const id = this.connection.run(
      "INSERT INTO {scopes} (tenant, scope) VALUES (?, ?)",
      this.opened().id,
      scope
    )
    return { id, sequence: 0, version: 0, head: Chain.GENESIS }
  }

  private nextPosition(): number {
    this.position ??=
      this.connection.get<{ last: number | null }>("SELECT max(position) AS last FROM {events}")?.last ?? 0
    return ++this.position
  }

  private record(checked: Store.CheckedEvent): number {
    const tenant = this.opened()
    const position = this.nextPosition()
    const hash = Store.hashOf(checked, position, this.now)
    const heads = checked.scopes.map((scope, slot) =>
      this.link(scope, { position, hash, slot, gates: checked.gates.has(scope) })
    )
    const { event, body } = checked
    this.connection.run(
      `INSERT INTO {events}
       (position, tenant, id, kind, version, occurred_at, recorded_at, hash, heads, source, scopes, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      position,
      tenant.id,
      event.id,
      event.kind,
      event.version,
      event.occurredAt,
      this.now,
      Buffer.from(hash, "hex"),
      Buffer.from(heads.join(""), "hex"),
      JSON.stringify(event.source),
      event.scopes === undefined ? null : JSON.stringify(event.scopes),
      body
    )
    return position
  }

  private link(scope: Scope.ScopeKey, entry: Entry): string {
    const last = this.openHead(scope)
    const next: Head = {
      id: last.id,
      sequence: last.sequence + 1,
      version: last.version + (entry.gates ? 1 : 0),
      head: Chain.link(last.head, entry.hash)
    }
    this.connection.run(
      "INSERT INTO {entries} (scope, sequence, position, version, slot) VALUES (?, ?, ?, ?, ?)",
      next.id,
      next.sequence,
      entry.position,
      next.version,
      entry.slot
    )
    this.heads.set(scope, next)
    return next.head
  }
}

/** Appends checked items; throws what SQLite throws, and then nothing of the call was written. */
export const append = (
  connection: Connection,
  name: Id.TenantId,
  items: ReadonlyArray<Store.CheckedItem>,
  clock: Instant.Instant
): ReadonlyArray<Timeline.AppendResult> =>
  connection.write(() => {
    const tenant = findTenant(connection, name)
    const call = new Append(connection, name, tenant, tenant === undefined ? clock : tenant.now(clock))
    const ledger = call.ledger()
    return items.map((item) => Store.appendItem(item, ledger))
  })
