/** What `createForbear` takes. */
import type { AnyChannel, BusinessInput, LogLine, Mode, TimelineEvent } from "./types.ts"
import type { KeysChoice, StoreChoice } from "./store.ts"

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
    readonly switches?: ReadonlyArray<{
      readonly rule: string
      readonly off: true
      readonly reason: string
      readonly by: string
    }>
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
