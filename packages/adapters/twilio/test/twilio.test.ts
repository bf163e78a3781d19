/** The adapter: what it sends, what it makes of replies, and what it declares. */
import {
  ChannelConfigError,
  rejected,
  unknown,
  type ChannelContext,
  type HttpReply,
  type HttpRequest
} from "@forbear/channels"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { twilio, twilioErrors, type TwilioConfig } from "../src/index.ts"
import { accountSid, authToken, message, sender, start } from "./harness.ts"

const good: TwilioConfig = {
  accountSid,
  authToken,
  senders: [sender],
  publicUrl: "https://acme.example/hooks/"
}

const answering = (reply: Partial<HttpReply> & { json?: unknown }) => {
  const seen: Array<HttpRequest> = []
  const context: ChannelContext = {
    signal: new AbortController().signal,
    now: () => start,
    request: async (request) => {
      seen.push(request)
      const body = reply.body ?? new TextEncoder().encode(JSON.stringify(reply.json ?? {}))
      return { status: reply.status ?? 200, headers: reply.headers ?? {}, body }
    }
  }
  return { context, seen }
}

describe("send", () => {
  it("posts the form that the Messages resource documents", async () => {
    const sid = `SM${"1".repeat(32)}`
    const { context, seen } = answering({ status: 201, json: { sid, status: "queued" } })
    const result = await twilio(good).send(message("+13105550123", { attemptId: "a/b c" }), context)
    expect(result).toEqual({ _tag: "accepted", providerId: sid, status: "queued" })
    const [request] = seen
    expect(request?.method).toBe("POST")
    expect(request?.url).toBe(`https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`)
    expect(request?.headers["authorization"]).toBe(`Basic ${btoa(`${accountSid}:${authToken}`)}`)
    expect(Object.fromEntries(new URLSearchParams(String(request?.body)))).toEqual({
      To: "+13105550123",
      From: sender.address,
      Body: "Acme: your plan is ready. Reply STOP to end.",
      StatusCallback: "https://acme.example/hooks/twilio/status?attempt=a%2Fb%20c",
      ValidityPeriod: "3600"
    })
  })

  it.each([
    [999, undefined],
    [1_000, "1"],
    [1_999, "1"],
    [36_000_000, "36000"],
    [90_000_000, "36000"]
  ])("notAfter in %i ms: ValidityPeriod %s", async (left, expected) => {
    const { context, seen } = answering({ status: 201, json: { sid: `SM${"1".repeat(32)}` } })
    const result = await twilio(good).send(message("+13105550123", { notAfter: start + left }), context)
    if (expected === undefined) {
      expect(result).toEqual(rejected("permanent", "not_after_passed"))
      expect(seen).toEqual([])
    } else expect(new URLSearchParams(String(seen[0]?.body)).get("ValidityPeriod")).toBe(expected)
  })

  it("does not send media or mail", async () => {
    const { context, seen } = answering({})
    const media = { kind: "text", text: "hi", media: ["https://x.example/a.png"] } as const
    const mail = { kind: "email", subject: "s", text: "t", html: "h", headers: {} } as const
    for (const content of [media, mail]) {
      const result = await twilio(good).send(message("+13105550123", { content }), context)
      expect(result).toEqual(rejected("permanent", "content_not_supported"))
    }
    expect(seen).toEqual([])
  })

  it("sends with the current token while the next one only verifies", async () => {
    const { context, seen } = answering({ status: 201, json: {} })
    await twilio({ ...good, authToken: ["now", "then"] }).send(message(), context)
    expect(seen[0]?.headers["authorization"]).toBe(`Basic ${btoa(`${accountSid}:now`)}`)
  })

  it.each([
    ["no JSON", { status: 201, body: new TextEncoder().encode("<html>") }, unknown("unreadable_reply")],
    ["no sid", { status: 201, json: { status: "queued" } }, unknown("unreadable_reply")],
    ["a sid of another kind", { status: 201, json: { sid: "CA1" } }, unknown("unreadable_reply")],
    ["an array", { status: 201, json: [1] }, unknown("unreadable_reply")],
    ["a redirect", { status: 302, json: {} }, unknown("unreadable_reply")],
    ["500", { status: 500, json: { code: 20500 } }, unknown("server_error")],
    ["503", { status: 503, body: new Uint8Array() }, unknown("server_error")],
    ["429 without Retry-After", { status: 429, json: { code: 20429 } }, rejected("retryable", "20429")],
    [
      "429 in seconds",
      { status: 429, json: { code: 20429 }, headers: { "retry-after": "7" } },
      rejected("retryable", "20429", 7000)
    ],
    [
      "429 as a date",
      { status: 429, json: {}, headers: { "retry-after": new Date(start + 5_000).toUTCString() } },
      rejected("retryable", "http_429", 5_000)
    ],
    [
      "429 with nonsense",
      { status: 429, json: {}, headers: { "retry-after": "soon" } },
      rejected("retryable", "http_429")
    ],
    ["401", { status: 401, json: { code: 20003 } }, rejected("not_permitted", "20003")],
    ["an unknown code", { status: 400, json: { code: 99999 } }, rejected("permanent", "99999")],
    [
      "a 4xx that is not JSON",
      { status: 404, body: new TextEncoder().encode("nope") },
      rejected("permanent", "http_404")
    ]
  ])("%s", async (_name, reply, expected) => {
    expect(await twilio(good).send(message(), answering(reply).context)).toEqual(expected)
  })

  it.each([
    [21610, "opted_out"],
    [63014, "opted_out"],
    [21211, "invalid_address"],
    [21614, "invalid_address"],
    [21635, "invalid_address"],
    [21608, "policy"],
    [30034, "policy"],
    [20429, "retryable"]
  ] as const)("code %i is %s", async (code, reason) => {
    expect(await twilio(good).send(message(), answering({ status: 400, json: { code } }).context)).toEqual(
      rejected(reason, String(code))
    )
    expect(twilioErrors.get(String(code))?.source).toContain(String(code))
  })

  it("a forbidden host is not permitted", async () => {
    const context: ChannelContext = {
      ...answering({}).context,
      request: () =>
        Promise.reject(
          Object.assign(new Error("no"), {
            name: "TransportError",
            phase: "before_write",
            kind: "forbidden_host"
          })
        )
    }
    expect(await twilio(good).send(message(), context)).toEqual(rejected("not_permitted", "forbidden_host"))
    expect(await twilio(good).health?.(context)).toEqual({ ok: false, detail: "forbidden_host" })
  })
})

