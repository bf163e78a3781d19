/** One wish: said yes to once, said no to with reasons, tried again when nothing was sent, never when it may have been. */
import { accepted, rejected, unknown, type SendResult } from "@forbear/channels"
import { Instant, Scope, type Id } from "@forbear/core"
import { Effect, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import { Life, mortal } from "./crash.ts"
import { Attempt, Ledger, Review, Wish, Worker } from "../src/index.ts"
import {
  address,
  attempt,
  channelTo,
  DAY,
  drive,
  events,
  facts,
  HOUR,
  hours,
  house,
  NOON,
  person,
  PHONE,
  record,
  rule,
  run,
  state,
  told,
  using,
  wish,
  world
} from "./kit.ts"

const ready = async (options = {}) => {
  const w = world()
  const engine = w.engine(options)
  await record(engine, person())
  return { ...w, one: engine }
}

const kinds = async (engine: Parameters<typeof events>[0], kind: string) =>
  (await events(engine)).filter((event) => event.kind === kind)

const timersOf = (engine: Parameters<typeof events>[0], key: string) =>
  run(engine.timeline.timers(engine.tenant, Wish.scopeOf(key)))

describe("a wish that is allowed", () => {
  it("is sent once, recorded as reserved, dispatched and settled, and leaves no timer", async () => {
    const { one, provider } = await ready()
    const outcome = await attempt(one, wish("a"))
    expect(outcome).toMatchObject({ outcome: "dispatched", providerId: "sid-a", sender: "one" })
    expect((await attempt(one, wish("a"))).outcome).toBe("dispatched")
    expect(provider.received.map(({ to }) => to)).toEqual([PHONE])
    const life = (await events(one))
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith("attempt.") || kind === "decision.made")
    expect(life).toEqual(["decision.made", "attempt.reserved", "attempt.dispatched", "attempt.settled"])
    expect(await timersOf(one, "a")).toEqual([])
  })

  it("is one for many callers at once, and all of them get its answer", async () => {
    const { one, provider } = await ready()
    const answers = await Promise.all(Array.from({ length: 8 }, () => attempt(one, wish("a"))))
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(["dispatched"]))
    expect(provider.received).toHaveLength(1)
  })

  it("hands an adapter no field that its manifest does not declare", async () => {
    const w = world()
    const seen: Array<unknown> = []
    const channel = channelTo(w.provider, { personalFields: ["content"] })
    const one = w.engine(
      using({
        ...channel,
        send: async (message) => {
          seen.push(Object.keys(message))
          return message.to === "" ? accepted("x") : accepted("y")
        }
      })
    )
    await record(one, person())
    expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "unknown" })
    expect(seen).toEqual([expect.not.arrayContaining(["to", "toName"])])
    expect(w.logs).toContainEqual({ event: "adapter.defect", adapter: "fake", error: "TypeError" })
  })

  it("refuses a key that is in use for somebody else, or is no key", async () => {
    const { one } = await ready()
    await record(one, person("bob", "+15205550178", "bob@example.com", "Bob Q. Testperson"))
    await attempt(one, wish("a"))
    const other = wish("a", { person: "bob" as Id.PersonId, debts: ["bob-debt" as Id.DebtId] })
    for (const [request, field] of [
      [other, "key"],
      [wish("two words"), "key"],
      [wish("a~2"), "key"],
      [wish("big", { data: { x: "x".repeat(70_000) } }), "data"]
    ] as const) {
      expect(await run(Effect.flip(Attempt.attempt(one, request)))).toMatchObject({ reason: "input", field })
    }
  })
})

