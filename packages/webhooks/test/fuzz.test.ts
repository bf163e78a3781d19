/** Mutation fuzzing: whatever is still accepted means what was signed, and nothing throws. */
import type { Verified, Verifier } from "@forbear/webhooks"
import { sign as signStandard, standard } from "@forbear/webhooks/standard"
import { messagingFormats, messagingRequired, sign as signTwilio, twilio } from "@forbear/webhooks/twilio"
import { assert, describe, it } from "vitest"
import { at, type Mutable, type Random, random, raw, v1aPrivate, v1aPublic, v1Secret } from "./support.ts"

type Mutation = (request: Mutable, random: Random) => void

const editBytes = (body: Uint8Array, r: Random): Uint8Array => {
  const bytes = [...body]
  const index = r.below(bytes.length + 1)
  const value = bytes[index] ?? 0
  switch (r.below(6)) {
    case 0:
      bytes[index] = value ^ (1 << r.below(8))
      break
    case 1:
      bytes.splice(index, 1)
      break
    case 2:
      bytes.splice(index, 0, value)
      break
    case 3:
      bytes.splice(index, 0, r.below(256))
      break
    case 4:
      bytes.splice(index, 2, bytes[index + 1] ?? 0, value)
      break
    default:
      bytes.splice(
        r.below(2) === 0 ? 0 : bytes.length,
        0,
        ...r.pick([[0xef, 0xbb, 0xbf], [0x20], [0x0a], [0x0d, 0x0a], [0], [0x26], [0x3d]])
      )
  }
  return Uint8Array.from(bytes)
}
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")
const fromLatin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"))
const recase = (text: string, r: Random): string => {
  const index = r.below(text.length)
  const letter = text.charAt(index)
  return (
    text.slice(0, index) +
    (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()) +
    text.slice(index + 1)
  )
}
const editText = (text: string, r: Random): string =>
  r.below(4) === 0 ? recase(text, r) : latin1(editBytes(fromLatin1(text), r))

const flipBody: Mutation = (request, r) => {
  request.body = editBytes(request.body, r)
}
const editHeader: Mutation = (request, r) => {
  const header = request.headers[r.below(request.headers.length)]
  if (header !== undefined) header[1] = editText(header[1], r)
}
const dropOrDoubleHeader: Mutation = (request, r) => {
  const index = r.below(request.headers.length)
  const header = request.headers[index]
  if (header !== undefined)
    request.headers.splice(index, 1, ...(r.below(2) === 0 ? [] : [header, [...header] as [string, string]]))
}
const renameHeader: Mutation = (request, r) => {
  const header = request.headers[r.below(request.headers.length)]
  if (header !== undefined) header[0] = r.below(2) === 0 ? header[0].toUpperCase() : `${header[0]} `
}
const reencodeSignature: Mutation = (request, r) => {
  for (const header of request.headers) {
    if (!header[0].toLowerCase().endsWith("signature")) continue
    header[1] = r.pick([
      header[1].replaceAll("+", "-").replaceAll("/", "_"),
      header[1].replace(/=+$/, ""),
      `${header[1]}=`,
      `${header[1]} ${header[1]}`,
      header[1].toLowerCase(),
      encodeURIComponent(header[1])
    ])
  }
}
const shared = [flipBody, editHeader, dropOrDoubleHeader, renameHeader, reencodeSignature]

const copy = (request: Mutable): Mutable => ({
  ...request,
  headers: request.headers.map(([name, value]) => [name, value]),
  body: Uint8Array.from(request.body)
})

interface Plan {
  readonly seed: number
  readonly runs: number
  readonly make: (r: Random) => {
    readonly request: Mutable
    readonly verifier: Verifier
    readonly meaning: string
  }
  readonly mutations: ReadonlyArray<Mutation>
  readonly meaningOf: (verified: Verified, request: Mutable) => string
}

