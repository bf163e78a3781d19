/** The adversarial rows of Standard Webhooks, one test each, rotation, and time in both directions. */
import { createHmac, generateKeyPairSync, sign as signBytes } from "node:crypto"
import { ConfigurationError } from "@forbear/webhooks"
import { sign, standard } from "@forbear/webhooks/standard"
import { assert, describe, it } from "vitest"
import { at, bytes, type Mutable, raw, reasonOf, v1aPrivate, v1aPublic, v1Secret } from "./support.ts"

const verifier = standard({ secrets: v1Secret })
const signed = raw(sign({ secrets: v1Secret, id: "msg_1", timestamp: at, body: '{"test": 1}' }))
const signedA = raw(sign({ secrets: v1aPrivate, id: "msg_1", timestamp: at, body: '{"test": 1}' }))
const verifierA = standard({ secrets: v1aPublic })
const refusedAs = (
  reason: string,
  request: Parameters<typeof verifier.verify>[0],
  by = verifier,
  time = at
) => assert.strictEqual(reasonOf(by.verify(request, time)), reason)
const withHeader = (request: Mutable, name: string, ...values: ReadonlyArray<string>): Mutable => ({
  ...request,
  headers: [
    ...request.headers.filter(([each]) => each !== name),
    ...values.map((value): [string, string] => [name, value])
  ]
})
const valueOf = (request: Mutable, name: string): string =>
  request.headers.find(([each]) => each === name)?.[1] ?? ""
const signedText = (id: string, timestamp: string, body: string) =>
  `v1,${createHmac("sha256", Buffer.from(v1Secret.slice(6), "base64"))
    .update(`${id}.${timestamp}.${body}`)
    .digest("base64")}`
const forged = (id: string, timestamp: string, body: string, signature: string) => ({
  method: "POST",
  url: "/",
  headers: { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature },
  body: bytes(body)
})

