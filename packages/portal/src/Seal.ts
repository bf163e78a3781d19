/**
 * Sealed tokens: what a URL or a cookie carries, readable and makeable only with the secret. Deterministic (a keyed hash of
 * the content is both the tag and the counter of AES-256-CTR, as in RFC 5297), so that the same content gives the same token.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  timingSafeEqual,
  type KeyObject
} from "node:crypto"

/** What a token is for; one of another purpose or another tenant does not open. */
export type TokenUse = "link" | "unsubscribe" | "session"

/** The keys that are derived from the portal's secret. */
export interface Keys {
  readonly mac: KeyObject
  readonly cipher: KeyObject
  readonly form: KeyObject
  readonly tenant: string
}

const TAG_BYTES = 16

/** Derives the keys of one tenant (HKDF-SHA256, RFC 5869). */
export const deriveKeys = (secret: Uint8Array, tenant: string): Keys => {
  const derive = (label: string) =>
    createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", `forbear/portal/1/${label}`, 32)))
  return { mac: derive("mac"), cipher: derive("cipher"), form: derive("form"), tenant }
}

const tagOf = (keys: Keys, use: TokenUse, content: Uint8Array): Buffer =>
  createHmac("sha256", keys.mac)
    .update(JSON.stringify([use, keys.tenant]))
    .update("\n")
    .update(content)
    .digest()
    .subarray(0, TAG_BYTES)

/** Seals bytes as base64url. */
export const seal = (keys: Keys, use: TokenUse, content: Uint8Array): string => {
  const tag = tagOf(keys, use, content)
  const cipher = createCipheriv("aes-256-ctr", keys.cipher, tag)
  return Buffer.concat([tag, cipher.update(content), cipher.final()]).toString("base64url")
}

/** Opens a token, or answers `undefined` for whatever was not sealed with these keys for this use. */
export const unseal = (keys: Keys, use: TokenUse, token: string): Buffer | undefined => {
  const bytes = Buffer.from(token, "base64url")
  // One spelling per token: base64url has spare bits at its end.
  if (bytes.length < TAG_BYTES || bytes.toString("base64url") !== token) return undefined
  const tag = bytes.subarray(0, TAG_BYTES)
  const decipher = createDecipheriv("aes-256-ctr", keys.cipher, tag)
  const content = Buffer.concat([decipher.update(bytes.subarray(TAG_BYTES)), decipher.final()])
  return timingSafeEqual(tag, tagOf(keys, use, content)) ? content : undefined
}

/** A form's token: bound to what it is for, worthless elsewhere. */
export const formToken = (keys: Keys, ...about: ReadonlyArray<string>): string =>
  createHmac("sha256", keys.form)
    .update(JSON.stringify([keys.tenant, ...about]))
    .digest("base64url")
    .slice(0, 24)

/** Are two texts the same? Takes the same time wherever they differ. */
export const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest())
