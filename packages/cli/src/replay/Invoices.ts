/** A row with one invoice: placed, missed, disputed, paid, each on its own day. */
import { Money } from "@forbear/core"
import { RowProblem, type Fields } from "./Fields.ts"
import type { InvoiceMapping } from "./Mapping.ts"
import { booksIn, personEvents, shownNumber, type Books, type Day, type Someone } from "./People.ts"
import type { Ids, PlannedEvent, PlannedRow } from "./Plan.ts"

interface Invoice {
  readonly key: string
  readonly debt: string
  readonly who: Someone
  readonly account: string
  readonly creditor: string
  readonly amount: Money.Money
  readonly issued: Day
  readonly due: Day
  readonly paid: Day | undefined
  readonly paidAmount: Money.Money | undefined
  /** Day number. */
  readonly disputed: number | undefined
}

const DISPUTE_DAYS = 5

const disputeOf = (
  fields: Fields,
  mapping: InvoiceMapping,
  due: Day,
  paid: Day | undefined
): number | undefined => {
  const known = fields.date(mapping.columns.disputedOn)
  if (known !== undefined) return known.number
  if (!fields.flag(mapping.columns.disputed, mapping.yes)) return undefined
  const after = due.number + (mapping.disputeDaysAfterDue ?? DISPUTE_DAYS)
  return paid === undefined ? after : Math.min(after, paid.number)
}

const checkOrder = (mapping: InvoiceMapping, issued: Day, due: Day, paid: Day | undefined): void => {
  const { columns } = mapping
  if (due.number < issued.number)
    throw new RowProblem("dates_out_of_order", columns.due, "it was due before it was issued")
  if (paid !== undefined && paid.number < issued.number) {
    throw new RowProblem("dates_out_of_order", columns.paid, "it was paid before it was issued")
  }
}

const currencyOf = (fields: Fields, mapping: InvoiceMapping): string => {
  const code = fields.from(mapping.columns.currency, "USD").toUpperCase()
  try {
    return Money.zero(code).currency
  } catch {
    const column = typeof mapping.columns.currency === "string" ? mapping.columns.currency : undefined
    throw new RowProblem("bad_currency", column, "is not an ISO 4217 code such as USD")
  }
}

const read = (fields: Fields, mapping: InvoiceMapping, ids: Ids): Invoice => {
  const { columns } = mapping
  const key = fields.needed(columns.id)
  const person = columns.person === undefined ? key : fields.needed(columns.person)
  const currency = currencyOf(fields, mapping)
  const amount = fields.amount(columns.amount, currency)
  if (Money.isZero(amount)) throw new RowProblem("bad_amount", columns.amount, "nothing is owed")
  const due = fields.neededDate(columns.due)
  const issued = columns.issued === undefined ? due : fields.neededDate(columns.issued)
  const paid = fields.date(columns.paid)
  checkOrder(mapping, issued, due, paid)
  const hasPaidAmount = paid !== undefined && fields.text(columns.paidAmount) !== ""
  return {
    key,
    debt: ids.debt(key),
    who: {
      id: ids.person(person),
      key: person,
      language: fields.from(columns.language, "en"),
      place: fields.place()
    },
    account: ids.account(columns.account === undefined ? key : fields.from(columns.account, key)),
    creditor: fields.from(columns.creditor, "The creditor").slice(0, 200),
    amount,
    issued,
    due,
    paid,
    paidAmount:
      hasPaidAmount && columns.paidAmount !== undefined
        ? fields.amount(columns.paidAmount, currency)
        : undefined,
    disputed: disputeOf(fields, mapping, due, paid)
  }
}

const eventsOf = (invoice: Invoice, mapping: InvoiceMapping, books: Books): ReadonlyArray<PlannedEvent> => {
  const { debt, who, amount, due, paid } = invoice
  const { role, type } = mapping.debt ?? { role: "first_party", type: "invoice" }
  const ref = { debt, person: who.id }
  const owed = Money.encode(amount)
  const event = (kind: string, suffix: string, when: number, body: PlannedEvent["body"]): PlannedEvent => ({
    id: `${debt}/${suffix}`,
    kind,
    at: when,
    body
  })
  const placedAt = books.told(invoice.issued.number)
  const events = [
    ...personEvents(who, placedAt),
    event("debt.placed", "placed", placedAt, {
      ...ref,
      account: invoice.account,
      accountNumber: shownNumber(invoice.key),
      creditor: invoice.creditor,
      role,
      type,
      balance: owed,
      itemization: [{ label: "Invoice", amount: owed }]
    })
  ]
  if (paid === undefined || paid.number > due.number) {
    const missedAt = books.over(due.number)
    events.push(
      event("payment.missed", "missed", missedAt, { ...ref, dueOn: due.text, amount: owed }),
      event("debt.changed", "delinquent", missedAt, { ...ref, delinquentSince: due.text })
    )
  }
  if (invoice.disputed !== undefined) {
    const when = Math.max(books.told(invoice.disputed), placedAt)
    events.push(event("dispute.raised", "disputed", when, { person: who.id, debts: [debt], via: "file" }))
  }
  return paid === undefined ? events : [...events, ...paidEvents(invoice, books.told(paid.number), event)]
}

const paidEvents = (
  { debt, who, amount, paidAmount }: Invoice,
  when: number,
  event: (kind: string, suffix: string, when: number, body: PlannedEvent["body"]) => PlannedEvent
): ReadonlyArray<PlannedEvent> => {
  const ref = { debt, person: who.id }
  const given = paidAmount ?? amount
  const isFull = Money.compare(given, amount) >= 0
  const left = isFull ? Money.zero(amount.currency) : Money.subtract(amount, given)
  return [
    event("payment.recorded", "paid", when, {
      ...ref,
      amount: Money.encode(given),
      result: isFull ? "paid_in_full" : "received"
    }),
    event("debt.changed", "balance", when, {
      ...ref,
      balance: Money.encode(left),
      ...(isFull ? { status: "paid" } : {})
    })
  ]
}

/** Reads one row; throws `RowProblem`. */
export const invoiceRow = (fields: Fields, mapping: InvoiceMapping, ids: Ids, line: number): PlannedRow => {
  const invoice = read(fields, mapping, ids)
  return {
    line,
    key: invoice.debt,
    person: invoice.who.id,
    day: invoice.issued.number,
    events: eventsOf(invoice, mapping, booksIn(mapping.zone))
  }
}
