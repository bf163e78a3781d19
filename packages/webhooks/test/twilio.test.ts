/** Twilio's adversarial rows, one test each, and the strictness of URLs, forms and JSON. */
import { createHmac, hash } from "node:crypto"
import { ConfigurationError, param } from "@forbear/webhooks"
import { messagingFormats, messagingRequired, sign, twilio, under } from "@forbear/webhooks/twilio"
import { assert, describe, it } from "vitest"
import { bytes, raw, reasonOf } from "./support.ts"

const authToken = "12345"
const url = "https://mycompany.com/myapp.php?foo=1&bar=2"
const verifier = twilio({ authTokens: authToken, url })
const hex = "0123456789abcdef0123456789abcdef"
const inbound = {
  AccountSid: `AC${hex}`,
  ApiVersion: "2010-04-01",
  Body: "please stop",
  From: "+15205550100",
  MessageSid: `SM${hex}`,
  NumMedia: "0",
  NumSegments: "1",
  SmsMessageSid: `SM${hex}`,
  SmsSid: `SM${hex}`,
  SmsStatus: "received",
  To: "+15205550199"
}
const refusedAs = (reason: string, request: Parameters<typeof verifier.verify>[0], by = verifier) =>
  assert.strictEqual(reasonOf(by.verify(request, 0)), reason)
const formRequest = (body: string, signedText: string) => ({
  method: "POST",
  url,
  headers: {
    "content-type": "application/x-www-form-urlencoded",
    "x-twilio-signature": createHmac("sha1", authToken).update(signedText).digest("base64")
  },
  body: bytes(body)
})

describe("adversarial rows", () => {
  it.each(["", " ", "\t\n"])(
    "empty Auth Token, attacker computes HMAC with empty key (%j): refused at construction",
    (token) => {
      assert.throws(() => twilio({ authTokens: token, url }), ConfigurationError, "authTokens")
      assert.throws(
        () => twilio({ authTokens: [authToken, token], url }),
        ConfigurationError,
        "authTokens[1]"
      )
    }
  )

  it('{a:"1b2"} re-sent as {a:"1",b:"2"}: one signature by design, held apart by formats', () => {
    const one = raw(sign.form({ authToken, url, params: { a: "1b2" } }))
    const moved = { ...one, body: bytes("a=1&b=2") }
    const verdict = verifier.verify(moved, 0)
    assert.strictEqual(verdict._tag, "Verified")
    if (verdict._tag === "Verified")
      assert.match(verdict.authenticated.note, /boundary between them is not signed/)
    const formats = { a: /^\d[a-z]\d$/ }
    refusedAs("verified", one, twilio({ authTokens: authToken, url, formats }))
    refusedAs("unexpected_parameter", moved, twilio({ authTokens: authToken, url, formats }))
    refusedAs(
      "unexpected_parameter",
      moved,
      twilio({ authTokens: authToken, url, formats: { a: /^\d/ }, unknownParams: "refuse" })
    )
  })

  it('move "x1" from query end to a form param: refused, the configured URL is exact', () => {
    const signed = raw(sign.form({ authToken, url: `${url}x1`, params: { y: "2" } }))
    refusedAs("verified", signed, twilio({ authTokens: authToken, url: `${url}x1` }))
    const moved = { ...signed, url, body: bytes("x1=&y=2") }
    refusedAs("url_mismatch", moved, twilio({ authTokens: authToken, url: `${url}x1` }))
    // Without the exact URL the two are one text; that is why a function has to vouch for path and query.
    refusedAs("verified", moved, twilio({ authTokens: authToken, url: under("https://mycompany.com") }))
  })

  it('any port (":1234") added to URL: only default ports are tried', () => {
    const at1234 = url.replace(".com", ".com:1234")
    const signedBare = raw(sign.form({ authToken, url, params: inbound }))
    refusedAs("bad_signature", { ...signedBare, url: at1234 }, twilio({ authTokens: authToken, url: at1234 }))
    refusedAs("bad_signature", raw(sign.form({ authToken, url: at1234, params: inbound })))
    refusedAs(
      "verified",
      raw(sign.form({ authToken, url: url.replace(".com", ".com:443"), params: inbound }))
    )
    refusedAs(
      "bad_signature",
      raw(sign.form({ authToken, url: url.replace(".com", ".com:80"), params: inbound }))
    )
    refusedAs(
      "verified",
      { ...signedBare, url: "/myapp.php?foo=1&bar=2" },
      twilio({ authTokens: authToken, url: url.replace(".com", ".com:443") })
    )
  })

  it("CVE-2026-28465, X-Forwarded-* trusted when rebuilding the URL: not read", () => {
    const signed = raw(
      sign.form({ authToken, url: "https://evil.example/myapp.php?foo=1&bar=2", params: inbound })
    )
    signed.headers.push(
      ["x-forwarded-host", "evil.example"],
      ["host", "evil.example"],
      ["x-forwarded-proto", "https"]
    )
    refusedAs("bad_signature", signed)
  })

  it("CVE-2026-32053, random event id: the id is the provider's and the same every time", () => {
    const signed = raw(sign.form({ authToken, url, params: inbound }))
    for (const _ of [1, 2]) assert.deepInclude(verifier.verify(signed, 0), { eventId: `SM${hex}:received` })
  })
})

