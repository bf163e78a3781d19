/**
 * Where root keys live: they wrap the data keys that seal personal data, and make the keys of blind indexes.
 * A key management service is one more object of this shape; three that need none are here.
 */
import * as crypto from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import * as Schema from "effect/Schema"
import { decrypt, encrypt, IV_BYTES, KEY_BYTES } from "./internal/aead.ts"

/** A root key, near or far; each method may answer at once or with a promise, and throws or rejects when it cannot. */
export interface KeyPort {
  /** Names the root key, not secret; kept beside each data key that it wrapped. */
  readonly id: string
  /** Encrypts a data key of 32 bytes, with authentication. */
  readonly wrap: (dataKey: Uint8Array) => Uint8Array | Promise<Uint8Array>
  /** Gives back the data key; fails for what another root key wrapped. */
  readonly unwrap: (wrapped: Uint8Array) => Uint8Array | Promise<Uint8Array>
  /** The tenant's key for blind indexes, the same for as long as the tenant exists: at least 32 bytes. */
  readonly indexKey: (tenant: string) => Uint8Array | Promise<Uint8Array>
}

/** A root key that cannot be read, made or used; never contains key material. */
export class KeyPortError extends Schema.TaggedError<KeyPortError>()("KeyPortError", {
  field: Schema.String,
  message: Schema.String
}) {}

const fail = (field: string, problem: string) => new KeyPortError({ field, message: `${field} ${problem}` })

const derive = (root: Uint8Array, purpose: string): Buffer =>
  Buffer.from(crypto.hkdfSync("sha256", root, new Uint8Array(0), purpose, KEY_BYTES))

const WRAPPING = Buffer.from("forbear:wrap:1")

/** A port over a root key of 32 bytes in this process; RFC 5869 derives a key for each use. */
const fromRoot = (root: Uint8Array): KeyPort => {
  const wrapping = crypto.createSecretKey(derive(root, "forbear:wrap:1"))
  const index = crypto.createSecretKey(derive(root, "forbear:index:1"))
  return {
    id: `root-${derive(root, "forbear:root-id:1").toString("hex").slice(0, 16)}`,
    wrap: (dataKey) => {
      const iv = crypto.randomBytes(IV_BYTES)
      return Buffer.concat([iv, encrypt(wrapping, iv, WRAPPING, dataKey)])
    },
    unwrap: (wrapped) => {
      if (wrapped.length !== IV_BYTES + KEY_BYTES + 16)
        throw fail("wrapped", "is not a data key that this port wrapped")
      return decrypt(wrapping, wrapped.subarray(0, IV_BYTES), WRAPPING, wrapped.subarray(IV_BYTES))
    },
    indexKey: (tenant) => crypto.createHmac("sha256", index).update(tenant, "utf8").digest()
  }
}

const BASE64_32 = /^[A-Za-z0-9+/]{43}=$/

/** A root key given as base64 of 32 bytes, as `openssl rand -base64 32` prints it; throws `KeyPortError` for anything else. */
export const environmentKeys = (value: string): KeyPort => {
  const text = typeof value === "string" ? value.trim() : ""
  if (!BASE64_32.test(text)) {
    throw fail("keys", "must be base64 of 32 random bytes, as `openssl rand -base64 32` prints it")
  }
  return fromRoot(Buffer.from(text, "base64"))
}

/** A random root key that ends with the process: what it sealed cannot be opened afterwards. For tests and trials. */
export const ephemeralKeys = (): KeyPort => fromRoot(crypto.randomBytes(KEY_BYTES))

const HEADER = "forbear-root-key-1 "

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error"

/** Writes the whole file under another name and links it, so that no other process ever reads half of it or a second key. */
const create = (file: string): void => {
  const temporary = `${file}.${crypto.randomBytes(8).toString("hex")}.tmp`
  try {
    const descriptor = fs.openSync(temporary, "wx", 0o600)
    try {
      fs.writeSync(descriptor, `${HEADER}${crypto.randomBytes(KEY_BYTES).toString("base64")}\n`)
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
    fs.linkSync(temporary, file)
  } catch (error) {
    if (codeOf(error) !== "EEXIST") {
      throw fail("keys.file", `cannot be created (${codeOf(error)}); its folder must exist and be writable`)
    }
  } finally {
    fs.rmSync(temporary, { force: true })
  }
  syncFolder(path.dirname(file))
}

/** Makes the new name durable where the system can; Windows cannot open folders. */
const syncFolder = (folder: string): void => {
  if (process.platform === "win32") return
  const descriptor = fs.openSync(folder, "r")
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

const read = (file: string): string | undefined => {
  try {
    if (process.platform !== "win32" && (fs.statSync(file).mode & 0o077) !== 0) {
      throw fail("keys.file", "can be read by other users; run chmod 600 on it")
    }
    return fs.readFileSync(file, "utf8")
  } catch (error) {
    if (error instanceof KeyPortError) throw error
    if (codeOf(error) === "ENOENT") return undefined
    throw fail("keys.file", `cannot be read (${codeOf(error)})`)
  }
}

/**
 * A root key in a file that only its owner may read, made at random when there is none. Losing the file is losing every name and
 * address that was sealed: keep a copy apart from the database. Throws `KeyPortError`.
 */
export const localKeys = ({ file }: { readonly file: string }): KeyPort => {
  if (typeof file !== "string" || file === "") throw fail("keys.file", "must be the path of a file")
  let text = read(file)
  if (text === undefined) {
    create(file)
    text = read(file)
  }
  const encoded = text?.trim() ?? ""
  if (!encoded.startsWith(HEADER) || !BASE64_32.test(encoded.slice(HEADER.length))) {
    throw fail(
      "keys.file",
      "is not a root key file; restore it from a copy, or name a file that does not exist yet"
    )
  }
  return fromRoot(Buffer.from(encoded.slice(HEADER.length), "base64"))
}
