/** Where the timeline lives, by name: a file, or memory. */

/** A store that `createForbear` opens. */
export type StoreChoice =
  | {
      readonly kind: "sqlite"
      readonly file: string
      readonly durability?: "full" | "normal"
      readonly prefix?: string
      readonly busyTimeoutMillis?: number
    }
  | { readonly kind: "memory" }

/** One SQLite file, created when absent: durable on every commit unless `durability: "normal"` is asked for by name. */
export const sqlite = (options: {
  readonly file: string
  readonly durability?: "full" | "normal"
  /** Before the names of our tables, when the file is the host's own: `forbear_` unless given. */
  readonly prefix?: string
  readonly busyTimeoutMillis?: number
}): StoreChoice => ({ kind: "sqlite", ...options })

/** A timeline that ends with the process: for tests and simulation. */
export const memory = (): StoreChoice => ({ kind: "memory" })

/** Where the root key of personal data is: a file of mode 0600 created when absent, a base64 value, or nowhere (tests). */
export type KeysChoice =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "value"; readonly base64: string }
  | { readonly kind: "ephemeral" }

/** A key file; keep it apart from the database and its backups. */
export const keyFile = (file: string): KeysChoice => ({ kind: "file", file })
/** 32 bytes in base64, from the environment or a secret manager. */
export const keyValue = (base64: string): KeysChoice => ({ kind: "value", base64 })
/** A key that ends with the process: what is sealed under it can never be opened again. */
export const ephemeralKey = (): KeysChoice => ({ kind: "ephemeral" })
