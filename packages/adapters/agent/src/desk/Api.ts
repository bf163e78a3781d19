/** What the desk needs of the system behind it: promises and plain objects, as `forbear` gives them in `desk` and `brief`. */
import type { ChannelName } from "@forbear/channels"

/** Money as plain JSON. */
export interface DeskAmount {
  readonly amount: string
  readonly currency: string
}

/** A call that an agent took. `call` is unique for ever. */
export interface DeskCall {
  readonly call: string
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly from?: string
  readonly agent: string
}

/** Why something is closed now. */
export interface DeskReason {
  readonly rule: string
  readonly citation: string
  readonly reason: string
}

/** May it be done now, why not, and when. Times are ISO 8601. */
export interface DeskDecision {
  readonly outcome: string
  readonly channel: string
  readonly sender: string
  readonly next?: string
  readonly after?: string
  readonly reasons: ReadonlyArray<DeskReason>
  readonly duties: ReadonlyArray<{
    readonly kind: string
    readonly element?: string
    readonly citation: string
  }>
}

/** What is known of a person: the data of every message, the channels, the history. */
export interface DeskBrief {
  readonly data: Readonly<Record<string, unknown>>
  readonly channels: ReadonlyArray<DeskDecision>
  readonly history: ReadonlyArray<{
    /** Epoch milliseconds. */
    readonly at: number
    readonly kind: string
    readonly event: string
    readonly what: string
  }>
}

/** A queued call. */
export interface DeskTask {
  readonly attempt: string
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly queue: string
  readonly since: string
  readonly title: string
  readonly context: ReadonlyArray<{ readonly label: string; readonly value: string }>
  readonly mustSay: ReadonlyArray<string>
  readonly mustNotSay: ReadonlyArray<string>
  readonly mayCallNow: DeskDecision
}

/** What became of a press of "send". */
export interface DeskSent {
  readonly outcome: string
  readonly channel?: string
  readonly sender?: string
  readonly reason?: string
  readonly code?: string
  readonly at?: string
  readonly after?: string
  readonly decisions: ReadonlyArray<DeskDecision>
}

/** The system behind the desk. Each call may be repeated; a rejection's message is shown to the agent. */
export interface DeskApi {
  readonly brief: (person: string, debts: ReadonlyArray<string>) => Promise<DeskBrief>
  readonly tasks: (queue: string) => Promise<ReadonlyArray<DeskTask>>
  readonly callReceived: (call: DeskCall) => Promise<void>
  readonly conversation: (call: DeskCall & { readonly identified: string }) => Promise<void>
  readonly planAgreed: (plan: {
    readonly plan: string
    readonly debt: string
    readonly person: string
    readonly installments: ReadonlyArray<{ readonly on: string; readonly amount: DeskAmount }>
  }) => Promise<void>
  readonly consentGiven: (given: {
    readonly call: string
    readonly person: string
    readonly channels: ReadonlyArray<ChannelName>
    readonly address: { readonly type: "phone" | "email"; readonly value: string }
    readonly debts: ReadonlyArray<string>
    readonly words?: string
  }) => Promise<void>
  readonly send: (
    call: string,
    request: {
      readonly key: string
      readonly person: string
      readonly debts: ReadonlyArray<string>
      readonly purpose: string
      readonly template: string
      readonly channels: ReadonlyArray<ChannelName>
    }
  ) => Promise<DeskSent>
  readonly callEnded: (call: Pick<DeskCall, "call" | "person" | "debts">) => Promise<void>
  readonly callMade: (made: {
    readonly attempt: string
    readonly person: string
    readonly outcome: string
    readonly spoke: boolean
  }) => Promise<void>
}

/** A message that an agent can send during a call. */
export interface DeskMessage {
  readonly label: string
  readonly template: string
  readonly purpose: string
  readonly channels: ReadonlyArray<ChannelName>
}

/** How a desk is made. */
export interface DeskOptions {
  readonly api: DeskApi
  /** Where the host mounts the handler; `/desk` without it. */
  readonly basePath?: string
  /** Shown on top of every page. */
  readonly title: string
  /** At least 16 characters, asked for once per browser or taken from `Authorization: Bearer`. Without it the desk answers on loopback only. */
  readonly token?: string
  /** Queues whose work is shown; `callers` without it. */
  readonly queues?: ReadonlyArray<string>
  /** IANA zone in which times are shown beside UTC, normally the consumers'; `UTC` without it. */
  readonly zone?: string
  /** What may be sent during a call; the portal link by text and by e-mail without it. */
  readonly messages?: ReadonlyArray<DeskMessage>
}
