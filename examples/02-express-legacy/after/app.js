const express = require("express")
const { cents, isDate } = require("./format")
const { refusedPage, listPage, accountPage } = require("./views")

const CODE = /^[A-Z0-9]{1,6}$/

function createApp({ db, ledger, outreach }) {
  const app = express()
  app.disable("x-powered-by")
  app.use("/webhooks", outreach.hooks) // before the parsers: signatures are over the raw bytes
  app.use(express.json())
  app.use(express.urlencoded({ extended: false }))

  const refuse = (res, status, why) => res.status(status).send(refusedPage(why))

  app.param("account", (req, res, next, number) => {
    req.account = ledger.account(number)
    if (req.account === undefined) return refuse(res, 404, "No such account")
    next()
  })

  app.get("/", (req, res) => res.redirect("/accounts"))

  app.get("/accounts", (req, res) => {
    res.send(
      listPage(db.prepare("SELECT * FROM accounts JOIN debtors USING (Debtor) ORDER BY Account").all())
    )
  })

  app.post("/accounts", (req, res) => {
    const { Name, Street, City, State, Zip, TimeZone, Mobile, Email, ContactOk, Creditor, NextDue } =
      req.body ?? {}
    const [Balance, Installment] = [cents(req.body?.Balance), cents(req.body?.Installment)]
    const complete = [Name, Street, City, State, Zip, TimeZone, Creditor].every(Boolean)
    if (!complete || Balance === undefined || Installment === undefined || !isDate(NextDue)) {
      return refuse(res, 400, "The account is not complete")
    }
    const reach = { Mobile: Mobile || null, Email: Email || null, ContactOk: ContactOk || null }
    const debtor = { Name, Street, City, State, Zip, TimeZone, ...reach }
    const Account = ledger.place(debtor, { Creditor, Balance, Installment, NextDue })
    res.redirect(303, `/accounts/${Account}`)
  })

  app.get("/accounts/:account", (req, res) => {
    const { Account } = req.account
    const payments = db.prepare("SELECT * FROM payments WHERE Account = ? ORDER BY Payment").all(Account)
    const notes = db.prepare("SELECT * FROM notes WHERE Account = ? ORDER BY Note").all(Account)
    res.send(accountPage(req.account, payments, notes))
  })

  app.post("/accounts/:account/payments", (req, res) => {
    const amount = cents(req.body?.amount)
    const method = String(req.body?.method)
    if (amount === undefined || !CODE.test(method)) return refuse(res, 400, "Give an amount and a method")
    try {
      ledger.postPayment(req.account, amount, method)
    } catch (error) {
      if (!/CHECK constraint failed: Balance/.test(error.message)) throw error
      return refuse(res, 409, "That is more than the balance")
    }
    res.redirect(303, `/accounts/${req.account.Account}`)
  })

  app.post("/accounts/:account/notes", (req, res) => {
    const { user, action, result, comment } = req.body ?? {}
    if (!CODE.test(action) || !CODE.test(result) || !/^\w{1,10}$/.test(user)) {
      return refuse(res, 400, "Action and result are codes of at most six characters")
    }
    ledger.note(req.account.Account, user, action, result, String(comment ?? ""))
    res.redirect(303, `/accounts/${req.account.Account}`)
  })

  app.post("/accounts/:account/reminders", async (req, res) => {
    if (!["sms", "email"].includes(req.body?.channel)) return refuse(res, 400, "By text or by e-mail?")
    const { outcome, at, after, decisions } = await outreach.remind(req.account, [req.body?.channel])
    if (outcome === "dispatched") return res.redirect(303, `/accounts/${req.account.Account}`)
    const why = decisions.flatMap(({ reasons }) => reasons.map((one) => `${one.reason}: ${one.citation}`))
    refuse(res, 409, [outcome, at ?? after, ...why].join("\n"))
  })

  // cron: 15 2 * * *  curl -fsS -X POST http://127.0.0.1:8080/jobs/aging
  app.post("/jobs/aging", (req, res) => res.json({ late: ledger.age() }))

  return app
}

module.exports = { createApp }