describe("adversarial rows", () => {
  const seconds = String(at / 1000)
  it.each([
    `${seconds}abc`,
    ` ${seconds}`,
    `${seconds}.9`,
    "123abc",
    " 123",
    "123.9",
    `+${seconds}`,
    `0${seconds}`,
    "1e9",
    "٠١٢٣٤٥٦٧٨٩"
  ])("timestamp %j, rightly signed: refused", (timestamp) =>
    refusedAs("malformed_header", forged("msg_1", timestamp, "{}", signedText("msg_1", timestamp, "{}")))
  )
  it('id "a", body "T.{}" re-sent as id "a.T", body "{}": refused', () => {
    const body = `${seconds}.{}`
    const signature = signedText("a", seconds, body)
    refusedAs("verified", forged("a", seconds, body, signature))
    refusedAs("malformed_header", forged(`a.${seconds}`, seconds, "{}", signature))
    assert.throws(
      () => sign({ secrets: v1Secret, id: "a.b", timestamp: at, body: "" }),
      ConfigurationError,
      "id"
    )
  })
  it("array-valued header: a typed refusal", () => {
    const headers = Object.fromEntries(signed.headers)
    refusedAs("duplicate_header", { ...signed, headers: { ...headers, "webhook-id": ["msg_1", "msg_1"] } })
    refusedAs("missing_header", { ...signed, headers: { ...headers, "webhook-id": [] } })
    const number: unknown = 1_614_265_330
    refusedAs("malformed_header", {
      ...signed,
      headers: { ...headers, "webhook-timestamp": number as string }
    })
  })
  it.each(["v1", "v1,", ",", "v1,\t", "v1,AAAA", "v1,=", " "])(
    "CVE-2024-21491, signature %j: refused",
    (signature) => refusedAs("malformed_header", withHeader(signed, "webhook-signature", signature))
  )
  it("CVE-2024-21491, a prefix of the right signature: refused at every length", () => {
    const whole = valueOf(signed, "webhook-signature")
    for (let length = 3; length < whole.length; length++)
      refusedAs("malformed_header", withHeader(signed, "webhook-signature", whole.slice(0, length)))
  })
  it.each([
    "",
    " ",
    "whsec_",
    "whsec_ ",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILA==",
    `whsec_${Buffer.alloc(65, 1).toString("base64")}`,
    v1Secret.slice(6),
    "whsec_not base64 at all, really not!",
    `${v1Secret} `
  ])("Standard Webhooks PR #286, secret %j: refused at construction", (secret) =>
    assert.throws(() => standard({ secrets: secret }), ConfigurationError, "secrets")
  )
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "tolerance %d: refused at construction",
    (toleranceSeconds) =>
      assert.throws(
        () => standard({ secrets: v1Secret, toleranceSeconds }),
        ConfigurationError,
        "toleranceSeconds"
      )
  )
  it("timestamp a year ahead: refused", () => refusedAs("too_new", signed, verifier, at - 31_536_000_000))
  it("UTF-8 BOM in front of the body; 0xFF for U+FFFD: refused", () => {
    refusedAs("bad_signature", {
      ...signed,
      body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), signed.body])
    })
    const replaced = raw(sign({ secrets: v1Secret, id: "m", timestamp: at, body: "\ufffd" }))
    refusedAs("verified", replaced)
    refusedAs("bad_signature", { ...replaced, body: Uint8Array.of(0xff) })
  })
  it("v1 of 43 ASCII and one two-byte character: a typed refusal", () =>
    refusedAs(
      "malformed_header",
      withHeader(signed, "webhook-signature", `${valueOf(signed, "webhook-signature").slice(0, -2)}é=`)
    ))
  it("base64url and non-canonical base64: refused", () => {
    const text = signedText("msg_9", seconds, "+/+/")
    const last = text.charAt(text.length - 2)
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    const twin = `${text.slice(0, -2)}${alphabet.charAt(alphabet.indexOf(last) + 1)}=`
    refusedAs("verified", forged("msg_9", seconds, "+/+/", text))
    refusedAs("malformed_header", forged("msg_9", seconds, "+/+/", twin))
    refusedAs("malformed_header", forged("msg_9", seconds, "+/+/", text.slice(0, -1)))
  })
  it("an HMAC keyed with the public key's text or bytes under v1a: refused", () => {
    for (const key of [v1aPublic, Buffer.from(v1aPublic.slice(5), "base64")]) {
      const mac = createHmac("sha256", key).update(`msg_1.${seconds}.{}`).digest("base64")
      refusedAs("bad_signature", forged("msg_1", seconds, "{}", `v1,${mac}`), verifierA)
      refusedAs("malformed_header", forged("msg_1", seconds, "{}", `v1a,${mac}`), verifierA)
    }
  })
  it("degenerate Ed25519 keys, for which r = s = 0 like forgeries verify: refused at construction", () => {
    for (const first of [0, 1]) {
      const key = Buffer.alloc(32)
      key[0] = first
      assert.throws(
        () => standard({ secrets: `whpk_${key.toString("base64")}` }),
        ConfigurationError,
        "degenerate"
      )
      key[31] = 0x80
      assert.throws(
        () => standard({ secrets: `whpk_${key.toString("base64")}` }),
        ConfigurationError,
        "degenerate"
      )
    }
    refusedAs(
      "bad_signature",
      withHeader(signedA, "webhook-signature", `v1a,${Buffer.alloc(64).toString("base64")}`),
      verifierA
    )
  })
  it("Ed25519 with s + L, a second spelling of one signature: refused", () => {
    const order = (1n << 252n) + 27742317777372353535851937790883648493n
    const bytesOf = Buffer.from(valueOf(signedA, "webhook-signature").slice(4), "base64")
    let s = BigInt(`0x${Buffer.from(bytesOf.subarray(32)).reverse().toString("hex")}`) + order
    for (let index = 32; index < 64; index++) {
      bytesOf[index] = Number(s & 255n)
      s >>= 8n
    }
    refusedAs(
      "bad_signature",
      withHeader(signedA, "webhook-signature", `v1a,${bytesOf.toString("base64")}`),
      verifierA
    )
  })
})