/** Returns how many mutants were accepted, after checking each. */
const fuzz = (plan: Plan): { readonly accepted: number; readonly refused: number } => {
  const r = random(plan.seed)
  let accepted = 0
  let refused = 0
  for (let run = 0; run < plan.runs; run++) {
    const { request, verifier, meaning } = plan.make(r)
    assert.strictEqual(verifier.verify(request, at)._tag, "Verified", "the signed request itself")
    const mutant = copy(request)
    for (let edits = 1 + r.below(3); edits > 0; edits--) r.pick(plan.mutations)(mutant, r)
    const verdict = verifier.verify(mutant, at)
    if (verdict._tag === "Refused") {
      refused++
      assert.include([400, 401], verdict.status)
    } else {
      accepted++
      assert.strictEqual(plan.meaningOf(verdict, mutant), meaning)
    }
  }
  return { accepted, refused }
}

describe("standard webhooks", () => {
  const moveByte: Mutation = (request, r) => {
    const id = request.headers.find(([name]) => name === "webhook-id")
    const time = request.headers.find(([name]) => name === "webhook-timestamp")
    if (id === undefined || time === undefined) return
    const body = latin1(request.body)
    switch (r.below(4)) {
      case 0:
        id[1] += `.${time[1]}`
        time[1] = body.slice(0, 10)
        request.body = fromLatin1(body.slice(11))
        break
      case 1:
        time[1] += body.slice(0, 1)
        request.body = request.body.subarray(1)
        break
      case 2:
        request.body = fromLatin1(time[1].slice(-1) + body)
        time[1] = time[1].slice(0, -1)
        break
      default:
        time[1] = id[1].slice(-1) + time[1]
        id[1] = id[1].slice(0, -1)
    }
  }
  const plan = (secret: string, key: string, seed: number, runs: number): Plan => ({
    seed,
    runs,
    make: (r) => {
      const id = `msg_${r.text("abcXYZ019-_", 12)}`
      const body = r.text('{}":,.0123456789 abc\u00e9\u{1F600}\n', 60)
      const request = raw(signStandard({ secrets: secret, id, timestamp: at, body }))
      return {
        request,
        verifier: standard({ secrets: key }),
        meaning: `${id}|${at}|${Buffer.from(body).toString("hex")}`
      }
    },
    mutations: [...shared, moveByte, moveByte],
    meaningOf: (verified, request) =>
      `${verified.eventId}|${verified.timestamp}|${Buffer.from(request.body).toString("hex")}`
  })
  it("v1", () => {
    const { accepted, refused } = fuzz(plan(v1Secret, v1Secret, 1, 8_000))
    assert.isAbove(refused, 6_000)
    assert.isAbove(accepted, 0)
  })
  it("v1a", () => {
    const { refused } = fuzz(plan(v1aPrivate, v1aPublic, 2, 1_500))
    assert.isAbove(refused, 1_000)
  })
})

