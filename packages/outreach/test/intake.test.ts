/** What comes back: receipts in any order, twice, too early; replies from known, shared and unknown numbers. */
import { MalformedWebhookError, unknown, type ProviderEvent } from "@forbear/channels"
import { us } from "@forbear/compliance/us"
import { Instant, type Id } from "@forbear/core"
import { Defaults } from "@forbear/messages"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Life, mortal } from "./crash.ts"
import { Intake, Record, Worker, type Engine } from "../src/index.ts"
import {
  address,
  attempt,
  channelTo,
  DAY,
  drive,
  events,
  facts,
  HOUR,
  inbound,
  NOON,
  person,
  PHONE,
  record,
  run,
  state,
  status,
  told,
  using,
  wish,
  world
} from "./kit.ts"

const ready = async (options: { readonly autoReply?: boolean; readonly keepsId?: boolean } = {}) => {
  const w = world()
  const channel = channelTo(w.provider, options)
  const one = w.engine(using(channel))
  await record(one, person())
  const take = (event: ProviderEvent) => run(Intake.take(one, channel, event))
  return { ...w, one, channel, take }
}

const of = async (engine: Engine.Engine, kind: string, id = "ada") =>
  (await events(engine, id)).filter((event) => event.kind === kind)

const permutations = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  list.length < 2
    ? [list]
    : list.flatMap((one, i) => permutations(list.filter((_, j) => j !== i)).map((rest) => [one, ...rest]))

describe("receipts", () => {
  it("settle a lost answer, and an answer that comes after them does not unsettle it", async () => {
    const { one, take, provider, ...w } = await ready()
    provider.next.push(async (message) => {
      await take(status(message.attemptId, "delivered", "e1"))
      return unknown("timeout")
    })
    await attempt(one, wish("a"))
    expect(await state(one, "a")).toMatchObject({
      state: "accepted",
      providerId: "sid-a",
      outcome: "delivered"
    })
    await drive({ ...w, provider }, one, NOON + 100 * HOUR)
    expect(await state(one, "a")).toMatchObject({ state: "accepted", outcome: "delivered" })
    expect(provider.received).toHaveLength(1)
  })

  it("give the same facts in every order, each once or twice", async () => {
    const all = (id: string) => [
      status(id, "sent", "e1", { at: NOON + 1 }),
      status(id, "delivered", "e2", { at: NOON + 2 }),
      status(id, "failed.permanent", "e3", { at: NOON + 3 }),
      status(id, "complained", "e4", { at: NOON + 4 })
    ]
    const seen = new Set<string>()
    for (const order of permutations([0, 1, 2, 3])) {
      const { one, take, clock } = await ready()
      await attempt(one, wish("a"))
      clock.now += 1_000
      for (const i of [...order, ...order.toReversed()]) await take(all("a")[i] as ProviderEvent)
      const { attempts, said, addresses } = await facts(one)
      seen.add(
        JSON.stringify([
          attempts.map(({ state: s, outcome }) => [s, outcome]),
          said.map(({ kind, channels }) => [kind, channels]),
          [...addresses.values()].map(({ reports }) => reports.length)
        ])
      )
      expect((await of(one, "contact.refused")).length).toBe(1)
    }
    expect([...seen]).toEqual([
      JSON.stringify([[["accepted", "complained"]], [["refusal", ["sms"]]], [0, 0]])
    ])
  })

  it("keep all that they teach, wherever the process dies: the provider delivers again", async () => {
    for (let last = 0; last < 12; last++) {
      const { one, channel, take, ...w } = await ready()
      await attempt(one, wish("a"))
      const receipt = status("a", last % 2 === 0 ? "opted_out" : "bounced.hard", "e1")
      await Effect.runPromiseExit(
        Intake.take(mortal({ ...w }, new Life(Math.floor(last / 2), last % 4 < 2)), channel, receipt)
      )
      await take(receipt)
      const taught = [...(await of(one, "contact.refused")), ...(await of(one, "address.reported"))]
      expect([taught.length, (await of(one, "attempt.resolved")).length], `after ${last} calls`).toEqual([
        1, 1
      ])
    }
  })

  it("are not from the future, whatever the provider's clock says", async () => {
    const { one, take } = await ready()
    await attempt(one, wish("a"))
    await take(status("a", "opted_out", "e1", { at: NOON + DAY }))
    await take(status("a", "delivered", "e2", { at: Number.NaN }))
    for (const event of [...(await of(one, "contact.refused")), ...(await of(one, "attempt.resolved"))])
      expect(event.occurredAt).toBe(NOON)
    expect((await attempt(one, wish("b"))).outcome).toBe("suppressed")
  })

  it("that overtake the answer wait for it, and are forgotten when none comes", async () => {
    const { one, take, provider, logs, ...w } = await ready()
    const early = { ...status("a", "delivered", "e1"), attemptId: undefined as never }
    const { attemptId: _, ...receipt } = early
    await take(receipt)
    await attempt(one, wish("a"))
    expect((await state(one, "a"))?.outcome).toBeUndefined()
    await take({ ...receipt, providerId: "somebody else's", eventId: "e2" })
    await drive({ ...w, provider, logs }, one, NOON + HOUR)
    expect((await state(one, "a"))?.outcome).toBe("delivered")
    expect(logs.filter(({ event }) => event === "webhook.unmatched")).toHaveLength(1)
    expect(await run(one.timeline.nextDue(one.tenant))).toBeUndefined()
  })

  it("of others' dispatches, or with ids that are none, prove nothing", async () => {
    const { one, take, provider, channel } = await ready()
    await attempt(one, wish("a"))
    await run(Intake.take(one, { ...channel, name: "other" }, status("a", "delivered", "e1")))
    await take(status("../../etc", "delivered", "e2"))
    await take(status("never", "delivered", "e3"))
    expect((await state(one, "a"))?.outcome).toBeUndefined()
    expect(provider.received).toHaveLength(1)
  })

  it("are told apart however odd or long their ids are", async () => {
    const { one, take } = await ready()
    await attempt(one, wish("a"))
    const long = "x".repeat(300)
    for (const id of ["a=b", "a-b", `${long}1`, `${long}2`]) await take(status("a", "sent", id))
    expect(await of(one, "attempt.progressed")).toHaveLength(4)
  })

  it("find a message whose provider id is odd", async () => {
    const { one, take, provider } = await ready()
    const odd = `id with ünicode ${"y".repeat(300)}`
    provider.next.push(() => ({ _tag: "accepted", providerId: odd }))
    await attempt(one, wish("a"))
    const { attemptId: _, ...receipt } = status("a", "delivered", "e1", { providerId: odd })
    await take(receipt)
    expect((await state(one, "a"))?.outcome).toBe("delivered")
  })
})

