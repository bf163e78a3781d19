"use strict"

const { transaction, addNote } = require("./db")
const { dollars, addMonth } = require("./format")

/** The nightly job: every instalment that fell due before today and was not paid makes its account late. */
function ageAccounts(db, now) {
  const at = new Date(now()).toISOString()
  const due = db
    .prepare("SELECT * FROM accounts WHERE Status <> 'PAID' AND NextDue < ? ORDER BY id")
    .all(at.slice(0, 10))
  for (const account of due) {
    transaction(db, () => {
      db.prepare("UPDATE accounts SET Status = 'LATE', NextDue = ? WHERE id = ?").run(
        addMonth(account.NextDue),
        account.id
      )
      addNote(db, {
        account: account.id,
        at,
        user: "NIGHTLY",
        action: "AGING",
        result: "MISSED",
        comment: `$${dollars(account.Installment)} due ${account.NextDue} not received`
      })
    })
  }
  return due.length
}

module.exports = { ageAccounts }