describe("declaration", () => {
  it("forbids third-party debt and wants approval for first-party debt", () => {
    const { permittedUse, optOut } = twilio(good).manifest
    expect(permittedUse.thirdPartyDebt.verdict).toBe("forbidden")
    for (const code of ["30943", "30460", "30863"]) expect(permittedUse.thirdPartyDebt.source).toContain(code)
    expect(permittedUse.firstPartyDebt.verdict).toBe("needs_approval")
    expect(optOut).toEqual({ owner: "both", reported: true, autoReply: true })
    expect(twilio({ ...good, optOut: "host" }).manifest.optOut).toEqual({
      owner: "us",
      reported: false,
      autoReply: false
    })
  })

  it("names the hosts that its configuration points at", () => {
    expect(twilio(good).extraHosts).toEqual([])
    expect(twilio({ ...good, baseUrl: "http://127.0.0.1:4010/" }).extraHosts).toEqual(["127.0.0.1:4010"])
    expect(twilio({ ...good, baseUrl: "https://api.dublin.ie1.twilio.com" }).extraHosts).toEqual([
      "api.dublin.ie1.twilio.com:443"
    ])
  })

  it("shows no secret", () => {
    const channel = twilio(good)
    expect(JSON.stringify(channel)).not.toContain(authToken)
    expect(inspect(channel, { depth: 9, showHidden: true })).not.toContain(authToken)
  })
})

describe("configuration", () => {
  it.each<[string, Record<string, unknown>]>([
    ["accountSid", { accountSid: "AC123" }],
    ["authToken", { authToken: "" }],
    ["authToken", { authToken: [] }],
    ["authToken", { authToken: ["hush-hush", " "] }],
    ["senders", { senders: [] }],
    ["senders.0.address", { senders: [{ ...sender, address: "520 555" + " 0100 0000" }] }],
    ["senders.1.id", { senders: [sender, sender] }],
    ["senders.main.kind", { senders: [{ ...sender, kind: "domain" }] }],
    ["publicUrl", { publicUrl: undefined }],
    ["publicUrl", { publicUrl: "http://acme.example" }],
    ["publicUrl", { publicUrl: "https://acme.example/?a=hush-hush" }],
    ["baseUrl", { baseUrl: "ftp://acme.example" }],
    ["name", { name: "Two Words" }],
    ["optOut", { optOut: "nobody" }]
  ])("%s is named when it cannot work", (field, change) => {
    const attempt = () => twilio({ ...good, ...change } as TwilioConfig)
    expect(attempt).toThrow(ChannelConfigError)
    expect(attempt).toThrow(`twilio: ${field}:`)
    expect(attempt).not.toThrow(/hush/)
    expect(attempt).not.toThrow(authToken)
  })
})
