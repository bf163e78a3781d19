/** Walks: pure steps, recorded once with their timers, whoever shows them the same event and whenever it dies. */
import { Instant, Scope, type Events, type Id } from "@forbear/core"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Journey, Record, Review, Worker, type Engine } from "../src/index.ts"
import { Life, mortal } from "./crash.ts"
import { DAY, drive, events, HOUR, house, NOON, person, record, run, told, wish, world } from "./kit.ts"

const request = { purpose: "payment_reminder", template: "note", channels: ["sms"] } as const

/** Writes at once, writes again after a day unless money came, and ends with the money. */
const chase = (
  version = "1",
  more: Partial<Parameters<typeof Journey.journey<{ readonly round: number }>>[0]> = {}
) =>
  Journey.journey<{ readonly round: number }>({
    id: "chase",
    version,
    hears: ["payment.recorded"],
    enters: (event) =>
      event.kind === "debt.placed"
        ? { key: event.body.debt, person: event.body.person, debts: [event.body.debt] }
        : undefined,
    begin: (event) => ({
      state: { round: 1 },
      commands: [
        { _tag: "attempt", step: "write", request },
        { _tag: "wait", timer: "again", until: Instant.make(event.recordedAt + DAY) }
      ]
    }),
    react: (state, event) => {
      if (event.kind === "payment.recorded")
        return {
          state,
          commands: [
            { _tag: "cancel", timer: "again" },
            { _tag: "end", why: "paid" }
          ]
        }
      return { state: { round: state.round + 1 }, commands: [{ _tag: "attempt", step: "write", request }] }
    },
    ...more
  })

const steps = async (engine: Engine.Engine) =>
  (await events(engine)).filter(
    (event): event is Events.StoredEvent<"journey.stepped"> => event.kind === "journey.stepped"
  )

const pay = (id = "paid", at: number = NOON) =>
  told(
    "payment.recorded",
    id,
    { debt: "ada-debt", person: "ada", amount: { amount: "5.00", currency: "USD" }, result: "received" },
    at
  )

