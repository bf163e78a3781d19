/** A small world for tests: an invented person, a provider that keeps what it is given, engines over one store, a clock to move. */
import {
  accepted,
  type Channel,
  type Permission,
  type ProviderEvent,
  type Sender,
  type SendResult,
  type WireMessage
} from "@forbear/channels"
import { checkPack, type Pack } from "@forbear/compliance"
import { Instant, Scope, TimelineMemory, Vault, type Events, type Id, type Timeline } from "@forbear/core"
import type { Template } from "@forbear/messages"
import { Effect } from "effect"
import { Attempt, Load, Record, Worker, type Engine, type Request } from "../src/index.ts"

/** A Wednesday, 11:00 where she lives. */
export const NOON = Date.parse("2026-03-04T18:00:00Z")
export const HOUR = 3_600_000
export const DAY = 86_400_000

export const NAME = "Ada Q. Testperson"
export const PHONE = "+15205550177"
export const EMAIL = "ada.q@example.com"
export const BODY = "a reminder that nobody may log"

export const tenant = "acme" as Id.TenantId

/** Whatever a provider does with a message. */
export type Behaviour = (message: WireMessage, signal: AbortSignal) => Promise<SendResult> | SendResult

/** A provider outside of every process: what reached it stays there. */
export class Provider {
  readonly received: Array<{
    readonly attempt: string
    readonly at: number
    readonly to: string
    readonly text: string
    readonly sender: string
  }> = []
  /** Used up one by one, then `otherwise`. */
  readonly next: Array<Behaviour> = []
  otherwise: Behaviour = (message) => accepted(`sid-${message.attemptId}`)
  readonly clock: () => number
  constructor(clock: () => number) {
    this.clock = clock
  }
  take(message: WireMessage, signal: AbortSignal): Promise<SendResult> | SendResult {
    const { content } = message
    const text =
      content.kind === "text" ? content.text : content.kind === "email" ? content.text : content.kind
    this.received.push({
      attempt: message.attemptId,
      at: this.clock(),
      to: message.to,
      text,
      sender: message.sender.id
    })
    return (this.next.shift() ?? this.otherwise)(message, signal)
  }
}

const permission: Permission = { verdict: "allowed", source: "test", asOf: "2026-01-01" }

export interface ChannelOptions {
  readonly name?: string
  readonly channel?: "sms" | "email" | "voice_call"
  readonly senders?: ReadonlyArray<string>
  readonly autoReply?: boolean
  readonly lookup?: Channel["lookup"]
  readonly personalFields?: Channel["manifest"]["personalFields"]
}

/** A channel in front of a provider. */
export const channelTo = (provider: Provider, options: ChannelOptions = {}): Channel => {
  const { name = "fake", channel = "sms", senders = ["one"], autoReply = false, lookup } = options
  return {
    manifest: {
      specVersion: 1,
      name,
      title: "Fake",
      channels: [channel],
      directions: ["outbound", "inbound"],
      content: channel === "sms" ? ["text"] : channel === "email" ? ["email"] : ["task"],
      limits: {},
      evidence: "delivered",
      idempotency: { kind: "reference" },
      cancellable: false,
      webhook: name,
      optOut: { owner: "both", reported: true, autoReply },
      permittedUse: { firstPartyDebt: permission, thirdPartyDebt: permission },
      senders: ["short_code", "domain", "person"],
      personalFields: options.personalFields ?? ["to", "toName", "content"],
      hosts: [],
      connects: false,
      sandbox: true
    },
    name,
    senders: senders.map((id): Sender => ({
      id,
      channel,
      address: "78787",
      kind: channel === "sms" ? "short_code" : channel === "email" ? "domain" : "person"
    })),
    extraHosts: [],
    send: async (message, context) => provider.take(message, context.signal),
    ...(lookup === undefined ? {} : { lookup })
  }
}