describe("a wish that is barred", () => {
  it("waits for the first allowed instant, also when told twice in the same instant", async () => {
    const w = world({ now: NOON + 10 * HOUR })
    const one = w.engine({ packs: [house(7, [hours])] })
    await record(one, person())
    expect((await attempt(one, wish("a", { onDefer: "return" }))).outcome).toBe("scheduled")
    expect(await timersOf(one, "a")).toEqual([])
    const later = await attempt(one, wish("a"))
    expect(later).toMatchObject({ outcome: "scheduled", at: Date.parse("2026-03-05T16:00:00Z") })
    expect(await timersOf(one, "a")).toHaveLength(1)
    await drive(w, one, NOON + 2 * DAY)
    expect(w.provider.received.map(({ at }) => at)).toEqual([Date.parse("2026-03-05T16:00:00Z")])
  })

  it("is suppressed when its time passes first, and then keeps no timer", async () => {
    const w = world({ now: NOON + 10 * HOUR })
    const one = w.engine({ packs: [house(7, [hours])] })
    await record(one, person())
    const notAfter = Instant.make(NOON + 11 * HOUR)
    expect((await attempt(one, wish("a", { notAfter }))).outcome).toBe("suppressed")
    w.clock.now = NOON + 12 * HOUR
    expect(await attempt(one, wish("a", { notAfter }))).toMatchObject({
      outcome: "suppressed",
      after: "its time has passed"
    })
    expect(await timersOf(one, "a")).toEqual([])
  })

  it("is not reserved when its time passes between deciding and reserving", async () => {
    const w = world()
    const notAfter = Instant.make(NOON + 1_000)
    let reads = 0
    const late = {
      ...w.timeline,
      read: (...args: Parameters<typeof w.timeline.read>) =>
        Effect.tap(w.timeline.read(...args), () =>
          Effect.sync(() => {
            if (++reads === 2) w.clock.now = NOON + 2_000
          })
        )
    }
    const one = w.engine({ timeline: late })
    await record(w.engine(), person())
    expect(await attempt(one, wish("a", { notAfter }))).toMatchObject({
      outcome: "suppressed",
      after: "its time has passed"
    })
    expect(w.provider.received).toEqual([])
    expect(await kinds(one, "attempt.reserved")).toEqual([])
  })

  it("needs review when nobody can be reached, or a fact is missing", async () => {
    const { one } = await ready()
    expect((await attempt(one, wish("a", { channels: ["letter"] }))).outcome).toBe("needs_review")
    expect((await attempt(one, wish("b", { person: "nobody" as Id.PersonId }))).outcome).toBe("needs_review")
  })
})

describe("the host's last word", () => {
  it.each([
    ["no", Effect.succeed(false)],
    ["a reason", Effect.succeed({ ok: false, why: "paid a minute ago" } as const)],
    ["a defect", Effect.die(new Error("secret"))]
  ])(
    "%s: nothing is sent, nothing loops, and the same key may be asked again later",
    async (_name, answer) => {
      let asked = 0
      let confirm: Effect.Effect<boolean | { readonly ok: false; readonly why: string }> = answer
      const { one, provider } = await ready({ confirm: () => Effect.suspend(() => (asked++, confirm)) })
      expect((await attempt(one, wish("a"))).outcome).toBe("suppressed")
      expect([asked, provider.received.length]).toEqual([1, 0])
      expect(await timersOf(one, "a")).toEqual([])
      confirm = Effect.succeed(true)
      expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "dispatched", attempt: "a~2" })
      expect((await attempt(one, wish("a"))).attempt).toBe("a~2")
      expect(provider.received).toHaveLength(1)
    }
  )

  it("is not waited for without end", async () => {
    const { one } = await ready({ confirm: () => Effect.never, sendTimeoutMillis: 20 })
    expect((await attempt(one, wish("a"))).outcome).toBe("suppressed")
  })

  it("comes with what was just recorded: a payment between reserving and dispatching stops the old words", async () => {
    const w = world()
    const seller = w.engine()
    await record(seller, person())
    const paid = told(
      "debt.changed",
      "ada/paid",
      { debt: "ada-debt", person: "ada", balance: { amount: "40.00", currency: "USD" } },
      NOON
    )
    const one = w.engine({
      confirm: () =>
        Effect.as(
          Effect.promise(() => record(seller, [paid])),
          true
        )
    })
    expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "dispatched", attempt: "a~2" })
    expect(w.provider.received.map(({ text }) => /\$[\d,.]+\d/.exec(text)?.[0])).toEqual(["$40.00"])
    expect((await state(one, "a"))?.state).toBe("abandoned")
  })
})