describe("url", () => {
  const signed = raw(sign.form({ authToken, url, params: inbound }))
  it("takes the path and query alone, as node gives them", () =>
    refusedAs("verified", { ...signed, url: "/myapp.php?foo=1&bar=2" }))
  it.each([
    "/other.php?foo=1&bar=2",
    "/myapp.php?bar=2&foo=1",
    "/myapp.php",
    "/myapp.php?foo=1&bar=2&x=1",
    "//myapp.php?foo=1&bar=2",
    "nonsense"
  ])("refuses %s", (other) => refusedAs("url_mismatch", { ...signed, url: other }))
  it("chooses between several configured URLs", () => {
    const two = twilio({ authTokens: authToken, url: ["https://mycompany.com/status", url] })
    refusedAs("verified", signed, two)
    refusedAs("bad_signature", { ...signed, url: "/status" }, two)
  })
  it("maps paths by a function, which may refuse", () => {
    const mapped = twilio({ authTokens: authToken, url: (path) => (path === "/internal" ? url : undefined) })
    refusedAs("verified", { ...signed, url: "/internal" }, mapped)
    refusedAs("url_mismatch", { ...signed, url: "/else" }, mapped)
  })
  it("accepts an apostrophe that a URL parser has encoded", () => {
    const quoted = `${url}&Body=It's+amazing`
    const request = raw(sign.form({ authToken, url: quoted, params: inbound }), new URL(quoted).href)
    assert.include(request.url, "%27")
    refusedAs("verified", request, twilio({ authTokens: authToken, url: quoted }))
    refusedAs("verified", request, twilio({ authTokens: authToken, url: under("https://mycompany.com") }))
  })
})

describe("headers", () => {
  const signed = raw(sign.form({ authToken, url, params: inbound }))
  const value = signed.headers.find(([name]) => name === "x-twilio-signature")?.[1] ?? ""
  const type = "application/x-www-form-urlencoded"
  const withSignature = (...values: ReadonlyArray<string>) => ({
    ...signed,
    headers: [["content-type", type], ...values.map((each) => ["X-TWILIO-SIGNATURE", each])] as Array<
      [string, string]
    >
  })
  it("missing", () => refusedAs("missing_header", withSignature()))
  it("empty", () => refusedAs("missing_header", withSignature("")))
  it("twice", () => refusedAs("duplicate_header", withSignature(value, value)))
  it("twice in a Headers", () =>
    refusedAs("duplicate_header", {
      ...signed,
      headers: new Headers([...withSignature(value, value).headers])
    }))
  it("twice in a record", () =>
    refusedAs("duplicate_header", {
      ...signed,
      headers: { "content-type": type, "x-twilio-signature": [value, value] }
    }))
  it("in two cases", () =>
    refusedAs("duplicate_header", {
      ...signed,
      headers: { "content-type": type, "x-twilio-signature": value, "X-Twilio-Signature": value }
    }))
  it("once in an array", () =>
    refusedAs("verified", { ...signed, headers: { "content-type": [type], "x-twilio-signature": [value] } }))
  it.each([
    ["base64url", value.replaceAll("+", "-").replaceAll("/", "_").replace("=", "")],
    ["no padding", value.slice(0, -1)],
    ["a space", ` ${value}`],
    ["hex", Buffer.from(value, "base64").toString("hex")],
    ["two-byte character", `${value.slice(0, -2)}é=`]
  ])("%s", (_, text) => refusedAs("malformed_header", withSignature(text)))
  it("non-canonical trailing bits", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    const last = alphabet.indexOf(value.charAt(26))
    const twin = `${value.slice(0, 26)}${alphabet.charAt(last + 1)}=`
    assert.deepEqual(Buffer.from(twin, "base64"), Buffer.from(value, "base64"))
    refusedAs("malformed_header", withSignature(twin))
  })
})