/** A house's own pack: so many contacts in seven dates, nothing on hold, nothing that was refused. */
export const house = (count = 7, more: ReadonlyArray<unknown> = []): Pack =>
  checkPack({
    id: "house",
    version: "2026.1.0",
    title: "House",
    rules: [
      rule("house.cap", "cap", {
        count,
        windows: [{ _tag: "rolling_days", days: 7, basis: "dates" }],
        unit: "attempt",
        channels: ["sms", "email", "voice_call"],
        per: ["person"],
        exceptPurposes: ["opt_out_confirmation"]
      }),
      rule("house.hold", "hold", { on: "hold", per: "debt" }),
      rule("house.paid", "hold", { on: "nothing_owed", per: "debt" }),
      rule("house.stop", "mediumBan", { on: ["refusal"], confirmation: { withinMinutes: 5 } }),
      ...more
    ]
  })

export const rule = (id: string, kind: string, params: unknown) => ({
  id,
  title: id,
  kind,
  params,
  citation: "House",
  standing: "prohibition",
  confidence: "confirmed",
  appliesTo: { acts: ["contact"] },
  inForce: {}
})

/** Open from nine to five, where she is. */
export const hours = rule("house.hours", "quietHours", {
  open: [{ days: [0, 1, 2, 3, 4, 5, 6], from: "09:00", to: "17:00" }],
  clock: "every_place"
})

export const templates: ReadonlyArray<Template> = [
  {
    id: "note",
    version: 1,
    group: "sms",
    language: "en",
    uses: [],
    data: {},
    text: `{{ business.name }}: ${BODY}, {{ debt.balance | money }} {{ duties.others }}`
  },
  {
    id: "opt_out_confirmation",
    version: 1,
    group: "sms",
    language: "en",
    uses: [],
    data: {},
    text: "{{ business.name }}: no more texts. {{ duties.others }}"
  },
  {
    id: "note",
    version: 1,
    group: "email",
    language: "en",
    uses: [],
    data: {},
    subject: "A note",
    text: `{{ business.name }} ${BODY} {{ duties.others }}`,
    html: `<p>{{ business.name }} ${BODY} {{ duties.others }}</p>`
  }
]

export interface World {
  readonly clock: { now: number }
  readonly timeline: Timeline.TimelineShape
  readonly provider: Provider
  readonly logs: Array<Engine.LogLine>
  readonly engine: (more?: Partial<Engine.Engine>) => Engine.Engine
}

export interface WorldOptions {
  readonly timeline?: (clock: () => Instant.Instant) => Timeline.TimelineShape
  readonly keyStore?: Vault.KeyStore
  readonly now?: number
}

/** One store, one provider, any number of engines ("processes") over them. */
export const world = (options: WorldOptions = {}): World => {
  const clock = { now: options.now ?? NOON }
  const time = () => Instant.make(clock.now)
  const timeline = options.timeline?.(time) ?? TimelineMemory.make({ clock: time })
  const vault = Vault.make({ keys: Vault.ephemeralKeys(), store: options.keyStore ?? Vault.memoryKeyStore() })
  const provider = new Provider(() => clock.now)
  const logs: Array<Engine.LogLine> = []
  const engine = (more: Partial<Engine.Engine> = {}): Engine.Engine => {
    const channels = [...(more.channels?.values() ?? [channelTo(provider)])]
    return {
      tenant,
      timeline,
      vault,
      packs: [house()],
      policy: {},
      templates,
      business: { name: "Acme Recovery", phone: "+18005550142", address: "1 Main St, Tucson, AZ 85701" },
      links: {},
      confirm: undefined,
      journeys: [],
      homeZone: "America/Phoenix",
      context: (_channel, signal, now) => ({
        request: () => Promise.reject(new Error("no network")),
        signal,
        now
      }),
      sendTimeoutMillis: 5_000,
      log: (line) => void logs.push(line),
      ...more,
      channels: new Map(channels.map((channel) => [channel.name, channel])),
      senders: channels.flatMap((channel) => channel.senders.map((sender) => ({ sender, channel })))
    }
  }
  return { clock, timeline, provider, logs, engine }
}

