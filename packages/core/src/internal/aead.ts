/** AES-256-GCM (NIST SP 800-38D) with 96-bit nonces and 128-bit tags, and base32 as in RFC 4648 but in lower case. */
import * as crypto from "node:crypto"

/** Bytes of a key. */
export const KEY_BYTES = 32
/** Bytes of a nonce. */
export const IV_BYTES = 12
const TAG_BYTES = 16

/** The ciphertext followed by its tag. */
export const encrypt = (
  key: crypto.CipherKey,
  iv: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array
): Buffer => {
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** The plaintext; throws if anything but the very key, nonce, context and ciphertext is given. */
export const decrypt = (
  key: crypto.CipherKey,
  iv: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array
): Buffer => {
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()])
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

/** The first `characters` times five bits. */
export const base32 = (bytes: Uint8Array, characters: number): string => {
  let out = ""
  for (let index = 0; index < characters; index += 1) {
    const bit = index * 5
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    out += ALPHABET.charAt((pair >> (11 - (bit & 7))) & 31)
  }
  return out
}
