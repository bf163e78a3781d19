/** What is SQLite's own: opening, refusing, the host's transaction, tampering with the file, the keys of a vault. */
import crypto from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Chain, Events, type Id, Instant, Scope, type Timeline, Vault } from "@forbear/core"
import { SqliteTimeline } from "@forbear/store-sqlite"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { directory, file } from "./Files.ts"

const acme = "acme" as Id.TenantId
const person = "p1" as Id.PersonId
const p1 = Scope.person(person)

const missed = (id: string, amount = "10.00") =>
  Events.make("payment.missed", {
    id: id as Id.EventId,
    tenant: acme,
    occurredAt: Instant.fromIso("2026-03-01T12:00:00Z"),
    source: { system: "host" },
    body: { debt: "d1" as Id.DebtId, person, dueOn: "2026-03-01", amount: { amount, currency: "USD" } }
  })

const put = (timeline: Timeline.TimelineShape, ...ids: ReadonlyArray<string>) =>
  timeline.append(acme, [{ events: ids.map((id) => missed(id)) }])

const idsOf = (timeline: Timeline.TimelineShape) =>
  Effect.map(timeline.read(acme, [p1]), ({ events }) => events.map(({ id }) => String(id)))

const connect = (filename: string, options: ConstructorParameters<typeof DatabaseSync>[1] = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(filename, options)),
    (database) => Effect.sync(() => database.isOpen && database.close())
  )

const refused = (effect: Effect.Effect<unknown, Timeline.TimelineError, never>) => Effect.flip(effect)

