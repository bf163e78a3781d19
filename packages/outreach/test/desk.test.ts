/** The agent's desk: what is recorded during a call, once; the queue of work; what became of it. */
import { accepted } from "@forbear/channels"
import type { Id } from "@forbear/core"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Desk, Record } from "../src/index.ts"
import {
  attempt,
  channelTo,
  EMAIL,
  events,
  facts,
  HOUR,
  house,
  PHONE,
  person,
  record,
  run,
  told,
  using,
  wish,
  world
} from "./kit.ts"

const call = {
  call: "call-1" as Id.EventId,
  person: "ada" as Id.PersonId,
  debts: ["ada-debt" as Id.DebtId],
  agent: "agent-7"
}

const template = {
  id: "note",
  version: 1,
  group: "task",
  language: "en",
  uses: [],
  data: {},
  title: "Call",
  context: [{ label: "Why", value: "{{ task.reason }}" }],
  mustSay: [],
  mustNotSay: []
} as const

const ready = async (packs = [house()]) => {
  const w = world()
  const callers = channelTo(w.provider, { name: "agent", channel: "voice_call", senders: ["callers desk"] })
  const one = w.engine({
    ...using(channelTo(w.provider), callers),
    packs,
    templates: [...w.engine().templates, template]
  })
  await record(one, person())
  return { ...w, one }
}

describe("a call that came in", () => {
  it("is recorded once, with the talk, the plan, and each consent that was given on it", async () => {
    const { one, clock } = await ready()
    const phone = (await run(Record.addressId(one, "phone", PHONE))).id
    const mail = (await run(Record.addressId(one, "email", EMAIL))).id
    for (let i = 0; i < 2; i++) {
      await run(Desk.callReceived(one, call))
      await run(Desk.conversation(one, { ...call, identified: "last4" }))
      for (const [channel, address] of [
        ["sms", phone],
        ["sms", mail],
        ["email", mail]
      ] as const) {
        await run(
          Desk.consentGiven(one, call.call, {
            person: call.person,
            channels: [channel],
            addresses: [address],
            debts: call.debts
          })
        )
      }
      await run(Desk.callEnded(one, call))
      clock.now += HOUR
    }
    const { said, conversations, inbound } = await facts(one)
    expect([said.length, conversations.length, inbound.length]).toEqual([3, 1, 1])
    expect(inbound[0]?.endedAt).toBe(clock.now - 2 * HOUR)
    expect(await run(Effect.flip(Desk.conversation(one, { ...call, identified: " " })))).toMatchObject({
      field: "identified"
    })
  })
})

describe("work that waits for an agent", () => {
  const queued = async (packs = [house()]) => {
    const w = await ready(packs)
    expect((await attempt(w.one, wish("c", { channels: ["voice_call"] }))).outcome).toBe("dispatched")
    return w
  }

  it("is shown with what may be done now, its own slot not counted, until it has an outcome", async () => {
    const { one } = await queued([house(1)])
    const [task, ...more] = await run(Desk.tasks(one, "callers desk"))
    expect(more).toEqual([])
    expect(task).toMatchObject({ attempt: "c", person: "ada", mayCallNow: { outcome: "permit" } })
    await record(one, [told("hold.placed", "hold", { person: "ada", debts: [], hold: "h", reason: "test" })])
    expect((await run(Desk.tasks(one, "callers desk")))[0]?.mayCallNow.outcome).toBe("deny")
    await run(Desk.callMade(one, "c" as Id.AttemptId, call.person, "no_answer", false))
    expect(await run(Desk.tasks(one, "callers desk"))).toEqual([])
  })

  it("has an outcome that is corrected by another one, told once or twice", async () => {
    const { one } = await queued()
    const made = (outcome: "voicemail" | "answered", spoke: boolean) =>
      run(Desk.callMade(one, "c" as Id.AttemptId, call.person, outcome, spoke))
    await made("voicemail", false)
    await made("answered", true)
    await made("answered", true)
    const { attempts, conversations } = await facts(one)
    expect([attempts[0]?.outcome, conversations.length]).toEqual(["answered", 1])
    expect((await events(one)).filter(({ kind }) => kind === "attempt.resolved")).toHaveLength(2)
  })

  it("is nobody else's: another person's attempt, a foreign contact or none at all is refused", async () => {
    const { one } = await queued()
    await record(one, [
      told("contact.foreign", "dialer/1", {
        person: "ada",
        debts: [],
        channel: "voice_call",
        purpose: "payment_request"
      })
    ])
    for (const id of ["nothing", "dialer/1"]) {
      expect(
        await run(Effect.flip(Desk.callMade(one, id as Id.AttemptId, call.person, "answered", false)))
      ).toMatchObject({ field: "attempt" })
    }
  })

  it("sends during the call, at once or not at all", async () => {
    const { one, provider } = await ready([house(1)])
    provider.next.push(() => accepted("x"))
    await run(Desk.callReceived(one, call))
    const { key, ...rest } = wish("link")
    expect((await run(Desk.sendDuringCall(one, call.call, { key, ...rest }))).outcome).toBe("dispatched")
    expect((await run(Desk.sendDuringCall(one, call.call, { ...rest, key: "link-2" }))).outcome).toBe(
      "scheduled"
    )
    expect(await run(one.timeline.nextDue(one.tenant))).toBeUndefined()
    const brief = await run(Desk.brief(one, call.person, call.debts))
    expect(brief.channels.map(({ channel }) => channel)).toEqual(["sms", "voice_call"])
    expect(JSON.stringify(brief.history)).not.toContain(PHONE)
  })
})
