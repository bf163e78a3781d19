/** The timeline as simply as it can be said: lists, searched from the start. Stores are held against it. */
import { isDeepStrictEqual } from "node:util"
import { Events, type Id, type Instant, type Scope, type Timeline } from "@forbear/core"

interface Recorded {
  readonly event: Events.Event
  readonly recordedAt: number
}

interface ModelTimer extends Timeline.Timer {
  readonly readyAt: number
  readonly lease?: string
}

const sameTimer = (
  a: { readonly scope: string; readonly name: string },
  b: { readonly scope: string; readonly name: string }
) => a.scope === b.scope && a.name === b.name

/** An answer without positions, which a store is free to choose. */
export type Answer =
  | Exclude<Timeline.AppendResult, { readonly _tag: "appended" }>
  | { readonly _tag: "appended"; readonly fresh: ReadonlyArray<boolean> }

/** What a store says, in the model's form. */
export const toAnswer = (result: Timeline.AppendResult): Answer =>
  result._tag === "appended" ? { _tag: "appended", fresh: result.events.map(({ fresh }) => fresh) } : result

/** All tenants of one timeline. */
export class Model {
  readonly recorded: Array<Recorded> = []
  timers: Array<ModelTimer> = []
  private high = -Infinity

  now(clock: number): Instant.Instant {
    this.high = Math.max(this.high, clock)
    return this.high as Instant.Instant
  }

  of(tenant: Id.TenantId): ReadonlyArray<Events.Event> {
    return this.recorded.filter(({ event }) => event.tenant === tenant).map(({ event }) => event)
  }

  in(tenant: Id.TenantId, scopes: ReadonlyArray<Scope.ScopeKey>): ReadonlyArray<Events.Event> {
    return this.of(tenant).filter((event) => Events.scopesOf(event).some((scope) => scopes.includes(scope)))
  }

  version(tenant: Id.TenantId, scope: Scope.ScopeKey): number {
    return /^(provider|host):/.test(scope) ? 0 : this.in(tenant, [scope]).filter(Events.isGate).length
  }

  append(tenant: Id.TenantId, item: Timeline.AppendItem, clock: number): Answer {
    const now = this.now(clock)
    const known = (event: Events.Event) => this.of(tenant).find(({ id }) => id === event.id)
    const taken = item.events.find(
      (event) => known(event) !== undefined && !isDeepStrictEqual(known(event), event)
    )
    if (taken !== undefined) return { _tag: "id_taken", id: taken.id }
    if (item.events.length > 0 && item.events.every(known))
      return { _tag: "appended", fresh: item.events.map(() => false) }
    const refused = this.objection(tenant, item, now)
    if (refused !== undefined) return refused
    const fresh = item.events.map((event) => known(event) === undefined)
    for (const [i, event] of item.events.entries())
      if (fresh[i] === true) this.recorded.push({ event, recordedAt: now })
    for (const change of item.timers ?? []) this.change(tenant, change)
    return { _tag: "appended", fresh }
  }

  private objection(
    tenant: Id.TenantId,
    item: Timeline.AppendItem,
    now: Instant.Instant
  ): Answer | undefined {
    for (const change of item.timers ?? []) {
      if (change._tag !== "complete") continue
      const held = this.timers.some(
        (timer) =>
          timer.tenant === tenant && sameTimer(timer, change.timer) && timer.lease === change.timer.lease
      )
      if (!held) return { _tag: "lease_lost", name: change.timer.name }
    }
    if (item.before !== undefined && now >= item.before) return { _tag: "late", now }
    for (const { scope, version } of item.expect ?? []) {
      const actual = this.version(tenant, scope)
      if (actual !== version) return { _tag: "conflict", scope, expected: version, actual }
    }
    return undefined
  }

  private change(tenant: Id.TenantId, change: Timeline.TimerChange): void {
    const named = change._tag === "complete" ? change.timer : change
    this.timers = this.timers.filter((timer) => timer.tenant !== tenant || !sameTimer(timer, named))
    if (change._tag !== "set") return
    const { scope, name, dueAt, payload } = change
    this.timers.push({ tenant, scope, name, dueAt, payload, readyAt: dueAt })
  }

  due(clock: number): ReadonlyArray<ModelTimer> {
    const now = this.now(clock)
    return this.timers.filter(({ readyAt }) => readyAt <= now)
  }

  claim(claimed: Timeline.ClaimedTimer, until: number): void {
    this.timers = this.timers.map((timer) =>
      timer.tenant === claimed.tenant && sameTimer(timer, claimed)
        ? { ...timer, lease: claimed.lease, readyAt: until }
        : timer
    )
  }
}