describe("twilio", () => {
  const authToken = "0123456789abcdef0123456789abcdef"
  const url = "https://hooks.example.com/twilio/status?tenant=7"
  const hex = "0123456789abcdef0123456789abcdef"
  const parts = (request: Mutable): Array<string> => latin1(request.body).split("&")
  const put = (request: Mutable, list: ReadonlyArray<string>): void => {
    request.body = fromLatin1(list.join("&"))
  }

  const moveBoundary: Mutation = (request, r) => {
    const list = parts(request)
    const index = r.below(list.length)
    const part = list[index] ?? ""
    const equals = part.indexOf("=")
    const cut = r.below(part.length + 1)
    switch (r.below(5)) {
      case 0:
        list[index] =
          part.slice(0, equals) + part.slice(equals + 1, equals + 2) + "=" + part.slice(equals + 2)
        break
      case 1:
        list[index] = part.slice(0, equals - 1) + "=" + part.charAt(equals - 1) + part.slice(equals + 1)
        break
      case 2:
        list.splice(index, 1, part.slice(0, cut), `${part.slice(cut)}=`)
        break
      case 3:
        list.splice(index, 2, part + (list[index + 1] ?? "").replace("=", ""))
        break
      default:
        list[index] = part.slice(0, -1)
        list[index + 1] = part.slice(-1) + (list[index + 1] ?? "=")
    }
    put(request, list)
  }
  const reorder: Mutation = (request, r) => {
    const list = parts(request)
    const [moved] = list.splice(r.below(list.length), 1)
    list.splice(r.below(list.length + 1), 0, moved ?? "")
    if (r.below(3) === 0) list.push(r.pick(list))
    put(request, list)
  }
  const reencode: Mutation = (request, r) => {
    const text = latin1(request.body)
    const index = r.below(text.length)
    const code = text.charCodeAt(index).toString(16).padStart(2, "0")
    put(request, [
      r.pick([
        `${text.slice(0, index)}%${code}${text.slice(index + 1)}`,
        text.replaceAll("+", "%20"),
        text.replace(/%../g, (each) => each.toLowerCase()),
        text.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      ])
    ])
  }
  const moveUrl: Mutation = (request, r) => {
    request.url = r.pick([
      `${url}${latin1(request.body).slice(0, 1)}`,
      url.slice(0, -1),
      `${url}&`,
      url.replace("tenant", "Tenant"),
      url.replace("?", "?&"),
      `${url}#x`,
      url.replace(".com", ".com:443"),
      "/twilio/status?tenant=7"
    ])
  }
  const paramsOf = (r: Random): Record<string, string> => ({
    AccountSid: `AC${hex}`,
    ApiVersion: "2010-04-01",
    Body: r.text("abYZ stop+&=%\u00e9\u{1F600}\n1", 20),
    From: `+1520555${String(1000 + r.below(9000))}`,
    MessageSid: `SM${hex.slice(1)}${r.below(10)}`,
    NumMedia: "0",
    NumSegments: String(1 + r.below(9)),
    SmsStatus: r.pick(["received", "delivered"]),
    To: "+15205550199"
  })
  const meaning = (params: Record<string, string>) => JSON.stringify(Object.entries(params))
  const mutations = [...shared, moveBoundary, moveBoundary, reorder, reencode, moveUrl]

  it("forms with formats: the same parameters", () => {
    const verifier = twilio({
      authTokens: authToken,
      url,
      formats: messagingFormats,
      required: messagingRequired,
      unknownParams: "refuse"
    })
    const { accepted, refused } = fuzz({
      seed: 3,
      runs: 8_000,
      make: (r) => {
        const params = paramsOf(r)
        return {
          request: raw(signTwilio.form({ authToken, url, params })),
          verifier,
          meaning: meaning(params)
        }
      },
      mutations,
      meaningOf: (verified) => JSON.stringify(verified.params)
    })
    assert.isAbove(refused, 4_000)
    assert.isAbove(accepted, 200)
  })

  it("forms without formats: nothing but the boundary between names and values can differ", () => {
    const verifier = twilio({ authTokens: authToken, url })
    const { accepted } = fuzz({
      seed: 4,
      runs: 5_000,
      make: (r) => {
        const params = paramsOf(r)
        return {
          request: raw(signTwilio.form({ authToken, url, params })),
          verifier,
          meaning: Object.entries(params).flat().join("")
        }
      },
      mutations,
      meaningOf: (verified) => (verified.params ?? []).flat().join("")
    })
    assert.isAbove(accepted, 200)
  })

  it("json: the same bytes at the same URL", () => {
    const verifier = twilio({ authTokens: authToken, url })
    const moveHash: Mutation = (request, r) => {
      request.url = editText(request.url, r)
    }
    const { refused } = fuzz({
      seed: 5,
      runs: 5_000,
      make: (r) => {
        const body = r.text('{}":,0123456789 ab\u00e9\n', 40)
        return {
          request: raw(signTwilio.json({ authToken, url, body })),
          verifier,
          meaning: Buffer.from(body).toString("hex")
        }
      },
      mutations: [...shared, moveHash],
      meaningOf: (_, request) => Buffer.from(request.body).toString("hex")
    })
    assert.isAbove(refused, 2_500)
  })
})
