/**
 * The vault seals names, addresses and bodies, and makes the keyed ids by which sealed values are found again.
 * Each subject has a data key of its own; when that is destroyed, what it sealed is gone.
 */
import * as crypto from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Canonical from "./Canonical.ts"
import { AddressId, type TenantId } from "./Id.ts"
import { base32, decrypt, encrypt, IV_BYTES, KEY_BYTES } from "./internal/aead.ts"
import { Lru } from "./internal/Lru.ts"
import { ephemeralKeys, type KeyPort } from "./KeyPort.ts"
import { memoryKeyStore, type KeyStore, type WrappedKey } from "./KeyStore.ts"

export { environmentKeys, ephemeralKeys, KeyPortError, localKeys, type KeyPort } from "./KeyPort.ts"
export { memoryKeyStore, type KeyRing, type KeyStore, type WrappedKey } from "./KeyStore.ts"

const SEALED = /^sealed:v1:([A-Za-z0-9_-]{1,64}):([A-Za-z0-9_-]{16}):([A-Za-z0-9_-]{22,})$/

/** Sealed text, `sealed:v1:<key id>:<nonce>:<ciphertext and tag>`, the last two in base64url; safe to store, hash and log. */
export const SealedText = Schema.String.check(
  Schema.isPattern(SEALED, { message: "must be text that the vault sealed" })
).pipe(Schema.brand("SealedText"))
export type SealedText = typeof SealedText.Type

/** True if the value has the form of sealed text. */
export const isSealed: (value: unknown) => value is SealedText = Schema.is(SealedText)

/**
 * What a sealed text is bound to: it opens under the same three and no others. A subject is what is erased as one,
 * such as `person:p1/debt:d1` or `address:adr_…`; a field is a name such as `phone` or `body`.
 */
export interface SealContext {
  readonly tenant: TenantId
  readonly subject: string
  readonly field: string
}

/**
 * Why the vault could not do it. `erased`: the subject's key was destroyed. `unknown_key`: the key store never had that key.
 * `tampered`: text, key or context is not what was sealed. `malformed`: the argument named in the message. `wrong_key`: the
 * data key belongs to another root key. `keys` and `store`: the key port or key store failed, with its `cause`. Never contains plaintext.
 */
export class VaultError extends Schema.TaggedError<VaultError>("@forbear/core/VaultError")("VaultError", {
  reason: Schema.Literals(["erased", "unknown_key", "tampered", "malformed", "wrong_key", "keys", "store"]),
  message: Schema.String,
  cause: Schema.optionalKey(Schema.Defect())
}) {
  /** True if the same call may succeed later. */
  get isRetryable(): boolean {
    return this.reason === "keys" || this.reason === "store"
  }
}

/** The operations of a vault; synchronous (`Effect.runSync`) whenever its key port and key store answer at once. */
export interface VaultShape {
  /** Seals text under the subject's key, which is made when there is none. */
  readonly seal: (context: SealContext, plaintext: string) => Effect.Effect<SealedText, VaultError>
  /** Makes the keys of many subjects at once, before much is sealed; those that have one keep it. */
  readonly prepare: (tenant: TenantId, subjects: Iterable<string>) => Effect.Effect<void, VaultError>
  /** Opens what was sealed in the same context. */
  readonly open: (sealed: SealedText, context: SealContext) => Effect.Effect<string, VaultError>
  /** The id of an address: `adr_`, the initial of its kind, and 130 bits in base32 that only the holder of the index key can link to it. */
  readonly addressId: (
    tenant: TenantId,
    kind: string,
    normalisedValue: string
  ) => Effect.Effect<AddressId, VaultError>
  /** 130 bits in base32 by which a value can be found without being kept; different for each label. */
  readonly blindIndex: (tenant: TenantId, label: string, value: string) => Effect.Effect<string, VaultError>
  /** Destroys the subject's key: what it sealed can never be opened again. Text sealed later gets a new key. */
  readonly erase: (tenant: TenantId, subject: string) => Effect.Effect<void, VaultError>
}

/** Seals and opens personal data. */
export class Vault extends Context.Service<Vault, VaultShape>()("@forbear/core/Vault") {}

/** How a vault is made; `cacheSize` is how many unwrapped data keys it keeps in memory, 4096 by default. */
export interface VaultOptions {
  readonly keys: KeyPort
  readonly store: KeyStore
  readonly cacheSize?: number
}

const PORTS = {
  keys: "the key port failed; check that it is reachable and holds the root key",
  store: "the key store failed"
} as const

const failure = (reason: VaultError["reason"], message: string) => new VaultError({ reason, message })

