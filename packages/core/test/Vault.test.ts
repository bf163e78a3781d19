import { execFile } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { promisify } from "node:util"
import { afterEach, describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Schema } from "effect"
import * as Id from "../src/Id.ts"
import { base32, decrypt, encrypt } from "../src/internal/aead.ts"
import { Lru } from "../src/internal/Lru.ts"
import * as Vault from "../src/Vault.ts"

const bytes = (hex: string) => Buffer.from(hex, "hex")
const tenant = Id.TenantId.make("acme")
const other = Id.TenantId.make("zenith")
const ROOT = Buffer.alloc(32, 7).toString("base64")
const SECRET = "Jane Smith, +1 602 555 0143"
const context: Vault.SealContext = { tenant, subject: "person:p1/debt:d1", field: "name" }

const vault = (changes: Partial<Vault.VaultOptions> = {}) =>
  Vault.make({ keys: Vault.environmentKeys(ROOT), store: Vault.memoryKeyStore(), ...changes })

const run = <A>(effect: Effect.Effect<A, Vault.VaultError>): A => Effect.runSync(effect)
const refused = <A>(effect: Effect.Effect<A, Vault.VaultError>): Vault.VaultError =>
  Effect.runSync(Effect.flip(effect))

describe("aead", () => {
  it("gives the results of the GCM specification, test cases 13 and 16 (AES-256)", () => {
    const zeros = Buffer.alloc(32)
    expect(encrypt(zeros, Buffer.alloc(12), Buffer.alloc(0), Buffer.alloc(0)).toString("hex")).toBe(
      "530f8afbc74536b9a963b4f1c4cb738b"
    )
    const key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    const iv = bytes("cafebabefacedbaddecaf888")
    const aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    const plaintext = bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    const sealed = encrypt(key, iv, aad, plaintext)
    expect(sealed.toString("hex")).toBe(
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" +
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" +
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    expect(decrypt(key, iv, aad, sealed).equals(plaintext)).toBe(true)
  })

  it("writes base32 as RFC 4648 does", () => {
    expect(base32(Buffer.from("foobar"), 10)).toBe("mzxw6ytboi")
    expect(base32(Buffer.from("fooba"), 8)).toBe("mzxw6ytb")
  })
})

describe("Vault", () => {
  it("opens what it sealed, synchronously", () => {
    const v = vault()
    const sealed = run(v.seal(context, SECRET))
    expect(Vault.isSealed(sealed)).toBe(true)
    expect(sealed).not.toContain("Jane")
    expect(run(v.open(sealed, context))).toBe(SECRET)
  })

  it("seals the same text in the same place to the same bytes, and shares no nonce otherwise", () => {
    const v = vault()
    const sealed = run(v.seal(context, SECRET))
    expect(run(v.seal(context, SECRET))).toBe(sealed)
    const places = [
      [context, `${SECRET} `],
      [context, ""],
      [{ ...context, field: "employer" }, SECRET],
      [{ ...context, field: "nam" }, `e${SECRET}`],
      [{ ...context, subject: "person:p1/debt:d2" }, SECRET],
      [{ ...context, tenant: other }, SECRET]
    ] as const
    const nonces = [sealed, ...places.map(([where, text]) => run(v.seal(where, text)))].map(
      (text) => text.split(":")[3]
    )
    expect(new Set(nonces).size).toBe(nonces.length)
    run(v.erase(tenant, context.subject))
    expect(run(v.seal(context, SECRET))).not.toBe(sealed)
  })

  it.prop("opens any well-formed text", { text: Schema.String }, ({ text }) => {
    const v = vault()
    if (text.isWellFormed()) expect(run(v.open(run(v.seal(context, text)), context))).toBe(text)
    else expect(refused(v.seal(context, text)).reason).toBe("malformed")
  })

  it("opens in the very context only", () => {
    const v = vault()
    const sealed = run(v.seal(context, SECRET))
    expect(refused(v.open(sealed, { ...context, field: "employer" })).reason).toBe("tampered")
    expect(refused(v.open(sealed, { ...context, subject: "person:p2/debt:d2" })).reason).toBe("unknown_key")
    run(v.seal({ ...context, tenant: other }, "x"))
    expect(refused(v.open(sealed, { ...context, tenant: other })).reason).toBe("unknown_key")
  })

  it("does not open under the same data key for another subject or tenant", () => {
    const store = Vault.memoryKeyStore()
    const v = vault({ store })
    const sealed = run(v.seal(context, SECRET))
    const copied = { ...store, get: () => store.get(tenant, context.subject) }
    const thief = vault({ store: copied })
    expect(run(thief.open(sealed, context))).toBe(SECRET)
    expect(refused(thief.open(sealed, { ...context, subject: "person:p2/debt:d2" })).reason).toBe("tampered")
    expect(refused(thief.open(sealed, { ...context, tenant: other })).reason).toBe("tampered")
  })

  it("notices each changed byte", () => {
    const v = vault()
    const sealed = run(v.seal(context, "seven"))
    const [prefix, version, key, iv, box] = sealed.split(":")
    const flip = (text: string, at: number) => {
      const raw = Buffer.from(text, "base64url")
      raw[at] = (raw[at] ?? 0) ^ 1
      return raw.toString("base64url")
    }
    const size = Buffer.from(String(box), "base64url").length
    for (let at = 0; at < size; at += 1) {
      const text = Vault.SealedText.make([prefix, version, key, iv, flip(String(box), at)].join(":"))
      expect(refused(v.open(text, context)).reason).toBe("tampered")
    }
    for (let at = 0; at < 12; at += 1) {
      const text = Vault.SealedText.make([prefix, version, key, flip(String(iv), at), box].join(":"))
      expect(refused(v.open(text, context)).reason).toBe("tampered")
    }
    const renamed = Vault.SealedText.make([prefix, version, "other-key", iv, box].join(":"))
    expect(refused(v.open(renamed, context)).reason).toBe("unknown_key")
  })

  it("refuses what is not sealed text", () => {
    for (const bad of [
      "",
      SECRET,
      "sealed:v1:",
      "sealed:v2:k:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAA",
      "sealed:v1:k:AAAA:AAAA"
    ]) {
      expect(Vault.isSealed(bad)).toBe(false)
      expect(refused(vault().open(JSON.parse(JSON.stringify(bad)), context)).reason).toBe("malformed")
    }
    for (const field of ["tenant", "subject", "field"] as const) {
      const error = refused(vault().seal({ ...context, [field]: "" }, SECRET))
      expect(error.message).toBe(`${field} must be 1 to 400 characters`)
    }
  })

  it("cannot open what was erased, in this process or another, and seals anew", () => {
    const store = Vault.memoryKeyStore()
    const [here, there] = [vault({ store }), vault({ store })]
    const sealed = run(here.seal(context, SECRET))
    const kept = run(here.seal({ ...context, subject: "address:adr_p1" }, SECRET))
    expect(run(there.open(sealed, context))).toBe(SECRET)
    run(here.erase(tenant, context.subject))
    run(here.erase(tenant, context.subject))
    for (const v of [here, there]) {
      const error = refused(v.open(sealed, context))
      expect([error.reason, error.isRetryable]).toEqual(["erased", false])
      expect(run(v.open(kept, { ...context, subject: "address:adr_p1" }))).toBe(SECRET)
    }
    const again = run(here.seal(context, "new"))
    expect(run(there.open(again, context))).toBe("new")
    expect(refused(there.open(sealed, context)).reason).toBe("erased")
  })

  it("makes the same ids under the same root key, and others for another tenant, kind, label or root", () => {
    const [one, two] = [vault(), vault()]
    const id = run(one.addressId(tenant, "phone", "+16025550143"))
    expect(id).toMatch(/^adr_p[a-z2-7]{26}$/)
    expect(Schema.is(Id.AddressId)(id)).toBe(true)
    expect(run(two.addressId(tenant, "phone", "+16025550143"))).toBe(id)
    const index = run(one.blindIndex(tenant, "suppression", "+16025550143"))
    expect(run(two.blindIndex(tenant, "suppression", "+16025550143"))).toBe(index)
    const all = [
      id.slice(5),
      index,
      run(one.addressId(other, "phone", "+16025550143")).slice(5),
      run(one.addressId(tenant, "postal", "+16025550143")).slice(5),
      run(one.addressId(tenant, "phone", "+16025550144")).slice(5),
      run(one.blindIndex(other, "suppression", "+16025550143")),
      run(one.blindIndex(tenant, "phone", "+16025550143")),
      run(vault({ keys: Vault.ephemeralKeys() }).addressId(tenant, "phone", "+16025550143")).slice(5)
    ]
    expect(new Set(all).size).toBe(all.length)
    run(one.erase(tenant, `address:${id}`))
    expect(run(one.addressId(tenant, "phone", "+16025550143"))).toBe(id)
    expect(refused(one.addressId(tenant, "Phone", "x")).message).toContain("kind must be")
    expect(refused(one.addressId(tenant, "phone", "")).message).toContain("value must be")
    expect(refused(one.blindIndex(tenant, "", "x")).message).toContain("label must be")
  })

  it("keeps ids for ever: the derivation is pinned", () => {
    expect(run(vault().addressId(tenant, "phone", "+16025550143"))).toMatchInlineSnapshot(
      `"adr_pqhzhc6s7kepxetxc4l2254jhrz"`
    )
    expect(run(vault().blindIndex(tenant, "suppression", "+16025550143"))).toMatchInlineSnapshot(
      `"dgljid6o6bi4b3avrbmzwwz2ap"`
    )
    expect(Vault.environmentKeys(ROOT).id).toMatchInlineSnapshot(`"root-14f470a812d0db54"`)
  })

  it("opens after a restart, with the right root key only", () => {
    const store = Vault.memoryKeyStore()
    const sealed = run(vault({ store }).seal(context, SECRET))
    expect(run(vault({ store }).open(sealed, context))).toBe(SECRET)
    const error = refused(vault({ store, keys: Vault.ephemeralKeys() }).open(sealed, context))
    expect([error.reason, error.isRetryable]).toEqual(["wrong_key", false])
    expect(error.message).toContain(Vault.environmentKeys(ROOT).id)
  })

  it.effect("waits for ports that answer later, and two writers agree on one key", () =>
    Effect.gen(function* () {
      const keys = Vault.environmentKeys(ROOT)
      const store = Vault.memoryKeyStore()
      const later = async <A>(value: A | Promise<A>): Promise<A> => value
      const v = vault({
        keys: {
          id: keys.id,
          wrap: (key) => later(keys.wrap(key)),
          unwrap: (key) => later(keys.unwrap(key)),
          indexKey: (name) => later(keys.indexKey(name))
        },
        store: {
          get: (...of) => later(store.get(...of)),
          putIfAbsent: (...of) => later(store.putIfAbsent(...of)),
          destroy: (...of) => later(store.destroy(...of))
        }
      })
      const sealed = yield* Effect.all(
        ["a", "b", "c"].map((text) => v.seal(context, text)),
        { concurrency: "unbounded" }
      )
      expect(new Set(sealed.map((text) => text.split(":")[2])).size).toBe(1)
      expect(yield* Effect.forEach(sealed, (text) => vault({ store }).open(text, context))).toEqual([
        "a",
        "b",
        "c"
      ])
      expect(yield* v.addressId(tenant, "phone", "1")).toBe(run(vault().addressId(tenant, "phone", "1")))
      yield* v.erase(tenant, context.subject)
      for (const text of sealed) expect(refused(vault({ store }).open(text, context)).reason).toBe("erased")
    })
  )

  it("unwraps a subject's key once while it is in the cache", () => {
    const keys = Vault.environmentKeys(ROOT)
    let unwrapped = 0
    const counting: Vault.KeyPort = { ...keys, unwrap: (key) => ((unwrapped += 1), keys.unwrap(key)) }
    const v = vault({ keys: counting, cacheSize: 2 })
    const seal = (subject: string) => run(v.seal({ ...context, subject }, "x"))
    for (const subject of ["a", "b", "a", "b"]) seal(subject)
    expect(unwrapped).toBe(2)
    seal("c")
    seal("b")
    expect(unwrapped).toBe(3)
    seal("a")
    expect(unwrapped).toBe(4)
  })

  it("says which port failed and never what was to be sealed", () => {
    const keys = Vault.environmentKeys(ROOT)
    const store = Vault.memoryKeyStore()
    const broken = () => {
      throw new Error("connection refused")
    }
    const errors = [
      refused(vault({ keys: { ...keys, wrap: broken } }).seal(context, SECRET)),
      refused(vault({ keys: { ...keys, unwrap: broken } }).seal(context, SECRET)),
      refused(vault({ keys: { ...keys, unwrap: () => new Uint8Array(16) } }).seal(context, SECRET)),
      refused(vault({ store: { ...store, get: broken } }).seal(context, SECRET)),
      refused(vault({ store: { ...store, putIfAbsent: broken } }).seal(context, SECRET)),
      refused(vault({ keys: { ...keys, indexKey: broken } }).addressId(tenant, "phone", SECRET)),
      refused(vault().addressId(tenant, SECRET, SECRET)),
      refused(vault().seal({ ...context, field: "" }, SECRET)),
      refused(vault().seal(context, `${SECRET}\ud800`)),
      refused(vault().open(run(vault().seal(context, SECRET)), context))
    ]
    expect(errors.map(({ reason }) => reason)).toEqual([
      "keys",
      "keys",
      "wrong_key",
      "store",
      "store",
      "keys",
      "malformed",
      "malformed",
      "malformed",
      "unknown_key"
    ])
    expect(errors.map(({ isRetryable }) => isRetryable)).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      false,
      false,
      false,
      false
    ])
    for (const error of errors) {
      const text = `${String(error)} ${JSON.stringify(error)} ${error.stack} ${String(error.cause)} ${Exit.fail(error)}`
      expect(text).not.toMatch(/Jane|Smith|0143/)
    }
  })

  it.effect("is a service", () =>
    Effect.gen(function* () {
      const v = yield* Vault.Vault
      expect(yield* v.open(yield* v.seal(context, SECRET), context)).toBe(SECRET)
    }).pipe(Effect.provide(Vault.layerMemory))
  )
})

