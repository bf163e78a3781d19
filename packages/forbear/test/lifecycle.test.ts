/** Signals, closing, and what is said afterwards. */
import { accepted, type SendResult } from "@forbear/channels"
import { describe, expect, it } from "vitest"
import type { Forbear } from "../src/index.ts"
import { fakeSms, jane, open, signature, wish } from "./kit.ts"

/** A provider whose answer is held back until `answer` is called. */
const slow = () => {
  let called: () => void = () => undefined
  const reached = new Promise<void>((resolve) => (called = resolve))
  let answer: (result: SendResult) => void = () => undefined
  const result = new Promise<SendResult>((resolve) => (answer = resolve))
  const { channel, sent } = fakeSms(() => {
    called()
    return result
  })
  return { channel, sent, reached, answer: () => answer(accepted("slow-1")) }
}

const closed = { code: "FORBEAR_CLOSED", retryable: false }

describe("close", () => {
  it("is the same twice, and ends every later call with FORBEAR_CLOSED", async () => {
    const forbear = await open()
    await forbear.record(jane)
    expect(forbear.close()).toBe(forbear.close())
    await forbear.close()
    const calls: Record<string, (one: Forbear) => Promise<unknown>> = {
      record: (one) => one.record(jane),
      attempt: (one) => one.attempt(wish),
      may: (one) => one.may(wish),
      timeline: (one) => one.timeline("jane"),
      settle: (one) => one.settle(),
      nextDue: (one) => one.nextDue(),
      work: (one) => one.work(),
      tasks: (one) => one.desk.tasks("text"),
      addressId: (one) => one.addressId("email", "a@example.com"),
      within: async (one) => one.within({} as never)
    }
    for (const [name, call] of Object.entries(calls))
      await expect(call(forbear), name).rejects.toMatchObject(closed)
    expect((await forbear.handler(new Request("http://localhost/fake"))).status).toBe(503)
  })

  it("waits for what runs: a message that has left gets its answer on record", async () => {
    const provider = slow()
    const forbear = await open({ channels: [provider.channel] })
    await forbear.record(jane)
    const attempt = forbear.attempt(wish)
    await provider.reached
    let done = false
    const closing = forbear.close().then(() => (done = true))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(done).toBe(false)
    provider.answer()
    expect((await attempt).outcome).toBe("dispatched")
    await closing
  })

  it("happens at the end of an `await using` block", async () => {
    let kept: Forbear
    {
      await using forbear = await open()
      kept = forbear
    }
    await expect(kept.nextDue()).rejects.toMatchObject(closed)
  })
})

describe("work", () => {
  it("sends what comes due and ends with its signal, or with close, without an error", async () => {
    let now = Date.parse("2026-03-05T04:30:00Z") // 21:30 where she lives
    const { channel, sent } = fakeSms()
    const forbear = await open({ channels: [channel], clock: () => now })
    await forbear.record([
      jane[0],
      { ...jane[1], body: { ...jane[1].body, role: "third_party" } },
      jane[2],
      consent
    ])
    expect((await forbear.attempt(wish)).outcome).toBe("scheduled")
    const stop = new AbortController()
    const working = forbear.work({ signal: stop.signal, pauseMillis: 5 })
    expect(sent).toEqual([])
    now = Date.parse("2026-03-05T15:00:01Z")
    while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort()
    expect(await working).toBeUndefined()
    const again = forbear.work({ pauseMillis: 5 })
    await forbear.close()
    expect(await again).toBeUndefined()
  })

  it("goes on after a failure that may pass", async () => {
    let failures = 0
    const forbear = await open({
      onEvent: () => {
        if (++failures < 3) throw new Error("the notes are locked")
      }
    })
    await forbear.record(jane[0])
    const working = forbear.work({ pauseMillis: 5 })
    while (failures < 3) await new Promise((resolve) => setTimeout(resolve, 5))
    await forbear.close()
    expect(await working).toBeUndefined()
  })

  it("refuses a pause of nothing", async () => {
    await using forbear = await open()
    await expect(forbear.work({ pauseMillis: 0 })).rejects.toMatchObject({
      code: "FORBEAR_INPUT",
      field: "pauseMillis"
    })
  })
})

const consent = {
  id: "consent",
  kind: "consent.given",
  occurredAt: "2026-03-02T17:00:00Z",
  body: {
    person: "jane",
    channels: ["sms"],
    to: "collector",
    form: "oral",
    provenance: { via: "phone", by: "consumer" }
  }
}

describe("a signal", () => {
  it("that is aborted already rejects with its reason, and nothing happens", async () => {
    const { channel, sent } = fakeSms()
    await using forbear = await open({ channels: [channel] })
    const reason = new Error("the request went away")
    await expect(forbear.record(jane, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(forbear.attempt(wish, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(sent).toEqual([])
    expect(await forbear.timeline("jane")).toEqual([])
  })

  it("that aborts while the provider has it leaves an unknown, which its receipt settles", async () => {
    const provider = slow()
    await using forbear = await open({
      channels: [provider.channel],
      publicUrl: "https://contact.example.com"
    })
    await forbear.record(jane)
    const stop = new AbortController()
    const reason = new Error("too slow")
    const attempt = forbear.attempt(wish, { signal: stop.signal })
    await provider.reached
    stop.abort(reason)
    await expect(attempt).rejects.toBe(reason)
    expect((await forbear.attempt(wish)).outcome).toBe("unknown")
    const receipt = {
      _tag: "status",
      state: "delivered",
      raw: { status: "delivered" },
      providerId: "slow-1",
      attemptId: wish.key,
      eventId: "receipt-1"
    }
    const body = JSON.stringify([receipt])
    const hook = new Request("http://localhost/fake", {
      method: "POST",
      body,
      headers: { "x-signature": signature(body) }
    })
    expect((await forbear.handler(hook)).status).toBe(200)
    expect(await forbear.attempt(wish)).toMatchObject({ outcome: "dispatched", providerId: "slow-1" })
    expect(provider.sent).toHaveLength(1)
  })
})
