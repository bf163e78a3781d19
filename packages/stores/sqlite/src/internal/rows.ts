/** Rows of events as events. */
import type { Events, Id, Instant } from "@forbear/core"
import { corrupted } from "./errors.ts"

/** The columns of an event, in the order of `EVENT_COLUMNS`. */
export interface EventRow {
  readonly position: number
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly occurred_at: number
  readonly recorded_at: number
  readonly source: string
  readonly body: string
  readonly scopes: string | null
}

export const EVENT_COLUMNS =
  "e.position, e.id, e.kind, e.version, e.occurred_at, e.recorded_at, e.source, e.body, e.scopes"

const parse = (text: string, position: number): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw corrupted(`the event at position ${position}`)
  }
}

/** The event that a row holds: it was checked when it was written, and its chain tells whether it was altered since. */
export const toStored = (tenant: Id.TenantId, row: EventRow): Events.Stored =>
  ({
    id: row.id,
    tenant,
    kind: row.kind,
    version: row.version,
    occurredAt: row.occurred_at as Instant.Instant,
    source: parse(row.source, row.position),
    body: parse(row.body, row.position),
    ...(row.scopes === null ? {} : { scopes: parse(row.scopes, row.position) }),
    position: row.position,
    recordedAt: row.recorded_at as Instant.Instant
  }) as unknown as Events.Stored