describe("the receiver", () => {
  it("answers 400 to what is not the provider's, 500 to our own trouble, and logs nothing personal", async () => {
    const { one, channel, logs } = await ready()
    const make = (parse: () => ReadonlyArray<ProviderEvent>) =>
      Intake.receiver(
        one,
        {
          ...channel,
          webhook: {
            path: "/fake",
            verify: ({ body }) => ({ _tag: "Verified", scheme: "fake", body }),
            parse
          }
        },
        run,
        () => NOON
      )
    const post = (parse: () => ReadonlyArray<ProviderEvent>) =>
      make(parse)(new Request("http://localhost/fake", { method: "POST", body: "{}" }))
    expect(
      (
        await post(() => {
          throw new MalformedWebhookError(PHONE)
        })
      ).status
    ).toBe(400)
    expect((await post(() => JSON.parse(`{"from":"${PHONE}"`) as never)).status).toBe(400)
    expect((await post(() => [{ ...inbound("STOP", "in-1"), channel: 5 as never }])).status).toBe(500)
    expect((await post(() => [inbound("STOP", "in-1")])).status).toBe(200)
    expect(JSON.stringify(logs)).not.toContain(PHONE)
    expect(
      (await Intake.receiver(one, channel, run, () => NOON)(new Request("http://localhost/fake"))).status
    ).toBe(404)
  })
})

