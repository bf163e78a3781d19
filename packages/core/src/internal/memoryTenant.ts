/** One tenant of the timeline in memory: its events, scopes with their chains, timers and cursors. */
import * as Chain from "../Chain.ts"
import type * as Events from "../Events.ts"
import type { EventId, TenantId } from "../Id.ts"
import { make as instant, type Instant } from "../Instant.ts"
import type { ScopeKey } from "../Scope.ts"
import { hashOf, type CheckedEvent, type Ledger } from "../Store.ts"
import type { ChainEntry, ClaimedTimer, ReadOptions, TimerChange } from "../Timeline.ts"

interface ScopeState {
  version: number
  readonly entries: Array<ChainEntry>
}

/** A timer as it stands: `readyAt` is when it is due, or when its lease ends. */
export interface TimerRow {
  readonly scope: ScopeKey
  readonly name: string
  readonly dueAt: Instant
  readonly payload: string
  readonly readyAt: Instant
  readonly lease: string | undefined
  readonly claims: number
}

const keyOf = (timer: { readonly scope: ScopeKey; readonly name: string }): string =>
  `${timer.scope} ${timer.name}`

const byReady = (a: TimerRow, b: TimerRow): number =>
  a.readyAt - b.readyAt || a.dueAt - b.dueAt || (keyOf(a) < keyOf(b) ? -1 : 1)

const passes = (event: Events.Stored, options: ReadOptions): boolean =>
  (options.kinds === undefined || options.kinds.includes(event.kind)) &&
  (options.occurredFrom === undefined || event.occurredAt >= options.occurredFrom) &&
  (options.occurredBefore === undefined || event.occurredAt < options.occurredBefore) &&
  (options.recordedBefore === undefined || event.recordedAt < options.recordedBefore)

/** The state of a tenant; only the memory store changes it. */
export class MemoryTenant {
  readonly id: TenantId
  readonly events: Array<Events.Stored> = []
  readonly cursors = new Map<string, number>()
  readonly timers = new Map<string, TimerRow>()
  /** When it last had a timer claimed, as a count: who waits longest is served first. */
  served = 0
  private readonly ids = new Map<EventId, Events.Stored>()
  private readonly scopes = new Map<ScopeKey, ScopeState>()
  private earliest: number = Infinity

  constructor(id: TenantId) {
    this.id = id
  }

  version(scope: ScopeKey): number {
    return this.scopes.get(scope)?.version ?? 0
  }

  chain(scope: ScopeKey): ReadonlyArray<ChainEntry> {
    return [...(this.scopes.get(scope)?.entries ?? [])]
  }

  /** The tenant as an item is judged against it. */
  ledger(now: Instant): Ledger {
    return {
      now,
      find: (id) => this.ids.get(id),
      version: (scope) => this.version(scope),
      lease: (timer) => this.timers.get(keyOf(timer))?.lease,
      record: (event) => this.record(event, now),
      change: (change) => this.change(change)
    }
  }

  private record(checked: CheckedEvent, now: Instant): number {
    const { event, scopes, gates } = checked
    const position = this.events.length + 1
    const stored: Events.Stored = Object.freeze({ ...event, position, recordedAt: now })
    const hash = hashOf(checked, position, now)
    for (const scope of scopes) {
      const state = this.scopes.get(scope) ?? { version: 0, entries: [] }
      const head = Chain.link(state.entries.at(-1)?.head ?? Chain.GENESIS, hash)
      state.entries.push({ sequence: state.entries.length + 1, event: stored, hash, head })
      if (gates.has(scope)) state.version += 1
      this.scopes.set(scope, state)
    }
    this.events.push(stored)
    this.ids.set(event.id, stored)
    return position
  }

  private change(change: TimerChange): void {
    if (change._tag === "set") {
      const { scope, name, dueAt, payload } = change
      this.timers.set(keyOf(change), {
        scope,
        name,
        dueAt,
        payload,
        readyAt: dueAt,
        lease: undefined,
        claims: 0
      })
      this.earliest = Math.min(this.earliest, dueAt)
      return
    }
    const key = keyOf(change._tag === "cancel" ? change : change.timer)
    if (change._tag === "cancel" || this.timers.get(key)?.lease === change.timer.lease)
      this.timers.delete(key)
  }

  /** Events of some scopes, each once, in order of commit. */
  read(scopes: ReadonlyArray<ScopeKey>, options: ReadOptions): ReadonlyArray<Events.Stored> {
    const found = new Map<number, Events.Stored>()
    for (const scope of scopes) {
      for (const { event } of this.scopes.get(scope)?.entries ?? []) {
        if (passes(event, options)) found.set(event.position, event)
      }
    }
    const ordered =
      scopes.length > 1 ? [...found.values()].sort((a, b) => a.position - b.position) : [...found.values()]
    return options.limit === undefined ? ordered : ordered.slice(0, options.limit)
  }

  /** Timers that can be claimed, the longest ready first. */
  due(now: Instant): ReadonlyArray<TimerRow> {
    if (now < this.earliest) return []
    const due = [...this.timers.values()].filter((timer) => timer.readyAt <= now)
    if (due.length === 0) this.nextReady()
    return due.sort(byReady)
  }

  /** Puts a timer under a lease. */
  claim(timer: TimerRow, lease: string, until: Instant): ClaimedTimer {
    const claims = timer.claims + 1
    this.timers.set(keyOf(timer), { ...timer, lease, claims, readyAt: until })
    const { scope, name, dueAt, payload } = timer
    return { tenant: this.id, scope, name, dueAt, payload, lease, claims }
  }

  /** When the next timer can be claimed. */
  nextReady(): Instant | undefined {
    let earliest = Infinity
    for (const { readyAt } of this.timers.values()) earliest = Math.min(earliest, readyAt)
    this.earliest = earliest
    return earliest === Infinity ? undefined : instant(earliest)
  }
}
