/** msw sees what the transport sends when it speaks through the global fetch. */
import type { Channel } from "@forbear/channels"
import { http, HttpResponse } from "msw"
import { setupServer } from "msw/node"
import { afterAll, beforeAll, expect, it } from "vitest"
import { makeTransport } from "../src/transport/Transport.ts"

const seen: Array<string> = []
const server = setupServer(
  http.post("https://api.twilio.com/messages", async ({ request }) => {
    seen.push(await request.text())
    return HttpResponse.json({ sid: "SM1" }, { status: 201 })
  }),
  http.get("http://localhost:3999/ping", () => HttpResponse.text("pong")),
  http.get("http://localhost:3999/broken", () => HttpResponse.error())
)
beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterAll(() => server.close())

const use = { verdict: "allowed", source: "test", asOf: "2026-11-21" } as const
const channel: Channel = {
  name: "test",
  manifest: {
    specVersion: 1,
    name: "test",
    title: "Test",
    channels: ["sms"],
    directions: ["outbound"],
    content: ["text"],
    limits: {},
    evidence: "none",
    idempotency: { kind: "none" },
    cancellable: false,
    webhook: null,
    optOut: { owner: "us", reported: false, autoReply: false },
    permittedUse: { firstPartyDebt: use, thirdPartyDebt: use },
    senders: ["person"],
    personalFields: ["to"],
    hosts: ["api.twilio.com"],
    connects: false,
    sandbox: false
  },
  senders: [],
  extraHosts: ["localhost:3999"],
  send: () => Promise.reject(new Error("not used"))
}

const context = (allowLive: boolean) =>
  makeTransport({ dispatcher: "fetch", allowLive }).context(channel, new AbortController().signal, () => 0)

it("a mocked loopback host answers", async () => {
  const reply = await context(false).request({
    method: "GET",
    url: "http://localhost:3999/ping",
    headers: {}
  })
  expect(new TextDecoder().decode(reply.body)).toBe("pong")
})

it("a mocked network error is after_write", async () => {
  const request = context(false).request({ method: "GET", url: "http://localhost:3999/broken", headers: {} })
  await expect(request).rejects.toMatchObject({
    name: "TransportError",
    phase: "after_write",
    kind: "connection"
  })
})

it("the provider's own host is mocked only where live mode lets the request out to fetch", async () => {
  const request = {
    method: "POST",
    url: "https://api.twilio.com/messages",
    headers: {},
    body: "Body=hello"
  } as const
  await expect(context(false).request(request)).rejects.toMatchObject({ kind: "forbidden_host" })
  expect(seen).toEqual([])
  expect((await context(true).request(request)).status).toBe(201)
  expect(seen).toEqual(["Body=hello"])
})
