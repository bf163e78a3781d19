/** Many processes, one person, a cap, and deaths: what is checked of every run, small in `npm test`, large in the deep tests. */
import { Effect } from "effect"
import { expect } from "vitest"
import { Attempt, Wish, Worker, type Engine } from "../src/index.ts"
import { mortal, type Life } from "./crash.ts"
import {
  attempt,
  DAY,
  drive,
  events,
  house,
  NOON,
  person,
  record,
  run,
  wish,
  world,
  type World,
  type WorldOptions
} from "./kit.ts"

export interface Run {
  readonly wishes: number
  readonly cap: number
  /** Lives of the processes; the wishes are dealt out to them in turn. */
  readonly lives: ReadonlyArray<Life>
  readonly world?: WorldOptions
  readonly engine?: (world: World) => Partial<Engine.Engine>
}

const local = (at: number): number => Math.floor((at - 7 * 3_600_000) / DAY)

/** No seven local dates hold more than the cap. */
export const expectCap = (days: ReadonlyArray<number>, cap: number): void => {
  for (const day of days) {
    const inWindow = days.filter((one) => one >= day && one < day + 7).length
    expect(inWindow, `acts in the seven dates from ${day}`).toBeLessThanOrEqual(cap)
  }
}

/** Runs the wishes at once in mortal processes, lets a healthy one go on for weeks, and checks what reached the provider. */
export const runThrough = async ({
  wishes,
  cap,
  lives,
  world: options = {},
  engine: of = () => ({})
}: Run): Promise<World> => {
  const w = world(options)
  const packs = [house(cap)]
  await record(w.engine({ packs }), person())
  const keys = Array.from({ length: wishes }, (_, i) => `w${i}`)
  const engines = lives.map((life) => mortal(w, life, { packs, ...of(w) }))
  // Every wish is told to two processes at once.
  const makes = keys.flatMap((key, i) =>
    [0, 1].map((n) =>
      Effect.exit(Attempt.attempt(engines[(i + n) % engines.length] as Engine.Engine, wish(key)))
    )
  )
  const works = engines.map((engine) => Effect.exit(Worker.settleDown(engine, [], 3)))
  await Effect.runPromise(Effect.all([...makes, ...works], { concurrency: "unbounded" }))
  const heir = w.engine({ packs, ...of(w) })
  const traced: Array<string> = []
  for (const key of keys) if (await leftTrace(heir, key)) traced.push(key)
  await drive(w, heir, NOON + 40 * DAY)
  await check(w, heir, traced, cap)
  // Who was never answered asks again; the rest asks again to no effect.
  w.clock.now += 30 * DAY
  for (const key of keys) await attempt(heir, wish(key))
  await drive(w, heir, NOON + 110 * DAY)
  await check(w, heir, keys, cap)
  return w
}

/** Is anything of a wish in the store? Then it must come to an end by itself. */
const leftTrace = async (engine: Engine.Engine, key: string): Promise<boolean> => {
  const scope = Wish.scopeOf(key)
  const { events: own } = await run(
    engine.timeline.read(engine.tenant, [scope], { kinds: ["attempt.reserved"] })
  )
  return own.length > 0 || (await run(engine.timeline.timers(engine.tenant, scope))).length > 0
}

/** Nobody was written to twice for one wish, no cap was exceeded, no wish was lost, and the ledger says what happened. */
export const check = async (
  w: World,
  heir: Engine.Engine,
  keys: ReadonlyArray<string>,
  cap: number
): Promise<void> => {
  const sent = w.provider.received.map(({ attempt: id }) => id)
  expect(new Set(sent).size, "no attempt reaches the provider twice").toBe(sent.length)
  const wishesSent = sent.map((id) => id.replace(/~\d+$/, ""))
  expect(new Set(wishesSent).size, "no wish reaches the provider twice").toBe(wishesSent.length)
  expectCap(
    w.provider.received.map(({ at }) => local(at)),
    cap
  )
  const all = await events(heir)
  const dispatched = all.flatMap((event) => (event.kind === "attempt.dispatched" ? [event] : []))
  const ids = dispatched.map(({ body }) => body.attempt as string)
  expect(new Set(ids).size).toBe(ids.length)
  expectCap(
    dispatched.map(({ occurredAt }) => local(occurredAt)),
    cap
  )
  for (const id of sent) expect(ids, "nothing is sent that the ledger does not know").toContain(id)
  for (const { body } of dispatched) {
    const reservation = all.find(
      (event) => event.kind === "attempt.reserved" && event.body.attempt === body.attempt
    )
    expect(reservation?.kind === "attempt.reserved" ? reservation.body.messageHash : undefined).toBe(
      body.messageHash
    )
    const decision = reservation?.kind === "attempt.reserved" ? reservation.body.decision : undefined
    expect(
      all.some(
        (event) => event.id === decision && event.kind === "decision.made" && event.body.outcome === "permit"
      )
    ).toBe(true)
  }
  const before = sent.length
  const outcomes = new Set<string>()
  for (const key of keys) outcomes.add((await attempt(heir, wish(key))).outcome)
  expect(
    [...outcomes].filter((word) => !["dispatched", "unknown"].includes(word)),
    "every wish has ended"
  ).toEqual([])
  expect(w.provider.received.length, "asking again sends nothing").toBe(before)
}