export const using = (...channels: ReadonlyArray<Channel>): Pick<Engine.Engine, "channels"> => ({
  channels: new Map(channels.map((channel) => [channel.name, channel]))
})

export const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)

const placed = "2026-03-01T16:00:00Z"

/** An event of the host's. */
export const told = (kind: Events.EventName, id: string, body: unknown, occurredAt: unknown = placed) => ({
  id,
  kind,
  occurredAt,
  source: { system: "host" },
  body
})

/** A person with a debt, a mobile and a mailbox. */
export const person = (id = "ada", phone = PHONE, email = EMAIL, name = NAME) => [
  told("person.recorded", `${id}/person`, { person: id, name, postalCode: "85701", language: "en" }),
  told("debt.placed", `${id}/debt`, {
    debt: `${id}-debt`,
    person: id,
    account: `${id}-account`,
    accountNumber: "…9911",
    creditor: "Saguaro Bank",
    role: "first_party",
    type: "credit_card",
    balance: { amount: "1240.50", currency: "USD" },
    itemization: [],
    delinquentSince: "2026-01-15"
  }),
  address(id, "phone", phone),
  address(id, "email", email)
]

export const address = (id: string, type: "phone" | "email", value: string) =>
  told("address.added", `${id}/${type}/${value.length}${value.slice(-4)}`, {
    person: id,
    type,
    value,
    ...(type === "phone" ? { line: "mobile" } : {}),
    evidence: [{ zones: ["America/Phoenix"], regions: ["US-AZ"], basis: "mailing_address" }],
    from: "consumer"
  })

export const record = (engine: Engine.Engine, events: ReadonlyArray<unknown>) =>
  run(Record.record(engine, events))

export const wish = (key: string, more: Partial<Request.AttemptRequest> = {}): Request.AttemptRequest => ({
  key,
  person: "ada" as Id.PersonId,
  debts: ["ada-debt" as Id.DebtId],
  purpose: "payment_reminder",
  template: "note",
  channels: ["sms"],
  ...more
})

export const attempt = (engine: Engine.Engine, request: Request.AttemptRequest) =>
  run(Attempt.attempt(engine, request))

/** Everything about a person. */
export const events = async (engine: Engine.Engine, id = "ada"): Promise<ReadonlyArray<Events.Stored>> =>
  (await run(engine.timeline.read(engine.tenant, [Scope.person(id as Id.PersonId)]))).events

export const facts = async (engine: Engine.Engine, id = "ada") =>
  (await run(Load.load(engine, id as Id.PersonId))).facts

export const state = async (engine: Engine.Engine, id: string, of = "ada") =>
  (await facts(engine, of)).attempts.find((one) => one.id === id)

/** Works until nothing is due before `until`, moving the clock from timer to timer. */
export const drive = async (
  world: World,
  engine: Engine.Engine,
  until: number,
  followers: ReadonlyArray<Worker.Follower> = []
) => {
  for (let i = 0; i < 10_000; i++) {
    await run(Worker.settleDown(engine, followers))
    const next = await run(engine.timeline.nextDue(engine.tenant))
    if (next === undefined || next > until) {
      world.clock.now = Math.max(world.clock.now, until)
      return
    }
    world.clock.now = Math.max(world.clock.now, next)
  }
  throw new Error("work without end")
}

/** A small seeded generator of numbers in [0, 1): mulberry32. */
export const random = (seed: number) => {
  let a = seed >>> 0
  return (): number => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const status = (
  attemptId: string,
  stateName: Extract<ProviderEvent, { readonly _tag: "status" }>["state"],
  eventId: string,
  more = {}
) =>
  ({
    _tag: "status",
    state: stateName,
    raw: { status: stateName },
    providerId: `sid-${attemptId}`,
    attemptId,
    eventId,
    ...more
  }) as const

export const inbound = (text: string, eventId: string, more = {}) =>
  ({
    _tag: "inbound",
    channel: "sms",
    from: PHONE,
    to: "78787",
    text,
    providerId: eventId,
    eventId,
    ...more
  }) as const
