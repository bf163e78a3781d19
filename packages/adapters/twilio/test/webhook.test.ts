/** The webhook: which requests are believed, and what they say. */
import { MalformedWebhookError, type RawRequest } from "@forbear/channels"
import { sign } from "@forbear/webhooks/twilio"
import { describe, expect, it } from "vitest"
import { twilio } from "../src/index.ts"
import { accountSid, authToken, sender, start } from "./harness.ts"

const webhookOf = (token: string | readonly [string, string] = authToken, name?: string) => {
  const config = { accountSid, authToken: token, senders: [sender], publicUrl: "https://acme.example/hooks" }
  const { webhook } = twilio(name === undefined ? config : { ...config, name })
  if (webhook === undefined) throw new Error("no webhook")
  return webhook
}

const sid = `SM${"2".repeat(32)}`
const statusUrl = "https://acme.example/hooks/twilio/status?attempt=att_1"
const status = {
  AccountSid: accountSid,
  MessageSid: sid,
  MessageStatus: "delivered",
  From: sender.address,
  To: "+13105550123"
}
const inboundUrl = "https://acme.example/hooks/twilio"
const inbound = {
  AccountSid: accountSid,
  Body: "stop texting me",
  From: "+13105550123",
  MessageSid: sid,
  SmsStatus: "received",
  To: sender.address
}

const request = (
  url: string,
  params: Record<string, string>,
  received = url,
  token = authToken
): RawRequest => {
  const signed = sign.form({ authToken: token, url, params })
  return { method: signed.method, url: received, headers: new Headers(signed.headers), body: signed.body }
}

const parse = (url: string, params: Record<string, string>) => webhookOf().parse(request(url, params))

describe("verify", () => {
  it.each([
    ["as configured", statusUrl],
    ["behind a proxy that cuts the mount", "/twilio/status?attempt=att_1"],
    ["under another mount and host", "http://10.0.0.7:3000/internal/twilio/status?attempt=att_1"]
  ])("believes a signed request seen %s", (_name, received) => {
    expect(webhookOf().verify(request(statusUrl, status, received), start)._tag).toBe("Verified")
  })

  it("believes both tokens while rotating, and no other", () => {
    const webhook = webhookOf(["old-token", "new-token"])
    for (const token of ["old-token", "new-token"]) {
      expect(webhook.verify(request(inboundUrl, inbound, inboundUrl, token), start)._tag).toBe("Verified")
    }
    expect(webhook.verify(request(inboundUrl, inbound, inboundUrl, "third"), start)).toMatchObject({
      _tag: "Refused",
      status: 401
    })
  })

  it.each([
    ["another attempt", "/twilio/status?attempt=att_2"],
    ["one more query parameter", "/twilio/status?attempt=att_1&x=1"],
    ["another path", "/twilio/other?attempt=att_1"],
    ["another instance", "/twilio2/status?attempt=att_1"]
  ])("refuses %s", (_name, received) => {
    expect(webhookOf().verify(request(statusUrl, status, received), start)).toMatchObject({
      _tag: "Refused",
      status: 401
    })
  })

  it("refuses a query on inbound texts even when it was signed", () => {
    expect(webhookOf().verify(request(`${inboundUrl}?a=1`, inbound), start)._tag).toBe("Refused")
  })

  it("a name of its own gives a path of its own", () => {
    const webhook = webhookOf(authToken, "twilio-eu")
    expect(webhook.path).toBe("/twilio-eu")
    expect(webhook.verify(request("https://acme.example/hooks/twilio-eu", inbound), start)._tag).toBe(
      "Verified"
    )
  })

  it("parameters moved into the query verify, being signed as one text, but are not read", () => {
    const { AccountSid: _moved, ...rest } = status
    const moved = request(statusUrl, status, `/twilio/status?attempt=att_1AccountSid${accountSid}`)
    const forged = { ...moved, body: new TextEncoder().encode(new URLSearchParams(rest).toString()) }
    expect(webhookOf().verify(forged, start)._tag).toBe("Verified")
    expect(() => webhookOf().parse(forged)).toThrow(MalformedWebhookError)
  })
})

