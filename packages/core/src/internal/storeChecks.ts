/**
 * What a store of the timeline refuses before anything is written: every argument is checked, every message names the field and
 * the fix and never the value.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Canonical from "../Canonical.ts"
import { MAX_BODY_BYTES } from "../Event.ts"
import * as Events from "../Events.ts"
import { TenantId } from "../Id.ts"
import * as Instant from "../Instant.ts"
import { ScopeKey } from "../Scope.ts"
import {
  TimelineError,
  type AppendItem,
  type Expectation,
  type ReadOptions,
  type TimerChange
} from "../Timeline.ts"

/** The largest body of a stored event, as UTF-8 bytes of its JSON: sealing makes an accepted one longer. */
export const MAX_STORED_BODY_BYTES = 2 * MAX_BODY_BYTES
/** The largest payload of a timer, in UTF-16 units. */
export const MAX_PAYLOAD = 65_536
/** The longest name of a timer or a follower. */
export const MAX_NAME = 200

/** An event that was checked: a copy that nobody else holds. */
export interface CheckedEvent {
  readonly event: Events.Event
  /** Every scope that it is indexed under. */
  readonly scopes: ReadonlyArray<ScopeKey>
  /** Those whose gate version it moves. */
  readonly gates: ReadonlySet<ScopeKey>
  /** Its body as canonical JSON (RFC 8785). */
  readonly body: string
}

/** An item that was checked. */
export interface CheckedItem {
  readonly events: ReadonlyArray<CheckedEvent>
  readonly expect: ReadonlyArray<Expectation>
  readonly before: Instant.Instant | undefined
  readonly timers: ReadonlyArray<TimerChange>
}

const isTenant = Schema.is(TenantId)
const isScope = Schema.is(ScopeKey)
const isWhole = (value: unknown, minimum: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= minimum
const isName = (name: unknown): name is string =>
  typeof name === "string" && name.length > 0 && name.length <= MAX_NAME
const NO_GATES: ReadonlySet<ScopeKey> = new Set()

/** Refuses a call as `invalid`, naming the field and the fix. */
export const refuse = (field: string, fix: string): never => {
  throw new TimelineError({ reason: "invalid", message: `${field} ${fix}` })
}

/** Checks a tenant's id. */
export const checkTenant = (tenant: TenantId): TenantId =>
  isTenant(tenant)
    ? tenant
    : refuse("tenant", "must be 1 to 200 letters, digits or ._:/@+- and start with a letter or digit")

/** Checks a scope. */
export const checkScope = (scope: ScopeKey, field = "scope"): ScopeKey =>
  isScope(scope)
    ? scope
    : refuse(
        field,
        "must be a scope such as person:p1, in printable ASCII without spaces, up to 400 characters"
      )

/** Checks a whole number that may not be below `minimum`. */
export const checkWhole = (value: number, field: string, minimum: number): number =>
  isWhole(value, minimum) ? value : refuse(field, `must be a whole number of at least ${minimum}`)

/** The longest lease: 31 days, in milliseconds. */
export const MAX_LEASE = 2_678_400_000

/** Checks the length of a lease, in milliseconds. */
export const checkLease = (millis: number): number =>
  isWhole(millis, 1) && millis <= MAX_LEASE
    ? millis
    : refuse("leaseMillis", `must be whole milliseconds from 1 to ${MAX_LEASE}`)

/** Checks the name of a timer or a follower. */
export const checkName = (name: string, field = "name"): string =>
  isName(name) ? name : refuse(field, `must be 1 to ${MAX_NAME} characters`)

/** Checks the narrowing of a read. */
export const checkReadOptions = (options: ReadOptions): ReadOptions => {
  for (const field of ["occurredFrom", "occurredBefore", "recordedBefore"] as const) {
    if (options[field] !== undefined && !Instant.isInstant(options[field]))
      refuse(`options.${field}`, "must be an instant: whole epoch milliseconds")
  }
  if (options.limit !== undefined) checkWhole(options.limit, "options.limit", 1)
  return options
}

/** A look-up by a provider's or the host's reference: it never gates. */
export const isLookUp = (scope: ScopeKey): boolean =>
  scope.startsWith("provider:") || scope.startsWith("host:")

const canonicalOf = (body: unknown, field: string): string => {
  try {
    return Canonical.stringify(body)
  } catch {
    return refuse(
      `${field}.body`,
      "must be plain JSON: no undefined, NaN, dates, functions or lone surrogates"
    )
  }
}

const freeze = <A>(value: A): A => {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) freeze(inner)
    Object.freeze(value)
  }
  return value
}

const checkEvent = (tenant: TenantId, input: Events.Event, field: string): CheckedEvent => {
  const checked = Events.check(input, MAX_STORED_BODY_BYTES)
  if (Result.isFailure(checked)) {
    const { field: inner, message } = checked.failure
    return refuse(`${field}.${inner}:`, message)
  }
  if (checked.success.tenant !== tenant) {
    throw new TimelineError({
      reason: "wrong_tenant",
      message: `${field}.tenant must be the tenant that is appended to`
    })
  }
  const { scopes: extra, ...rest } = checked.success
  const body = canonicalOf(rest.body, field)
  const event = freeze({
    ...rest,
    body: JSON.parse(body),
    source: { ...rest.source },
    ...(extra === undefined || extra.length === 0 ? {} : { scopes: [...extra] })
  }) as Events.Event
  const scopes = Events.scopesOf(event)
  for (const scope of scopes) checkScope(scope, `${field}.scopes`)
  const gates = Events.isGate(event) ? new Set(scopes.filter((scope) => !isLookUp(scope))) : NO_GATES
  return { event, scopes, gates, body }
}

const checkExpectation = (expectation: Expectation, field: string): Expectation => ({
  scope: checkScope(expectation.scope, `${field}.scope`),
  version: checkWhole(expectation.version, `${field}.version`, 0)
})

const checkTimer = (tenant: TenantId, change: TimerChange, field: string): TimerChange => {
  const timer = change._tag === "complete" ? change.timer : change
  checkScope(timer.scope, `${field}.scope`)
  checkName(timer.name, `${field}.name`)
  if (change._tag === "complete" && change.timer.tenant !== tenant) {
    throw new TimelineError({ reason: "wrong_tenant", message: `${field}.timer belongs to another tenant` })
  }
  if (change._tag === "set") {
    if (!Instant.isInstant(change.dueAt))
      refuse(`${field}.dueAt`, "must be an instant: whole epoch milliseconds")
    if (typeof change.payload !== "string" || change.payload.length > MAX_PAYLOAD) {
      refuse(
        `${field}.payload`,
        `must be text of at most ${MAX_PAYLOAD} characters; keep more in an event and refer to it`
      )
    }
  }
  return change
}

/** Checks a whole call before anything is written; throws `TimelineError` (`invalid`, `wrong_tenant`). */
export const checkItems = (
  tenant: TenantId,
  items: ReadonlyArray<AppendItem>
): ReadonlyArray<CheckedItem> => {
  checkTenant(tenant)
  return items.map((item, i) => {
    if (item.before !== undefined && !Instant.isInstant(item.before))
      refuse(`items[${i}].before`, "must be an instant: whole epoch milliseconds")
    return {
      events: item.events.map((event, j) => checkEvent(tenant, event, `items[${i}].events[${j}]`)),
      expect: (item.expect ?? []).map((expectation, j) =>
        checkExpectation(expectation, `items[${i}].expect[${j}]`)
      ),
      before: item.before,
      timers: (item.timers ?? []).map((change, j) => checkTimer(tenant, change, `items[${i}].timers[${j}]`))
    }
  })
}
