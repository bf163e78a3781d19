/**
 * Standard Webhooks: v1 (HMAC-SHA256, `whsec_`) and v1a (Ed25519, `whpk_` and `whsk_`), verified and signed on raw bytes.
 * The configured key decides the version, never a header.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes
} from "node:crypto"
import { positive, secretList } from "./internal/config.ts"
import { readHeader } from "./internal/headers.ts"
import { decodeBase64, decodeSignature, hmac, hmacKey, sameBytes } from "./internal/mac.ts"
import {
  ConfigurationError,
  type RawRequest,
  type Refused,
  refuse,
  type SignedRequest,
  type Verified,
  type Verifier
} from "./Webhook.ts"

/** Options of `standard`. */
export interface StandardOptions {
  /** `whsec_…` for v1, or `whpk_…` for v1a; several of one kind while rotating. */
  readonly secrets: string | ReadonlyArray<string>
  /** How far the signed time may be from ours, in seconds and in both directions; 300 by default. */
  readonly toleranceSeconds?: number
}

type Version = "v1" | "v1a"

interface Key {
  readonly version: Version
  readonly object: KeyObject
  /** Present if the key can sign. */
  readonly signer?: KeyObject
}

const schemes = { v1: "standard-webhooks-v1", v1a: "standard-webhooks-v1a" } as const
const idGrammar = /^[\x21-\x2d\x2f-\x7e]{1,256}$/
const timestampGrammar = /^[1-9][0-9]{9}$/
const maxSignatures = 16

/** Encodings of points of small order (sign bit cleared), for which signatures can be made without a private key. Source: libsodium, ed25519_ref10. */
const smallOrder = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
])

const ed25519Public = (field: string, bytes: Buffer): KeyObject => {
  const masked = Buffer.from(bytes)
  masked[31] = (masked[31] ?? 0) & 0x7f
  if (smallOrder.has(masked.toString("hex"))) {
    throw new ConfigurationError(
      "standard",
      field,
      "is a degenerate Ed25519 key, for which anyone can sign",
      "Copy the public key again."
    )
  }
  return createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") },
    format: "jwk"
  })
}

const ed25519Private = (field: string, bytes: Buffer): Key => {
  const seed = bytes.subarray(0, 32)
  const half = bytes.subarray(32)
  const signer = createPrivateKey({
    key: { kty: "OKP", crv: "Ed25519", d: seed.toString("base64url"), x: half.toString("base64url") },
    format: "jwk"
  })
  const derived = createPublicKey(signer).export({ format: "jwk" }).x
  if (derived !== half.toString("base64url")) {
    throw new ConfigurationError(
      "standard",
      field,
      "has a public half that is not its seed's",
      "Copy the whole private key again."
    )
  }
  return { version: "v1a", object: ed25519Public(field, half), signer }
}

/** Source of the lengths: the specification asks for 24 to 64 bytes; Ed25519 keys are 32, private ones seed and public half. */
const parseKey = (field: string, text: string): Key => {
  const prefix = /^(whsec|whpk|whsk)_/.exec(text)?.[1]
  const bytes = prefix === undefined ? undefined : decodeBase64(text.slice(prefix.length + 1))
  const length = bytes?.length ?? 0
  if (bytes !== undefined && prefix === "whsec" && length >= 24 && length <= 64) {
    const object = hmacKey(bytes)
    return { version: "v1", object, signer: object }
  }
  if (bytes !== undefined && prefix === "whpk" && length === 32)
    return { version: "v1a", object: ed25519Public(field, bytes) }
  if (bytes !== undefined && prefix === "whsk" && length === 64) return ed25519Private(field, bytes)
  throw new ConfigurationError(
    "standard",
    field,
    "is not whsec_ with base64 of 24 to 64 bytes, whpk_ with base64 of 32, or whsk_ with base64 of 64",
    "Copy the secret with its prefix and padding; Stripe's whsec_ is another scheme."
  )
}

interface Parts {
  readonly id: string
  readonly timestamp: string
  readonly signatures: ReadonlyArray<Buffer>
}

/** Signatures of our version; undefined if any of that version is malformed, or there are too many. Other versions are ignored. */
const parseSignatures = (header: string, version: Version): ReadonlyArray<Buffer> | undefined => {
  const tokens = header.split(" ")
  if (tokens.length > maxSignatures) return undefined
  const found: Array<Buffer> = []
  for (const token of tokens) {
    const comma = token.indexOf(",")
    if (comma < 1 || comma === token.length - 1) return undefined
    if (token.slice(0, comma) !== version) continue
    const bytes = decodeSignature(token.slice(comma + 1), version === "v1" ? 32 : 64)
    if (bytes === undefined) return undefined
    found.push(bytes)
  }
  return found
}

