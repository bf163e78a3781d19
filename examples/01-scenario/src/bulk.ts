/** The crowd: thousands of other people are written to while Jane is on the phone, and agents press send for other callers. */
import { fork } from "node:child_process"
import { once } from "node:events"
import { performance } from "node:perf_hooks"
import { fileURLToPath } from "node:url"
import type { HostEvent } from "forbear"
import type { Order } from "./bulkWorker.ts"
import type { World } from "./world.ts"

const CONSENTED = "2026-03-01T18:00:00Z"
const phoneOf = (i: number): string => `+1602555${String(i).padStart(4, "0")}`

/** What the host knows of one of them: a small utility debt, a consent to be texted, a number in Phoenix. */
const eventsOf = async (world: World, i: number): Promise<ReadonlyArray<HostEvent>> => {
  const person = `crowd-${i}`
  const debt = `crowd-debt-${i}`
  const evidence = [{ zones: ["America/Phoenix"], regions: ["US-AZ"], basis: "mailing_address" }]
  const address = await world.forbear.addressId("phone", phoneOf(i))
  return [
    {
      id: `${person}/recorded`,
      kind: "person.recorded",
      occurredAt: CONSENTED,
      body: { person, name: `Person ${i}`, language: "en" }
    },
    {
      id: `${person}/debt`,
      kind: "debt.placed",
      occurredAt: CONSENTED,
      body: {
        debt,
        person,
        account: `crowd-account-${i}`,
        creditor: "Desert Power",
        role: "third_party",
        type: "utility",
        balance: { amount: `${100 + (i % 400)}.00`, currency: "USD" },
        itemization: [],
        delinquentSince: "2026-01-20"
      }
    },
    {
      id: `${person}/phone`,
      kind: "address.added",
      occurredAt: CONSENTED,
      body: { person, type: "phone", value: phoneOf(i), line: "mobile", evidence, from: "consumer" }
    },
    {
      id: `${person}/consent`,
      kind: "consent.given",
      occurredAt: CONSENTED,
      body: {
        person,
        channels: ["sms"],
        addresses: [address],
        debts: [debt],
        to: "collector",
        form: "oral",
        provenance: { via: "phone", by: "consumer", evidence: `call/${i}` }
      }
    }
  ]
}

/** Tells Forbear about the crowd, in batches. */
export const place = async (world: World, count: number): Promise<void> => {
  for (let from = 0; from < count; from += 500) {
    const events: Array<HostEvent> = []
    for (let i = from; i < Math.min(count, from + 500); i++) events.push(...(await eventsOf(world, i)))
    await world.forbear.record(events)
  }
}

/** What the run measured. */
export interface BulkReport {
  readonly people: number
  readonly sent: number
  readonly seconds: number
  /** Milliseconds from press to the provider's acceptance, while the run was going on, sorted. */
  readonly presses: ReadonlyArray<number>
}

/** How many people call in while the run goes on. */
export const callersOf = (people: number): number => Math.min(150, Math.floor(people * 0.03))

/** Starts the run in a process of its own. `press` measures one press of an agent; `done` waits for the rest. */
export const bulkRun = async (world: World, count: number) => {
  const presses: Array<number> = []
  let going = count > 0
  const child = going
    ? fork(fileURLToPath(new URL("bulkWorker.ts", import.meta.url)), {
        execArgv: ["--conditions=source", "--max-semi-space-size=64"]
      })
    : undefined
  const order: Order = { place: world.place, at: world.clock.now(), count, workers: 96 }
  child?.send(order)
  if (child !== undefined) await once(child, "message")
  const began = performance.now()
  const ended = (async (): Promise<Pick<BulkReport, "sent" | "seconds">> => {
    if (child === undefined) return { sent: 0, seconds: 0 }
    const [{ sent }] = (await once(child, "message")) as [{ sent: number }]
    going = false
    return { sent, seconds: (performance.now() - began) / 1_000 }
  })()
  return {
    going: () => going,
    /** Presses send for a caller and measures until the provider has accepted. */
    press: async <A>(go: () => Promise<A>): Promise<A> => {
      const from = performance.now()
      const result = await go()
      presses.push(performance.now() - from)
      return result
    },
    done: async (): Promise<BulkReport> => ({
      people: count,
      ...(await ended),
      presses: presses.toSorted((a, b) => a - b)
    })
  }
}

/** A running crowd. */
export type Bulk = Awaited<ReturnType<typeof bulkRun>>

/** Other agents press send for other callers, one after another, until there are enough or the run ends. */
export const otherAgents = async (world: World, bulk: Bulk, offset: number, count: number): Promise<void> => {
  for (let n = 0; n < count && bulk.going(); n++) {
    const i = offset + n
    const call = `crowd-call-${i}`
    const about = { call, person: `crowd-${i}`, debts: [`crowd-debt-${i}`], agent: `agent-${n % 40}` }
    await world.forbear.desk.callReceived(about)
    await bulk.press(() =>
      world.forbear.desk.send(call, {
        key: `press/${i}`,
        person: about.person,
        debts: about.debts,
        purpose: "requested_information",
        template: "portal_link",
        channels: ["sms"]
      })
    )
  }
}

/** A percentile of sorted numbers. */
export const percentile = (sorted: ReadonlyArray<number>, p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
