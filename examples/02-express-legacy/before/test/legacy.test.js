"use strict"

const assert = require("node:assert/strict")
const fs = require("node:fs")
const os = require("node:os")
const path = require("node:path")
const { DatabaseSync } = require("node:sqlite")
const { afterEach, beforeEach, describe, it } = require("node:test")
const { start } = require("../server")

const TUESDAY = Date.parse("2026-09-15T17:30:00Z")
const DAY = 86_400_000

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

let folder, file, system, time

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "collections-"))
  file = path.join(folder, "collections.db")
  time = TUESDAY
  system = await start({ file, port: 0, now: () => time })
})

afterEach(async () => {
  await system.close()
  fs.rmSync(folder, { recursive: true })
})

const post = (route, fields = {}) =>
  fetch(system.url + route, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" })

const get = async (route) => {
  const response = await fetch(system.url + route)
  return { status: response.status, text: await response.text() }
}

const rows = (sql) => {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}

describe("accounts", () => {
  it("creates an account and shows it", async () => {
    const created = await post("/accounts", jane)
    assert.equal(created.status, 303)
    assert.equal(created.headers.get("location"), "/accounts/A00001")
    const { text } = await get("/accounts/A00001")
    assert.match(text, /Account A00001: Jane Smith/)
    assert.match(text, /\$1240\.50/)
    assert.match(text, /NEWBUS/)
    assert.match(
      (await get("/accounts")).text,
      /<a href="\/accounts\/A00001">A00001<\/a><\/td><td>Jane Smith/
    )
    const home = await fetch(system.url, { redirect: "manual" })
    assert.equal(home.headers.get("location"), "/accounts")
  })

  it("refuses an incomplete one and leaves nothing", async () => {
    for (const bad of [{ Name: "" }, { Balance: "12,50" }, { Installment: "0" }, { NextDue: "2026-02-30" }]) {
      assert.equal((await post("/accounts", { ...jane, ...bad })).status, 400)
    }
    assert.equal(rows("SELECT * FROM debtors").length, 0)
  })

  it("takes JSON as well", async () => {
    const response = await fetch(`${system.url}/accounts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(jane),
      redirect: "manual"
    })
    assert.equal(response.status, 303)
  })

  it("escapes what people typed", async () => {
    await post("/accounts", { ...jane, Name: "<script>alert(1)</script>" })
    const { text } = await get("/accounts/A00001")
    assert.doesNotMatch(text, /<script>/)
    assert.match(text, /&#60;script&#62;/)
  })

  it("knows no account that is not there", async () => {
    for (const id of ["A00099", "1", "x'--"]) assert.equal((await get(`/accounts/${id}`)).status, 404)
    assert.equal((await post("/accounts/A00099/payments", { amount: "5", method: "CHECK" })).status, 404)
  })
})

describe("payments", () => {
  it("reduces the balance, moves the due date and writes a note", async () => {
    await post("/accounts", jane)
    assert.equal((await post("/accounts/A00001/payments", { amount: "310.13", method: "CHECK" })).status, 303)
    const [account] = rows("SELECT * FROM accounts")
    assert.deepEqual([account.Balance, account.NextDue, account.Status], [93037, "2026-10-10", "OPEN"])
    const [payment] = rows("SELECT * FROM payments")
    assert.deepEqual([payment.Amount, payment.Method], [31013, "CHECK"])
    const [, note] = rows("SELECT * FROM notes ORDER BY 1")
    assert.deepEqual([note.Action, note.Result, note.Comment], ["PAYMNT", "POSTED", "$310.13 by CHECK"])
  })

  it("closes an account that is paid", async () => {
    await post("/accounts", jane)
    await post("/accounts/A00001/payments", { amount: "1240.5", method: "CARD" })
    const [account] = rows("SELECT * FROM accounts")
    assert.deepEqual([account.Balance, account.NextDue, account.Status], [0, null, "PAID"])
  })

  it("refuses more than the balance, and no part of it remains", async () => {
    await post("/accounts", jane)
    assert.equal(
      (await post("/accounts/A00001/payments", { amount: "1240.51", method: "CHECK" })).status,
      409
    )
    assert.equal(rows("SELECT * FROM payments").length, 0)
    assert.equal(rows("SELECT * FROM notes").length, 1)
    assert.equal(rows("SELECT * FROM accounts")[0].Balance, 124050)
  })

  it("refuses what is no amount and no method", async () => {
    await post("/accounts", jane)
    for (const amount of ["", "-5", "1.234", "ten", "0"]) {
      assert.equal((await post("/accounts/A00001/payments", { amount, method: "CHECK" })).status, 400)
    }
    assert.equal((await post("/accounts/A00001/payments", { amount: "5", method: "cheque" })).status, 400)
  })
})

describe("notes", () => {
  it("keeps action and result codes of at most six characters", async () => {
    await post("/accounts", jane)
    const note = { user: "AGENT7", action: "PHONE", result: "TALKED", comment: "will pay Friday" }
    assert.equal((await post("/accounts/A00001/notes", note)).status, 303)
    assert.equal((await post("/accounts/A00001/notes", { ...note, action: "TELEPHONE" })).status, 400)
    assert.equal((await post("/accounts/A00001/notes", { ...note, result: "" })).status, 400)
    assert.match((await get("/accounts/A00001")).text, /TALKED<\/td><td>will pay Friday/)
    assert.equal(rows("SELECT * FROM notes").length, 2)
  })
})

describe("the nightly job", () => {
  it("makes accounts late once for each instalment that was missed", async () => {
    await post("/accounts", jane)
    await post("/accounts", { ...jane, Name: "John Doe", NextDue: "2026-09-15" })
    assert.deepEqual(await (await post("/jobs/aging")).json(), { late: 1 })
    assert.deepEqual(await (await post("/jobs/aging")).json(), { late: 0 })
    const [one, two] = rows("SELECT * FROM accounts ORDER BY 1")
    assert.deepEqual([one.Status, one.NextDue], ["LATE", "2026-10-10"])
    assert.deepEqual([two.Status, two.NextDue], ["OPEN", "2026-09-15"])
    time += DAY
    assert.deepEqual(await (await post("/jobs/aging")).json(), { late: 1 })
    const notes = rows("SELECT * FROM notes WHERE Action = 'AGING' ORDER BY 1")
    assert.deepEqual(
      notes.map((note) => [note.Account, note.Result, note.Comment]),
      [
        ["A00001", "MISSED", "$310.13 due 2026-09-10 not received"],
        ["A00002", "MISSED", "$310.13 due 2026-09-15 not received"]
      ]
    )
  })

  it("leaves paid accounts alone, and a payment after it ends the lateness", async () => {
    await post("/accounts", jane)
    await post("/jobs/aging")
    await post("/accounts/A00001/payments", { amount: "310.13", method: "CHECK" })
    assert.equal(rows("SELECT * FROM accounts")[0].Status, "OPEN")
    assert.equal(rows("SELECT * FROM accounts")[0].NextDue, "2026-10-10")
    await post("/accounts/A00001/payments", { amount: "930.37", method: "CARD" })
    time += 400 * DAY
    assert.deepEqual(await (await post("/jobs/aging")).json(), { late: 0 })
  })

  it("ends each month on its last day", async () => {
    time = Date.parse("2027-02-01T10:00:00Z")
    await post("/accounts", { ...jane, NextDue: "2027-01-31" })
    await post("/jobs/aging")
    assert.equal(rows("SELECT * FROM accounts")[0].NextDue, "2027-02-28")
  })
})
