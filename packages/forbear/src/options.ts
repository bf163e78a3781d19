/** What `createForbear` takes, checked before anything is opened. */
import type { AnyChannel, BusinessInput, LogLine, Mode, TimelineEvent } from "./types.ts"
import type { KeysChoice, StoreChoice } from "./store.ts"
import { ForbearError } from "./errors.ts"

/** What an event looks like to a journey: times in epoch milliseconds. */
export interface JourneyEvent {
  readonly id: string
  readonly kind: string
  readonly occurredAt: number
  readonly recordedAt: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Whom a walk through a journey is about; `key` makes it unique. */
export interface JourneyEntry {
  readonly key: string
  readonly person: string
  readonly debts: ReadonlyArray<string>
}

/** What a journey may do. */
export type JourneyCommand =
  | {
      readonly _tag: "attempt"
      readonly step: string
      readonly request: {
        readonly purpose: string
        readonly template: string
        readonly channels?: ReadonlyArray<string>
        readonly data?: Readonly<Record<string, unknown>>
        /** Epoch milliseconds. */
        readonly notAfter?: number
      }
    }
  | { readonly _tag: "wait"; readonly timer: string; readonly until: number }
  | { readonly _tag: "cancel"; readonly timer: string }
  | { readonly _tag: "end"; readonly why: string }

/** A journey: two pure functions. State is plain JSON. */
export interface JourneyDefinition<State = unknown> {
  readonly id: string
  readonly version: string
  /** Kinds of event that can move a walk; a short list is faster. Timers are always heard. */
  readonly hears?: ReadonlyArray<string>
  readonly enters: (event: JourneyEvent) => JourneyEntry | undefined
  readonly begin: (
    event: JourneyEvent,
    entry: JourneyEntry
  ) => { readonly state: State; readonly commands: ReadonlyArray<JourneyCommand> }
  readonly react: (
    state: State,
    event: JourneyEvent,
    entry: JourneyEntry
  ) => { readonly state: State; readonly commands: ReadonlyArray<JourneyCommand> } | undefined
}

/** A rule pack as data: `us` from `@forbear/compliance/us`, or the house's own in the same form. */
export interface PackChoice {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly rules: ReadonlyArray<object>
}

/** The customer's page. */
export interface PortalChoice {
  /** At least 32 random bytes, base64: signs links and sessions. */
  readonly secret: string
  /** Below the handler's mount: `/portal`. */
  readonly path?: string
  /** The host's own payment page; card data exists only there. */
  readonly paymentUrl: (handover: {
    readonly plan: string
    readonly debt: string
    readonly amount: { readonly amount: string; readonly currency: string }
    readonly reference: string
    readonly returnUrl: string
  }) => string
  /** What a person is asked for. `postalCode` unless given. */
  readonly knows?: "postalCode" | "birthDate"
}

/** Everything one tenant's engine is made of. */
export interface ForbearOptions {
  /** The legal collector. Nothing crosses tenants. */
  readonly tenant: string
  readonly store: StoreChoice
  readonly keys: KeysChoice
  readonly channels: ReadonlyArray<AnyChannel>
  readonly packs: ReadonlyArray<PackChoice>
  /** Standings mapped to warnings and rules switched off, each with a reason. */
  readonly policy?: {
    readonly standings?: Readonly<Record<string, "block" | "warn">>
    readonly switches?: ReadonlyArray<{ readonly rule: string; readonly off: true; readonly reason: string; readonly by: string }>
  }
  readonly business: BusinessInput
  /** Templates of the host's own; the shipped ones fill the gaps. */
  readonly templates?: ReadonlyArray<object>
  readonly journeys?: ReadonlyArray<JourneyDefinition>
  /** The public https base under which the host mounts `handler`. Needed for webhooks and links. */
  readonly publicUrl?: string
  readonly portal?: PortalChoice
  /** `sandbox` unless given: nothing can leave this machine. */
  readonly mode?: Mode
  /** Asked immediately before dispatch. Anything but `true` stops the attempt. */
  readonly confirm?: (about: {
    readonly attempt: string
    readonly person: string
    readonly debts: ReadonlyArray<string>
    readonly channel: string
  }) => boolean | Promise<boolean>
  /** Called for every committed event, in order, at least once: write-back to the host's notes. */
  readonly onEvent?: (event: TimelineEvent) => void | Promise<void>
  /** Epoch milliseconds; for tests and simulation. */
  readonly clock?: () => number
  /** IANA zone in which dates are written for people whose zone is not known. `America/New_York` unless given. */
  readonly homeZone?: string
  /** `undici` unless given; `fetch` sends through the global fetch, where msw mocks. */
  readonly http?: "undici" | "fetch"
  /** How long a provider may take before the outcome counts as unknown. 30,000 unless given. */
  readonly sendTimeoutMillis?: number
  readonly log?: (line: LogLine) => void
}

const refuse = (field: string, fix: string): never => {
  throw new ForbearError("FORBEAR_CONFIGURATION", `createForbear: ${field}: ${fix}`, { field })
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""

/** Refuses a configuration that cannot work; the message names the field and the fix. */
export const checkOptions = (options: ForbearOptions): ForbearOptions => {
  if (typeof options !== "object" || options === null) return refuse("options", "give an object; see the README")
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(String(options.tenant))) {
    return refuse("tenant", "name the legal collector with letters, digits, dots or dashes")
  }
  if (options.store?.kind !== "sqlite" && options.store?.kind !== "memory") {
    return refuse("store", 'give sqlite({ file: "forbear.db" }) or memory()')
  }
  if (options.store.kind === "sqlite" && !isText(options.store.file)) return refuse("store.file", "give the path of a file")
  if (!["file", "value", "ephemeral"].includes(options.keys?.kind)) {
    return refuse("keys", 'give keyFile("forbear.key"), keyValue(base64) or, in tests, ephemeralKey()')
  }
  if (options.keys.kind === "ephemeral" && options.store.kind === "sqlite") {
    return refuse("keys", "an ephemeral key would make the file unreadable after this process; give keyFile(path)")
  }
  if (!Array.isArray(options.channels)) return refuse("channels", "give a list of configured adapters")
  checkNames(options.channels)
  if (!Array.isArray(options.packs) || options.packs.length === 0) {
    return refuse("packs", 'give at least one rule pack: import { us } from "@forbear/compliance/us"')
  }
  for (const field of ["name", "phone", "address"] as const) {
    if (!isText(options.business?.[field])) return refuse(`business.${field}`, "the law wants messages to say who sends them")
  }
  checkUrls(options)
  return options
}

const checkNames = (channels: ReadonlyArray<AnyChannel>): void => {
  const names = new Set<string>()
  const senders = new Set<string>()
  for (const channel of channels) {
    if (channel?.manifest?.specVersion !== 1) {
      const name = channel?.manifest?.name ?? "an adapter"
      refuse("channels", `${name} implements channel spec ${channel?.manifest?.specVersion ?? "none"}; this version needs 1`)
    }
    if (names.has(channel.name)) refuse("channels", `two adapters are called ${channel.name}; give one another name`)
    names.add(channel.name)
    for (const sender of channel.senders) {
      if (senders.has(sender.id)) refuse("channels.senders", `two senders are called ${sender.id}`)
      senders.add(sender.id)
    }
  }
}

const checkUrls = (options: ForbearOptions): void => {
  const { publicUrl } = options
  if (options.portal !== undefined) {
    if (publicUrl === undefined) refuse("publicUrl", "the portal needs the public base URL for its links")
    if (!isText(options.portal.secret) || Buffer.from(options.portal.secret, "base64").length < 32) {
      refuse("portal.secret", "give at least 32 random bytes in base64")
    }
    if (typeof options.portal.paymentUrl !== "function") refuse("portal.paymentUrl", "give a function to the host's payment page")
  }
  if (publicUrl === undefined) return
  const url = URL.parse(publicUrl)
  if (url === null) refuse("publicUrl", "give an absolute URL such as https://contact.example.com")
  else if (options.mode === "live" && url.protocol !== "https:") refuse("publicUrl", "must be https in live mode")
}
