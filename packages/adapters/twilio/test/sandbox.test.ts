/** Adapter and sandbox against each other over real sockets. */
import { rejected, unknown } from "@forbear/channels"
import { describe, expect, it } from "vitest"
import { twilio } from "../src/index.ts"
import { twilioSandbox } from "../src/sandbox.ts"
import { context } from "./context.ts"
import { accountSid, authToken, harness, message, sender, start } from "./harness.ts"

const states = (events: ReadonlyArray<object>) =>
  events.map((event) => ("state" in event ? event.state : "inbound"))

describe("a good message", () => {
  it("is accepted as it was sent, then sent, then delivered, all believed", async () => {
    await using all = await harness()
    const result = await all.send()
    expect(result).toMatchObject({ _tag: "accepted", status: "queued" })
    await all.sandbox.settled()
    const [accepted] = all.sandbox.messages
    expect(accepted).toMatchObject({
      to: "+13105550123",
      from: sender.address,
      body: "Acme: your plan is ready. Reply STOP to end.",
      at: start,
      validityPeriod: 3600
    })
    expect(result).toMatchObject({ providerId: accepted?.sid })
    expect(states(all.events)).toEqual(["sent", "delivered"])
    expect(all.events).toMatchObject([
      { attemptId: "att_1", providerId: accepted?.sid },
      { attemptId: "att_1" }
    ])
    expect(all.sandbox.callbacks.map(({ status }) => status)).toEqual([200, 200])
  })

  it("has the shape of Twilio's message resource", async () => {
    await using sandbox = await twilioSandbox({ accountSid, authToken, now: () => start })
    const headers = {
      authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
      "content-type": "application/x-www-form-urlencoded"
    }
    const url = `${sandbox.url}/2010-04-01/Accounts/${accountSid}/Messages.json`
    const body = new URLSearchParams({
      To: "+13105550123",
      From: "+15205550100",
      Body: "Hello! 👍"
    }).toString()
    const reply = await context(() => start).request({ method: "POST", url, headers, body })
    const shown = JSON.parse(new TextDecoder().decode(reply.body)) as Record<string, unknown>
    expect(reply.status).toBe(201)
    expect(shown).toMatchObject({
      account_sid: accountSid,
      api_version: "2010-04-01",
      body: "Hello! 👍",
      date_created: "Thu, 28 May 2026 20:26:40 +0000",
      date_sent: null,
      direction: "outbound-api",
      error_code: null,
      from: "+15205550100",
      num_media: "0",
      status: "queued",
      to: "+13105550123"
    })
    expect(shown["sid"]).toMatch(/^SM[0-9a-f]{32}$/)
    const again = await context(() => start).request({
      method: "GET",
      url: `${sandbox.url}${String(shown["uri"])}`,
      headers
    })
    expect(again.status).toBe(200)
  })

  it("undeliverable numbers end with their code", async () => {
    await using all = await harness()
    all.sandbox.undeliverable.set("+13105550123", "30005")
    await all.send()
    await all.sandbox.settled()
    expect(states(all.events)).toEqual(["sent", "failed.permanent", "address.invalid"])
  })
})

describe("refusals", () => {
  it.each([
    ["+1310", rejected("invalid_address", "21211")],
    ["+15005550001", rejected("invalid_address", "21211")],
    ["+15005550009", rejected("invalid_address", "21614")],
    ["+15005550004", rejected("opted_out", "21610")],
    ["", rejected("permanent", "21604")]
  ])("to %s", async (to, expected) => {
    await using all = await harness()
    expect(await all.send(message(to))).toEqual(expected)
    expect(all.sandbox.messages).toEqual([])
  })

  it("an empty body, a number of somebody else, a wrong token", async () => {
    await using all = await harness({ numbers: ["+15205550199"] })
    expect(await all.send(message(undefined, { content: { kind: "text", text: "" } }))).toEqual(
      rejected("permanent", "21602")
    )
    expect(await all.send()).toEqual(rejected("permanent", "21606"))
    const config = {
      accountSid,
      authToken: "wrong",
      senders: [sender],
      baseUrl: all.sandbox.url,
      publicUrl: "https://acme.example"
    }
    const stranger = twilio(config)
    expect(await stranger.send(message(), all.ctx)).toEqual(rejected("not_permitted", "20003"))
    expect(await stranger.health?.(all.ctx)).toMatchObject({ ok: false })
    expect(await all.channel.health?.(all.ctx)).toMatchObject({ ok: true })
    expect(all.sandbox.messages).toEqual([])
  })
})

