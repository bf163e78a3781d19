/** `createForbear()`: the whole engine for people who do not write Effect. */
import type { DatabaseSync } from "node:sqlite"
import { checkPack } from "@forbear/compliance"
import { Instant, TimelineMemory, Vault, type Id, type Timeline } from "@forbear/core"
import * as Messages from "@forbear/messages"
import { Attempt, Coalesce, Intake, Record, Transport, Worker, type Engine, type Journey } from "@forbear/outreach"
import { makePortal } from "@forbear/portal"
import { SqliteTimeline } from "@forbear/store-sqlite"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { makeDesk, type Desk } from "./desk.ts"
import { ForbearError } from "./errors.ts"
import { makeQueries, type Queries } from "./queries.ts"
import { checkOptions, type ForbearOptions } from "./options.ts"
import { asForbearError, attemptRequest, attemptResult, timelineEvent } from "./translate.ts"
import type { AttemptInput, AttemptResult, HostEvent, Recorded } from "./types.ts"

/** Recording inside the host's own transaction: synchronous, on the host's connection. */
export interface Within {
  readonly record: (events: HostEvent | ReadonlyArray<HostEvent>) => Recorded
  readonly addressId: (type: "phone" | "email" | "postal" | "push" | "handle", value: string) => string
}

/** One tenant's outreach. Every promise rejects with `ForbearError`; what is not allowed is an answer, not an error. */
export interface Forbear extends AsyncDisposable, Queries {
  /** Tells the timeline what happened. Repeating an event adds nothing; a wrong one refuses the whole call. */
  readonly record: (events: HostEvent | ReadonlyArray<HostEvent>) => Promise<Recorded>
  /** The same inside the host's own SQLite transaction: committed with it, rolled back with it. */
  readonly within: (database: DatabaseSync) => Within
  /** The id of an address: a keyed blind index, the same for everybody who shares it. Normalises first. */
  readonly addressId: (type: "phone" | "email" | "postal" | "push" | "handle", value: string) => Promise<string>
  /** Makes contact if it is allowed, once; schedules it if it will be; says why not otherwise. */
  readonly attempt: (request: AttemptInput) => Promise<AttemptResult>
  /** Mount it under `publicUrl`: webhooks at `/<adapter>`, the portal at its path. Raw body, before any parser. */
  readonly handler: (request: Request) => Promise<Response>
  /** What an agent does during and after calls. */
  readonly desk: Desk
  /** A link to the customer's page; needs the `portal` option. */
  readonly portalLink: (about: { readonly person: string; readonly debts: ReadonlyArray<string>; readonly key: string }) => Promise<string>
  /** Does everything that is due now, and returns. For cron jobs, tests and simulation. */
  readonly settle: () => Promise<{ readonly events: number; readonly timers: number }>
  /** When the next timer comes due, ISO 8601. */
  readonly nextDue: () => Promise<string | undefined>
  /** Works until the signal aborts or `close()`. */
  readonly work: (options?: { readonly signal?: AbortSignal; readonly pauseMillis?: number }) => Promise<void>
  /** Ends work in progress and closes the store. Safe to call twice. */
  readonly close: () => Promise<void>
}

const keyPort = (options: ForbearOptions): Vault.KeyPort => {
  switch (options.keys.kind) {
    case "file":
      return Vault.localKeys({ file: options.keys.file })
    case "value":
      return Vault.environmentKeys(options.keys.base64)
    case "ephemeral":
      return Vault.ephemeralKeys()
  }
}

const clockOf = (options: ForbearOptions): { readonly clock?: () => Instant.Instant } => {
  const { clock } = options
  return clock === undefined ? {} : { clock: () => Instant.make(clock(), "clock") }
}

interface Opened {
  readonly timeline: Timeline.TimelineShape
  readonly keys: Vault.KeyStore
}

const openStore = (options: ForbearOptions): Effect.Effect<Opened, Timeline.TimelineError, Scope.Scope> => {
  const { store } = options
  if (store.kind === "memory") {
    return Effect.succeed({ timeline: TimelineMemory.make(clockOf(options)), keys: Vault.memoryKeyStore() })
  }
  return Effect.map(
    SqliteTimeline.make({
      filename: store.file,
      ...clockOf(options),
      ...(store.durability === undefined ? {} : { durability: store.durability }),
      ...(store.prefix === undefined ? {} : { prefix: store.prefix }),
      ...(store.busyTimeoutMillis === undefined ? {} : { busyTimeoutMillis: store.busyTimeoutMillis })
    }),
    (timeline) => ({ timeline, keys: timeline.keys })
  )
}

