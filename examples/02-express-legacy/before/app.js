"use strict"

const express = require("express")
const { ageAccounts } = require("./aging")
const { transaction, getAccount, addNote } = require("./db")
const { dollars, cents, isDate, addMonth } = require("./format")
const { page, listPage, accountPage } = require("./views")

const CODE = /^[A-Z0-9]{1,6}$/

function createApp({ db, now }) {
  const app = express()
  app.disable("x-powered-by")
  app.use(express.json())
  app.use(express.urlencoded({ extended: false }))

  const timestamp = () => new Date(now()).toISOString()

  app.param("id", (req, res, next, id) => {
    req.account = /^\d{1,9}$/.test(id) ? getAccount(db, Number(id)) : undefined
    if (req.account === undefined) return res.status(404).send(page("Not found", "<h1>No such account</h1>"))
    next()
  })

  app.get("/", (req, res) => res.redirect("/accounts"))

  app.get("/accounts", (req, res) => {
    const accounts = db
      .prepare("SELECT a.*, d.Name FROM accounts a JOIN debtors d ON d.id = a.debtor_id ORDER BY a.id")
      .all()
    res.send(listPage(accounts))
  })

  app.post("/accounts", (req, res) => {
    const { name, street, city, state, zip, timeZone, mobile, email, textOk, creditor } = req.body ?? {}
    const [balance, installment] = [cents(req.body?.balance), cents(req.body?.installment)]
    const firstDue = String(req.body?.firstDue)
    const complete = [name, street, city, state, zip, timeZone, creditor].every(Boolean)
    if (!complete || balance === undefined || installment === undefined || !isDate(firstDue)) {
      return res.status(400).send(page("Refused", "<h1>The account is not complete</h1>"))
    }
    const id = transaction(db, () => {
      const debtor = db
        .prepare(
          `INSERT INTO debtors (Name, Street, City, State, Zip, TimeZone, Mobile, Email, TextOk)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
        )
        .run(name, street, city, state, zip, timeZone, mobile || null, email || null, textOk || null)
      const account = db
        .prepare(
          `INSERT INTO accounts (debtor_id, Creditor, Placed, Original, Balance, Installment, NextDue, Status)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'OPEN')`
        )
        .run(
          debtor.lastInsertRowid,
          creditor,
          timestamp().slice(0, 10),
          balance,
          balance,
          installment,
          firstDue
        )
      const id = Number(account.lastInsertRowid)
      addNote(db, {
        account: id,
        at: timestamp(),
        user: "SYSTEM",
        action: "NEWBUS",
        result: "PLACED",
        comment: creditor
      })
      return id
    })
    res.redirect(303, `/accounts/${id}`)
  })

  app.get("/accounts/:id", (req, res) => {
    const { id } = req.account
    const payments = db.prepare("SELECT * FROM payments WHERE account_id = ? ORDER BY id").all(id)
    const notes = db.prepare("SELECT * FROM notes WHERE account_id = ? ORDER BY id").all(id)
    res.send(accountPage(req.account, payments, notes))
  })

  app.post("/accounts/:id/payments", (req, res) => {
    const { account } = req
    const amount = cents(req.body?.amount)
    const method = String(req.body?.method ?? "")
    if (amount === undefined || !CODE.test(method)) {
      return res.status(400).send(page("Refused", "<h1>Give an amount and a method</h1>"))
    }
    const rest = account.Balance - amount
    try {
      transaction(db, () => {
        db.prepare("INSERT INTO payments (account_id, Posted, Amount, Method) VALUES (?, ?, ?, ?)").run(
          account.id,
          timestamp(),
          amount,
          method
        )
        db.prepare("UPDATE accounts SET Balance = ?, Status = ?, NextDue = ? WHERE id = ?").run(
          rest,
          rest === 0 ? "PAID" : "OPEN",
          rest === 0 ? null : account.Status === "LATE" ? account.NextDue : addMonth(account.NextDue),
          account.id
        )
        addNote(db, {
          account: account.id,
          at: timestamp(),
          user: "SYSTEM",
          action: "PAYMNT",
          result: rest === 0 ? "PAIDUP" : "POSTED",
          comment: `$${dollars(amount)} by ${method}`
        })
      })
    } catch (error) {
      if (!/CHECK constraint failed: Balance/.test(error.message)) throw error
      return res.status(409).send(page("Refused", "<h1>That is more than the balance</h1>"))
    }
    res.redirect(303, `/accounts/${account.id}`)
  })

  app.post("/accounts/:id/notes", (req, res) => {
    const { user, action, result, comment } = req.body ?? {}
    if (!CODE.test(action) || !CODE.test(result) || !/^\w{1,10}$/.test(user)) {
      return res
        .status(400)
        .send(page("Refused", "<h1>Action and result are codes of at most six characters</h1>"))
    }
    addNote(db, {
      account: req.account.id,
      at: timestamp(),
      user,
      action,
      result,
      comment: String(comment ?? "")
    })
    res.redirect(303, `/accounts/${req.account.id}`)
  })

  // cron: 15 2 * * *  curl -fsS -X POST http://127.0.0.1:8080/jobs/aging
  app.post("/jobs/aging", (req, res) => res.json({ late: ageAccounts(db, now) }))

  return app
}

module.exports = { createApp }
