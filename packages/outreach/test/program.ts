/** Random programs: a few workers, a person who opts out, pays and is written to; beside them a model that fits on a page. */
import { Instant, type Id } from "@forbear/core"
import { Effect } from "effect"
import { expect } from "vitest"
import { Attempt, Intake, Worker, type Engine } from "../src/index.ts"
import { expectCap } from "./interleavings.ts"
import {
  channelTo,
  DAY,
  drive,
  events,
  house,
  inbound,
  NOON,
  person,
  random,
  record,
  status,
  told,
  using,
  wish,
  world,
  type World
} from "./kit.ts"

const ZONE = 7 * 3_600_000
const dateOf = (at: number): number => Math.floor((at - ZONE) / DAY)
const midnight = (date: number): number => date * DAY + ZONE

/** What should happen: one number closes, money ends it, a cap of so many acts in seven dates, by whomever. */
class Model {
  refused = false
  paid = false
  holds = 0
  waiting = 0
  readonly acts: Array<number> = []
  readonly sent: Array<number> = []
  readonly cap: number
  constructor(cap: number) {
    this.cap = cap
  }
  isClosed(): boolean {
    return this.refused || this.paid || this.holds > 0
  }
  /** No window that contains the date is full. */
  hasRoom(date: number): boolean {
    for (let from = date - 6; from <= date; from++) {
      if (this.acts.filter((act) => act >= from && act < from + 7).length >= this.cap) return false
    }
    return true
  }
  wish(at: number): void {
    if (this.isClosed()) return
    if (!this.hasRoom(dateOf(at))) this.waiting += 1
    else this.send(at)
  }
  send(at: number): void {
    this.acts.push(dateOf(at))
    this.sent.push(at)
  }
  /** Waiting wishes are looked at when a date begins on which there may be room. */
  pass(from: number, to: number): void {
    for (let date = dateOf(from) + 1; midnight(date) <= to; date++) {
      if (this.isClosed() && this.hasRoom(date)) this.waiting = 0
      while (this.waiting > 0 && this.hasRoom(date)) {
        this.waiting -= 1
        this.send(midnight(date))
      }
    }
  }
}

type Step = "wishes" | "pass" | "stop" | "pay" | "hold" | "lift" | "foreign" | "receipt"

const choose = (dice: () => number): Step => {
  const at = dice()
  const table: ReadonlyArray<readonly [number, Step]> = [
    [0.4, "wishes"],
    [0.7, "pass"],
    [0.78, "foreign"],
    [0.9, "receipt"],
    [0.94, "hold"],
    [0.97, "lift"],
    [0.985, "pay"],
    [1, "stop"]
  ]
  return table.find(([below]) => at < below)?.[1] ?? "pass"
}

/** Runs one program and compares. */
export const program = async (seed: number, length: number): Promise<World> => {
  const dice = random(seed)
  const cap = 1 + Math.floor(dice() * 4)
  const w = world()
  const channel = channelTo(w.provider, { autoReply: true })
  const engines = [1, 2, 3].map(() => w.engine({ ...using(channel), packs: [house(cap)] }))
  const any = () => engines[Math.floor(dice() * engines.length)] as Engine.Engine
  const model = new Model(cap)
  await record(any(), person())
  const trace: Array<string> = []
  const steps: { readonly [K in Step]: (n: number) => Promise<void> } = {
    wishes: async (n) => {
      const made = Array.from({ length: 1 + Math.floor(dice() * 4) }, (_, i) => wish(`w${n}-${i}`))
      const twice = made.flatMap((one) => (dice() < 0.3 ? [one, one] : [one]))
      await Promise.all(twice.map((one) => Effect.runPromise(Attempt.attempt(any(), one))))
      for (let i = 0; i < made.length; i++) model.wish(w.clock.now)
    },
    pass: async () => {
      const from = w.clock.now
      const to = from + Math.floor(dice() * 4 * DAY)
      await drive(w, any(), to)
      model.pass(from, to)
    },
    stop: async (n) => {
      for (let i = 0; i < 2; i++)
        await Effect.runPromise(Intake.take(any(), channel, inbound("STOP", `in-${n}`, { optOut: "stop" })))
      model.refused = true
    },
    pay: async (n) => {
      await record(any(), [
        told(
          "debt.changed",
          `paid-${n}`,
          { debt: "ada-debt", person: "ada", status: "paid" },
          Instant.make(w.clock.now)
        )
      ])
      model.paid = true
    },
    hold: async (n) => {
      await record(any(), [
        told(
          "hold.placed",
          `hold-${n}`,
          { person: "ada", debts: [], hold: "h", reason: "test" },
          Instant.make(w.clock.now)
        )
      ])
      model.holds = 1
    },
    lift: async (n) => {
      w.clock.now += 1
      await record(any(), [
        told(
          "hold.lifted",
          `lift-${n}`,
          { person: "ada", debts: [], hold: "h", reason: "test" },
          Instant.make(w.clock.now)
        )
      ])
      w.clock.now += 1
      model.holds = 0
    },
    foreign: async (n) => {
      const body = {
        person: "ada",
        debts: ["ada-debt"],
        channel: "sms",
        purpose: "payment_request",
        outcome: "delivered"
      }
      await record(any(), [told("contact.foreign", `dialer-${n}`, body, Instant.make(w.clock.now))])
      model.acts.push(dateOf(w.clock.now))
    },
    receipt: async (n) => {
      const last = w.provider.received.at(Math.floor(dice() * w.provider.received.length))
      if (last === undefined) return
      const state = dice() < 0.5 ? "delivered" : "failed.transient"
      await Promise.all(
        [1, 2].map(() => Effect.runPromise(Intake.take(any(), channel, status(last.attempt, state, `r${n}`))))
      )
    }
  }
  for (let n = 0; n < length; n++) {
    const step = choose(dice)
    trace.push(step)
    await steps[step](n)
    expect(
      w.provider.received.map(({ at }) => at - NOON),
      `seed ${seed}, cap ${cap}, after ${trace.join(" ")}`
    ).toEqual(model.sent.map((at) => at - NOON))
  }
  await Effect.runPromise(Worker.settleDown(any()))
  expectCap(
    w.provider.received.map(({ at }) => dateOf(at)),
    cap
  )
  const reserved = (await events(any(), "ada" satisfies string as Id.PersonId)).filter(
    ({ kind }) => kind === "attempt.dispatched"
  )
  expect(reserved).toHaveLength(w.provider.received.length)
  return w
}