describe("a refusal that proves nothing was sent", () => {
  const two = (w: ReturnType<typeof world>) => using(channelTo(w.provider, { senders: ["one", "two"] }))

  it("retryable: the next permitted sender of the channel takes it at once, under a new number", async () => {
    const w = world()
    const one = w.engine(two(w))
    await record(one, person())
    w.provider.next.push(() => rejected("retryable", "20429", 30_000))
    expect(await attempt(one, wish("a"))).toMatchObject({
      outcome: "dispatched",
      attempt: "a~2",
      sender: "two"
    })
    expect(w.provider.received.map(({ attempt: id, sender }) => [id, sender])).toEqual([
      ["a", "one"],
      ["a~2", "two"]
    ])
    expect(await timersOf(one, "a")).toEqual([])
  })

  it("retryable: with nobody left it waits for as long as the provider says, then goes on", async () => {
    const w = world()
    const one = w.engine()
    await record(one, person())
    w.provider.next.push(() => rejected("retryable", "not_sent_connection", 30_000))
    expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "scheduled", at: NOON + 30_000 })
    expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "scheduled", at: NOON + 30_000 })
    expect(w.provider.received).toHaveLength(1)
    await drive(w, one, NOON + HOUR)
    expect(w.provider.received.map(({ at }) => at - NOON)).toEqual([0, 30_000])
    expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "dispatched", attempt: "a~2" })
  })

  it("retryable for ever: tried a bounded number of times, ever slower, then it is the answer", async () => {
    const w = world()
    const one = w.engine()
    await record(one, person())
    w.provider.otherwise = () => rejected("retryable", "20429", 1_000)
    await attempt(one, wish("a"))
    await drive(w, one, NOON + 30 * DAY)
    const gaps = w.provider.received.map(({ at }) => at).map((at, i, all) => at - (all[i - 1] ?? NOON))
    expect(gaps).toEqual([0, 1_000, 240_000, 960_000, 3_840_000, 15_360_000])
    expect(await attempt(one, wish("a"))).toMatchObject({
      outcome: "rejected",
      reason: "retryable",
      code: "20429"
    })
    expect(w.provider.received).toHaveLength(6)
    expect(await timersOf(one, "a")).toEqual([])
  })

  it("not permitted: another sender at once, and never that one again", async () => {
    const w = world()
    const one = w.engine(two(w))
    await record(one, person())
    w.provider.next.push(
      () => rejected("not_permitted", "20003"),
      () => rejected("retryable", "20429")
    )
    expect((await attempt(one, wish("a"))).outcome).toBe("scheduled")
    await drive(w, one, NOON + DAY)
    expect(w.provider.received.map(({ sender }) => sender)).toEqual(["one", "two", "two"])
  })

  it.each(["permanent", "policy", "opted_out", "invalid_address"] as const)(
    "%s: final, and no other sender is tried",
    async (reason) => {
      const w = world()
      const one = w.engine(two(w))
      await record(one, person())
      w.provider.next.push(() => rejected(reason, "1"))
      expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "rejected", reason })
      await drive(w, one, NOON + DAY)
      expect(w.provider.received).toHaveLength(1)
    }
  )

  it("teaches: an opt-out is a refusal of that address, a dead address is reported, with the answer and once", async () => {
    const { one, provider } = await ready()
    provider.next.push(() => rejected("opted_out", "21610"))
    await attempt(one, wish("a"))
    expect((await attempt(one, wish("b"))).outcome).toBe("suppressed")
    expect(await kinds(one, "contact.refused")).toMatchObject([
      { body: { channels: ["sms"], provenance: { via: "provider_list" } } }
    ])
    provider.next.push(() => rejected("invalid_address", "x".repeat(500)))
    await record(one, [address("ada", "phone", "+15205550199")])
    await attempt(one, wish("c"))
    expect(await kinds(one, "address.reported")).toMatchObject([{ body: { as: "undeliverable" } }])
  })

  it("does not go on after its time", async () => {
    const w = world()
    const one = w.engine()
    await record(one, person())
    w.provider.next.push(() => rejected("retryable", "20429", HOUR))
    const notAfter = Instant.make(NOON + 60_000)
    await attempt(one, wish("a", { notAfter }))
    await drive(w, one, NOON + DAY)
    expect(await attempt(one, wish("a", { notAfter }))).toMatchObject({
      outcome: "suppressed",
      after: "its time has passed"
    })
    expect(w.provider.received).toHaveLength(1)
  })
})

