"use strict"

const assert = require("node:assert/strict")
const fs = require("node:fs")
const os = require("node:os")
const path = require("node:path")
const { setTimeout: sleep } = require("node:timers/promises")
const { DatabaseSync } = require("node:sqlite")
const { afterEach, beforeEach, describe, it } = require("node:test")
const { openWorld } = require("../demo/world")

const home = path.resolve(__dirname, "..")
// Tuesday 10:30 in Tucson.
const MORNING = Date.parse("2026-09-15T17:30:00Z")
const HOUR = 3_600_000

const jane = {
  Name: "Jane Smith",
  Street: "12 Cactus Wren Ln",
  City: "Tucson",
  State: "AZ",
  Zip: "85701",
  TimeZone: "America/Phoenix",
  Mobile: "+15205550142",
  Email: "jane.smith@example.com",
  ContactOk: "2026-09-10",
  Creditor: "Copper State Bank",
  Balance: "1240.50",
  Installment: "310.13",
  NextDue: "2026-09-10"
}

let folder, world, time

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "collections-"))
  time = MORNING
  world = await openWorld({ folder, now: () => time })
})

afterEach(async () => {
  await world.close()
  fs.rmSync(folder, { recursive: true })
})

const post = async (route, fields = {}) => {
  const response = await fetch(world.url() + route, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual"
  })
  return { status: response.status, text: await response.text() }
}