describe("parse", () => {
  it.each([
    ["accepted", undefined, ["queued"]],
    ["queued", undefined, ["queued"]],
    ["sending", undefined, ["queued"]],
    ["scheduled", undefined, ["scheduled"]],
    ["sent", undefined, ["sent"]],
    ["delivered", undefined, ["delivered"]],
    ["read", undefined, ["read"]],
    ["partially_delivered", undefined, ["delivered.unconfirmed"]],
    ["canceled", undefined, ["canceled"]],
    ["undelivered", "21610", ["opted_out"]],
    ["failed", "63014", ["opted_out"]],
    ["undelivered", "21614", ["failed.permanent", "address.invalid"]],
    ["undelivered", "30005", ["failed.permanent", "address.invalid"]],
    ["undelivered", "30006", ["failed.permanent", "address.invalid"]],
    ["undelivered", "30007", ["failed.filtered"]],
    ["undelivered", "30004", ["failed.filtered"]],
    ["failed", "30034", ["failed.policy"]],
    ["failed", "21608", ["failed.policy"]],
    ["failed", "63016", ["failed.policy"]],
    ["undelivered", "30003", ["failed.transient"]],
    ["undelivered", "30008", ["failed.transient"]],
    ["failed", "12345", ["failed.unknown"]],
    ["failed", undefined, ["failed.unknown"]],
    ["brand_new_word", undefined, ["failed.unknown"]]
  ])("%s %s is %s", (word, code, states) => {
    const events = parse(statusUrl, {
      ...status,
      MessageStatus: word,
      ...(code === undefined ? {} : { ErrorCode: code })
    })
    expect(events.map((event) => (event._tag === "status" ? event.state : event._tag))).toEqual(states)
    for (const event of events) {
      expect(event).toMatchObject({
        providerId: sid,
        attemptId: "att_1",
        raw: code === undefined ? { status: word } : { status: word, code }
      })
    }
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length)
    expect(events[0]?.eventId).toBe(`${sid}:${word}`)
  })

  it("decodes the attempt id", () => {
    const url = "https://acme.example/hooks/twilio/status?attempt=a%2Fb%20c"
    expect(webhookOf().verify(request(url, status), start)._tag).toBe("Verified")
    expect(parse(url, status)).toMatchObject([{ attemptId: "a/b c" }])
  })

  it("an inbound text", () => {
    expect(parse(inboundUrl, inbound)).toEqual([
      {
        _tag: "inbound",
        channel: "sms",
        from: "+13105550123",
        to: sender.address,
        text: "stop texting me",
        providerId: sid,
        eventId: `${sid}:received`
      }
    ])
  })

  it.each([
    ["STOP", "stop"],
    ["START", "start"],
    ["HELP", "help"]
  ])("OptOutType %s", (type, optOut) => {
    expect(parse(inboundUrl, { ...inbound, OptOutType: type })).toMatchObject([{ optOut }])
  })

  it("an empty text is a text", () => {
    expect(parse(inboundUrl, { ...inbound, Body: "" })).toMatchObject([{ text: "" }])
  })

  it.each<[string, string, Record<string, string>]>([
    ["nothing", inboundUrl, {}],
    ["another account", inboundUrl, { ...inbound, AccountSid: `AC${"f".repeat(32)}` }],
    ["no MessageSid", statusUrl, { AccountSid: accountSid, MessageStatus: "sent" }],
    [
      "no Body",
      inboundUrl,
      { AccountSid: accountSid, MessageSid: sid, From: "+13105550123", To: sender.address }
    ],
    ["WhatsApp", inboundUrl, { ...inbound, From: "whatsapp:+13105550123" }]
  ])("%s is malformed, and the error repeats nothing", (_name, url, params) => {
    const body = new TextEncoder().encode(new URLSearchParams(params).toString())
    const attempt = () => webhookOf().parse({ method: "POST", url, headers: new Headers(), body })
    expect(attempt).toThrow(MalformedWebhookError)
    expect(attempt).not.toThrow(/3105550123|texting/)
  })

  it("acknowledges with TwiML that says nothing", () => {
    expect(webhookOf().acknowledge).toEqual({
      contentType: "text/xml",
      body: '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    })
  })
})