describe("root keys", () => {
  const folders: Array<string> = []
  const folder = () => {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-keys-"))
    folders.push(made)
    return made
  }
  afterEach(() => {
    for (const made of folders.splice(0)) fs.rmSync(made, { recursive: true, force: true })
  })

  it("makes the file once, for its owner only, and reads it ever after", () => {
    const file = path.join(folder(), "root.key")
    const first = Vault.localKeys({ file })
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(fs.readdirSync(path.dirname(file))).toEqual(["root.key"])
    const text = fs.readFileSync(file, "utf8")
    expect(Vault.localKeys({ file }).id).toBe(first.id)
    expect(fs.readFileSync(file, "utf8")).toBe(text)
    expect(Vault.environmentKeys(text.replace("forbear-root-key-1 ", "")).id).toBe(first.id)
    expect(Vault.localKeys({ file: path.join(folder(), "root.key") }).id).not.toBe(first.id)
  })

  it("agrees on one key when several processes make the file at once", async () => {
    const file = path.join(folder(), "root.key")
    const module = new URL("../src/KeyPort.ts", import.meta.url).href
    const script = `import { localKeys } from ${JSON.stringify(module)}; console.log(localKeys({ file: ${JSON.stringify(file)} }).id)`
    const start = () =>
      promisify(execFile)(process.execPath, ["--conditions=source", "--input-type=module", "-e", script])
    const ids = (await Promise.all(Array.from({ length: 4 }, start))).map(({ stdout }) => stdout.trim())
    expect(new Set([...ids, Vault.localKeys({ file }).id]).size).toBe(1)
    expect(fs.readdirSync(path.dirname(file))).toEqual(["root.key"])
  })

  it("refuses files that others can read, that are damaged or that cannot be made, naming the fix", () => {
    const file = path.join(folder(), "root.key")
    Vault.localKeys({ file })
    fs.chmodSync(file, 0o644)
    expect(() => Vault.localKeys({ file })).toThrow(
      "keys.file can be read by other users; run chmod 600 on it"
    )
    fs.chmodSync(file, 0o600)
    for (const text of [
      "",
      "forbear-root-key-1 ",
      "forbear-root-key-1 short",
      `forbear-root-key-2 ${ROOT}`
    ]) {
      fs.writeFileSync(file, text)
      expect(() => Vault.localKeys({ file })).toThrow("keys.file is not a root key file")
      expect(fs.readFileSync(file, "utf8")).toBe(text)
    }
    expect(() => Vault.localKeys({ file: path.join(folder(), "none", "root.key") })).toThrow("(ENOENT)")
    expect(() => Vault.localKeys({ file: "" })).toThrow("keys.file must be the path of a file")
    expect(() => Vault.localKeys({ file: folder() })).toThrow(Vault.KeyPortError)
  })

  it("refuses a value that is not base64 of 32 bytes, without echoing it", () => {
    for (const value of [
      "",
      "hunter2hunter2",
      Buffer.alloc(31, 7).toString("base64"),
      Buffer.alloc(33, 7).toString("base64")
    ]) {
      expect(() => Vault.environmentKeys(value)).toThrow(
        "keys must be base64 of 32 random bytes, as `openssl rand -base64 32` prints it"
      )
    }
    expect(Vault.environmentKeys(`${ROOT}\n`).id).toBe(Vault.environmentKeys(ROOT).id)
  })

  it("unwraps only what the same root key wrapped, unchanged", () => {
    const keys = Vault.environmentKeys(ROOT)
    const wrapped = Buffer.from(keys.wrap(Buffer.alloc(32, 1)) as Uint8Array)
    expect(Buffer.from(keys.unwrap(wrapped) as Uint8Array).equals(Buffer.alloc(32, 1))).toBe(true)
    expect(() => Vault.ephemeralKeys().unwrap(wrapped)).toThrow()
    expect(() => keys.unwrap(wrapped.subarray(1))).toThrow("is not a data key that this port wrapped")
    wrapped[20] = (wrapped[20] ?? 0) ^ 1
    expect(() => keys.unwrap(wrapped)).toThrow()
    expect(JSON.stringify(keys)).not.toContain(ROOT)
  })

  it("forgets what was used least recently", () => {
    const lru = new Lru<number>(2)
    lru.set("a", 1)
    lru.set("b", 2)
    lru.get("a")
    lru.set("c", 3)
    expect([lru.get("a"), lru.get("b"), lru.get("c"), lru.size]).toEqual([1, undefined, 3, 2])
    lru.delete("a")
    expect(lru.get("a")).toBe(undefined)
  })
})