const withDatabase = (work, options = {}) => {
  const db = new DatabaseSync(path.join(folder, "collections.db"), { timeout: 5000, ...options })
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const rows = (sql, ...values) => withDatabase((db) => db.prepare(sql).all(...values), { readOnly: true })
const events = (kind) => rows("SELECT id FROM forbear_events WHERE kind = ?", kind).map((row) => row.id)
const notes = (action) => rows("SELECT * FROM notes WHERE Action = ? ORDER BY Note", action)

const until = async (what, holds) => {
  for (let waited = 0; waited < 10_000; waited += 25) {
    if (holds()) return
    await sleep(25)
  }
  assert.fail(`waited in vain for ${what}`)
}

/** Every event has been told to everybody who follows, and nothing is due. */
const quiet = () =>
  until("the worker", () => {
    const [{ last }] = rows("SELECT max(position) AS last FROM forbear_events")
    const behind = rows("SELECT name FROM forbear_cursors WHERE position < ?", last)
    const due = rows("SELECT name FROM forbear_timers WHERE due_at <= ?", time)
    return behind.length + due.length === 0
  })

/** From now on notes cannot be written. */
const failing = (why) =>
  withDatabase((db) =>
    db.exec(`CREATE TRIGGER failing BEFORE INSERT ON notes BEGIN SELECT RAISE(ABORT, '${why}'); END`)
  )
const working = () => withDatabase((db) => db.exec("DROP TRIGGER failing"))

const late = async (debtor = jane) => {
  await post("/accounts", debtor)
  assert.equal((await post("/jobs/aging")).text, '{"late":1}')
}
const remind = (channel, account = "A00001") => post(`/accounts/${account}/reminders`, { channel })

describe("the packed packages", () => {
  it("are what the system runs on: compiled, from its own node_modules", () => {
    for (const name of [
      "forbear",
      "@forbear/adapter-twilio",
      "@forbear/adapter-smtp",
      "@forbear/compliance/us"
    ]) {
      const file = require.resolve(name)
      assert.ok(file.startsWith(path.join(home, "node_modules") + path.sep), file)
      assert.match(file, /[\\/]dist[\\/][\w-]+\.c?js$/)
    }
    const loaded = Object.keys(require.cache).filter((file) => /[\\/]forbear[\\/]/.test(file))
    assert.ok(loaded.includes(require.resolve("forbear")))
    assert.doesNotMatch(`${process.env.NODE_OPTIONS} ${process.execArgv}`, /conditions/)
  })
})

describe("a missed payment", () => {
  it("is reminded of by text once, however often the button is pressed", async () => {
    await late()
    assert.equal((await remind("sms")).status, 303)
    assert.equal((await remind("sms")).status, 303)
    const both = await Promise.all([remind("sms"), remind("sms")])
    assert.deepEqual(
      both.map(({ status }) => status),
      [303, 303]
    )
    await world.texts.settled()
    assert.equal(world.texts.messages.length, 1)
    const [{ to, from, body }] = world.texts.messages
    assert.deepEqual([to, from], [jane.Mobile, world.shortCode])
    assert.match(body, /^Saguaro Recovery LLC: a payment on your Copper State Bank account has not arrived/)
    assert.match(body, /debt collector/)
    assert.match(body, /STOP/)
    await until("the note", () => notes("ATTMPT").length > 0)
    await quiet()
    assert.deepEqual(
      notes("ATTMPT").map(({ User0, Result }) => [User0, Result]),
      [["FORBEAR", "ACCEPT"]]
    )
  })

  it("goes out by e-mail as well, and each channel once", async () => {
    await late()
    await remind("email")
    await remind("email")
    assert.equal(world.mails.mails.length, 1)
    assert.equal(world.mails.mails[0].to, jane.Email)
    assert.match(world.mails.mails[0].text, /Copper State Bank/)
    assert.equal(world.texts.messages.length, 0)
  })

  it("goes by text or by e-mail and not otherwise", async () => {
    await late()
    for (const channel of ["", "fax", "__proto__"]) assert.equal((await remind(channel)).status, 400)
    assert.equal((await post("/accounts/A00001/reminders")).status, 400)
    assert.deepEqual(events("decision.made"), [])
  })

  it("is not told twice after a restart", async () => {
    await late()
    await remind("sms")
    await world.restart()
    assert.equal((await remind("sms")).status, 303)
    assert.equal(world.texts.messages.length, 1)
  })

  it("is not reminded of without consent, and the page says why", async () => {
    await late({ ...jane, ContactOk: "" })
    const { status, text } = await remind("sms")
    assert.equal(status, 409)
    assert.match(text, /1006\.6\(d\)/)
    assert.equal(world.texts.messages.length, 0)
  })
})

describe("a payment", () => {
  it("stops the reminder that waits for the morning", async () => {
    await late()
    await late({ ...jane, Name: "John Doe", Mobile: "+15205550143", Email: "john.doe@example.com" })
    time += 11.5 * HOUR // 22:00
    for (const account of ["A00001", "A00002"]) {
      const { status, text } = await remind("sms", account)
      assert.equal(status, 409)
      assert.match(text, /scheduled/)
      assert.match(text, /1006\.6\(b\)\(1\)/)
    }
    assert.equal((await post("/accounts/A00001/payments", { amount: "310.13", method: "CARD" })).status, 303)
    assert.deepEqual(events("payment.recorded"), ["P00001"])
    time += 10.5 * HOUR // 08:30
    await until("the other account's reminder", () => world.texts.messages.length > 0)
    await quiet()
    assert.deepEqual(
      world.texts.messages.map(({ to }) => to),
      ["+15205550143"]
    )
  })

  it("that is made in part ends the reminder of this instalment", async () => {
    await late()
    await post("/accounts/A00001/payments", { amount: "310.13", method: "CARD" })
    const { status, text } = await remind("sms")
    assert.equal(status, 409)
    assert.match(text, /the host did not confirm/)
    assert.equal(world.texts.messages.length, 0)
  })

  it("that is paid in full ends reminders", async () => {
    await late()
    await post("/accounts/A00001/payments", { amount: "1240.50", method: "CARD" })
    const { status, text } = await remind("sms")
    assert.equal(status, 409)
    assert.match(text, /nothing is owed here/)
    assert.equal(world.texts.messages.length, 0)
  })

  it("that is rolled back leaves no event", async () => {
    await late()
    const before = rows("SELECT count(*) AS n FROM forbear_events")
    const pay = (amount) => post("/accounts/A00001/payments", { amount, method: "CARD" })
    failing("the note is the last thing that the transaction writes")
    assert.equal((await pay("10")).status, 500)
    assert.equal((await pay("9999")).status, 409)
    assert.deepEqual(rows("SELECT count(*) AS n FROM forbear_events"), before)
    assert.deepEqual(rows("SELECT * FROM payments"), [])
    working()
    assert.equal((await pay("10")).status, 303)
    assert.deepEqual(events("payment.recorded"), ["P00001"])
    assert.deepEqual(events("debt.changed"), ["P00001/balance"])
  })
})

describe("an account", () => {
  it("that is rolled back leaves no event and no key, and can be placed again", async () => {
    failing("the note is the last thing that the transaction writes")
    assert.equal((await post("/accounts", jane)).status, 500)
    for (const table of ["debtors", "forbear_events", "forbear_keys"]) {
      assert.deepEqual(
        rows(`SELECT count(*) AS n FROM ${table}`).map(({ n }) => n),
        [0],
        table
      )
    }
    working()
    await late()
    await remind("sms")
    assert.equal(world.texts.messages.length, 1)
  })
})

describe("a reply", () => {
  it("of STOP is noted, confirmed once, and closes texts with the citation, not e-mail", async () => {
    await late()
    await remind("sms")
    const reply = await world.texts.reply(world.shortCode, jane.Mobile, "STOP")
    assert.equal(reply.status, 200)
    await until("the notes", () => notes("REPLY").length > 0 && notes("STOP").length > 0)
    assert.deepEqual(
      notes("STOP").map(({ Account, Result }) => [Account, Result]),
      [["A00001", "RCVD"]]
    )
    await world.texts.settled()
    const sent = world.texts.messages.length
    await post("/accounts/A00001/payments", { amount: "310.13", method: "CARD" })
    time += 30 * 24 * HOUR
    await post("/jobs/aging")
    const { status, text } = await remind("sms")
    assert.equal(status, 409)
    assert.match(text, /1006\.14\(h\)/)
    assert.equal(world.texts.messages.length, sent)
    assert.equal((await remind("email")).status, 303)
    assert.equal(world.mails.mails.length, 1)
  })

  it("that nobody signed is refused and leaves nothing", async () => {
    await late()
    const before = rows("SELECT count(*) AS n FROM forbear_events")
    const forged = await fetch(`${world.url()}/webhooks/twilio`, {
      method: "POST",
      headers: { "x-twilio-signature": Buffer.alloc(20, 7).toString("base64") },
      body: new URLSearchParams({
        AccountSid: world.texts.accountSid,
        From: jane.Mobile,
        To: "78787",
        Body: "STOP"
      })
    })
    assert.equal(forged.status, 401)
    await quiet()
    assert.deepEqual(rows("SELECT count(*) AS n FROM forbear_events"), before)
    assert.deepEqual([notes("REPLY"), notes("STOP")], [[], []])
  })
})

describe("the notes", () => {
  it("are written once per event even when every event is told again", async () => {
    await late()
    await remind("sms")
    await world.texts.reply(world.shortCode, jane.Mobile, "STOP")
    await until("the notes", () => notes("STOP").length > 0 && notes("ATTMPT").length > 0)
    await quiet()
    const told = rows("SELECT * FROM notes")
    withDatabase((db) => db.exec("DELETE FROM forbear_cursors WHERE name = 'host'"))
    await until("the retelling", () => rows("SELECT * FROM forbear_cursors WHERE name = 'host'").length > 0)
    await quiet()
    assert.deepEqual(rows("SELECT * FROM notes"), told)
    for (const { User0, Action, Result } of told) {
      assert.match(User0, /^\w{1,10}$/)
      assert.match(Action, /^[A-Z0-9]{1,6}$/)
      assert.match(Result, /^[A-Z0-9]{1,6}$/)
    }
  })

  it("lie in the same tables as before", () => {
    const shape = (db) =>
      db
        .prepare(
          "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'forbear%' ORDER BY name"
        )
        .all()
    const { openDatabase } = require("../before/db")
    const old = openDatabase(":memory:")
    const expected = shape(old)
    old.close()
    assert.deepEqual(withDatabase(shape), expected)
    assert.equal(expected.filter(({ type }) => type === "table").length, 4)
  })
})
