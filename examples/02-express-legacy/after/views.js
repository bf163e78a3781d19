const { dollars, escape } = require("./format")

function page(title, body) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(title)}</title>
<style>
body { font: 13px Verdana, sans-serif; margin: 1em 2em; color: #222 }
table { border-collapse: collapse; margin: .5em 0 1.5em }
th, td { border: 1px solid #bbb; padding: 2px 8px; text-align: left }
th { background: #e8e8e0 }
form { margin: .5em 0 }
.late { color: #a00 }
</style>
</head>
<body>
${body}
</body>
</html>
`
}

function table(heads, rows) {
  const cells = (tag, row) => `<tr>${row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join("")}</tr>`
  return `<table>${cells("th", heads)}${rows.map((row) => cells("td", row)).join("\n")}</table>`
}

function listPage(accounts) {
  const rows = accounts.map(
    (a) => `<tr>
<td><a href="/accounts/${a.Account}">${a.Account}</a></td><td>${escape(a.Name)}</td><td>${escape(a.Creditor)}</td>
<td>$${dollars(a.Balance)}</td><td>${escape(a.NextDue)}</td>
<td class="${a.Status === "LATE" ? "late" : ""}">${escape(a.Status)}</td></tr>`
  )
  return page(
    "Accounts",
    `<h1>Accounts</h1>
<table><tr><th>No.</th><th>Debtor</th><th>Creditor</th><th>Balance</th><th>Next due</th><th>Status</th></tr>
${rows.join("\n")}</table>`
  )
}

function accountPage(account, payments, notes) {
  return page(
    `Account ${account.Account}`,
    `<p><a href="/accounts">All accounts</a></p>
<h1>Account ${account.Account}: ${escape(account.Name)}</h1>
${table(
  ["Creditor", "Placed", "Original", "Balance", "Next due", "Status"],
  [
    [
      account.Creditor,
      account.Placed,
      `$${dollars(account.Original)}`,
      `$${dollars(account.Balance)}`,
      account.NextDue,
      account.Status
    ]
  ]
)}
${table(
  ["Address", "Mobile", "E-mail", "Contact agreed"],
  [
    [
      `${account.Street}, ${account.City} ${account.State} ${account.Zip}`,
      account.Mobile,
      account.Email,
      account.ContactOk
    ]
  ]
)}
<form method="post" action="/accounts/${account.Account}/reminders">Remind
<button name="channel" value="sms">by text</button> <button name="channel" value="email">by e-mail</button></form>
<h2>Payments</h2>
${table(
  ["Posted", "Amount", "Method"],
  payments.map((p) => [p.Posted, `$${dollars(p.Amount)}`, p.Method])
)}
<form method="post" action="/accounts/${account.Account}/payments">
<input name="amount" placeholder="120.50" required> <input name="method" value="CHECK" maxlength="6" required>
<button>Post payment</button>
</form>
<h2>Notes</h2>
${table(
  ["Created", "User", "Action", "Result", "Comment"],
  notes.map((n) => [n.Created, n.User0, n.Action, n.Result, n.Comment])
)}
<form method="post" action="/accounts/${account.Account}/notes">
<input name="user" value="AGENT" maxlength="10" required> <input name="action" placeholder="PHONE" maxlength="6" required>
<input name="result" placeholder="TALKED" maxlength="6" required> <input name="comment" size="60">
<button>Add note</button>
</form>`
  )
}

function refusedPage(why) {
  return page("Refused", `<h1>Refused</h1>\n<pre>${escape(why)}</pre>`)
}

module.exports = { listPage, accountPage, refusedPage }