describe("an answer that never came", () => {
  const held = () => new Promise<SendResult>(() => undefined)

  it.each([
    ["unknown", () => unknown("connection_lost")],
    [
      "a throw",
      () => {
        throw new Error("secret text")
      }
    ],
    ["silence", held]
  ] as const)("%s: unknown, counted, never sent again", async (_name, behaviour) => {
    const w = world()
    const one = w.engine({ packs: [house(1)], sendTimeoutMillis: 20 })
    await record(one, person())
    w.provider.next.push(behaviour)
    expect((await attempt(one, wish("a"))).outcome).toBe("unknown")
    expect((await attempt(one, wish("a"))).outcome).toBe("unknown")
    expect((await attempt(one, wish("b", { onDefer: "return" }))).outcome).toBe("scheduled")
    await drive(w, one, NOON + 71 * HOUR)
    expect((await state(one, "a"))?.state).toBe("unknown")
    await drive(w, one, NOON + 73 * HOUR)
    expect((await state(one, "a"))?.state).toBe("unknown_expired")
    expect(w.provider.received).toHaveLength(1)
    expect(await run(Review.list(one))).toMatchObject([
      { body: { attempt: "a", person: "ada", why: "unknown_expired" } }
    ])
    expect(await run(one.timeline.nextDue(one.tenant))).toBeUndefined()
  })

  it("is looked for where the provider can be asked: less and less often, with the address, until it is found", async () => {
    const w = world()
    const looks: Array<readonly [number, string, string]> = []
    const lookup = async (message: { readonly attemptId: string; readonly to: string }) => {
      looks.push([w.clock.now - NOON, message.attemptId, message.to])
      return looks.length === 3 ? accepted("found") : undefined
    }
    const one = w.engine(using(channelTo(w.provider, { lookup })))
    await record(one, person())
    w.provider.next.push(() => unknown("timeout"))
    await attempt(one, wish("a"))
    await drive(w, one, NOON + 73 * HOUR)
    expect(looks).toEqual([
      [60_000, "a", PHONE],
      [120_000, "a", PHONE],
      [240_000, "a", PHONE]
    ])
    expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "dispatched", providerId: "found" })
  })

  it("goes on under a new number when the provider proves that nothing was sent", async () => {
    const w = world()
    const one = w.engine(
      using(channelTo(w.provider, { lookup: async () => rejected("retryable", "lost", 1_000) }))
    )
    await record(one, person())
    w.provider.next.push(() => unknown("timeout"))
    await attempt(one, wish("a"))
    await drive(w, one, NOON + HOUR)
    expect(w.provider.received.map(({ attempt: id }) => id)).toEqual(["a", "a~2"])
  })

  it("is unknown when the fiber is interrupted between dispatch and settling, and never sent again", async () => {
    const w = world()
    const one = w.engine({ packs: [house(1)] })
    await record(one, person())
    let reached: () => void = () => undefined
    const there = new Promise<void>((resolve) => (reached = resolve))
    let aborted = false
    w.provider.next.push(
      (_message, signal) =>
        new Promise((resolve) => {
          reached()
          signal.addEventListener("abort", () => {
            aborted = true
            resolve(accepted("too late"))
          })
        })
    )
    const fiber = Effect.runFork(Attempt.attempt(one, wish("a")))
    await there
    await run(Fiber.interrupt(fiber))
    expect(aborted).toBe(true)
    expect((await attempt(one, wish("a"))).outcome).toBe("unknown")
    await drive(w, one, NOON + 100 * HOUR)
    expect(w.provider.received).toHaveLength(1)
    expect((await state(one, "a"))?.state).toBe("unknown_expired")
  })

  it("is settled by a store that was away for a moment", async () => {
    const w = world()
    let broken = 2
    const flaky = {
      ...w.timeline,
      append: (...args: Parameters<typeof w.timeline.append>) =>
        args[1].some(({ events: all }) => all.some(({ kind }) => kind === "attempt.settled")) && broken-- > 0
          ? Effect.fail(
              new (class extends Error {
                readonly isRetryable = true
              })() as never
            )
          : w.timeline.append(...args)
    }
    const one = w.engine({ timeline: flaky })
    await record(one, person())
    expect((await attempt(one, wish("a"))).outcome).toBe("dispatched")
  })
})