/** The path of the public URL, without a slash at its end. */
const basePath = ({ publicUrl }: ForbearOptions): string =>
  publicUrl === undefined ? "" : new URL(publicUrl).pathname.replace(/\/$/, "")

/** Follows the timeline for the host's own notes. */
const followers = (options: ForbearOptions): ReadonlyArray<Worker.Follower> => {
  const { onEvent } = options
  if (onEvent === undefined) return []
  return [{ name: "host", see: (event) => Effect.promise(async () => onEvent(timelineEvent(event))) }]
}

const tagged = (event: HostEvent) => ({ source: { system: "host" }, ...event })

const count = (appended: ReadonlyArray<Timeline.Appended>): Recorded => {
  const added = appended.filter((one) => one.fresh).length
  return { added, known: appended.length - added }
}

const listOf = (events: HostEvent | ReadonlyArray<HostEvent>): ReadonlyArray<HostEvent> =>
  Array.isArray(events) ? events : [events as HostEvent]

/** Opens the store, checks the configuration, and gives the engine. Nothing starts by itself: call `work()` or `settle()`. */
export const createForbear = async (input: ForbearOptions): Promise<Forbear> => {
  const options = checkOptions(input)
  const run = <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal): Promise<A> =>
    Effect.runPromise(effect, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw asForbearError(error)
    })
  const scope = Effect.runSync(Scope.make())
  const { timeline, keys } = await run(Scope.provide(openStore(options), scope))
  try {
    return build(options, { timeline, keys }, scope, run)
  } catch (error) {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    throw asForbearError(error)
  }
}

type Run = <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal) => Promise<A>

const build = (options: ForbearOptions, { timeline, keys }: Opened, scope: Scope.Closeable, run: Run): Forbear => {
  const port = keyPort(options)
  const transport = Transport.makeTransport({ allowLive: options.mode === "live", dispatcher: options.http ?? "undici" })
  const vault = Vault.make({ keys: port, store: keys })
  const engine = makeEngine(options, Coalesce.coalesced(timeline), vault, transport)
  const portal = portalOf(options, engine, run)
  const ready: Engine.Engine = portal === undefined ? engine : { ...engine, links: { portal: portal.link, unsubscribe: portal.unsubscribe } }
  const now = () => Effect.runSync(timeline.now)
  const base = basePath(options)
  const mounts = [...ready.channels.values()].flatMap((channel) =>
    channel.webhook === undefined ? [] : [{ path: base + channel.webhook.path, receive: Intake.receiver(ready, channel, run, now) }]
  )
  const stopping = new AbortController()
  let closed: Promise<void> | undefined
  const guard = <A>(go: () => Promise<A>): Promise<A> =>
    closed === undefined ? go() : Promise.reject(new ForbearError("FORBEAR_CLOSED", "this instance was closed; create another"))
  const all = followers(options)
  const tell = (to: Pick<Engine.Engine, "tenant" | "timeline" | "vault">, events: HostEvent | ReadonlyArray<HostEvent>) =>
    Effect.map(Record.record(to, listOf(events).map(tagged)), count)

  const close = (): Promise<void> => {
    closed ??= (async () => {
      stopping.abort()
      await transport.close()
      await Effect.runPromise(Scope.close(scope, Exit.void))
    })()
    return closed
  }
  return {
    ...makeQueries(ready, run, guard),
    record: (events) => guard(() => run(tell(ready, events))),
    within: (database) => within(options, ready, port, database, tell),
    addressId: (type, value) => guard(() => run(Effect.map(Record.addressId(ready, type, value), ({ id }) => id))),
    attempt: (request) => guard(async () => attemptResult(await run(Attempt.attempt(ready, attemptRequest(request))))),
    handler: async (request) => {
      const path = new URL(request.url).pathname
      const mount = mounts.find((one) => path === one.path || path.startsWith(`${one.path}/`))
      if (mount !== undefined) return mount.receive(request)
      return portal === undefined ? new Response("not found", { status: 404 }) : portal.handler(request)
    },
    desk: makeDesk(ready, run, guard),
    portalLink: ({ person, debts, key }) =>
      guard(async () => {
        if (portal === undefined) throw new ForbearError("FORBEAR_CONFIGURATION", "portal: give the portal option", { field: "portal" })
        return run(portal.link({ person: person as Id.PersonId, debts: debts as ReadonlyArray<Id.DebtId>, attempt: key as Id.AttemptId, at: now() }))
      }),
    settle: () => guard(() => run(Worker.settleDown(ready, all))),
    nextDue: () => guard(async () => {
      const next = await run(timeline.nextDue(ready.tenant))
      return next === undefined ? undefined : Instant.toIso(next)
    }),
    work: ({ signal, pauseMillis } = {}) =>
      guard(async () => {
        const until = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal])
        await Effect.runPromise(
          Worker.work(ready, { followers: all, ...(pauseMillis === undefined ? {} : { pauseMillis }) }),
          { signal: until }
        ).catch((error: unknown) => {
          if (!until.aborted) throw asForbearError(error)
        })
      }),
    close,
    [Symbol.asyncDispose]: close
  }
}

