/** The loop over real HTTP: a provider that falls silent, resets, refuses for now, and calls back. */
import { twilio } from "@forbear/adapter-twilio"
import { twilioSandbox, type TwilioSandbox } from "@forbear/adapter-twilio/sandbox"
import { Instant } from "@forbear/core"
import { afterEach, expect, it } from "vitest"
import { Transport, Worker } from "../src/index.ts"
import {
  attempt,
  drive,
  HOUR,
  house,
  NOON,
  person,
  PHONE,
  record,
  run,
  state,
  using,
  wish,
  world
} from "./kit.ts"

const accountSid = `AC${"0".repeat(32)}`
const authToken = "a-token-of-the-tests"
const open: Array<{ readonly close: () => Promise<void> }> = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const ready = async () => {
  const sandbox: TwilioSandbox = await twilioSandbox({ accountSid, authToken, now: () => NOON })
  const transport = Transport.makeTransport({ allowLive: false, dispatcher: "undici" })
  open.push(sandbox, transport)
  const w = world()
  const permission = { verdict: "allowed", source: "test", asOf: "2026-01-01", evidence: "test" } as const
  const channel = twilio({
    accountSid,
    authToken,
    baseUrl: sandbox.url,
    publicUrl: "https://collector.example",
    senders: [
      {
        id: "text",
        channel: "sms",
        address: "+15005550006",
        kind: "ten_dlc",
        permittedUse: { firstPartyDebt: permission }
      }
    ]
  })
  const one = w.engine({
    ...using(channel),
    packs: [house(2)],
    context: transport.context,
    sendTimeoutMillis: 300
  })
  await record(one, person())
  return { ...w, one, sandbox }
}

it("a provider that accepts and never answers: unknown, counted, never sent again", async () => {
  const { one, sandbox, ...w } = await ready()
  sandbox.faults.next("timeout")
  expect((await attempt(one, wish("a"))).outcome).toBe("unknown")
  expect((await attempt(one, wish("a"))).outcome).toBe("unknown")
  expect((await attempt(one, wish("b"))).outcome).toBe("dispatched")
  expect((await attempt(one, wish("c", { onDefer: "return" }))).outcome).toBe("scheduled")
  await drive({ ...w, timeline: one.timeline }, one, NOON + 73 * HOUR)
  expect(sandbox.messages.map(({ to }: { readonly to: string }) => to)).toEqual([PHONE, PHONE])
  expect((await state(one, "a"))?.state).toBe("unknown_expired")
})

it("a connection that breaks: unknown; too many requests: later, after as long as it said", async () => {
  const { one, sandbox, clock } = await ready()
  sandbox.faults.next("reset_after_accept")
  expect((await attempt(one, wish("a"))).outcome).toBe("unknown")
  sandbox.faults.next("429")
  expect(await attempt(one, wish("b"))).toMatchObject({ outcome: "scheduled", at: NOON + 1_000 })
  clock.now = Instant.make(NOON + 1_000)
  await run(Worker.settleDown(one))
  expect(await attempt(one, wish("b"))).toMatchObject({ outcome: "dispatched", attempt: "b~2" })
  expect(sandbox.messages).toHaveLength(2)
})

it("nothing listens: nothing was sent, so it is tried again", async () => {
  const { one, sandbox } = await ready()
  await sandbox.close()
  expect(await attempt(one, wish("a"))).toMatchObject({ outcome: "scheduled", at: NOON + 60_000 })
  expect(await state(one, "a")).toMatchObject({ state: "rejected", rejection: { reason: "retryable" } })
})