describe("evidence", () => {
  it("that is weaker than what is known changes nothing, in any order", async () => {
    const results = [
      unknown("timeout"),
      { _tag: "unknown_expired" },
      rejected("permanent", "1"),
      accepted("x")
    ] as const
    const orders = results.flatMap((a) => results.flatMap((b) => results.map((c) => [a, b, c] as const)))
    for (const [i, order] of orders.entries()) {
      const { one } = await ready()
      const w = { ...one, senders: one.senders }
      await attempt(w, wish("first"))
      const known = await state(one, "first")
      if (known === undefined) throw new Error("there is none")
      const ref = { ...Ledger.refOf(known), attempt: `t${i}` as Id.AttemptId }
      const at = Instant.make(NOON)
      const scope = Scope.attempt(ref.attempt)
      const dispatched = Ledger.attemptEvent(
        one,
        "attempt.dispatched",
        `t${i}/dispatched` as Id.EventId,
        at,
        { ...ref, messageHash: "h", adapter: "fake", sender: "one" }
      )
      await run(one.timeline.append(one.tenant, [{ events: [dispatched] }]))
      for (const [n, result] of order.entries()) {
        await run(
          Ledger.settle(one, ref, "fake", result, at, {
            by: `test${n}`,
            timer: { _tag: "cancel", scope, name: "none" }
          })
        )
      }
      const { events: own } = await run(one.timeline.read(one.tenant, [scope]))
      const last = own.findLast((event) => event.kind === "attempt.settled")
      const strongest = ["unknown", "unknown_expired", "rejected", "accepted"].findLast((tag) =>
        order.some(({ _tag }) => _tag === tag)
      )
      expect(last?.kind === "attempt.settled" ? last.body.result : undefined).toBe(strongest)
    }
  })
})

describe("a slot that somebody left behind", () => {
  /** Reserves and dies. */
  const reserved = async (packs = [house()]) => {
    const w = world()
    const dying = w.engine({ packs, confirm: () => Effect.interrupt })
    await record(dying, person())
    await Effect.runPromiseExit(Attempt.attempt(dying, wish("a")))
    expect((await state(dying, "a"))?.state).toBe("reserved")
    return { ...w, heir: w.engine({ packs }) }
  }

  it("is taken over as it was composed, without standing in its own way", async () => {
    const { heir, provider, ...w } = await reserved([house(1)])
    const before = await state(heir, "a")
    await drive({ ...w, provider }, heir, NOON + HOUR)
    expect(provider.received.map(({ attempt: id, at }) => [id, at])).toEqual([["a", NOON + 60_000]])
    const after = await state(heir, "a")
    expect([after?.state, after?.messageHash]).toEqual(["accepted", before?.messageHash])
  })

  it("is given up when it is no longer permitted, and the wish is not lost", async () => {
    const { heir, provider, ...w } = await reserved()
    const until = NOON + DAY
    await record(heir, [
      told("hold.placed", "hold", { person: "ada", debts: [], hold: "h", reason: "test", until }, NOON)
    ])
    await drive({ ...w, provider }, heir, NOON + HOUR)
    expect((await state(heir, "a"))?.state).toBe("abandoned")
    expect(provider.received).toEqual([])
    await drive({ ...w, provider }, heir, NOON + 2 * DAY)
    expect(provider.received.map(({ attempt: id, at }) => [id, at])).toEqual([["a~2", until]])
  })

  it("is given up when its words are out of date, its sender is gone, or its duties changed", async () => {
    const notice = rule("house.notice", "content", {
      duties: [{ duty: "require", element: "opt_out_statement", texts: { en: "Reply STOP to end." } }]
    })
    const changes: ReadonlyArray<
      readonly [string, (w: Awaited<ReturnType<typeof reserved>>) => Promise<ReturnType<typeof w.engine>>]
    > = [
      [
        "what it says has changed",
        async (w) => (
          await record(w.heir, [
            told(
              "payment.recorded",
              "paid",
              {
                debt: "ada-debt",
                person: "ada",
                amount: { amount: "5.00", currency: "USD" },
                result: "received"
              },
              NOON
            )
          ]),
          w.heir
        )
      ],
      [
        "its sender or address is gone",
        async (w) => w.engine(using(channelTo(w.provider, { senders: ["another"] })))
      ],
      ["what it must say has changed", async (w) => w.engine({ packs: [house(7, [notice])] })]
    ]
    for (const [why, change] of changes) {
      const w = await reserved()
      const heir = await change(w)
      expect(await attempt(heir, wish("a"))).toMatchObject({ outcome: "dispatched", attempt: "a~2" })
      expect(await kinds(heir, "attempt.abandoned")).toMatchObject([{ body: { why } }])
    }
  })

  it("is given up when it is late, also after a jump of the clock", async () => {
    const { heir, provider, clock } = await reserved()
    clock.now = NOON + 3 * DAY
    await run(Worker.settleDown(heir))
    expect(provider.received.map(({ attempt: id }) => id)).toEqual(["a~2"])
    expect(await kinds(heir, "attempt.abandoned")).toMatchObject([{ body: { why: "its slot expired" } }])
  })

  it("is not given up after it was dispatched: giving up and dispatching exclude each other", async () => {
    const { heir } = await reserved()
    const loaded = await facts(heir)
    const known = loaded.attempts.find((one) => one.id === "a")
    if (known === undefined) throw new Error("there is none")
    const { versions } = await run(heir.timeline.read(heir.tenant, [Scope.attempt("a" as Id.AttemptId)]))
    expect((await attempt(heir, wish("a"))).outcome).toBe("dispatched")
    expect(await run(Ledger.abandon(heir, Ledger.refOf(known), "late", Instant.make(NOON), versions))).toBe(
      false
    )
    expect((await state(heir, "a"))?.state).toBe("accepted")
  })
})

