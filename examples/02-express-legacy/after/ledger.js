const { transaction, insert, nextNumber, getAccount } = require("./db")
const { dollars, addMonth } = require("./format")

/** What changes accounts, each in one transaction with its note. */
function createLedger({ db, now, outreach }) {
  const timestamp = () => new Date(now()).toISOString()

  function note(Account, User0, Action, Result, Comment) {
    insert(db, "notes", { Account, Created: timestamp(), User0, Action, Result, Comment })
  }

  function place(debtor, { Creditor, Balance, Installment, NextDue }) {
    return transaction(db, () => {
      const Debtor = nextNumber(db, "debtors", "Debtor", "D")
      const Account = nextNumber(db, "accounts", "Account", "A")
      const Placed = timestamp().slice(0, 10)
      insert(db, "debtors", { Debtor, ...debtor })
      const money = { Original: Balance, Balance, Installment }
      insert(db, "accounts", { Account, Debtor, Creditor, Placed, ...money, NextDue, Status: "OPEN" })
      outreach.placed(getAccount(db, Account))
      note(Account, "SYSTEM", "NEWBUS", "PLACED", Creditor)
      return Account
    })
  }

  function postPayment(account, Amount, Method) {
    const { Account, NextDue } = account
    const rest = account.Balance - Amount
    transaction(db, () => {
      const Payment = nextNumber(db, "payments", "Payment", "P")
      insert(db, "payments", { Payment, Account, Posted: timestamp(), Amount, Method })
      const next = account.Status === "LATE" ? NextDue : addMonth(NextDue)
      const update = "UPDATE accounts SET Balance = ?, Status = ?, NextDue = ? WHERE Account = ?"
      db.prepare(update).run(rest, rest === 0 ? "PAID" : "OPEN", rest === 0 ? null : next, Account)
      outreach.paid(getAccount(db, Account), Payment, Amount)
      note(Account, "SYSTEM", "PAYMNT", rest === 0 ? "PAIDUP" : "POSTED", `$${dollars(Amount)} by ${Method}`)
    })
  }

  /** The nightly job: every instalment that fell due before today and was not paid makes its account late. */
  function age() {
    const due = db
      .prepare("SELECT * FROM accounts WHERE Status <> 'PAID' AND NextDue < ? ORDER BY Account")
      .all(timestamp().slice(0, 10))
    for (const { Account, NextDue, Installment } of due) {
      transaction(db, () => {
        const update = "UPDATE accounts SET Status = 'LATE', NextDue = ? WHERE Account = ?"
        db.prepare(update).run(addMonth(NextDue), Account)
        note(Account, "NIGHTLY", "AGING", "MISSED", `$${dollars(Installment)} due ${NextDue} not received`)
      })
    }
    return due.length
  }

  return { note, place, postPayment, age, account: (number) => getAccount(db, number) }
}

module.exports = { createLedger }
