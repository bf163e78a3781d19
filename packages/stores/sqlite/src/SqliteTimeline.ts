/**
 * The timeline on SQLite, embedded in the process: one file, safe for several processes, or tables of ours beside the host's
 * own in its own connection and transaction. Every operation is synchronous inside, so `Effect.runSync` works.
 */
import type { DatabaseSync } from "node:sqlite"
import { type Instant, Store, Timeline, type Vault } from "@forbear/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { append } from "./internal/append.ts"
import { Connection } from "./internal/Connection.ts"
import { advance, cursorOf } from "./internal/cursors.ts"
import { translate } from "./internal/errors.ts"
import { keyStore } from "./internal/keys.ts"
import {
  checkDurability,
  checkPrefix,
  checkSynchronous,
  open,
  type Durability,
  type OpenOptions
} from "./internal/open.ts"
import { chain, follow, read } from "./internal/reading.ts"
import { migrate, requireCurrent } from "./internal/schema.ts"
import { storeNow, tenantsWithEvents } from "./internal/tenants.ts"
import { claimDue, nextReady, timersOf } from "./internal/timers.ts"

export type { Durability } from "./internal/open.ts"

/** What both ways of opening take. */
export interface HostOptions {
  /** The store's clock; without it the `Clock` of the fiber that calls. It never goes back either way. */
  readonly clock?: () => Instant.Instant
  /** `full` unless named; on the host's connection it is checked, not set. */
  readonly durability?: Durability
  /** Before the names of our tables: `forbear_`. */
  readonly prefix?: string
  /** For an examiner: nothing is migrated, and the database may be opened read-only. Appending fails. */
  readonly readOnly?: boolean
}

/** `filename`: the path of the file, or `:memory:`. `busyTimeoutMillis`: how long to wait for other writers, 5,000 unless given. */
export interface Options extends HostOptions, OpenOptions {}

/** The timeline, and beside it in the same database the wrapped data keys of a vault. */
export interface SqliteTimelineShape extends Timeline.TimelineShape {
  /** Answers at once and throws `TimelineError`; for `Vault.make({ store })`. */
  readonly keys: Vault.KeyStore
}

type Run = ReturnType<typeof Store.makeRunner>

const shape = (connection: Connection, run: Run): SqliteTimelineShape => {
  return {
    keys: keyStore(connection),
    append: (tenant, items) =>
      run((clock) => append(connection, tenant, Store.checkItems(tenant, items), clock)),
    read: (tenant, scopes, options = {}) =>
      run((clock) => {
        const asked = [...new Set(scopes.map((scope) => Store.checkScope(scope)))]
        return read(connection, Store.checkTenant(tenant), asked, Store.checkReadOptions(options), clock)
      }),
    follow: (tenant, after, limit) =>
      run(() =>
        follow(
          connection,
          Store.checkTenant(tenant),
          Store.checkWhole(after, "after", 0),
          Store.checkWhole(limit, "limit", 1)
        )
      ),
    cursor: (tenant, name) =>
      run(() => cursorOf(connection, Store.checkTenant(tenant), Store.checkName(name))),
    advance: (tenant, name, position) =>
      run(() =>
        advance(
          connection,
          Store.checkTenant(tenant),
          Store.checkName(name),
          Store.checkWhole(position, "position", 0)
        )
      ),
    claimDue: (limit, leaseMillis, tenant) =>
      run((clock) =>
        claimDue(
          connection,
          clock,
          Store.checkWhole(limit, "limit", 1),
          Store.checkLease(leaseMillis),
          tenant === undefined ? undefined : Store.checkTenant(tenant)
        )
      ),
    nextDue: (tenant) =>
      run(() => nextReady(connection, tenant === undefined ? undefined : Store.checkTenant(tenant))),
    timers: (tenant, scope) =>
      run(() => timersOf(connection, Store.checkTenant(tenant), Store.checkScope(scope))),
    chain: (tenant, scope) =>
      run(() => chain(connection, Store.checkTenant(tenant), Store.checkScope(scope))),
    tenants: run(() => tenantsWithEvents(connection)),
    now: run((clock) => storeNow(connection, clock))
  }
}

/**
 * A timeline in the host's own open connection. Inside a transaction that the host has open, everything joins it: what is
 * appended is there when the host commits and gone when it rolls back, and a failed call leaves nothing of itself. Use it to
 * record facts with the rows that they come from. The host closes the connection. Fails with `TimelineError`.
 */
export const on = (
  database: DatabaseSync,
  options: HostOptions = {}
): Effect.Effect<SqliteTimelineShape, Timeline.TimelineError> => {
  const run = Store.makeRunner(options.clock, translate)
  return run((now) => {
    const connection = new Connection(database, checkPrefix(options.prefix))
    checkSynchronous(database, checkDurability(options.durability))
    if (options.readOnly === true) requireCurrent(connection)
    else migrate(connection, now)
    return shape(connection, run)
  })
}

const opened = (options: Options): Effect.Effect<DatabaseSync, Timeline.TimelineError, Scope.Scope> =>
  Effect.acquireRelease(
    Store.makeRunner(options.clock, translate)(() => open(options)),
    (database) => Effect.sync(() => database.close())
  )

/** Opens, or creates, the file and closes it with the scope. Fails with `TimelineError`, naming the option and the fix. */
export const make = (
  options: Options
): Effect.Effect<SqliteTimelineShape, Timeline.TimelineError, Scope.Scope> =>
  Effect.flatMap(opened(options), (database) => on(database, options))

/** The timeline on a file, as a layer. */
export const layer = (options: Options): Layer.Layer<Timeline.Timeline, Timeline.TimelineError> =>
  Layer.effect(Timeline.Timeline, make(options))
