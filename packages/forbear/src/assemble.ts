/** Puts an engine together from checked options: keys, store, portal, followers, and the doors that the host mounts. */
import type { Channel } from "@forbear/channels"
import { checkPack } from "@forbear/compliance"
import { Instant, TimelineMemory, Vault, type Id, type Timeline } from "@forbear/core"
import * as Messages from "@forbear/messages"
import { Engine, Intake, type Journey, type Transport, type Worker } from "@forbear/outreach"
import { makePortal, type Portal } from "@forbear/portal"
import { SqliteTimeline } from "@forbear/store-sqlite"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ForbearOptions } from "./options.ts"
import { timelineEvent } from "./translate.ts"

/** Options without what the caller brings: its own timeline and vault. */
export type HostedOptions = Omit<ForbearOptions, "store" | "keys" | "clock">

/** Runs an effect of the engine as a promise. */
export type Run = <A, E>(effect: Effect.Effect<A, E>) => Promise<A>

/** The root key that the options name. */
export const keyPort = ({ keys }: Pick<ForbearOptions, "keys">): Vault.KeyPort => {
  switch (keys.kind) {
    case "file":
      return Vault.localKeys({ file: keys.file })
    case "value":
      return Vault.environmentKeys(keys.base64)
    case "ephemeral":
      return Vault.ephemeralKeys()
  }
}

/** The store's clock, when the options bring one. */
export const clockOf = ({
  clock
}: Pick<ForbearOptions, "clock">): { readonly clock?: () => Instant.Instant } =>
  clock === undefined ? {} : { clock: () => Instant.make(clock(), "clock") }

/** Opens the store that the options name, and closes it with the scope. */
export const openStore = (
  options: ForbearOptions
): Effect.Effect<
  { readonly timeline: Timeline.TimelineShape; readonly keys: Vault.KeyStore },
  Timeline.TimelineError,
  Scope.Scope
> => {
  const { store } = options
  if (store.kind === "memory") {
    return Effect.sync(() => ({
      timeline: TimelineMemory.make(clockOf(options)),
      keys: Vault.memoryKeyStore()
    }))
  }
  const { kind: _, file, ...rest } = store
  return Effect.map(SqliteTimeline.make({ ...rest, filename: file, ...clockOf(options) }), (timeline) => ({
    timeline,
    keys: timeline.keys
  }))
}

/** Asks the host; a hook that fails has not confirmed. */
const confirming = ({ confirm, log }: HostedOptions): Engine.Confirm | undefined =>
  confirm === undefined
    ? undefined
    : (about) =>
        Effect.promise(async () => {
          try {
            return (await confirm(about)) === true
          } catch (error) {
            log?.({
              event: "confirm.failed",
              attempt: about.attempt,
              error: error instanceof Error ? error.name : typeof error
            })
            return { ok: false, why: "its hook failed" }
          }
        })

/** The plain face tells the contract by shape; whoever passed `checkOptions` implements it. */
const channelsOf = ({ channels }: HostedOptions) => channels as unknown as ReadonlyArray<Channel>

/** The tenant's engine, without links yet. */
export const makeEngine = (
  options: HostedOptions,
  parts: {
    readonly timeline: Timeline.TimelineShape
    readonly vault: Vault.VaultShape
    readonly transport: Transport.Transport
  }
): Engine.Engine => ({
  tenant: options.tenant as Id.TenantId,
  timeline: parts.timeline,
  vault: parts.vault,
  channels: new Map(channelsOf(options).map((channel) => [channel.name, channel])),
  senders: channelsOf(options).flatMap((channel) => channel.senders.map((sender) => ({ sender, channel }))),
  packs: options.packs.map((pack) => checkPack(pack)),
  policy: options.policy ?? {},
  templates: [...((options.templates ?? []) as ReadonlyArray<Messages.Template>), ...Messages.Defaults.all],
  business: options.business,
  links: {},
  confirm: confirming(options),
  journeys: (options.journeys ?? []) as unknown as ReadonlyArray<Journey.Journey>,
  homeZone: options.homeZone ?? "America/New_York",
  context: parts.transport.context,
  sendTimeoutMillis: options.sendTimeoutMillis ?? 30_000,
  log: options.log ?? (() => undefined)
})

/** The customer's page, when the options ask for one. */
export const portalOf = (
  { portal, publicUrl }: HostedOptions,
  engine: Engine.Engine,
  run: Run
): Portal | undefined =>
  portal === undefined || publicUrl === undefined
    ? undefined
    : makePortal({
        engine,
        run,
        secret: Buffer.from(portal.secret, "base64"),
        basePath: portal.path ?? "/portal",
        publicUrl,
        paymentUrl: portal.paymentUrl,
        knows: portal.knows ?? "postalCode"
      })

/** Shows the host every committed event; one that it cannot take now is shown again. */
export const followers = ({ onEvent }: HostedOptions): ReadonlyArray<Worker.Follower> =>
  onEvent === undefined
    ? []
    : [
        {
          name: "host",
          see: (event) =>
            Effect.tryPromise({
              try: async () => onEvent(timelineEvent(event)),
              catch: (cause) =>
                new Engine.OutreachError({
                  reason: "contended",
                  field: "onEvent",
                  message: "onEvent: the function failed; the same event will be shown again",
                  cause
                })
            })
        }
      ]

/** One fetch handler for every webhook and the portal; the rest is not found. */
export const doorsOf = (
  { publicUrl }: HostedOptions,
  engine: Engine.Engine,
  portal: Portal | undefined,
  run: Run
): ((request: Request) => Promise<Response>) => {
  const base = publicUrl === undefined ? "" : new URL(publicUrl).pathname.replace(/\/$/, "")
  const now = () => Effect.runSync(engine.timeline.now)
  const mounts = [...engine.channels.values()].flatMap((channel) =>
    channel.webhook === undefined
      ? []
      : [{ path: base + channel.webhook.path, receive: Intake.receiver(engine, channel, run, now) }]
  )
  return async (request) => {
    const { pathname } = new URL(request.url)
    const mount = mounts.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
    if (mount !== undefined) return mount.receive(request)
    return portal === undefined ? new Response("not found", { status: 404 }) : portal.handler(request)
  }
}
