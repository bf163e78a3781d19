/** Every published vector of Twilio and Standard Webhooks, verified and signed. */
import { sign as signStandard, standard } from "@forbear/webhooks/standard"
import { sign as signTwilio, twilio } from "@forbear/webhooks/twilio"
import { assert, describe, it } from "vitest"
import standardVectors from "./vectors/standard.json" with { type: "json" }
import twilioVectors from "./vectors/twilio.json" with { type: "json" }
import { bytes } from "./support.ts"

type Params = Record<string, string | Array<string>>
const formBody = (params: Params) =>
  bytes(
    new URLSearchParams(
      Object.entries(params).flatMap(([k, v]) => (Array.isArray(v) ? v.map((each) => [k, each]) : [[k, v]]))
    ).toString()
  )

describe("twilio-form", () => {
  const vectors = twilioVectors.filter((vector) => vector.scheme === "twilio-form")
  it("has the twelve published vectors", () => assert.strictEqual(vectors.length, 12))
  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    const params = vector.params as unknown as Params
    const strips = vector.name.includes("SDK strips any port")
    const verifier = twilio({
      authTokens: vector.secret,
      url: vector.requestUrl,
      ...(strips ? { stripPort: true } : {})
    })
    const request = {
      method: "POST",
      url: vector.requestUrl,
      headers: [
        ["X-Twilio-Signature", vector.expectedSignature],
        ["Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"]
      ] as const,
      body: formBody(params)
    }
    const verdict = verifier.verify(request, 0)
    assert.strictEqual(verdict._tag, "Verified")
    assert.strictEqual(verdict.scheme, "twilio-form")
    const signed = signTwilio.form({ authToken: vector.secret, url: vector.urlActuallySigned, params })
    assert.strictEqual(signed.headers["x-twilio-signature"], vector.expectedSignature)
    if (strips) {
      const strict = twilio({ authTokens: vector.secret, url: vector.requestUrl }).verify(request, 0)
      assert.strictEqual(strict._tag, "Refused")
    }
  })
})

describe("twilio-json", () => {
  const vectors = twilioVectors.filter((vector) => vector.scheme === "twilio-json")
  it("has the three published vectors", () => assert.strictEqual(vectors.length, 3))
  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    const body = vector.body ?? ""
    const configured = vector.requestUrl.replace(/[?&]bodySHA256=.*$/, "")
    const verdict = twilio({ authTokens: vector.secret, url: configured }).verify(
      {
        method: "POST",
        url: vector.requestUrl,
        headers: { "x-twilio-signature": vector.expectedSignature, "content-type": "application/json" },
        body: bytes(body)
      },
      0
    )
    assert.strictEqual(verdict._tag, "Verified")
    assert.strictEqual(verdict.scheme, "twilio-json")
    const signed = signTwilio.json({
      authToken: vector.secret,
      url: vector.urlActuallySigned.replace(/[?&]bodySHA256=.*$/, ""),
      body
    })
    assert.strictEqual(signed.headers["x-twilio-signature"], vector.expectedSignature)
    assert.strictEqual(signed.url, vector.urlActuallySigned)
  })
})

describe("standard webhooks", () => {
  it.each(standardVectors.map((vector) => [vector.scheme, vector] as const))("%s", (scheme, vector) => {
    const headers = {
      "webhook-id": vector.id,
      "webhook-timestamp": String(vector.timestamp),
      "webhook-signature": vector.expectedSignature
    }
    const secrets = [vector.publicKey ?? vector.secret ?? ""]
    const verdict = standard({ secrets }).verify(
      { method: "POST", url: "/", headers, body: bytes(vector.body) },
      vector.timestamp * 1000
    )
    assert.deepInclude(verdict, {
      _tag: "Verified",
      scheme,
      eventId: vector.id,
      timestamp: vector.timestamp * 1000,
      keyIndex: 0
    })
    const signed = signStandard({
      secrets: vector.privateKey ?? vector.secret ?? "",
      id: vector.id,
      timestamp: vector.timestamp * 1000,
      body: vector.body
    })
    assert.strictEqual(signed.headers["webhook-signature"], vector.expectedSignature)
  })
})
