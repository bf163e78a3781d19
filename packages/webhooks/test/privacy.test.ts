/** Nothing of the secret, the body or the headers is in an error, a refusal or a log line; and the plain face imports nothing. */
import fs from "node:fs"
import path from "node:path"
import { type LogLine, receive, refusalReasons, refuse, type Verifier } from "@forbear/webhooks"
import { sign, standard } from "@forbear/webhooks/standard"
import { sign as signTwilio, twilio } from "@forbear/webhooks/twilio"
import { assert, describe, it } from "vitest"
import { at, v1aPrivate, v1Secret } from "./support.ts"

const token = "tok3nTok3nTok3nTok3n"
const url = "https://hooks.example.com/twilio?tenant=acme-tenant"
const person = "jane.smith@example.com +15205550123"

/** Every run of 6 characters of the given texts that is in `where`. */
const leaks = (where: string, ...texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts
    .flatMap((text) => Array.from({ length: Math.max(0, text.length - 5) }, (_, i) => text.slice(i, i + 6)))
    .filter((piece) => where.includes(piece))

describe("constructors", () => {
  const bad: ReadonlyArray<readonly [string, () => unknown, string]> = [
    ["a truncated secret", () => standard({ secrets: v1Secret.slice(0, -3) }), v1Secret.slice(6)],
    ["a secret without its prefix", () => standard({ secrets: v1aPrivate.slice(5) }), v1aPrivate.slice(5)],
    [
      "a mismatched private key",
      () => standard({ secrets: `whsk_${Buffer.alloc(64, 9).toString("base64")}` }),
      Buffer.alloc(64, 9).toString("base64")
    ],
    ["a token with a space", () => twilio({ authTokens: `${token} x`, url }), token],
    [
      "a URL without a scheme",
      () => twilio({ authTokens: token, url: "user:pass-word@hooks.example.com" }),
      "pass-word"
    ],
    ["a URL with a fragment", () => twilio({ authTokens: token, url: `${url}#Zq8-frag` }), "Zq8-frag"],
    ["no URL", () => twilio({ authTokens: token, url: [] }), token],
    ["no token", () => twilio({ authTokens: [], url }), "acme-tenant"],
    [
      "a stateful format",
      () => twilio({ authTokens: token, url, formats: { Body: /^secret-pattern$/g } }),
      "secret-pattern"
    ],
    ["no formats to hold to", () => twilio({ authTokens: token, url, unknownParams: "refuse" }), token],
    [
      "a bad id to sign",
      () => sign({ secrets: v1Secret, id: "jane.smith", timestamp: at, body: person }),
      person
    ]
  ]
  it.each(bad)("%s: refused, and the message holds nothing of it", (_, build, secret) => {
    try {
      build()
      assert.fail("was built")
    } catch (error) {
      assert.instanceOf(error, Error)
      assert.strictEqual(error.name, "ConfigurationError")
      assert.isEmpty(
        leaks(`${error.message} ${error.stack?.split("\n    at ")[0] ?? ""} ${JSON.stringify(error)}`, secret)
      )
    }
  })
})

describe("refusals and log lines", () => {
  it("hold nothing of the request, whatever is wrong with it", async () => {
    const form = signTwilio.form({ authToken: token, url, params: { From: "+15205550123", Body: person } })
    const message = sign({ secrets: v1Secret, id: "msg_jane_smith", timestamp: at, body: person })
    const lines: Array<LogLine> = []
    const seen: Array<string> = []
    const deliver = async (
      verifier: Verifier,
      now: number,
      target: string,
      headers: Record<string, string>,
      body: string
    ) => {
      const receiver = receive({
        verifier,
        now: () => now,
        handle: () => {
          throw new Error(person)
        },
        log: (line) => lines.push(line)
      })
      const response = await receiver(new Request(target, { method: "POST", headers, body }))
      seen.push(await response.text(), JSON.stringify([...response.headers]))
    }
    for (const broken of [
      "",
      "x",
      "x-twilio-signature",
      "webhook-signature",
      "webhook-id",
      "webhook-timestamp",
      "content-type"
    ]) {
      for (const now of [at, at + 1e9, at - 1e9]) {
        const change = (headers: Readonly<Record<string, string>>) => ({
          ...headers,
          ...(broken.length > 1 ? { [broken]: "Jane Smith, +15205550123" } : {})
        })
        const suffix = broken === "x" ? "%zz" : ""
        await deliver(
          standard({ secrets: v1Secret }),
          now,
          "http://localhost/",
          change(message.headers),
          person + suffix
        )
        await deliver(
          twilio({ authTokens: token, url }),
          now,
          url,
          change(form.headers),
          Buffer.from(form.body).toString() + suffix
        )
        await deliver(
          twilio({ authTokens: token, url }),
          now,
          `${url}&jane=smith`,
          change(form.headers),
          person
        )
      }
    }
    assert.lengthOf(lines, 63)
    assert.isAtLeast(new Set(lines.map((line) => line.reason)).size, 8)
    const everything = JSON.stringify(lines) + seen.join("")
    assert.isEmpty(
      leaks(
        everything,
        person,
        token,
        v1Secret.slice(6),
        form.headers["x-twilio-signature"] ?? "",
        message.headers["webhook-signature"]?.slice(3) ?? "",
        "msg_jane_smith",
        "acme-tenant",
        "Jane Smith, +15205550123"
      )
    )
  })
  it("every reason has a hint and a status", () => {
    for (const reason of refusalReasons) {
      const refused = refuse("x", reason)
      assert.include([400, 401], refused.status)
      assert.isAbove(refused.hint.length, 20)
    }
  })
})

describe("the plain face", () => {
  it("imports node:crypto, node:http's types and itself; no clock, randomness or environment", () => {
    const dir = path.join(import.meta.dirname, "../src")
    const files = fs
      .readdirSync(dir, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith(".ts") && file !== "effect.ts")
    assert.isAbove(files.length, 10)
    for (const file of files) {
      const text = fs.readFileSync(path.join(dir, file), "utf8")
      for (const [, from = ""] of text.matchAll(/from "([^"]+)"/g))
        assert.match(from, /^(\.\.?\/.*\.ts|node:crypto|node:http)$/, file)
      assert.notMatch(
        text,
        /Date\.now|new Date\(|Math\.random|process\.env|console\.(log|warn|error|info)/,
        file
      )
    }
  })
})
