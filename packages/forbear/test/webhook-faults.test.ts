/** What a provider's door does with what is not the provider's: the codes of the promise, one log line each, and no effect. */
import { MalformedWebhookError, defineChannel, type Channel, type Manifest } from "@forbear/channels"
import { us } from "@forbear/compliance/us"
import { sign, standard } from "@forbear/webhooks/standard"
import { afterEach, describe, expect, it } from "vitest"
import { createForbear, ephemeralKey, memory, type Forbear, type LogLine } from "../src/index.ts"

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`
const NOW = Date.parse("2026-03-03T18:00:00Z")
const PHONE = "+16025550123"
const SAID = "stop texting me please, Jane Smith"

const allowed = { verdict: "allowed", source: "test", asOf: "2026-01-01" } as const
const manifest: Manifest = {
  specVersion: 1,
  name: "pigeon",
  title: "Pigeon post",
  channels: ["sms"],
  directions: ["outbound", "inbound"],
  content: ["text"],
  limits: {},
  evidence: "delivered",
  idempotency: { kind: "none" },
  cancellable: false,
  webhook: "standard-webhooks",
  optOut: { owner: "us", reported: false, autoReply: false },
  permittedUse: { firstPartyDebt: allowed, thirdPartyDebt: allowed },
  senders: ["short_code"],
  personalFields: ["to", "content"],
  hosts: [],
  connects: false,
  sandbox: false
}

/** An adapter as a vendor would write it, behind Standard Webhooks. */
const pigeon = defineChannel<object>({
  manifest,
  config: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as object }) } },
  make: (): Omit<Channel, "manifest"> => {
    const verifier = standard({ secrets: SECRET })
    return {
      name: "pigeon",
      senders: [{ id: "loft", channel: "sms", address: "55555", kind: "short_code" }],
      extraHosts: [],
      send: async () => ({ _tag: "accepted", providerId: "p1" }),
      webhook: {
        path: "/pigeon",
        verify: verifier.verify,
        parse: ({ body, headers }) => {
          const { from, text } = JSON.parse(new TextDecoder().decode(body)) as {
            from?: string
            text?: string
          }
          if (from === undefined || text === undefined)
            throw new MalformedWebhookError("pigeon: from or text is missing")
          const id = headers.get("webhook-id") ?? ""
          return [{ _tag: "inbound", channel: "sms", from, to: "55555", text, providerId: id, eventId: id }]
        }
      }
    }
  }
})

let open: Forbear | undefined
afterEach(() => open?.close())

const setUp = async () => {
  const log: Array<LogLine> = []
  const forbear = await createForbear({
    tenant: "acme",
    store: memory(),
    keys: ephemeralKey(),
    channels: [pigeon({})],
    packs: [us],
    business: { name: "Acme", phone: "+1 602-555-0100", address: "1 Main St" },
    publicUrl: "https://acme.example/contact",
    clock: () => NOW,
    log: (line) => log.push(line)
  })
  open = forbear
  await forbear.record([
    {
      id: "p",
      kind: "person.recorded",
      occurredAt: new Date(NOW - 1_000),
      body: { person: "jane", name: "Jane Smith" }
    },
    {
      id: "a",
      kind: "address.added",
      occurredAt: new Date(NOW - 1_000),
      body: { person: "jane", type: "phone", value: PHONE, line: "mobile", evidence: [], from: "consumer" }
    }
  ])
  const events = async () => (await forbear.timeline("jane")).map((event) => event.kind)
  return { forbear, log, events }
}

const delivery = (
  id: string,
  at = NOW,
  body: string = JSON.stringify({ from: PHONE, text: SAID })
): Request => {
  const signed = sign({ secrets: SECRET, id, timestamp: at, body: new TextEncoder().encode(body) })
  return new Request("https://acme.example/contact/pigeon", {
    method: "POST",
    headers: { ...signed.headers, "content-type": "application/json" },
    body: signed.body
  })
}

const altered = (request: Request, header: string, value: string): Request => {
  const headers = new Headers(request.headers)
  headers.set(header, value)
  return new Request(request, { headers })
}

describe("a webhook that is not what it should be", () => {
  it("is heard when it is the provider's: 200, recorded and understood, once", async () => {
    const { forbear, events } = await setUp()
    expect((await forbear.handler(delivery("m1"))).status).toBe(200)
    expect(await events()).toEqual(expect.arrayContaining(["message.received", "contact.refused"]))
    const before = (await events()).length
    expect((await forbear.handler(delivery("m1"))).status).toBe(200)
    expect(await events()).toHaveLength(before)
  })

  const cases: ReadonlyArray<readonly [name: string, request: () => Request, status: number]> = [
    [
      "forged",
      () => altered(delivery("m2"), "webhook-signature", `v1,${Buffer.alloc(32).toString("base64")}`),
      401
    ],
    ["stale", () => delivery("m3", NOW - 3_600_000), 401],
    [
      "oversized",
      () => delivery("m4", NOW, JSON.stringify({ from: PHONE, text: "x".repeat(1_100_000) })),
      413
    ],
    ["malformed", () => delivery("m5", NOW, JSON.stringify({ hello: "world" })), 400],
    ["not JSON at all", () => delivery("m6", NOW, "{"), 400]
  ]
  for (const [name, request, status] of cases) {
    it(`${name}: ${status}, no effect, one log line without personal data`, async () => {
      const { forbear, log, events } = await setUp()
      const before = await events()
      expect((await forbear.handler(request())).status).toBe(status)
      expect(await events()).toEqual(before)
      expect(log).toHaveLength(1)
      expect(JSON.stringify(log)).not.toMatch(/Jane|6025550123|stop texting|whsec_|webhook-signature/)
    })
  }

  it("goes nowhere else: another path is 404", async () => {
    const { forbear } = await setUp()
    const elsewhere = new Request("https://acme.example/contact/nobody", { method: "POST" })
    expect((await forbear.handler(elsewhere)).status).toBe(404)
  })
})