describe("replies", () => {
  it("STOP: refused for that address at once, confirmed once, whatever is delivered again", async () => {
    const { one, take, provider } = await ready()
    for (let i = 0; i < 3; i++) await take(inbound("STOP", "in-1"))
    await run(Worker.settleDown(one))
    expect(await of(one, "contact.refused")).toMatchObject([{ body: { channels: ["sms", "mms", "rcs"] } }])
    expect(provider.received).toHaveLength(1)
    await take(inbound("STOP", "in-2"))
    expect((await attempt(one, wish("a"))).outcome).toBe("suppressed")
    const asked = (await events(one)).filter((event) => event.kind === "attempt.reserved")
    expect(asked.map((event) => (event.kind === "attempt.reserved" ? event.body.purpose : ""))).toEqual([
      "opt_out_confirmation"
    ])
  })

  it("the one confirmation survives a host that refuses it once: the permission is not used up", async () => {
    const w = world()
    const channel = channelTo(w.provider)
    let ok = false
    const one = w.engine({ ...using(channel), confirm: () => Effect.sync(() => ok) })
    await record(one, person())
    await run(Intake.take(one, channel, inbound("STOP", "in-1")))
    ok = true
    await run(Intake.take(one, channel, inbound("STOP", "in-1")))
    await run(Intake.take(one, channel, inbound("STOP", "in-1")))
    expect(w.provider.received.map(({ attempt: id }) => id)).toEqual(["webhook/fake/in-1/confirmation~2"])
    const again = wish("another", {
      debts: [],
      purpose: "opt_out_confirmation",
      template: "opt_out_confirmation",
      inReplyTo: "webhook/fake/in-1" as Id.EventId
    })
    expect(await attempt(one, again)).toMatchObject({
      outcome: "suppressed",
      after: "the event was answered already"
    })
  })

  it("a provider that saw an opt-out is believed, whatever the words; it answers itself, so we do not", async () => {
    const { one, take, provider } = await ready({ autoReply: true })
    await take(inbound("XYZZY", "in-1", { optOut: "stop" }))
    await run(Worker.settleDown(one))
    expect(await of(one, "contact.refused")).toHaveLength(1)
    expect(provider.received).toEqual([])
    await take(inbound("START", "in-2", { optOut: "start" }))
    expect(await of(one, "refusal.lifted")).toEqual([])
    expect((await of(one, "hold.placed")).map((event) => event.id)).toEqual([])
    expect((await attempt(one, wish("a"))).outcome).toBe("suppressed")
  })

  it("a provider that saw an opt-out and does not answer itself: we do, whatever the words", async () => {
    const { one, take, provider } = await ready()
    await take(inbound("XYZZY", "in-1", { optOut: "stop" }))
    expect(provider.received).toHaveLength(1)
    expect(await of(one, "contact.refused")).toHaveLength(1)
  })

  it("a shared number: both are stopped and held, one confirmation goes to whom we wrote to", async () => {
    const { one, take, provider } = await ready()
    await record(one, person("bob", PHONE, "bob@example.com", "Bob Q. Testperson"))
    await attempt(one, wish("b", { person: "bob" as Id.PersonId, debts: ["bob-debt" as Id.DebtId] }))
    await take(inbound("STOP", "in-1"))
    await run(Worker.settleDown(one))
    for (const id of ["ada", "bob"]) expect(await of(one, "contact.refused", id), id).not.toEqual([])
    expect(provider.received).toHaveLength(2)
    expect((await of(one, "attempt.reserved", "bob")).length).toBe(2)
    await take(inbound("I dispute this debt, it is not mine", "in-2"))
    for (const id of ["ada", "bob"]) expect(await of(one, "hold.placed", id), id).toHaveLength(1)
    const [message] = (await events(one)).filter((event) => event.kind === "message.received")
    expect(
      message === undefined || message.kind !== "message.received" ? undefined : message.body.person
    ).toBeUndefined()
  })

  it("an unknown number: the refusal is kept under the address, and binds whoever it turns out to be", async () => {
    const { one, take, provider } = await ready()
    const stranger = "+15205550111"
    await take(inbound("STOP", "in-1", { from: stranger }))
    await take(inbound("wrong number, I am not her", "in-2", { from: "+15205550112" }))
    expect(provider.received).toEqual([])
    await record(one, [
      ...person("cyd", stranger, "cyd@example.com", "Cyd Q. Testperson"),
      ...person("dan", "+15205550112", "dan@example.com", "Dan")
    ])
    for (const id of ["cyd", "dan"]) {
      const request = wish(id, { person: id as Id.PersonId, debts: [`${id}-debt` as Id.DebtId] })
      expect((await attempt(one, request)).outcome, id).toBe("suppressed")
    }
  })

  it.each([
    ["this is identity theft, I dispute it", "dispute"],
    ["my lawyer will contact you", "attorney"],
    ["I filed for bankruptcy", "bankruptcy"],
    ["she passed away last month", "deceased"],
    ["cease all communication", "cease"],
    ["qwertz uiop", "unsure"]
  ])("%s: everything is held until somebody has looked", async (text, reason) => {
    const { one, take } = await ready()
    await take(inbound(text, "in-1"))
    await run(Worker.settleDown(one))
    const [hold, ...more] = await of(one, "hold.placed")
    expect(more).toEqual([])
    expect(hold?.kind === "hold.placed" ? hold.body.reason : "").toContain(reason)
    expect((await attempt(one, wish("a", { channels: ["email", "sms"] }))).outcome).toBe("suppressed")
  })

  it("a reply closes what it names: texts refused by e-mail are refused as texts, and e-mail stays open", async () => {
    const { one, take } = await ready()
    await take({
      ...inbound("Please stop texting me, use email", "in-1"),
      channel: "email",
      from: "ada.q@example.com"
    })
    const refusals = await of(one, "contact.refused")
    expect(refusals).toHaveLength(1)
    expect(refusals[0]?.body).toMatchObject({ channels: ["sms", "mms", "rcs"] })
    expect(refusals[0]?.body).not.toHaveProperty("addresses")
    expect((await attempt(one, wish("a"))).outcome).toBe("suppressed")
  })

  it("a sender that is no address is logged and answered, nothing more", async () => {
    const { take, logs } = await ready()
    await take(inbound("STOP", "in-1", { from: "ACMEBANK" }))
    expect(logs).toContainEqual({ event: "webhook.unknown_sender", adapter: "fake" })
  })

  it("a message that the host recorded itself is heard as well, once, under the law of the United States", async () => {
    const w = world()
    const law = { packs: [us], templates: Defaults.all }
    const one = w.engine(law)
    await record(one, person())
    const { id } = await run(Record.addressId(one, "phone", PHONE))
    await record(one, [
      told(
        "message.received",
        "crm/1",
        { person: "ada", debts: [], channel: "sms", address: id, text: "stop" },
        Instant.make(NOON)
      )
    ])
    await drive(w, one, NOON + HOUR)
    await run(Worker.settleDown(w.engine(law)))
    expect(await of(one, "contact.refused")).toHaveLength(1)
    expect(w.provider.received).toHaveLength(1)
    await record(one, [address("ada", "phone", "+15205550190")])
    expect((await facts(one)).addresses.size).toBe(3)
  })
})