const readParts = (request: RawRequest, version: Version): Parts | Refused => {
  const scheme = schemes[version]
  const id = readHeader(request.headers, "webhook-id")
  if (!("value" in id)) return refuse(scheme, id.reason)
  const timestamp = readHeader(request.headers, "webhook-timestamp")
  if (!("value" in timestamp)) return refuse(scheme, timestamp.reason)
  const header = readHeader(request.headers, "webhook-signature")
  if (!("value" in header)) return refuse(scheme, header.reason)
  if (!idGrammar.test(id.value) || !timestampGrammar.test(timestamp.value))
    return refuse(scheme, "malformed_header")
  const signatures = parseSignatures(header.value, version)
  if (signatures === undefined) return refuse(scheme, "malformed_header")
  if (signatures.length === 0) {
    return refuse(
      scheme,
      "bad_signature",
      `No ${version} signature is present. Likely: the sender signs with the other version of Standard Webhooks.`
    )
  }
  return { id: id.value, timestamp: timestamp.value, signatures }
}

const matches = (key: Key, head: string, body: Uint8Array, signatures: ReadonlyArray<Buffer>): boolean => {
  if (key.version === "v1") {
    const expected = hmac("sha256", key.object, head, body)
    return signatures.some((signature) => sameBytes(expected, signature))
  }
  const message = Buffer.concat([Buffer.from(head, "latin1"), body])
  return signatures.some((signature) => verifyBytes(null, message, key.object, signature))
}

const authenticated = {
  covers: "id+timestamp+body",
  note: "Id, time and the whole body. The URL and other headers are not signed."
} as const

/**
 * A verifier for Standard Webhooks with one version's keys. Throws `ConfigurationError`.
 *
 * **Details**: one value for each header; ids of 1 to 256 visible characters without "."; a time of ten digits, not more than
 * `toleranceSeconds` from `at` either way; canonical base64; at most 16 signatures, any of which may match any key.
 */
export const standard = (options: StandardOptions): Verifier => {
  const keys = secretList("standard", "secrets", options.secrets).map(([field, text]) =>
    parseKey(field, text)
  )
  const tolerance = positive("standard", "toleranceSeconds", options.toleranceSeconds ?? 300)
  const version = keys[0]?.version ?? "v1"
  if (keys.some((key) => key.version !== version)) {
    throw new ConfigurationError(
      "standard",
      "secrets",
      "mixes HMAC and Ed25519 keys",
      "Build one verifier for each version."
    )
  }
  const scheme = schemes[version]
  const verify = (request: RawRequest, at: number): Verified | Refused => {
    if (!(request.body instanceof Uint8Array)) return refuse(scheme, "body_not_bytes")
    const parts = readParts(request, version)
    if ("_tag" in parts) return parts
    const seconds = Number(parts.timestamp)
    const age = Math.floor(at / 1000) - seconds
    // Written so that a broken clock (NaN) refuses.
    if (!(age <= tolerance)) return refuse(scheme, "too_old")
    if (!(age >= -tolerance)) return refuse(scheme, "too_new")
    const head = `${parts.id}.${parts.timestamp}.`
    const keyIndex = keys.findIndex((key) => matches(key, head, request.body, parts.signatures))
    if (keyIndex < 0) return refuse(scheme, "bad_signature")
    return {
      _tag: "Verified",
      scheme,
      eventId: parts.id,
      timestamp: seconds * 1000,
      authenticated,
      keyIndex,
      body: request.body
    }
  }
  return { scheme, methods: ["POST"], contentTypes: ["application/json"], verify }
}

/** What to sign: `timestamp` is epoch milliseconds, sent in whole seconds; several secrets give several signatures while rotating. */
export interface StandardMessage {
  readonly secrets: string | ReadonlyArray<string>
  readonly id: string
  readonly timestamp: number
  readonly body: Uint8Array | string
  /** `application/json` by default. */
  readonly contentType?: string
}

/** Signs with `whsec_` (v1) or `whsk_` (v1a) secrets, of both kinds if wanted. Throws `ConfigurationError`. */
export const sign = (message: StandardMessage): SignedRequest => {
  const timestamp = String(Math.floor(message.timestamp / 1000))
  if (!idGrammar.test(message.id)) {
    throw new ConfigurationError(
      "standard",
      "id",
      'is not 1 to 256 visible ASCII characters without "."',
      "Use the event's own id."
    )
  }
  if (!timestampGrammar.test(timestamp)) {
    throw new ConfigurationError(
      "standard",
      "timestamp",
      "is not epoch milliseconds",
      "Give milliseconds, not seconds."
    )
  }
  const body =
    typeof message.body === "string" ? new TextEncoder().encode(message.body) : new Uint8Array(message.body)
  const head = `${message.id}.${timestamp}.`
  const signatures = secretList("standard", "secrets", message.secrets).map(([field, text]) => {
    const key = parseKey(field, text)
    if (key.signer === undefined)
      throw new ConfigurationError("standard", field, "is a public key", "Sign with whsk_ or whsec_.")
    const bytes =
      key.version === "v1"
        ? hmac("sha256", key.signer, head, body)
        : signBytes(null, Buffer.concat([Buffer.from(head, "latin1"), body]), key.signer)
    return `${key.version},${bytes.toString("base64")}`
  })
  return {
    method: "POST",
    headers: {
      "content-type": message.contentType ?? "application/json",
      "webhook-id": message.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signatures.join(" ")
    },
    body
  }
}
