/** Sandboxes together, behind a real server; and the same Twilio behind msw. */
import type { Channel, ChannelContext, HttpRequest, Sender, WireMessage } from "@forbear/channels"
import { host, people, sampleEvents, sandboxes, virtualClock } from "@forbear/testkit"
import { twilioHandlers } from "@forbear/testkit/msw"
import { Events } from "@forbear/core"
import { Transport } from "@forbear/outreach"
import { twilio } from "@forbear/adapter-twilio"
import * as Effect from "effect/Effect"
import { setupServer } from "msw/node"
import { afterAll, assert, beforeAll, describe, it } from "vitest"

const text: Sender = { id: "text", channel: "sms", address: "+15205550100", kind: "long_code" }
const mail: Sender = { id: "mail", channel: "email", address: "billing@collector.example", kind: "domain" }
const publicUrl = "https://collector.example/webhooks"

const message = (sender: Sender, to: string, content: WireMessage["content"], now: number): WireMessage => ({
  attemptId: `attempt-${sender.id}`,
  channel: sender.channel,
  sender,
  to,
  content,
  notAfter: now + 3_600_000
})

const contextOf = (
  channel: Channel,
  now: () => number,
  dispatcher: "undici" | "fetch" = "undici",
  allowLive = false
) => {
  const transport = Transport.makeTransport({ allowLive, dispatcher })
  const context: ChannelContext = transport.context(channel, AbortSignal.timeout(10_000), now)
  return { context, close: () => transport.close() }
}

describe("sandboxes", () => {
  it("start together, take messages, and call back with signatures that the adapter verifies", async () => {
    const clock = virtualClock("2026-03-02T16:00:00Z")
    await using all = await sandboxes({
      publicUrl,
      now: clock.now,
      twilio: { senders: [text] },
      smtp: { senders: [mail] },
      agent: { queues: [{ id: "desk" }] }
    })
    const [sms, email, desk] = all.channels
    assert.deepEqual(
      all.channels.map(({ name }) => name),
      ["twilio", "smtp", "agent"]
    )
    assert.isDefined(sms)
    assert.isDefined(email)
    assert.isDefined(desk)
    const heard: Array<string> = []
    await using server = await host(async (request) => {
      const raw = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: new Uint8Array(await request.arrayBuffer())
      }
      const verdict = sms.webhook?.verify(raw, clock.now())
      if (verdict?._tag !== "Verified") return new Response(null, { status: 401 })
      heard.push(
        ...(sms.webhook?.parse(raw) ?? []).map((event) =>
          event._tag === "status" ? event.state : event.text
        )
      )
      return new Response(null, { status: 200 })
    })
    all.deliverTo(`${server.url}/webhooks`)

    const ways = [sms, email, desk].map((channel) => ({ channel, ...contextOf(channel, clock.now) }))
    const contents: ReadonlyArray<WireMessage> = [
      message(text, people.jane.phone, { kind: "text", text: "Hello" }, clock.now()),
      message(
        mail,
        people.jane.email,
        { kind: "email", subject: "Bill", text: "Hello", html: "<p>Hello</p>", headers: {} },
        clock.now()
      ),
      message(
        desk.senders[0] ?? text,
        people.jane.phone,
        {
          kind: "task",
          title: "Call",
          context: [{ label: "Since", value: "March" }],
          mustSay: [],
          mustNotSay: []
        },
        clock.now()
      )
    ]
    for (const [i, { channel, context }] of ways.entries()) {
      const sent = await channel.send(contents[i]!, context)
      assert.strictEqual(sent._tag, "accepted")
      clock.advance(1_000)
    }
    await all.settled()
    assert.deepEqual(heard, ["sent", "delivered"])
    const reply = await all.twilio?.reply(text.address, people.jane.phone, "STOP")
    assert.strictEqual(reply?.status, 200)
    assert.deepEqual(heard.slice(2), ["STOP"])
    assert.deepEqual(
      all
        .messages()
        .map(({ channel, to, subject, text: body, at }) => [
          channel,
          to,
          subject,
          body.trim(),
          at - clock.now()
        ]),
      [
        ["sms", people.jane.phone, undefined, "Hello", -3_000],
        ["email", people.jane.email, "Bill", "Hello", -2_000],
        ["voice_call", people.jane.phone, "Call", "Since: March", -1_000]
      ]
    )
    await Promise.all(ways.map(({ close }) => close()))
  })
  it("fail on demand, and say which one was not started", async () => {
    await using all = await sandboxes({ twilio: { senders: [text] } })
    const [sms] = all.channels
    assert.isDefined(sms)
    all.faults.twilio("429")
    assert.throws(() => all.faults.smtp("greylist"), /smtp: was not started/)
    const { context, close } = contextOf(sms, () => 0)
    const sent = await sms.send(message(text, people.jane.phone, { kind: "text", text: "Hello" }, 0), context)
    assert.deepEqual(sent, { _tag: "rejected", reason: "retryable", code: "20429", retryAfterMs: 1_000 })
    await close()
  })
})