const makeEngine = (
  options: ForbearOptions,
  timeline: Timeline.TimelineShape,
  vault: Vault.VaultShape,
  transport: Transport.Transport
): Engine.Engine => {
  const { confirm } = options
  return {
    tenant: options.tenant as Id.TenantId,
    timeline,
    vault,
    channels: new Map(options.channels.map((channel) => [channel.name, channel])),
    senders: options.channels.flatMap((channel) => channel.senders.map((sender) => ({ sender, channel }))),
    packs: options.packs.map((pack) => checkPack(pack)),
    policy: options.policy ?? {},
    templates: [...((options.templates ?? []) as ReadonlyArray<Messages.Template>), ...Messages.Defaults.all],
    business: options.business,
    links: {},
    confirm: confirm === undefined ? undefined : (about) => Effect.promise(async () => (await confirm(about)) === true),
    journeys: (options.journeys ?? []) as unknown as ReadonlyArray<Journey.Journey>,
    homeZone: options.homeZone ?? "America/New_York",
    context: transport.context,
    sendTimeoutMillis: options.sendTimeoutMillis ?? 30_000,
    log: options.log ?? (() => undefined)
  }
}

const portalOf = (options: ForbearOptions, engine: Engine.Engine, run: Run) => {
  const { portal, publicUrl } = options
  if (portal === undefined || publicUrl === undefined) return undefined
  return makePortal({
    engine,
    run,
    secret: Buffer.from(portal.secret, "base64"),
    basePath: portal.path ?? "/portal",
    publicUrl,
    paymentUrl: portal.paymentUrl,
    knows: portal.knows ?? "postalCode"
  })
}

const within = (
  options: ForbearOptions,
  engine: Engine.Engine,
  port: Vault.KeyPort,
  database: DatabaseSync,
  tell: (
    to: Pick<Engine.Engine, "tenant" | "timeline" | "vault">,
    events: HostEvent | ReadonlyArray<HostEvent>
  ) => Effect.Effect<Recorded, Engine.OutreachError>
): Within => {
  const sync = <A, E>(effect: Effect.Effect<A, E>): A => {
    try {
      return Effect.runSync(effect)
    } catch (error) {
      throw asForbearError(error)
    }
  }
  const prefix = options.store.kind === "sqlite" && options.store.prefix !== undefined ? { prefix: options.store.prefix } : {}
  const durability = options.store.kind === "sqlite" && options.store.durability !== undefined ? { durability: options.store.durability } : {}
  const timeline = sync(SqliteTimeline.on(database, { ...clockOf(options), ...prefix, ...durability }))
  const vault = Vault.make({ keys: port, store: timeline.keys })
  return {
    record: (events) => sync(tell({ tenant: engine.tenant, timeline, vault }, events)),
    addressId: (type, value) => sync(Effect.map(Record.addressId({ tenant: engine.tenant, vault }, type, value), ({ id }) => id))
  }
}