const otherRoot = ({ rootKeyId }: WrappedKey, keys: KeyPort) =>
  failure(
    "wrong_key",
    `the data key is wrapped under ${rootKeyId}, not ${keys.id}; give the vault that root key`
  )

const isPromise = <A>(value: A | Promise<A>): value is Promise<A> => value instanceof Promise

/** Calls a port without waiting unless it makes us. */
const ask = <A>(port: keyof typeof PORTS, call: () => A | Promise<A>): Effect.Effect<A, VaultError> =>
  Effect.suspend(() => {
    const refuse = (cause: unknown) => new VaultError({ reason: port, message: PORTS[port], cause })
    try {
      const answer = call()
      return isPromise(answer)
        ? Effect.tryPromise({ try: () => answer, catch: refuse })
        : Effect.succeed(answer)
    } catch (cause) {
      return Effect.fail(refuse(cause))
    }
  })

const aadOf = ({ tenant, subject, field }: SealContext, keyId: string): Buffer =>
  Buffer.from(Canonical.stringify({ field, key: keyId, subject, tenant }))

const isName = (value: string): boolean =>
  typeof value === "string" && value.length > 0 && value.length <= 400 && value.isWellFormed()

const checkContext = (context: SealContext): Effect.Effect<SealContext, VaultError> => {
  for (const field of ["tenant", "subject", "field"] as const) {
    if (!isName(context[field]))
      return Effect.fail(failure("malformed", `${field} must be 1 to 400 characters`))
  }
  return Effect.succeed(context)
}

/**
 * A synthetic nonce: a keyed hash of context and plaintext, so that the same text in the same place seals to the same bytes
 * and an event that is recorded twice is recognised as one. Two different texts share a nonce with probability 2^-96.
 */
const nonce = ({ nonces }: DataKey, aad: Uint8Array, plaintext: string): Buffer =>
  crypto
    .createHmac("sha256", nonces)
    .update(`${aad.length}:`)
    .update(aad)
    .update(plaintext, "utf8")
    .digest()
    .subarray(0, IV_BYTES)

/** A data key made ready once: Node handles key objects several times faster than raw bytes. */
interface DataKey {
  readonly cipher: crypto.KeyObject
  readonly nonces: crypto.KeyObject
}

const readyKey = (key: Uint8Array): DataKey => {
  const cipher = crypto.createSecretKey(key)
  const nonces = crypto.createHmac("sha256", cipher).update("forbear/nonce/v1").digest()
  return { cipher, nonces: crypto.createSecretKey(nonces) }
}

const write = (key: DataKey, keyId: string, context: SealContext, plaintext: string): SealedText => {
  const aad = aadOf(context, keyId)
  const iv = nonce(key, aad, plaintext)
  const sealed = encrypt(key.cipher, iv, aad, Buffer.from(plaintext, "utf8"))
  return SealedText.make(`sealed:v1:${keyId}:${iv.toString("base64url")}:${sealed.toString("base64url")}`)
}

const KIND = /^[a-z][a-z_]{0,31}$/
const INDEX_CHARACTERS = 26

