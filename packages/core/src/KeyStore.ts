/** Where wrapped data keys are kept, one for each subject of a tenant; destroying one is how personal data is erased. */
import type { TenantId } from "./Id.ts"

/** A data key as it is kept: useless without the root key named beside it. */
export interface WrappedKey {
  /** The data key's own id, which stands in every text that it sealed; survives rewrapping. */
  readonly keyId: string
  /** The `KeyPort.id` under which it is wrapped. */
  readonly rootKeyId: string
  readonly wrapped: Uint8Array
}

/** The keys of one subject: the one in use, and the ids of those that were destroyed. */
export interface KeyRing {
  readonly current: WrappedKey | undefined
  readonly destroyed: ReadonlyArray<string>
}

/** The port that a store of the timeline implements; each method may answer at once or with a promise. */
export interface KeyStore {
  /** The keys of a subject; an empty ring if it never had one. */
  readonly get: (tenant: TenantId, subject: string) => KeyRing | Promise<KeyRing>
  /** Keeps a key unless the subject has one in use; gives the one that is in use afterwards, whoever put it there. */
  readonly putIfAbsent: (
    tenant: TenantId,
    subject: string,
    key: WrappedKey
  ) => WrappedKey | Promise<WrappedKey>
  /** The same for many subjects in one step, where the store is faster that way. */
  readonly putManyIfAbsent?: (
    tenant: TenantId,
    keys: ReadonlyArray<{ readonly subject: string; readonly key: WrappedKey }>
  ) => void | Promise<void>
  /** Deletes the wrapped key in use, for good, and remembers its id; does nothing if there is none. */
  readonly destroy: (tenant: TenantId, subject: string) => void | Promise<void>
}

/** A key store that ends with the process. */
export const memoryKeyStore = (): KeyStore => {
  const rings = new Map<string, KeyRing>()
  const keyOf = (tenant: TenantId, subject: string): string => JSON.stringify([tenant, subject])
  const ringOf = (tenant: TenantId, subject: string): KeyRing =>
    rings.get(keyOf(tenant, subject)) ?? { current: undefined, destroyed: [] }
  return {
    get: ringOf,
    putIfAbsent: (tenant, subject, key) => {
      const { current, destroyed } = ringOf(tenant, subject)
      rings.set(keyOf(tenant, subject), { current: current ?? key, destroyed })
      return current ?? key
    },
    destroy: (tenant, subject) => {
      const { current, destroyed } = ringOf(tenant, subject)
      if (current === undefined) return
      rings.set(keyOf(tenant, subject), { current: undefined, destroyed: [...destroyed, current.keyId] })
    }
  }
}
