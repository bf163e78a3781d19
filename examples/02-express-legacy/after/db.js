const fs = require("node:fs")
const path = require("node:path")
const { DatabaseSync } = require("node:sqlite")

function openDatabase(file) {
  const db = new DatabaseSync(file, { timeout: 5000 })
  db.exec("PRAGMA foreign_keys = ON")
  db.exec(fs.readFileSync(path.join(__dirname, "schema.sql"), "utf8"))
  return db
}

function transaction(db, work) {
  db.exec("BEGIN IMMEDIATE")
  try {
    const result = work()
    db.exec("COMMIT")
    return result
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK")
    throw error
  }
}

function insert(db, table, row) {
  const columns = Object.keys(row)
  const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`
  db.prepare(sql).run(...Object.values(row))
}

/** D00001, A00002: the letter and the next number. Inside a transaction only. */
function nextNumber(db, table, column, letter) {
  const { last } = db.prepare(`SELECT max(CAST(substr(${column}, 2) AS INTEGER)) AS last FROM ${table}`).get()
  return letter + String((last ?? 0) + 1).padStart(5, "0")
}

function getAccount(db, account) {
  return db.prepare("SELECT * FROM accounts JOIN debtors USING (Debtor) WHERE Account = ?").get(account)
}

module.exports = { openDatabase, transaction, insert, nextNumber, getAccount }
