/** Recording: checked, sealed, at most once; and appends that share a commit without sharing a fate. */
import { Instant, Scope, Timeline, TimelineMemory, type Events, type Id } from "@forbear/core"
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import { Coalesce, Ledger, Record, Wish } from "../src/index.ts"
import { address, NOON, person, PHONE, random, record, run, tenant, told, wish, world } from "./kit.ts"

const at = Instant.make(NOON)

describe("record", () => {
  it("adds nothing for what is known, and refuses the whole for one that is wrong, naming the field and not the value", async () => {
    const w = world()
    const one = w.engine()
    await record(one, person())
    expect(Record.isFresh(await record(one, person()))).toBe(false)
    const { events } = await run(one.timeline.read(tenant, [Scope.person("ada" as Id.PersonId)]))
    expect(events).toHaveLength(4)
    const wrong: ReadonlyArray<readonly [unknown, string]> = [
      [
        told("address.added", "x", {
          person: "ada",
          type: "phone",
          value: "not a number",
          evidence: [],
          from: "consumer"
        }),
        "value"
      ],
      [
        {
          ...address("ada", "phone", PHONE),
          body: { person: "ada", type: "phone", value: PHONE, address: "adr_other", evidence: [], from: "c" }
        },
        "address"
      ],
      [
        told("debt.placed", "ada/debt", {
          debt: "other",
          person: "ada",
          account: "a",
          creditor: "c",
          role: "first_party",
          type: "t",
          balance: { amount: "1.00", currency: "USD" },
          itemization: []
        }),
        "id"
      ],
      [told("nothing.known" as never, "x", {}), "kind"],
      [null, "event"]
    ]
    for (const [event, field] of wrong) {
      const error = await run(
        Effect.flip(Record.record(one, [told("person.recorded", `good/${field}`, { person: "zoe" }), event]))
      )
      expect([error.reason, error.isRetryable]).toEqual(["input", false])
      expect(JSON.stringify(error)).not.toContain(PHONE)
      expect((await run(one.timeline.read(tenant, [Scope.person("zoe" as Id.PersonId)]))).events).toEqual([])
    }
  })
})

const note = (engine: Parameters<typeof Ledger.attemptEvent>[0], id: string, when = at): Events.Event =>
  Ledger.attemptEvent(engine, "contact.refused", id as Id.EventId, when, {
    person: "ada" as Id.PersonId,
    provenance: { via: "sms", by: "consumer" }
  })

describe("appendOnce", () => {
  it("leaves what was told at another time as it is, adds the rest, and changes the timers in any case", async () => {
    const w = world()
    const one = w.engine()
    const timer = (name: string) =>
      ({ _tag: "set", scope: Scope.person("ada" as Id.PersonId), name, dueAt: at, payload: "{}" }) as const
    const names = async () =>
      (await run(one.timeline.timers(tenant, Scope.person("ada" as Id.PersonId)))).map(({ name }) => name)
    await run(Record.appendOnce(one, [note(one, "a")], [timer("t1")]))
    await run(Record.appendOnce(one, [note(one, "a")], [timer("t2")]))
    await run(Record.appendOnce(one, [note(one, "a", Instant.make(NOON + 1)), note(one, "b")], [timer("t3")]))
    await run(Record.appendOnce(one, [note(one, "b", Instant.make(NOON + 1))], [timer("t4")]))
    expect(await run(Record.appendOnce(one, [note(one, "b", Instant.make(NOON + 2))]))).toEqual([])
    expect(await names()).toEqual(["t1", "t2", "t3", "t4"])
    const { events } = await run(one.timeline.read(tenant, [Scope.person("ada" as Id.PersonId)]))
    expect(events.map(({ id, occurredAt }) => [id, occurredAt])).toEqual([
      ["a", NOON],
      ["b", NOON]
    ])
  })

  it("ends also when a store says that an id is taken which was never given", async () => {
    const w = world()
    const odd = {
      ...w.timeline,
      append: () => Effect.succeed([{ _tag: "id_taken", id: "another" } as const])
    }
    const one = w.engine({ timeline: odd })
    expect(await run(Effect.flip(Record.appendOnce(one, [note(one, "a")])))).toMatchObject({
      reason: "contended"
    })
  })
})

