"use strict"

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

function getAccount(db, id) {
  return db
    .prepare(
      `SELECT a.*, d.Name, d.Street, d.City, d.State, d.Zip, d.TimeZone, d.Mobile, d.Email, d.TextOk
       FROM accounts a JOIN debtors d ON d.id = a.debtor_id WHERE a.id = ?`
    )
    .get(id)
}

function addNote(db, { account, at, user, action, result, comment }) {
  db.prepare(
    "INSERT INTO notes (account_id, Created, User0, Action, Result, Comment) VALUES (?, ?, ?, ?, ?, ?)"
  ).run(account, at, user, action, result, comment)
}

module.exports = { openDatabase, transaction, getAccount, addNote }