describe("headers", () => {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"]
  it.each(names)("%s missing, empty, twice, joined", (name) => {
    const value = valueOf(signed, name)
    refusedAs("missing_header", withHeader(signed, name))
    refusedAs("missing_header", withHeader(signed, name, ""))
    refusedAs("duplicate_header", withHeader(signed, name, value, value))
    refusedAs("duplicate_header", {
      ...signed,
      headers: new Headers(withHeader(signed, name, value, value).headers)
    })
  })
  it("reads Headers, records and pairs in any case", () => {
    refusedAs("verified", { ...signed, headers: new Headers(signed.headers) })
    refusedAs("verified", {
      ...signed,
      headers: Object.fromEntries(signed.headers.map(([name, value]) => [name.toUpperCase(), value]))
    })
    refusedAs("verified", {
      ...signed,
      headers: Object.fromEntries(signed.headers.map(([name, value]) => [name, [value]]))
    })
  })
  it("refuses more than sixteen signatures", () => {
    const one = valueOf(signed, "webhook-signature")
    refusedAs(
      "verified",
      withHeader(signed, "webhook-signature", Array.from({ length: 16 }, () => one).join(" "))
    )
    refusedAs(
      "malformed_header",
      withHeader(signed, "webhook-signature", Array.from({ length: 17 }, () => one).join(" "))
    )
  })
})

describe("time", () => {
  it.each([
    [300, "verified"],
    [301, "too_old"],
    [-300, "verified"],
    [-301, "too_new"],
    [Number.NaN, "too_old"]
  ])("%d s after signing: %s", (seconds, reason) => {
    refusedAs(reason, signed, verifier, at + seconds * 1000)
    refusedAs(reason, signedA, verifierA, at + seconds * 1000)
  })
  it("tolerance is configurable", () =>
    refusedAs("too_old", signed, standard({ secrets: v1Secret, toleranceSeconds: 5 }), at + 6000))
})

describe("rotation and versions", () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString("base64")}`
  it("any configured key, and which", () => {
    assert.deepInclude(standard({ secrets: [other, v1Secret] }).verify(signed, at), { keyIndex: 1 })
    refusedAs("bad_signature", signed, standard({ secrets: other }))
  })
  it("any signature in the header, beside unknown versions", () => {
    const both = raw(sign({ secrets: [other, v1Secret], id: "msg_1", timestamp: at, body: "x" }))
    refusedAs("verified", both)
    refusedAs(
      "verified",
      withHeader(both, "webhook-signature", `v9,whatever ${valueOf(both, "webhook-signature")}`)
    )
  })
  it("one message for both versions, each verifier takes its own", () => {
    const both = raw(sign({ secrets: [v1Secret, v1aPrivate], id: "msg_1", timestamp: at, body: "x" }))
    refusedAs("verified", both)
    refusedAs("verified", both, verifierA)
    refusedAs("verified", both, standard({ secrets: v1aPrivate }))
    refusedAs("bad_signature", signed, verifierA)
    refusedAs("bad_signature", signedA, verifier)
  })
  it("keys of both versions in one verifier: refused at construction", () =>
    assert.throws(() => standard({ secrets: [v1Secret, v1aPublic] }), ConfigurationError, "mixes"))
  it("a private key whose halves do not belong together: refused at construction", () => {
    const bytesOf = Buffer.from(v1aPrivate.slice(5), "base64")
    bytesOf[40] = (bytesOf[40] ?? 0) ^ 1
    assert.throws(
      () => standard({ secrets: `whsk_${bytesOf.toString("base64")}` }),
      ConfigurationError,
      "public half"
    )
  })
  it("a public key cannot sign", () =>
    assert.throws(
      () => sign({ secrets: v1aPublic, id: "m", timestamp: at, body: "" }),
      ConfigurationError,
      "public key"
    ))
  it("seconds for milliseconds cannot be signed", () =>
    assert.throws(
      () => sign({ secrets: v1Secret, id: "m", timestamp: at / 1000, body: "" }),
      ConfigurationError,
      "timestamp"
    ))
  it("v1a against node:crypto with fresh keys", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519")
    const x = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")
    const by = standard({ secrets: `whpk_${x.toString("base64")}` })
    const body = Buffer.from([0, 255, 10, 13])
    const signature = signBytes(null, Buffer.concat([Buffer.from(`m.${at / 1000}.`), body]), privateKey)
    refusedAs(
      "verified",
      { ...forged("m", String(at / 1000), "", `v1a,${signature.toString("base64")}`), body },
      by
    )
  })
})