describe("a walk", () => {
  it("does what its steps say, once each, with keys of instance, step and occurrence", async () => {
    const w = world()
    const one = w.engine({ journeys: [chase()] })
    await record(one, person())
    await drive(w, one, NOON + 3 * DAY)
    expect(w.provider.received.map(({ attempt, at }) => [attempt, at - NOON])).toEqual([
      ["chase/ada-debt/write/1", 0],
      ["chase/ada-debt/write/2", DAY]
    ])
    expect((await steps(one)).map(({ body }) => body.state)).toEqual([{ round: 1 }, { round: 2 }])
  })

  it("ends with the money: its timer is gone, and nothing moves it any more", async () => {
    const w = world()
    const one = w.engine({ journeys: [chase()] })
    await record(one, person())
    await run(Worker.settleDown(one))
    await record(one, [pay()])
    await drive(w, one, NOON + 3 * DAY)
    await record(one, [pay("again", NOON + DAY)])
    await run(Worker.settleDown(one))
    expect(w.provider.received).toHaveLength(1)
    expect(await steps(one)).toHaveLength(2)
    expect((await events(one)).filter(({ kind }) => kind === "journey.ended")).toHaveLength(1)
  })

  it("is the same when two workers show it every event at the same time", async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const w = world()
      const lives = [1, 2, 3].map((n) => new Life(Infinity, false, seed * 10 + n))
      const engines = lives.map((life) => mortal(w, life, { journeys: [chase()] }))
      await record(w.engine(), person())
      for (let day = 0; day < 3; day++) {
        if (day === 1) await record(w.engine(), [pay()])
        await Effect.runPromise(
          Effect.all(
            engines.map((engine) => Worker.settleDown(engine)),
            { concurrency: "unbounded" }
          )
        )
        w.clock.now += DAY
      }
      expect(w.provider.received.map(({ attempt }) => attempt)).toEqual(["chase/ada-debt/write/1"])
      expect((await steps(w.engine())).map(({ body }) => body.because)).toEqual(["ada/debt", "paid"])
    }
  })

  it("steps on every event although another worker makes the same step of another one", async () => {
    const count = chase("1", { react: (state) => ({ state: { round: state.round + 1 }, commands: [] }) })
    const w = world()
    const one = w.engine({ journeys: [count] })
    await record(one, [...person(), pay("p1"), pay("p2")])
    const [first, second] = (await events(one)).filter(({ kind }) => kind === "payment.recorded")
    const placed = (await events(one)).find(({ kind }) => kind === "debt.placed")
    if (first === undefined || second === undefined || placed === undefined) throw new Error("there is none")
    await run(Journey.follow(one, placed))
    let isFirst = true
    const slow: typeof w.timeline = {
      ...w.timeline,
      append: (...args) =>
        Effect.gen(function* () {
          if (isFirst) {
            isFirst = false
            yield* Effect.promise(() => run(Journey.follow(one, second)))
          }
          return yield* w.timeline.append(...args)
        })
    }
    await run(Journey.follow(w.engine({ journeys: [count], timeline: slow }), first))
    expect((await steps(one)).map(({ body }) => [body.because, body.state])).toEqual([
      ["ada/debt", { round: 1 }],
      ["p2", { round: 2 }],
      ["p1", { round: 3 }]
    ])
  })

  it("loses and repeats nothing, at whichever call a worker dies", async () => {
    const life = new Life()
    const whole = async (mine: Life) => {
      const w = world()
      const dying = mortal(w, mine, { journeys: [chase()] })
      await record(w.engine(), person())
      await Effect.runPromiseExit(Worker.settleDown(dying))
      const heir = w.engine({ journeys: [chase()] })
      await drive(w, heir, NOON + 5 * DAY)
      const reached = w.provider.received.map(({ attempt }) => attempt.replace(/~\d+/, ""))
      const known = (await events(heir)).flatMap((event) =>
        event.kind === "attempt.dispatched" ? [event.body.attempt.replace(/~\d+/, "")] : []
      )
      expect(known, `after ${mine.last} calls`).toEqual(["chase/ada-debt/write/1", "chase/ada-debt/write/2"])
      expect(new Set(reached).size).toBe(reached.length)
      // A death between the dispatch and the call: nobody knows, and nobody tries again.
      if (reached.length < 2)
        expect(
          (await events(heir)).some(
            (event) => event.kind === "attempt.settled" && event.body.result === "unknown_expired"
          )
        ).toBe(true)
      expect(await steps(heir)).toHaveLength(2)
    }
    await whole(life)
    for (let last = 0; last < life.calls; last++)
      for (const isDone of [true, false]) await whole(new Life(last, isDone))
  })

  it("is set the same timer again for the same instant, and it fires again", async () => {
    const again = chase("1", {
      react: (state, event) =>
        event.kind === "timer.fired" && state.round < 3
          ? {
              state: { round: state.round + 1 },
              commands: [{ _tag: "wait", timer: "again", until: event.occurredAt }]
            }
          : undefined
    })
    const w = world()
    const one = w.engine({ journeys: [again] })
    await record(one, person())
    await drive(w, one, NOON + 3 * DAY)
    expect((await events(one)).filter(({ kind }) => kind === "timer.fired")).toHaveLength(3)
    expect(await run(one.timeline.nextDue(one.tenant))).toBeUndefined()
  })

  it("keeps to the version that it entered while that is configured, and goes on with the next when it is not", async () => {
    const w = world()
    const loud = chase("2", { react: (state) => ({ state, commands: [{ _tag: "end", why: "version 2" }] }) })
    await record(w.engine(), person())
    await run(Worker.settleDown(w.engine({ journeys: [chase()] })))
    await record(w.engine(), [pay()])
    const both = w.engine({ journeys: [loud, chase()] })
    await run(Worker.settleDown(both))
    const ended = (await events(both)).filter(
      (event): event is Events.StoredEvent<"journey.ended"> => event.kind === "journey.ended"
    )
    expect(ended.map(({ body }) => body.why)).toEqual(["paid"])
    const v = world()
    await record(v.engine(), person())
    await run(Worker.settleDown(v.engine({ journeys: [chase()] })))
    await record(v.engine(), [pay()])
    await run(Worker.settleDown(v.engine({ journeys: [loud] })))
    expect((await events(v.engine())).find(({ kind }) => kind === "journey.ended")).toMatchObject({
      body: { why: "version 2" }
    })
  })

  it("has keys of its own however long its name is", async () => {
    const long = "d".repeat(80)
    const longer = chase("1", {
      begin: () => ({
        state: { round: 1 },
        commands: [
          { _tag: "attempt", step: "s".repeat(90), request },
          { _tag: "attempt", step: `${"s".repeat(90)} é`, request }
        ]
      })
    })
    const w = world()
    const one = w.engine({ journeys: [longer] })
    await record(one, person())
    await record(one, [
      told("debt.placed", "second", {
        debt: long,
        person: "ada",
        account: "x",
        creditor: "c",
        role: "first_party",
        type: "t",
        balance: { amount: "1.00", currency: "USD" },
        itemization: []
      })
    ])
    await drive(w, one, NOON + HOUR)
    expect(new Set(w.provider.received.map(({ attempt }) => attempt)).size).toBe(4)
  })
})

