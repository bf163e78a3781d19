/** Keys made once, canonical base64, constant-time comparison. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto"

/** A raw key is several times slower on every call than a key object made once. */
export const hmacKey = (bytes: Uint8Array): KeyObject => createSecretKey(bytes)

export const hmac = (
  algorithm: "sha1" | "sha256",
  key: KeyObject,
  head: string,
  body?: Uint8Array
): Buffer => {
  const mac = createHmac(algorithm, key).update(head)
  return (body === undefined ? mac : mac.update(body)).digest()
}

/** The last character before the padding may only carry bits that are used, so one signature has one spelling. */
const canonical: Record<number, RegExp> = {
  20: /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/,
  32: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
  64: /^[A-Za-z0-9+/]{85}[AQgw]==$/
}

/** Exactly `length` bytes of canonical base64, else undefined. */
export const decodeSignature = (text: string, length: 20 | 32 | 64): Buffer | undefined =>
  canonical[length]?.test(text) === true ? Buffer.from(text, "base64") : undefined

/** Any canonical, padded base64; undefined otherwise. */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, "base64")
  return bytes.length > 0 && bytes.toString("base64") === text ? bytes : undefined
}

/** Both have the same length by construction. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)