describe("faults", () => {
  it.each([
    ["timeout", unknown("timeout"), 1, ["sent", "delivered"]],
    ["reset", unknown("connection_lost"), 0, []],
    ["reset_after_accept", unknown("connection_lost"), 1, ["sent", "delivered"]],
    ["500", unknown("server_error"), 0, []],
    ["500_after_accept", unknown("server_error"), 1, ["sent", "delivered"]],
    ["429", rejected("retryable", "20429", 1000), 0, []],
    ["duplicate_callback", undefined, 1, ["sent", "sent", "delivered", "delivered"]],
    ["late_callback", undefined, 1, ["sent", "delivered"]],
    ["silent_loss", undefined, 1, []],
    ["slow", undefined, 1, ["sent", "delivered"]]
  ] as const)("%s", async (fault, expected, accepted, heard) => {
    await using all = await harness()
    all.sandbox.faults.next(fault)
    const result = await all.send()
    if (expected === undefined) expect(result).toMatchObject({ _tag: "accepted" })
    else expect(result).toEqual(expected)
    await all.sandbox.settled()
    expect(all.sandbox.messages.length).toBe(accepted)
    expect(states(all.events)).toEqual(heard)
    for (const event of all.events) expect(event).toMatchObject({ attemptId: "att_1" })
    expect(await all.send()).toMatchObject({ _tag: "accepted" })
  })

  it("a late callback comes after the answer", async () => {
    await using all = await harness()
    all.sandbox.faults.next("late_callback")
    await all.send()
    expect(all.sandbox.callbacks).toEqual([])
    await all.sandbox.settled()
    expect(all.sandbox.callbacks.length).toBe(2)
  })

  it("a server that is gone: retryable, nothing was sent", async () => {
    await using all = await harness()
    await all.sandbox.close()
    expect(await all.send()).toEqual(rejected("retryable", "not_sent_connection"))
  })
})

describe("the consumer replies", () => {
  it("a text arrives; STOP is marked and blocks this sender only, START lifts it", async () => {
    await using all = await harness()
    expect(
      await all.sandbox.reply(sender.address, "+13105550123", "stop texting me, use email")
    ).toMatchObject({ status: 200 })
    expect(all.events[0]).toMatchObject({ _tag: "inbound", text: "stop texting me, use email" })
    expect(all.events[0]).not.toHaveProperty("optOut")
    expect(await all.send()).toMatchObject({ _tag: "accepted" })

    await all.sandbox.reply(sender.address, "+13105550123", " Stop ")
    expect(all.events.at(-1)).toMatchObject({ _tag: "inbound", optOut: "stop" })
    expect(all.sandbox.optedOut(sender.address, "+13105550123")).toBe(true)
    expect(await all.send()).toEqual(rejected("opted_out", "21610"))
    const other = { ...sender, address: "+15205550101" }
    expect(await all.send(message("+13105550123", { sender: other }))).toMatchObject({ _tag: "accepted" })
    expect(await all.send(message("+13105550124"))).toMatchObject({ _tag: "accepted" })

    await all.sandbox.reply(sender.address, "+13105550123", "START")
    expect(all.events.at(-1)).toMatchObject({ optOut: "start" })
    expect(await all.send()).toMatchObject({ _tag: "accepted" })
  })

  it("where the host owns opt-outs, STOP is a text like any other", async () => {
    await using all = await harness({ optOut: "host" }, { optOut: "host" })
    await all.sandbox.reply(sender.address, "+13105550123", "STOP")
    expect(all.events[0]).not.toHaveProperty("optOut")
    expect(await all.send()).toMatchObject({ _tag: "accepted" })
  })

  it("without a webhook URL it says what is missing", async () => {
    await using sandbox = await twilioSandbox({ accountSid, authToken })
    await expect(sandbox.reply(sender.address, "+13105550123", "hi")).rejects.toThrow("webhookUrl")
  })

  it("never calls a host that is not this machine", async () => {
    await using sandbox = await twilioSandbox({
      accountSid,
      authToken,
      webhookUrl: "https://acme.example/twilio"
    })
    expect(await sandbox.reply(sender.address, "+13105550123", "hi")).toMatchObject({ status: null })
  })
})

it("a sandbox with a bad account or port says so", async () => {
  await expect(twilioSandbox({ accountSid: "x", authToken })).rejects.toThrow("accountSid")
  await using sandbox = await twilioSandbox({ accountSid, authToken })
  await expect(twilioSandbox({ accountSid, authToken, port: sandbox.port })).rejects.toThrow("EADDRINUSE")
})
