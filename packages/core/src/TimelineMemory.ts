/**
 * The timeline in memory: the whole contract for tests, simulation and replays, and the model that other stores are held
 * against. It is gone with the process.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { TenantId } from "./Id.ts"
import { min, plus, type Instant } from "./Instant.ts"
import { MemoryTenant, type TimerRow } from "./internal/memoryTenant.ts"
import type { ScopeKey } from "./Scope.ts"
import * as Store from "./Store.ts"
import { Timeline, type ClaimedTimer, type Timer, type TimelineShape } from "./Timeline.ts"

/** `clock`: the store's clock, without it the `Clock` of the fiber that calls; it never goes back either way. */
export interface Options {
  readonly clock?: () => Instant
}

class Memory {
  readonly tenants = new Map<TenantId, MemoryTenant>()
  private leases = 0
  private served = 0

  /** The tenant, made when something is written for it. */
  open(id: TenantId): MemoryTenant {
    const tenant = this.tenants.get(id) ?? new MemoryTenant(id)
    this.tenants.set(id, tenant)
    return tenant
  }

  peek(id: TenantId): MemoryTenant {
    return this.tenants.get(Store.checkTenant(id)) ?? new MemoryTenant(id)
  }

  /** Every tenant, or the one that is asked for. */
  only(id: TenantId | undefined): ReadonlyArray<MemoryTenant> {
    return id === undefined ? [...this.tenants.values()] : [this.peek(id)]
  }

  claim(
    now: Instant,
    limit: number,
    leaseMillis: number,
    only: TenantId | undefined
  ): ReadonlyArray<ClaimedTimer> {
    const waiting = this.only(only)
      .map((tenant) => ({ tenant, due: tenant.due(now) }))
      .filter(({ due }) => due.length > 0)
      .sort((a, b) => a.tenant.served - b.tenant.served)
    const chosen = Store.roundRobin<{ readonly tenant: MemoryTenant; readonly timer: TimerRow }>(
      waiting.map(({ tenant, due }) => due.slice(0, limit).map((timer) => ({ tenant, timer }))),
      limit
    )
    for (const tenant of new Set(chosen.map((one) => one.tenant))) tenant.served = ++this.served
    const until = plus(now, leaseMillis)
    return chosen.map(({ tenant, timer }) => tenant.claim(timer, `lease-${++this.leases}`, until))
  }
}

/** A new, empty timeline. */
export const make = (options: Options = {}): TimelineShape => {
  const memory = new Memory()
  const run = Store.makeRunner(options.clock)
  return {
    append: (tenant, items) =>
      run((now) => {
        const checked = Store.checkItems(tenant, items)
        const ledger = memory.open(tenant).ledger(now)
        return checked.map((item) => Store.appendItem(item, ledger))
      }),
    read: (tenant, scopes, readOptions = {}) =>
      run((now) => {
        Store.checkReadOptions(readOptions)
        const state = memory.peek(tenant)
        const asked = [...new Set(scopes.map((scope) => Store.checkScope(scope)))]
        return {
          events: state.read(asked, readOptions),
          versions: new Map(asked.map((scope): [ScopeKey, number] => [scope, state.version(scope)])),
          now
        }
      }),
    follow: (tenant, after, limit) =>
      run(() => {
        Store.checkWhole(after, "after", 0)
        Store.checkWhole(limit, "limit", 1)
        return memory.peek(tenant).events.slice(after, after + limit)
      }),
    cursor: (tenant, name) => run(() => memory.peek(tenant).cursors.get(Store.checkName(name)) ?? 0),
    advance: (tenant, name, position) =>
      run(() => {
        Store.checkTenant(tenant)
        Store.checkWhole(position, "position", 0)
        const { cursors } = memory.open(tenant)
        cursors.set(Store.checkName(name), Math.max(position, cursors.get(name) ?? 0))
      }),
    claimDue: (limit, leaseMillis, tenant) =>
      run((now) => {
        Store.checkWhole(limit, "limit", 1)
        Store.checkLease(leaseMillis)
        return memory.claim(now, limit, leaseMillis, tenant)
      }),
    nextDue: (tenant) =>
      run(() =>
        memory
          .only(tenant)
          .map((one) => one.nextReady())
          .reduce((a, b) => (a === undefined ? b : b === undefined ? a : min(a, b)), undefined)
      ),
    timers: (tenant, scope) =>
      run(() => {
        Store.checkScope(scope)
        return [...memory.peek(tenant).timers.values()]
          .filter((timer) => timer.scope === scope)
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(({ name, dueAt, payload }): Timer => ({ tenant, scope, name, dueAt, payload }))
      }),
    chain: (tenant, scope) => run(() => memory.peek(tenant).chain(Store.checkScope(scope))),
    tenants: run(() =>
      [...memory.tenants.values()]
        .filter(({ events }) => events.length > 0)
        .map(({ id }) => id)
        .sort()
    ),
    now: run((now) => now)
  }
}

/** The timeline in memory as a layer; each build of it is a new, empty one. */
export const layer = (options: Options = {}): Layer.Layer<Timeline> =>
  Layer.effect(
    Timeline,
    Effect.sync(() => make(options))
  )
