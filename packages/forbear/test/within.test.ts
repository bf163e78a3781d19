/** Recording in the host's own transaction: with its rows, or not at all. */
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keyFile, sqlite, type Forbear } from "../src/index.ts"
import { jane, open, PHONE } from "./kit.ts"

let folder: string
let forbear: Forbear
let host: DatabaseSync

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-within-"))
  const file = path.join(folder, "host.db")
  host = new DatabaseSync(file)
  host.exec("CREATE TABLE accounts (id TEXT PRIMARY KEY)")
  forbear = await open({ store: sqlite({ file }), keys: keyFile(path.join(folder, "key")) })
})

afterEach(async () => {
  await forbear.close()
  host.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const rows = () => host.prepare("SELECT id FROM accounts").all().length

describe("within", () => {
  it("commits facts with the host's rows, and the engine sees them", async () => {
    const { record, addressId } = forbear.within(host)
    host.exec("BEGIN IMMEDIATE")
    host.exec("INSERT INTO accounts VALUES ('account-1')")
    expect(record(jane)).toEqual({ added: 3, known: 0 })
    host.exec("COMMIT")
    expect(rows()).toBe(1)
    expect((await forbear.timeline("jane")).map(({ kind }) => kind)).toEqual([
      "person.recorded",
      "debt.placed",
      "address.added"
    ])
    expect(addressId("phone", PHONE)).toBe(await forbear.addressId("phone", "+1 520-555-0177"))
    expect((await forbear.verify("jane")).ok).toBe(true)
  })

  it("rolls back with them, and the same events can be told again", async () => {
    const { record } = forbear.within(host)
    host.exec("BEGIN IMMEDIATE")
    host.exec("INSERT INTO accounts VALUES ('account-1')")
    record(jane)
    host.exec("ROLLBACK")
    expect(rows()).toBe(0)
    expect(await forbear.timeline("jane")).toEqual([])
    expect(record(jane)).toEqual({ added: 3, known: 0 })
  })

  it("leaves the host's transaction usable when it refuses an event", async () => {
    const { record } = forbear.within(host)
    host.exec("BEGIN IMMEDIATE")
    host.exec("INSERT INTO accounts VALUES ('account-1')")
    const wrong = [jane[0], { ...jane[1], kind: "debt.guessed" }]
    expect(() => record(wrong)).toThrow(
      expect.objectContaining({ name: "ForbearError", code: "FORBEAR_INPUT", field: "kind" })
    )
    host.exec("COMMIT")
    expect(rows()).toBe(1)
    expect(await forbear.timeline("jane")).toEqual([])
  })

  it("refuses another file, and what is no database", () => {
    const other = new DatabaseSync(path.join(folder, "other.db"))
    const refused = { code: "FORBEAR_CONFIGURATION", field: "database" }
    expect(() => forbear.within(other)).toThrow(expect.objectContaining(refused))
    expect(() => forbear.within(undefined as never)).toThrow(expect.objectContaining(refused))
    other.close()
  })

  it("needs a store in a file", async () => {
    await using inMemory = await open()
    expect(() => inMemory.within(host)).toThrow(
      expect.objectContaining({ code: "FORBEAR_CONFIGURATION", field: "store" })
    )
  })
})