describe("form bodies", () => {
  it.each([
    "",
    "a",
    "a=1&",
    "&a=1",
    "a=1&&b=2",
    "=1",
    "a=%",
    "a=%4",
    "a=%zz",
    "a=%ff",
    "a=%c0%af",
    "a=%ed%a0%80",
    "a= 1",
    "a=1\r\n",
    "a=é"
  ])("refuses %j", (body) => refusedAs("malformed_body", formRequest(body, `${url}a1`)))
  it("refuses more than 1,000 parts", () =>
    refusedAs("malformed_body", formRequest(Array.from({ length: 1001 }, (_, i) => `a=${i}`).join("&"), url)))
  it("decodes plus, percent and UTF-8 and gives them back sorted", () => {
    const verdict = verifier.verify(
      formRequest("b=%2B1+x&a=%F0%9F%98%80%EF%BB%BF&a=%e2%82%ac", `${url}a€a😀\ufeffb+1 x`),
      0
    )
    assert.deepInclude(verdict, {
      _tag: "Verified",
      params: [
        ["a", "€"],
        ["a", "😀\ufeff"],
        ["b", "+1 x"]
      ]
    })
  })
  it("gives repeated values once, sorted, as they are signed", () => {
    const verdict = verifier.verify(
      raw(sign.form({ authToken, url, params: { Digits: ["2", "1", "2"] } })),
      0
    )
    assert.deepInclude(verdict, {
      params: [
        ["Digits", "1"],
        ["Digits", "2"]
      ]
    })
    if (verdict._tag === "Verified") assert.isUndefined(param(verdict.params, "Digits"))
  })
  it("refuses another content type, none, and two", () => {
    const signed = raw(sign.form({ authToken, url, params: inbound }))
    const signature = signed.headers.filter(([name]) => name !== "content-type")
    const form = ["content-type", "application/x-www-form-urlencoded"] as [string, string]
    refusedAs("unsupported_content_type", { ...signed, headers: signature })
    refusedAs("unsupported_content_type", {
      ...signed,
      headers: [...signature, ["content-type", "multipart/form-data"]]
    })
    refusedAs("unsupported_content_type", { ...signed, headers: [...signature, form, form] })
  })
  it("refuses a parsed body", () => {
    const parsed: unknown = { a: "1" }
    refusedAs("body_not_bytes", { ...formRequest("a=1", `${url}a1`), body: parsed as Uint8Array })
  })
})

describe("get", () => {
  const both = twilio({ authTokens: authToken, url, methods: ["GET", "POST"] })
  const signed = raw(sign.get({ authToken, url, params: { MessageSid: `SM${hex}`, MessageStatus: "sent" } }))
  it("verifies the URL with its query", () =>
    assert.deepInclude(both.verify(signed, 0), {
      _tag: "Verified",
      eventId: `SM${hex}:sent`,
      authenticated: { covers: "url", note: "URL with its query. No time is signed, and the method is not." }
    }))
  it("is off by default", () => refusedAs("unsupported_method", signed))
  it("refuses a body", () => refusedAs("body_mismatch", { ...signed, body: bytes("a=1") }, both))
  it("refuses another query", () =>
    refusedAs("bad_signature", { ...signed, url: signed.url.replace("sent", "read") }, both))
  it("refuses a query that does not start with the configured one", () =>
    refusedAs("url_mismatch", { ...signed, url: signed.url.replace("foo=1", "foo=2") }, both))
  it("cannot be re-sent as a form without parameters", () => {
    refusedAs(
      "url_mismatch",
      {
        ...signed,
        method: "POST",
        headers: [...signed.headers, ["content-type", "application/x-www-form-urlencoded"]]
      },
      both
    )
    const bare = raw(sign.get({ authToken, url, params: {} }))
    refusedAs("verified", bare, both)
    refusedAs(
      "malformed_body",
      {
        ...bare,
        method: "POST",
        headers: [...bare.headers, ["content-type", "application/x-www-form-urlencoded"]]
      },
      both
    )
  })
})