/** A vault over a key port and a key store. */
export const make = ({ keys, store, cacheSize = 4_096 }: VaultOptions): VaultShape => {
  const dataKeys = new Lru<DataKey>(cacheSize)
  const indexKeys = new Lru<crypto.KeyObject>(1_024)
  const cacheKey = (tenant: TenantId, subject: string, keyId: string) =>
    JSON.stringify([tenant, subject, keyId])

  const unwrap = (
    tenant: TenantId,
    subject: string,
    record: WrappedKey
  ): Effect.Effect<DataKey, VaultError> => {
    const name = cacheKey(tenant, subject, record.keyId)
    const known = dataKeys.get(name)
    if (known !== undefined) return Effect.succeed(known)
    return ask("keys", () => keys.unwrap(record.wrapped)).pipe(
      Effect.mapError((error) => (record.rootKeyId === keys.id ? error : otherRoot(record, keys))),
      Effect.filterOrFail(
        (key) => key.length === KEY_BYTES,
        () => failure("wrong_key", "the key port gave back a data key that is not 32 bytes long")
      ),
      Effect.map(readyKey),
      Effect.tap((key) => Effect.sync(() => dataKeys.set(name, key)))
    )
  }

  const newKey: Effect.Effect<WrappedKey, VaultError> = Effect.suspend(() => {
    const dataKey = crypto.randomBytes(KEY_BYTES)
    const keyId = crypto.randomBytes(12).toString("base64url")
    return Effect.map(
      ask("keys", () => keys.wrap(dataKey)),
      (wrapped) => ({ keyId, rootKeyId: keys.id, wrapped })
    )
  })

  const makeKey = (tenant: TenantId, subject: string) =>
    Effect.flatMap(newKey, (key) => ask("store", () => store.putIfAbsent(tenant, subject, key)))

  const prepare = Effect.fnUntraced(function* (tenant: TenantId, subjects: Iterable<string>) {
    const fresh: Array<{ readonly subject: string; readonly key: WrappedKey }> = []
    for (const subject of new Set(subjects)) {
      yield* checkContext({ tenant, subject, field: "key" })
      const { current } = yield* ask("store", () => store.get(tenant, subject))
      if (current === undefined) fresh.push({ subject, key: yield* newKey })
    }
    const { putManyIfAbsent } = store
    if (putManyIfAbsent !== undefined) return yield* ask("store", () => putManyIfAbsent(tenant, fresh))
    for (const { subject, key } of fresh) yield* ask("store", () => store.putIfAbsent(tenant, subject, key))
  })

  const seal = Effect.fnUntraced(function* (input: SealContext, plaintext: string) {
    const context = yield* checkContext(input)
    if (typeof plaintext !== "string" || !plaintext.isWellFormed()) {
      return yield* failure("malformed", "plaintext must be well-formed Unicode text")
    }
    const { tenant, subject } = context
    const ring = yield* ask("store", () => store.get(tenant, subject))
    const record = ring.current ?? (yield* makeKey(tenant, subject))
    return write(yield* unwrap(tenant, subject, record), record.keyId, context, plaintext)
  })

  const open = Effect.fnUntraced(function* (sealed: SealedText, input: SealContext) {
    const context = yield* checkContext(input)
    const [, keyId, iv, box] = SEALED.exec(sealed) ?? []
    if (keyId === undefined || iv === undefined || box === undefined) {
      return yield* failure("malformed", "sealed must be text that a vault sealed")
    }
    const { tenant, subject } = context
    const { current, destroyed } = yield* ask("store", () => store.get(tenant, subject))
    if (current?.keyId !== keyId) {
      return destroyed.includes(keyId)
        ? yield* failure("erased", "the subject was erased; its key is destroyed")
        : yield* failure("unknown_key", "the subject never had that key; check tenant, subject and key store")
    }
    const key = yield* unwrap(tenant, subject, current)
    return yield* Effect.try({
      try: () =>
        decrypt(
          key.cipher,
          Buffer.from(iv, "base64url"),
          aadOf(context, keyId),
          Buffer.from(box, "base64url")
        ).toString("utf8"),
      catch: () =>
        failure("tampered", "sealed does not open: the text, its key or its context is not what was sealed")
    })
  })

  const digest = Effect.fnUntraced(function* (
    tenant: TenantId,
    purpose: string,
    label: string,
    value: string
  ) {
    if (!isName(tenant)) return yield* failure("malformed", "tenant must be 1 to 400 characters")
    if (!isName(label)) return yield* failure("malformed", "label must be 1 to 400 characters")
    if (typeof value !== "string" || value === "" || !value.isWellFormed()) {
      return yield* failure("malformed", "value must be well-formed Unicode text that is not empty")
    }
    const key =
      indexKeys.get(tenant) ?? crypto.createSecretKey(yield* ask("keys", () => keys.indexKey(tenant)))
    indexKeys.set(tenant, key)
    const message = Canonical.stringify([purpose, tenant, label, value])
    return base32(crypto.createHmac("sha256", key).update(message, "utf8").digest(), INDEX_CHARACTERS)
  })

  return {
    seal,
    prepare,
    open,
    addressId: (tenant, kind, normalisedValue) =>
      KIND.test(kind)
        ? digest(tenant, "forbear:address:1", kind, normalisedValue).pipe(
            Effect.map((index) => AddressId.make(`adr_${kind.charAt(0)}${index}`))
          )
        : Effect.fail(failure("malformed", "kind must be a lower-case word such as phone")),
    blindIndex: (tenant, label, value) => digest(tenant, "forbear:index:1", label, value),
    erase: Effect.fnUntraced(function* (tenant: TenantId, subject: string) {
      const { current } = yield* ask("store", () => store.get(tenant, subject))
      yield* ask("store", () => store.destroy(tenant, subject))
      if (current !== undefined) dataKeys.delete(cacheKey(tenant, subject, current.keyId))
    })
  }
}

/** A vault over a key port and a key store, as a layer. */
export const layer = (options: VaultOptions): Layer.Layer<Vault> => Layer.sync(Vault, () => make(options))

/** A vault whose keys end with the process: a random root key and a key store in memory. */
export const layerMemory: Layer.Layer<Vault> = Layer.sync(Vault, () => makeMemory())

/** A vault whose keys end with the process. */
export const makeMemory = (): VaultShape => make({ keys: ephemeralKeys(), store: memoryKeyStore() })
