/** Wrapped data keys beside the timeline. A destroyed one is overwritten in the file, not only unlinked. */
import type { Id, Vault } from "@forbear/core"
import type { Connection } from "./Connection.ts"
import { translate } from "./errors.ts"

interface KeyRow {
  readonly key_id: string
  readonly root_key_id: string
  readonly wrapped: Uint8Array | null
}

const CURRENT =
  "SELECT key_id, root_key_id, wrapped FROM {keys} WHERE tenant = ? AND subject = ? AND wrapped IS NOT NULL"

const toKey = ({ key_id, root_key_id, wrapped }: KeyRow): Vault.WrappedKey | undefined =>
  wrapped === null ? undefined : { keyId: key_id, rootKeyId: root_key_id, wrapped }

const attempt = <A>(body: () => A): A => {
  try {
    return body()
  } catch (cause) {
    throw translate(cause) ?? cause
  }
}

/** Overwrites what is deleted, and folds the log into the file so that no older copy of the page remains in it. */
const erasing = (connection: Connection, body: () => void): void => {
  const before = connection.get<{ secure_delete: number }>("PRAGMA secure_delete")?.secure_delete ?? 0
  connection.database.exec("PRAGMA secure_delete = ON")
  try {
    connection.write(body)
    if (!connection.database.isTransaction) connection.database.exec("PRAGMA wal_checkpoint(TRUNCATE)")
  } finally {
    connection.database.exec(`PRAGMA secure_delete = ${before}`)
  }
}

/** Keeps a key unless there is one in use; gives the one that is. */
const put = (
  connection: Connection,
  tenant: Id.TenantId,
  subject: string,
  key: Vault.WrappedKey
): Vault.WrappedKey => {
  const row = connection.get<KeyRow>(CURRENT, tenant, subject)
  const current = row && toKey(row)
  if (current !== undefined) return current
  connection.run(
    "INSERT INTO {keys} (tenant, subject, key_id, root_key_id, wrapped) VALUES (?, ?, ?, ?, ?)",
    tenant,
    subject,
    key.keyId,
    key.rootKeyId,
    key.wrapped
  )
  return key
}

/** The keys in a connection's tables; methods answer at once and throw `TimelineError`. */
export const keyStore = (connection: Connection): Vault.KeyStore => ({
  get: (tenant, subject) =>
    attempt(() => {
      const rows = connection.all<KeyRow>(
        "SELECT key_id, root_key_id, wrapped FROM {keys} WHERE tenant = ? AND subject = ? ORDER BY id",
        tenant,
        subject
      )
      return {
        current: rows.map(toKey).find((key) => key !== undefined),
        destroyed: rows.filter(({ wrapped }) => wrapped === null).map(({ key_id }) => key_id)
      }
    }),
  putIfAbsent: (tenant, subject, key) =>
    attempt(() => connection.write(() => put(connection, tenant, subject, key))),
  putManyIfAbsent: (tenant, keys) => {
    if (keys.length === 0) return
    attempt(() =>
      connection.write(() => {
        for (const { subject, key } of keys) put(connection, tenant, subject, key)
      })
    )
  },
  destroy: (tenant, subject) =>
    attempt(() =>
      erasing(connection, () => {
        connection.run(
          "UPDATE {keys} SET wrapped = NULL WHERE tenant = ? AND subject = ? AND wrapped IS NOT NULL",
          tenant,
          subject
        )
      })
    )
})