describe("json", () => {
  const signed = raw(sign.json({ authToken, url, body: '{"a":1}' }))
  it("verifies URL and body, and says so", () =>
    assert.deepInclude(verifier.verify(signed, 0), { _tag: "Verified", scheme: "twilio-json" }))
  it("refuses another body", () => refusedAs("body_mismatch", { ...signed, body: bytes('{"a":2}') }))
  it("refuses the body written again", () =>
    refusedAs("body_mismatch", { ...signed, body: bytes('{ "a": 1 }') }))
  it("cannot be re-sent as a form without parameters", () => {
    const headers = [
      ...signed.headers.filter(([name]) => name !== "content-type"),
      ["content-type", "application/x-www-form-urlencoded"]
    ] as Array<[string, string]>
    refusedAs("unsupported_content_type", { ...signed, headers, body: new Uint8Array(0) })
  })
  it("refuses a hash of another body in the URL", () => {
    const other = bytes("{}")
    const swapped = signed.url.replace(/bodySHA256=.*/, `bodySHA256=${hash("sha256", other)}`)
    refusedAs("bad_signature", { ...signed, url: swapped, body: other })
  })
  it("refuses the hash repeated, upper-case, shortened or in another parameter", () => {
    const digest = /bodySHA256=(.*)$/.exec(signed.url)?.[1] ?? ""
    refusedAs("malformed_body", { ...signed, url: `${signed.url}&bodySHA256=${digest}` })
    refusedAs("malformed_body", { ...signed, url: signed.url.replace(digest, digest.toUpperCase()) })
    refusedAs("malformed_body", { ...signed, url: signed.url.replace(digest, digest.slice(1)) })
    refusedAs("url_mismatch", {
      ...signed,
      url: signed.url.replace("bodySHA256", "bodysha256"),
      headers: [
        ...signed.headers.filter(([n]) => n !== "content-type"),
        ["content-type", "application/x-www-form-urlencoded"]
      ]
    })
  })
  it("takes an event id that the caller finds", () => {
    const own = twilio({ authTokens: authToken, url, eventId: ({ body }) => `json-${body.length}` })
    assert.deepInclude(own.verify(signed, 0), { eventId: "json-7" })
  })
})

describe("keys, ids and formats", () => {
  it("verifies with the old and the new token and says which", () => {
    const rotating = twilio({ authTokens: ["new-token", authToken], url })
    assert.deepInclude(rotating.verify(raw(sign.form({ authToken, url, params: inbound })), 0), {
      keyIndex: 1
    })
    assert.deepInclude(rotating.verify(raw(sign.form({ authToken: "new-token", url, params: inbound })), 0), {
      keyIndex: 0
    })
  })
  it.each([
    [{ CallSid: "CA1", CallStatus: "ringing" }, "CA1:ringing"],
    [{ CallSid: "CA1", CallStatus: "completed", SequenceNumber: "3" }, "CA1:completed:3"],
    [{ MessageSid: "SM1", MessageStatus: "delivered", SmsStatus: "sent" }, "SM1:delivered"],
    [{ SmsSid: "SM2", SmsStatus: "sent" }, "SM2:sent"],
    [{ ConferenceSid: "CF1" }, undefined]
  ])("event id of %j", (params, id) => {
    const verdict = verifier.verify(raw(sign.form({ authToken, url, params })), 0)
    assert.strictEqual(verdict._tag === "Verified" ? verdict.eventId : "refused", id)
  })
  it("a free text that swallowed its neighbour is refused when the neighbour is required", () => {
    const signed = raw(sign.form({ authToken, url, params: inbound }))
    const swallowed = {
      ...signed,
      body: bytes(Buffer.from(signed.body).toString().replace("&From=", "From"))
    }
    refusedAs("verified", swallowed, twilio({ authTokens: authToken, url, formats: messagingFormats }))
    refusedAs(
      "unexpected_parameter",
      swallowed,
      twilio({ authTokens: authToken, url, formats: messagingFormats, required: messagingRequired })
    )
    refusedAs(
      "verified",
      signed,
      twilio({ authTokens: authToken, url, formats: messagingFormats, required: messagingRequired })
    )
  })
  it("messaging formats accept what Twilio sends and refuse repeats", () => {
    const strict = twilio({ authTokens: authToken, url, formats: messagingFormats, unknownParams: "refuse" })
    refusedAs("verified", raw(sign.form({ authToken, url, params: inbound })), strict)
    refusedAs(
      "verified",
      raw(sign.form({ authToken, url, params: { ...inbound, From: "whatsapp:+15205550100" } })),
      strict
    )
    refusedAs(
      "unexpected_parameter",
      raw(sign.form({ authToken, url, params: { ...inbound, Extra: "1" } })),
      strict
    )
    refusedAs(
      "unexpected_parameter",
      raw(sign.form({ authToken, url, params: { ...inbound, Body: ["a", "b"] } })),
      strict
    )
    refusedAs(
      "unexpected_parameter",
      raw(sign.form({ authToken, url, params: { ...inbound, MessageSid: "x" } })),
      strict
    )
  })
})