describe("opening", () => {
  it.effect("keeps what was written for whoever opens the file next", () =>
    Effect.gen(function* () {
      const filename = yield* file
      yield* Effect.scoped(
        Effect.flatMap(SqliteTimeline.make({ filename }), (timeline) => put(timeline, "e1", "e2"))
      )
      const timeline = yield* SqliteTimeline.make({ filename })
      expect(yield* idsOf(timeline)).toEqual(["e1", "e2"])
      const [again] = yield* put(timeline, "e1")
      expect(again).toMatchObject({ events: [{ fresh: false }] })
    })
  )

  it.effect("is durable by default, weaker only when told, and always with a write-ahead log", () =>
    Effect.gen(function* () {
      const dir = yield* directory
      const setting = Effect.fnUntraced(function* (durability?: SqliteTimeline.Durability) {
        const filename = path.join(dir, `${durability}.db`)
        const statements: Array<string> = []
        const original = DatabaseSync.prototype.exec
        DatabaseSync.prototype.exec = function (sql) {
          statements.push(sql)
          return original.call(this, sql)
        }
        yield* SqliteTimeline.make({ filename, ...(durability === undefined ? {} : { durability }) }).pipe(
          Effect.ensuring(Effect.sync(() => void (DatabaseSync.prototype.exec = original)))
        )
        const database = yield* connect(filename)
        expect(database.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" })
        return /synchronous = (\d)/.exec(statements.join("\n"))?.[1]
      })
      expect([yield* setting(), yield* setting("full"), yield* setting("normal")]).toEqual(["2", "2", "1"])
    })
  )

  it.effect("names the option and the fix", () =>
    Effect.gen(function* () {
      const dir = yield* directory
      const cases: ReadonlyArray<readonly [SqliteTimeline.Options, RegExp]> = [
        [{ filename: "" }, /^filename must be/],
        [{ filename: dir }, /^filename is a directory/],
        [{ filename: path.join(dir, "missing", "x.db") }, /^filename .* create the directory/],
        [{ filename: ":memory:", prefix: "Bad-1" }, /^prefix must be/],
        [{ filename: ":memory:", durability: "off" as "full" }, /^durability must be/],
        [{ filename: ":memory:", busyTimeoutMillis: -1 }, /^busyTimeoutMillis must be/],
        [{ filename: ":memory:", clock: () => Number.NaN as Instant.Instant }, /^clock must give/]
      ]
      for (const [options, message] of cases) {
        const error = yield* refused(Effect.scoped(SqliteTimeline.make(options)))
        expect([error.reason, error.message]).toEqual(["invalid", expect.stringMatching(message)])
      }
    })
  )

  it.effect("refuses a newer schema, a file that is no database, and one that it may not write", () =>
    Effect.gen(function* () {
      const dir = yield* directory
      const filename = path.join(dir, "a.db")
      yield* Effect.scoped(SqliteTimeline.make({ filename }))
      const reader = yield* connect(filename, { readOnly: true })
      expect((yield* refused(SqliteTimeline.on(reader))).reason).toBe("read_only")
      const database = yield* connect(filename)
      database.exec("INSERT INTO forbear_schema VALUES (99, 0)")
      const newer = yield* refused(Effect.scoped(SqliteTimeline.make({ filename })))
      expect([newer.reason, newer.isRetryable, newer.message]).toEqual([
        "newer_schema",
        false,
        expect.stringMatching(/99/)
      ])
      fs.writeFileSync(
        path.join(dir, "b.db"),
        "not a database, but long enough to be taken for one".repeat(40)
      )
      expect(
        (yield* refused(Effect.scoped(SqliteTimeline.make({ filename: path.join(dir, "b.db") })))).reason
      ).toBe("corrupted")
    })
  )

  it.effect("keeps timelines with other prefixes in one file apart", () =>
    Effect.gen(function* () {
      const filename = yield* file
      const a = yield* SqliteTimeline.make({ filename, prefix: "a_" })
      const b = yield* SqliteTimeline.make({ filename, prefix: "b_" })
      yield* put(a, "e1")
      expect([yield* idsOf(a), yield* idsOf(b)]).toEqual([["e1"], []])
    })
  )

  it.effect("takes the clock of the fiber when it is given none, and works in runSync", () =>
    Effect.gen(function* () {
      const timeline = yield* SqliteTimeline.make({ filename: ":memory:" })
      yield* TestClock.adjust("1 hour")
      expect(yield* timeline.now).toBe(3_600_000)
      const [result] = Effect.runSync(put(timeline, "e1"))
      expect(result?._tag).toBe("appended")
      expect(yield* timeline.now).toBeGreaterThan(1_700_000_000_000)
      expect(yield* Clock.currentTimeMillis).toBe(3_600_000)
    })
  )
})

describe("failing", () => {
  it.effect("is busy when another writer holds the file for too long, and fine afterwards", () =>
    Effect.gen(function* () {
      const filename = yield* file
      const timeline = yield* SqliteTimeline.make({ filename, busyTimeoutMillis: 20 })
      const rival = yield* connect(filename)
      rival.exec("BEGIN IMMEDIATE")
      const error = yield* refused(put(timeline, "e1"))
      expect([error.reason, error.isRetryable]).toEqual(["busy", true])
      expect(yield* idsOf(timeline)).toEqual([])
      rival.exec("ROLLBACK")
      yield* put(timeline, "e1")
      expect(yield* idsOf(timeline)).toEqual(["e1"])
    })
  )

  it.effect("says that the disk is full and leaves nothing half-written", () =>
    Effect.gen(function* () {
      const database = yield* connect(":memory:")
      const timeline = yield* SqliteTimeline.on(database)
      yield* put(timeline, "e0")
      const { page_count } = database.prepare("PRAGMA page_count").get() as { page_count: number }
      database.exec(`PRAGMA max_page_count = ${page_count + 3}`)
      const many = Array.from({ length: 200 }, (_, i) => ({ events: [missed(`big${i}`)] }))
      expect((yield* refused(timeline.append(acme, many))).reason).toBe("full")
      database.exec("PRAGMA max_page_count = 100000")
      expect([yield* idsOf(timeline), database.isTransaction]).toEqual([["e0"], false])
      yield* timeline.append(acme, many)
      expect((yield* idsOf(timeline)).length).toBe(201)
    })
  )

  it.effect("is unavailable once the connection is closed", () =>
    Effect.gen(function* () {
      const timeline = yield* Effect.scoped(SqliteTimeline.make({ filename: ":memory:" }))
      expect((yield* refused(timeline.now)).reason).toBe("unavailable")
    })
  )
})

describe("the host's own connection", () => {
  const host = Effect.gen(function* () {
    const database = yield* connect(yield* file)
    database.exec("CREATE TABLE payments (id TEXT PRIMARY KEY)")
    const timeline = yield* SqliteTimeline.on(database)
    return {
      database,
      timeline,
      pay: (id: string) => database.prepare("INSERT INTO payments VALUES (?)").run(id)
    }
  })
  const payments = (database: DatabaseSync) =>
    database.prepare("SELECT count(*) AS n FROM payments").get()?.["n"]

  it.effect("records with the host's rows, or not at all", () =>
    Effect.gen(function* () {
      const { database, timeline, pay } = yield* host
      database.exec("BEGIN")
      pay("a")
      yield* put(timeline, "e1", "e2")
      expect(yield* idsOf(timeline)).toEqual(["e1", "e2"])
      expect(database.isTransaction).toBe(true)
      database.exec("ROLLBACK")
      expect([payments(database), yield* idsOf(timeline), yield* timeline.tenants]).toEqual([0, [], []])
      expect((yield* timeline.read(acme, [p1])).versions.get(p1)).toBe(0)
      database.exec("BEGIN")
      pay("a")
      yield* put(timeline, "e1")
      database.exec("COMMIT")
      expect([payments(database), yield* idsOf(timeline)]).toEqual([1, ["e1"]])
      expect(Chain.verify(yield* timeline.chain(acme, p1))).toEqual({ ok: true })
    })
  )

  it.effect("leaves the host's transaction as it was when a call fails in it", () =>
    Effect.gen(function* () {
      const { database, timeline, pay } = yield* host
      yield* put(timeline, "e0")
      database.exec("BEGIN")
      pay("a")
      database.exec(
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON forbear_events WHEN NEW.id = 'e2' BEGIN SELECT RAISE(ABORT, 'broken'); END"
      )
      const exit = yield* Effect.exit(put(timeline, "e1", "e2"))
      expect(exit._tag).toBe("Failure")
      database.exec("DROP TRIGGER broken; COMMIT")
      expect([payments(database), yield* idsOf(timeline)]).toEqual([1, ["e0"]])
      yield* put(timeline, "e1", "e2")
      expect(Chain.verify(yield* timeline.chain(acme, p1))).toEqual({ ok: true })
    })
  )

  it.effect("refuses a connection that may lose commits, unless that was asked for by name", () =>
    Effect.gen(function* () {
      const database = yield* connect(yield* file)
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
      const error = yield* refused(SqliteTimeline.on(database))
      expect([error.reason, error.message]).toEqual(["invalid", expect.stringMatching(/^durability .* FULL/)])
      yield* SqliteTimeline.on(database, { durability: "normal" })
    })
  )
})

describe("tampering with the file", () => {
  const verified = Effect.fnUntraced(function* (sql: string) {
    const filename = yield* file
    const timeline = yield* SqliteTimeline.make({ filename })
    yield* put(timeline, "e1", "e2", "e3", "e4", "e5")
    const database = yield* connect(filename)
    database.exec(sql)
    return Chain.verify(yield* timeline.chain(acme, p1))
  })

  it.effect("names what was altered, deleted or moved", () =>
    Effect.gen(function* () {
      expect(yield* verified("SELECT 1")).toEqual({ ok: true })
      const body = "UPDATE forbear_events SET body = replace(body, '10.00', '0.00') WHERE id = 'e3'"
      expect(yield* verified(body)).toMatchObject({ ok: false, at: 2, why: "altered" })
      const time = "UPDATE forbear_events SET recorded_at = recorded_at - 1 WHERE id = 'e2'"
      expect(yield* verified(time)).toMatchObject({ ok: false, at: 1, why: "altered" })
      expect(yield* verified("DELETE FROM forbear_events WHERE id = 'e2'")).toMatchObject({
        ok: false,
        at: 1,
        why: "missing"
      })
      const swap =
        "UPDATE forbear_entries SET position = CASE position WHEN 2 THEN 3 ELSE 2 END WHERE position IN (2, 3)"
      expect(yield* verified(swap)).toMatchObject({ ok: false, at: 1 })
    })
  )

  it.effect("says that the last event is gone, and that a row cannot be read", () =>
    Effect.gen(function* () {
      expect((yield* Effect.flip(verified("DELETE FROM forbear_events WHERE id = 'e5'"))).message).toMatch(
        /event 5/
      )
      expect(
        (yield* Effect.flip(verified("UPDATE forbear_events SET body = '{' WHERE id = 'e4'"))).message
      ).toMatch(/position 4/)
    })
  )
})

describe("the keys of a vault", () => {
  it.effect("survive the process, are kept once, and are overwritten when they are destroyed", () =>
    Effect.gen(function* () {
      const filename = yield* file
      const keys = Vault.ephemeralKeys()
      const context = { tenant: acme, subject: "person:p1/debt:d1", field: "name" }
      const sealed = yield* Effect.scoped(
        Effect.flatMap(SqliteTimeline.make({ filename }), (timeline) =>
          Vault.make({ keys, store: timeline.keys }).seal(context, "Jane")
        )
      )
      const { keys: store } = yield* SqliteTimeline.make({ filename })
      const vault = Vault.make({ keys, store })
      expect(yield* vault.open(sealed, context)).toBe("Jane")
      const ring = yield* Effect.promise(async () => store.get(acme, context.subject))
      const { current } = ring
      expect(current).toBeDefined()
      if (current === undefined) return
      const rival = { ...current, keyId: "rival" }
      expect(store.putIfAbsent(acme, context.subject, rival)).toMatchObject({ keyId: current.keyId })
      expect(store.get("other" as Id.TenantId, context.subject)).toEqual({
        current: undefined,
        destroyed: []
      })
      const long = { keyId: "long", rootKeyId: "root", wrapped: crypto.randomBytes(400) }
      yield* Effect.promise(async () => store.putIfAbsent(acme, "address:a1", long))
      const holds = (bytes: Uint8Array) =>
        ["", "-wal"].some((end) => fs.readFileSync(filename + end).includes(Buffer.from(bytes)))
      const parts = [current.wrapped, long.wrapped.subarray(0, 32), long.wrapped.subarray(100, 132)]
      expect(parts.map(holds)).toEqual([true, true, true])
      yield* vault.erase(acme, context.subject)
      yield* vault.erase(acme, "address:a1")
      expect(parts.map(holds)).toEqual([false, false, false])
      expect(store.get(acme, context.subject)).toEqual({ current: undefined, destroyed: [current.keyId] })
      expect((yield* Effect.flip(vault.open(sealed, context))).reason).toBe("erased")
      const afresh = yield* vault.seal(context, "Jane")
      expect(yield* vault.open(afresh, context)).toBe("Jane")
      store.destroy(acme, "person:nobody")
    })
  )
})