describe("keys", () => {
  it("made of parts are valid, never too long, and never the same for other parts", () => {
    const dice = random(7)
    const parts = () =>
      Array.from({ length: 3 }, () =>
        "abcé /~-".charAt(Math.floor(dice() * 8)).repeat(1 + Math.floor(dice() * 60))
      )
    const seen = new Map<string, string>()
    for (let i = 0; i < 3_000; i++) {
      const given = parts().join("/")
      const key = Wish.keyFrom(given)
      expect(key).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,150}$/)
      expect(seen.get(key) ?? given).toBe(given)
      seen.set(key, given)
    }
    expect(Wish.keyOf(Wish.nth("a~b", 12))).toBe("a~b")
    expect(Wish.keyOf(Wish.nth("plain", 1))).toBe("plain")
  })

  it("of a wish open only for what sealed them", async () => {
    const one = world().engine()
    const payload = await run(Wish.sealed(one, wish("a", { data: { said: PHONE } })))
    expect(payload).not.toContain(PHONE)
    expect(await run(Wish.opened(one, payload))).toEqual(wish("a", { data: { said: PHONE } }))
    const moved = payload.replace('"ada"', '"bob"')
    expect(await run(Effect.flip(Wish.opened(one, moved)))).toMatchObject({
      reason: "vault",
      isRetryable: false
    })
  })
})

describe("appends that share commits", () => {
  const item = (id: string, more = {}) => ({ events: [note(world().engine(), id)], ...more })

  it("go to the store together and are answered one by one", async () => {
    let calls = 0
    const memory = TimelineMemory.make({ clock: () => at })
    const shared = Coalesce.coalesced({ ...memory, append: (...args) => (calls++, memory.append(...args)) })
    const expectations = [{ scope: Scope.person("ada" as Id.PersonId), version: 0 }]
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        run(shared.append(tenant, [item(`e${i}`, i % 3 === 0 ? { expect: expectations } : {})]))
      )
    )
    expect(calls).toBeLessThan(10)
    expect(answers.map(([one]) => one?._tag).filter((tag) => tag === "conflict")).toHaveLength(99)
    expect(answers.every((answer) => answer.length === 1)).toBe(true)
  })

  it("do not fail with a neighbour that is broken, of another tenant, or dies", async () => {
    const memory = TimelineMemory.make({ clock: () => at })
    const shared = Coalesce.coalesced({
      ...memory,
      append: (of, items) =>
        items.some(({ before }) => before === 1) ? Effect.die(new Error("bug")) : memory.append(of, items)
    })
    const ok = run(shared.append(tenant, [item("good")]))
    const bad = Effect.runPromiseExit(
      shared.append(tenant, [
        { events: [{ ...note(world().engine(), "bad"), id: "two words" as Id.EventId }] }
      ])
    )
    const dies = Effect.runPromiseExit(shared.append(tenant, [item("dies", { before: Instant.make(1) })]))
    const foreign = Effect.runPromiseExit(shared.append("other" as Id.TenantId, [item("foreign")]))
    expect((await ok)[0]).toMatchObject({ _tag: "appended", events: [{ fresh: true }] })
    expect(Exit.isFailure(await bad) && String(await bad)).toContain("TimelineError")
    expect(Exit.isFailure(await dies)).toBe(true)
    expect(Exit.isFailure(await foreign)).toBe(true)
  })

  it("that a store wrote and then denied are nobody's: they are not fresh the second time", async () => {
    const memory = TimelineMemory.make({ clock: () => at })
    let lies = 1
    const shared = Coalesce.coalesced({
      ...memory,
      append: (of, items) =>
        Effect.flatMap(memory.append(of, items), (answer) =>
          lies-- > 0
            ? Effect.fail(new Timeline.TimelineError({ reason: "unavailable", message: "gone" }))
            : Effect.succeed(answer)
        )
    })
    const answers = await Promise.all(["a", "b"].map((id) => run(shared.append(tenant, [item(id)]))))
    expect(answers.map(([one]) => (one?._tag === "appended" ? one.events[0]?.fresh : one))).toEqual([
      false,
      false
    ])
  })
})