describe("two processes with one wish", () => {
  it("the one that still sees it barred does not take away the timer of the one that reserved it", async () => {
    const w = world()
    await record(w.engine(), person())
    await record(w.engine(), [
      told("hold.placed", "hold", { person: "ada", debts: [], hold: "h", reason: "test" })
    ])
    const dying = w.engine({ confirm: () => Effect.interrupt })
    let isFirst = true
    const slow: typeof w.timeline = {
      ...w.timeline,
      append: (...args) =>
        Effect.gen(function* () {
          if (isFirst) {
            isFirst = false
            yield* Effect.promise(() =>
              record(w.engine(), [
                told("hold.lifted", "lift", { person: "ada", debts: [], hold: "h", reason: "test" }, NOON)
              ])
            )
            yield* Effect.promise(() => Effect.runPromiseExit(Attempt.attempt(dying, wish("a"))))
          }
          return yield* w.timeline.append(...args)
        })
    }
    await attempt(w.engine({ timeline: slow }), wish("a"))
    await drive(w, w.engine(), NOON + HOUR)
    expect(w.provider.received).toHaveLength(1)
    expect((await attempt(w.engine(), wish("a"))).outcome).toBe("dispatched")
  })

  it("that take over the same slot in the same instant send it once", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const w = world()
      await record(w.engine(), person())
      await Effect.runPromiseExit(Attempt.attempt(w.engine({ confirm: () => Effect.interrupt }), wish("a")))
      const heirs = [1, 2, 3].map((n) => mortal(w, new Life(Infinity, false, seed * 10 + n)))
      await Promise.all(heirs.map((one) => attempt(one, wish("a"))))
      expect(w.provider.received.map(({ attempt: id }) => id)).toEqual(["a"])
    }
  })
})

describe("two numbers of one person", () => {
  it("share one cap, also through a third record", async () => {
    const w = world()
    const one = w.engine({ packs: [house(1)] })
    await record(one, [
      ...person(),
      ...person("bea", "+15205550178", "b@example.com", "B"),
      ...person("cyd", "+15205550179", "c@example.com", "C")
    ])
    await record(one, [
      told("link.made", "l1", { a: "ada", b: "bea", relation: "same_person" }),
      told("link.made", "l2", { a: "bea", b: "cyd", relation: "same_person" })
    ])
    expect((await attempt(one, wish("a"))).outcome).toBe("dispatched")
    const other = wish("c", {
      person: "cyd" as Id.PersonId,
      debts: ["cyd-debt" as Id.DebtId],
      onDefer: "return"
    })
    expect((await attempt(one, other)).outcome).toBe("scheduled")
    expect(w.provider.received).toHaveLength(1)
  })
})
