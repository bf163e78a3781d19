const { smtp } = require("@forbear/adapter-smtp")
const { twilio } = require("@forbear/adapter-twilio")
const { us } = require("@forbear/compliance/us")
const { createForbear, sqlite, toNodeHandler } = require("forbear")
const { getAccount } = require("./db")
const { dollars } = require("./format")

const NOTE = `INSERT INTO notes (Account, Created, User0, Action, Result, Comment)
  SELECT Account, ?, 'FORBEAR', ?, upper(substr(?, 1, 6)), ? FROM accounts a WHERE Debtor = ?
  AND NOT EXISTS (SELECT 1 FROM notes WHERE Account = a.Account AND Comment = ?) -- told twice, noted once`

exports.openOutreach = async ({ db, file, now, channels, collector, codes, reminder }) => {
  const engine = { ...collector, packs: [us], store: sqlite({ file }), clock: now }
  const forbear = await createForbear({
    ...engine,
    channels: [twilio(channels.twilio), smtp(channels.smtp)],
    confirm: ({ debts }) => debts.every((debt) => getAccount(db, debt).Status === "LATE"),
    onEvent: ({ id, kind, body: { person, result }, occurredAt: at }) =>
      kind in codes && db.prepare(NOTE).run(at, codes[kind], result ?? "RCVD", id, person ?? null, id)
  })
  const { record } = forbear.within(db)
  const tell = (id, kind, body, occurredAt = new Date(now())) => record({ id, kind, occurredAt, body })
  const usd = (cents) => ({ amount: dollars(cents), currency: "USD" })
  const placed = ({ Debtor: person, Account: debt, Creditor: creditor, ...a }) => {
    const owed = { creditor, role: "third_party", type: "credit_card", itemization: [] }
    const said = { to: "collector", form: "oral", provenance: { via: "phone", by: "consumer" } }
    const evidence = [{ zones: [a.TimeZone], regions: [`US-${a.State}`], basis: "mailing_address" }]
    tell(person, "person.recorded", { person, name: a.Name })
    tell(debt, "debt.placed", { debt, person, account: debt, balance: usd(a.Balance), ...owed })
    for (const [type, value] of Object.entries({ phone: a.Mobile, email: a.Email }))
      if (value) tell(person + type, "address.added", { person, type, value, evidence, from: "creditor" })
    if (a.ContactOk) tell(`${person}/ok`, "consent.given", { person, ...said }, `${a.ContactOk}T00:00:00Z`)
  }
  const paid = ({ Debtor: person, Account: debt, Balance }, payment, cents) => {
    tell(payment, "payment.recorded", { debt, person, amount: usd(cents), result: "received" })
    tell(`${payment}/balance`, "debt.changed", { debt, person, balance: usd(Balance) })
  }
  const remind = ({ Debtor: person, Account: debt, NextDue }, channels) =>
    forbear.attempt({ ...reminder, key: `${debt}/${NextDue}/${channels}`, person, debts: [debt], channels })
  return { ...forbear, hooks: toNodeHandler(forbear.handler), placed, paid, remind, working: forbear.work() }
}
