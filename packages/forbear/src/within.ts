/** Recording inside the host's own SQLite transaction: committed with it, rolled back with it. */
import { realpathSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import { Vault, type Id } from "@forbear/core"
import { Record } from "@forbear/outreach"
import { SqliteTimeline } from "@forbear/store-sqlite"
import * as Effect from "effect/Effect"
import { clockOf } from "./assemble.ts"
import { ForbearError } from "./errors.ts"
import type { ForbearOptions } from "./options.ts"
import { tell, type Told } from "./record.ts"
import { asForbearError } from "./translate.ts"
import type { AddressType, Recorded } from "./types.ts"

/** Synchronous, on the host's connection. */
export interface Within {
  readonly record: (events: Told) => Recorded
  readonly addressId: (type: AddressType, value: string) => string
}

const refuse = (field: string, fix: string): never => {
  throw new ForbearError("FORBEAR_CONFIGURATION", `within: ${field}: ${fix}`, { field })
}

const real = (file: string): string => {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

/** What is recorded in another file would never be seen by the worker. */
const checkFile = (database: DatabaseSync, file: string): void => {
  if (typeof database?.prepare !== "function" || typeof database.location !== "function") {
    refuse("database", "give an open DatabaseSync of node:sqlite")
  }
  const location = database.location()
  if (location === null || real(location) !== real(file)) {
    refuse("database", "open the same file as the store's: only what is in that file is followed")
  }
}

/** Builds it; `open` throws when the instance was closed. */
export const makeWithin = (
  options: ForbearOptions,
  port: Vault.KeyPort,
  open: () => void
): ((database: DatabaseSync) => Within) => {
  const { store } = options
  const tenant = options.tenant as Id.TenantId
  const sync = <A, E>(effect: Effect.Effect<A, E>): A => {
    open()
    try {
      return Effect.runSync(effect)
    } catch (error) {
      throw asForbearError(error)
    }
  }
  return (database) => {
    open()
    if (store.kind !== "sqlite")
      return refuse("store", "needs sqlite({ file }), the file that the database is")
    checkFile(database, store.file)
    const timeline = sync(
      SqliteTimeline.on(database, {
        ...clockOf(options),
        ...(store.prefix === undefined ? {} : { prefix: store.prefix }),
        ...(store.durability === undefined ? {} : { durability: store.durability })
      })
    )
    const vault = Vault.make({ keys: port, store: timeline.keys })
    return {
      record: (events) => sync(tell({ tenant, timeline, vault }, events)),
      addressId: (type, value) =>
        sync(Effect.map(Record.addressId({ tenant, vault }, type, value), ({ id }) => id))
    }
  }
}