describe("a journey that throws", () => {
  it("stands in nobody's way: others step, somebody has to look, and the words of the error stay out of the log", async () => {
    const broken = {
      ...chase(),
      id: "broken",
      enters: () => {
        throw new Error("secret")
      }
    }
    const w = world()
    const one = w.engine({ journeys: [broken, chase()] })
    await record(one, person())
    await drive(w, one, NOON + HOUR)
    expect(w.provider.received).toHaveLength(1)
    const reviews = await run(Review.list(one))
    expect(reviews.map(({ body }) => [body.about, body.why])).toContainEqual(["ada/debt", "reaction_failed"])
    expect(JSON.stringify([w.logs, reviews])).not.toContain("secret")
  })

  it("with a wish that cannot be composed: set aside after five claims, and visible", async () => {
    const wrong = chase("1", {
      begin: () => ({
        state: { round: 1 },
        commands: [{ _tag: "attempt", step: "write", request: { ...request, template: "nowhere" } }]
      })
    })
    const w = world()
    const one = w.engine({ journeys: [wrong] })
    await record(one, person())
    await drive(w, one, NOON + DAY)
    expect(await run(Review.list(one))).toMatchObject([
      {
        body: {
          person: "ada",
          why: "timer_failed",
          about: expect.stringContaining("attempt:chase/ada-debt/write/1")
        }
      }
    ])
    expect(w.logs.filter(({ event }) => event === "timer.poison")).toHaveLength(1)
    expect(w.clock.now).toBe(NOON + DAY)
    expect(await run(one.timeline.nextDue(one.tenant))).toBeUndefined()
  })

  it("is refused a key that would make ids too long", async () => {
    const w = world()
    const wide = chase("1", {
      enters: (event) =>
        event.kind === "debt.placed"
          ? { key: "k".repeat(150), person: "ada" as Id.PersonId, debts: [] }
          : undefined
    })
    const one = w.engine({ journeys: [wide] })
    await record(one, person())
    await run(Worker.settleDown(one))
    expect(await run(Review.list(one))).toMatchObject([
      { body: { about: "ada/debt", why: "reaction_failed" } }
    ])
  })
})

describe("the worker", () => {
  it("shows a follower every event in order; one that fails is shown the same event again and holds up nobody else", async () => {
    const w = world()
    const one = w.engine({ journeys: [chase()] })
    await record(one, person())
    const seen: Array<string> = []
    let broken = true
    const follower: Worker.Follower = {
      name: "host",
      see: (event) =>
        broken && event.id === "ada/debt"
          ? Effect.die(new Error("secret"))
          : Effect.sync(() => void seen.push(event.id))
    }
    expect(await run(Effect.flip(Worker.settleDown(one, [follower])))).toMatchObject({
      _tag: "OutreachError"
    })
    expect(seen).toEqual(["ada/person"])
    expect(w.provider.received).toHaveLength(1)
    broken = false
    await run(Worker.settleDown(one, [follower]))
    expect(seen.slice(0, 3)).toEqual(["ada/person", "ada/debt", "ada/phone/120177"])
    expect(new Set(seen).size).toBe(seen.length)
  })

  it("goes on working after a store that was away, until it is interrupted", async () => {
    const w = world()
    let away = 3
    const flaky = {
      ...w.timeline,
      claimDue: (...args: Parameters<typeof w.timeline.claimDue>) =>
        away-- > 0 ? Effect.fail(busy) : w.timeline.claimDue(...args)
    }
    const busy = Object.assign(new Error("busy"), { isRetryable: true }) as never
    const one = w.engine({ timeline: flaky, journeys: [chase()] })
    await record(one, person())
    await Effect.runPromise(Effect.timeoutOption(Worker.work(one, { pauseMillis: 5 }), 300))
    expect(w.provider.received).toHaveLength(1)
    expect(w.logs.filter(({ event }) => event === "work.failed").length).toBe(3)
  })

  it("tries a timer again, uncounted, when the store or another worker was in the way", async () => {
    const w = world()
    let away = 20
    const busy = Object.assign(new Error("busy"), { isRetryable: true }) as never
    const flaky = {
      ...w.timeline,
      read: (...args: Parameters<typeof w.timeline.read>) =>
        args[1].some((scope) => scope.startsWith("person:")) && away-- > 0
          ? Effect.fail(busy)
          : w.timeline.read(...args)
    }
    await record(w.engine(), person())
    await run(
      Worker.settleDown(
        w.engine({
          journeys: [
            chase("1", {
              begin: () => ({ state: { round: 1 }, commands: [{ _tag: "attempt", step: "write", request }] })
            })
          ]
        }),
        [],
        1
      ).pipe(Effect.exit)
    )
    w.provider.received.length = 0
    const one = w.engine({ timeline: flaky })
    await run(
      Record.appendAll(
        one,
        [],
        [
          {
            _tag: "set",
            scope: Scope.attempt("b" as Id.AttemptId),
            name: "attempt",
            dueAt: Instant.make(NOON),
            payload: await payload(one)
          }
        ]
      )
    )
    await drive(w, one, NOON + DAY)
    expect(w.provider.received.map(({ attempt }) => attempt)).toEqual(["b"])
    expect(await run(Review.list(one))).toEqual([])
  })
})

const payload = async (engine: Engine.Engine) => {
  const { Wish } = await import("../src/index.ts")
  return run(Wish.sealed(engine, wish("b")))
}

describe("a clock", () => {
  it("that stands still, or jumps by a month, changes nothing of what is sent", async () => {
    for (const jump of [0, 30 * DAY]) {
      const w = world()
      const one = w.engine({ journeys: [chase()], packs: [house(3)] })
      await record(one, person())
      await run(Worker.settleDown(one))
      w.clock.now += jump === 0 ? DAY : jump
      await run(Worker.settleDown(one))
      await run(Worker.settleDown(one))
      expect(w.provider.received.map(({ attempt }) => attempt)).toEqual([
        "chase/ada-debt/write/1",
        "chase/ada-debt/write/2"
      ])
    }
  })
})
