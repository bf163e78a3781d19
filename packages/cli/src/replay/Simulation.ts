/**
 * The simulation: the engine on a SQLite file, its journey, and the providers' sandboxes on loopback, driven through virtual time
 * by the file's events, the customers' replies and the agents' calls. One thing happens at a time, so the same file gives the same story.
 */
import type { Sender } from "@forbear/channels"
import { us } from "@forbear/compliance/us"
import { host, runUntil, sandboxes, turns, virtualClock, type Actor } from "@forbear/testkit"
import { createForbear, keyFile, sqlite, type JourneyDefinition, type LogLine } from "forbear"
import { agentsActor, customersActor, fileActor, type Stage } from "./Actors.ts"
import { dunning } from "./journey.ts"
import { TENANT } from "./Ledger.ts"
import { business, housePack, templates } from "./Policy.ts"
import type { StagedEvent } from "./Staging.ts"

/** What a run is made of. */
export interface SimulationOptions {
  /** The SQLite file and the key file beside it; both are made when absent. */
  readonly database: string
  readonly keys: string
  readonly events: Iterator<StagedEvent>
  /** Who owes a debt. */
  readonly personOf: (debt: string) => string
  /** Epoch milliseconds: the clock runs from one to the other. */
  readonly from: number
  readonly until: number
  readonly seed: number
  /** Called whenever the clock stops, with its instant. */
  readonly progress: (at: number) => void
  readonly log: (line: LogLine) => void
}

/** What a run did. */
export interface Simulated {
  /** Instants at which the clock stopped. */
  readonly steps: number
}

const PUBLIC_URL = "https://northwind.example"

const ownInvoices = {
  verdict: "allowed",
  source: "Business invoices of the sender's own, registered as account notifications with the carriers",
  asOf: "2026-11-21",
  evidence: "replay: sandbox campaign"
} as const

const textSender: Sender = {
  id: "replay-text",
  channel: "sms",
  address: "+12125550101",
  kind: "ten_dlc",
  permittedUse: { firstPartyDebt: ownInvoices }
}
const mailSender: Sender = {
  id: "replay-mail",
  channel: "email",
  address: "billing@northwind.example",
  kind: "domain"
}

/** Runs the whole period. */
export const simulate = async (options: SimulationOptions): Promise<Simulated> => {
  const { seed, from, until } = options
  const clock = virtualClock(from)
  const queue = turns()
  await using providers = await sandboxes({
    publicUrl: PUBLIC_URL,
    now: clock.now,
    twilio: { senders: [textSender], optOut: "host" },
    smtp: { senders: [mailSender] },
    agent: { queues: [{ id: "replay-desk", address: "+12125550102" }] }
  })
  await using forbear = await createForbear({
    tenant: TENANT,
    store: sqlite({ file: options.database, durability: "normal" }),
    keys: keyFile(options.keys),
    channels: providers.channels,
    packs: [us, housePack],
    business,
    templates,
    journeys: [dunning as JourneyDefinition],
    publicUrl: PUBLIC_URL,
    clock: clock.now,
    log: options.log
  })
  await using server = await host((request) => queue.take(() => forbear.handler(request)))
  providers.deliverTo(server.url)

  const stage: Stage = { forbear, sandboxes: providers, seed, personOf: options.personOf, turn: queue.take }
  const actors: ReadonlyArray<Actor> = [
    fileActor(stage, options.events, until),
    customersActor(stage),
    agentsActor(stage, clock.now)
  ]
  const { steps } = await runUntil({
    forbear: { settle: () => queue.take(() => forbear.settle()), nextDue: () => forbear.nextDue() },
    clock,
    until,
    sandboxes: providers,
    actors,
    beforeEach: options.progress
  })
  return { steps }
}