describe("msw", () => {
  const delivered: Array<string> = []
  const mocked = twilioHandlers({
    accountSid: `AC${"1".repeat(32)}`,
    authToken: "token",
    numbers: [text.address],
    deliver: async (request) => {
      delivered.push(new URLSearchParams(await request.text()).get("MessageStatus") ?? "reply")
      return new Response(null, { status: 200 })
    }
  })
  const server = setupServer(...mocked.handlers)
  beforeAll(() => server.listen())
  afterAll(() => server.close())

  const channel = twilio({ accountSid: mocked.accountSid, authToken: "token", senders: [text], publicUrl })

  it("answers as the sandbox does and hands callbacks to the host's own handler", async () => {
    const { context, close } = contextOf(channel, () => 0, "fetch", true)
    const good = await channel.send(
      message(text, people.jane.phone, { kind: "text", text: "Hello" }, 0),
      context
    )
    assert.strictEqual(good._tag, "accepted")
    assert.deepEqual(
      mocked.messages.map(({ to, body }) => [to, body]),
      [[people.jane.phone, "Hello"]]
    )
    await mocked.settled()
    assert.deepEqual(delivered, ["sent", "delivered"])
    const refused = await channel.send(
      message(text, "+15005550001", { kind: "text", text: "Hello" }, 0),
      context
    )
    assert.deepInclude(refused, { _tag: "rejected", reason: "invalid_address", code: "21211" })
    mocked.faults.next("reset")
    const lost = await channel.send(
      message(text, people.jane.phone, { kind: "text", text: "Again" }, 0),
      context
    )
    assert.strictEqual(lost._tag, "unknown")
    await close()
  })
  it("refuses other credentials", async () => {
    const request: HttpRequest = {
      method: "GET",
      url: `https://api.twilio.com/2010-04-01/Accounts/${mocked.accountSid}.json`,
      headers: { authorization: "Basic bm90OnRoZXNl" }
    }
    const { context, close } = contextOf(channel, () => 0, "fetch", true)
    assert.strictEqual((await context.request(request)).status, 401)
    await close()
  })
})

describe("sample people", () => {
  it("are fictitious, and their events are events of this version but for the tenant and the address ids", async () => {
    for (const who of Object.values(people)) {
      assert.match(who.phone, /^\+1[2-9]\d{2}55501\d{2}$/)
      assert.match(who.email, /@example\.com$/)
      for (const event of sampleEvents(who)) {
        const body = event.kind === "address.added" ? { ...event.body, address: "adr_1" } : event.body
        const decoded = await Effect.runPromise(Events.decode({ ...event, body, tenant: "acme" }))
        assert.strictEqual(decoded.kind, event.kind)
      }
    }
  })
})
