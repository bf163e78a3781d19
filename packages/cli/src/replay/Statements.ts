/** A row with the months of one account: billed, paid, and how many months late it stood. Days are not in such files and are spread. */
import { LocalDate, Money } from "@forbear/core"
import { RowProblem, type Fields } from "./Fields.ts"
import type { StatementMapping } from "./Mapping.ts"
import { booksIn, personEvents, shownNumber, type Books, type Someone } from "./People.ts"
import { chance, type Ids, type PlannedEvent, type PlannedRow } from "./Plan.ts"

type Month = StatementMapping["months"][number]

/** Due days lie between the 5th and the 16th, so that a late payment twelve days on is still of its month. */
const FIRST_DUE = 5
const DUE_SPREAD = 12
const LATE_PAYMENT = 12

interface Account {
  readonly debt: string
  readonly who: Someone
  readonly currency: string
  /** Day of the month, 0 for the first. */
  readonly dueDay: number
  readonly books: Books
}

const lateness = (fields: Fields, { monthsLate }: Month): number => {
  const text = fields.needed(monthsLate)
  if (!/^-?\d{1,2}$/.test(text))
    throw new RowProblem("bad_amount", monthsLate, "is not a whole number of months")
  return Number(text)
}

const dayOf = (month: string): number => LocalDate.toDay(LocalDate.make(`${month}-01`))

const monthEvents = (
  fields: Fields,
  account: Account,
  month: Month,
  isFirst: boolean
): ReadonlyArray<PlannedEvent> => {
  const { debt, who, currency, dueDay, books } = account
  const billed = fields.credit(month.billed, currency)
  const paid = fields.credit(month.paid, currency)
  const late = lateness(fields, month) >= 1 && Money.isPositive(billed)
  const start = dayOf(month.month)
  const due = start + dueDay
  const ref = { debt, person: who.id }
  const event = (kind: string, suffix: string, when: number, body: PlannedEvent["body"]): PlannedEvent => ({
    id: `${debt}/${month.month}/${suffix}`,
    kind,
    at: when,
    body: { ...ref, ...body }
  })
  const events: Array<PlannedEvent> = []
  if (!isFirst)
    events.push(event("debt.changed", "billed", books.told(start), { balance: Money.encode(billed) }))
  const dueOn = LocalDate.fromDay(due)
  if (late) {
    const missedAt = books.over(due)
    events.push(event("payment.missed", "missed", missedAt, { dueOn, amount: Money.encode(billed) }))
    events.push(event("debt.changed", "delinquent", missedAt, { delinquentSince: dueOn }))
  }
  if (Money.isPositive(paid)) {
    const isFull = Money.compare(paid, billed) >= 0
    events.push(
      event("payment.recorded", "paid", books.told(late ? due + LATE_PAYMENT : due), {
        amount: Money.encode(paid),
        result: isFull ? "paid_in_full" : "received"
      })
    )
  }
  return events
}

/** Reads one row; throws `RowProblem`. */
export const statementRow = (
  fields: Fields,
  mapping: StatementMapping,
  ids: Ids,
  line: number
): PlannedRow => {
  const { columns, months } = mapping
  const key = fields.needed(columns.id)
  const person = columns.person === undefined ? key : fields.needed(columns.person)
  const currency = fields.from(columns.currency, "USD").toUpperCase()
  const who: Someone = {
    id: ids.person(person),
    key: person,
    language: fields.from(columns.language, "en"),
    place: fields.place()
  }
  const debt = ids.debt(key)
  const dueDay = FIRST_DUE - 1 + Math.floor(chance(0, debt, "due") * DUE_SPREAD)
  const books = booksIn(mapping.zone)
  const account: Account = { debt, who, currency, dueDay, books }
  const first = months[0]
  if (first === undefined) throw new RowProblem("malformed", undefined, "the mapping names no month")
  const start = dayOf(first.month)
  const balance = Money.encode(fields.credit(first.billed, currency))
  const { role, type } = mapping.debt ?? { role: "first_party", type: "credit_card" }
  const placedAt = books.told(start)
  return {
    line,
    key: debt,
    person: who.id,
    day: start,
    events: [
      ...personEvents(who, placedAt),
      {
        id: `${debt}/placed`,
        kind: "debt.placed",
        at: placedAt,
        body: {
          debt,
          person: who.id,
          account: ids.account(columns.account === undefined ? key : fields.from(columns.account, key)),
          accountNumber: shownNumber(key),
          creditor: fields.from(columns.creditor, "The creditor").slice(0, 200),
          role,
          type,
          balance,
          itemization: [{ label: "Statement", amount: balance }]
        }
      },
      ...months.flatMap((month, i) => monthEvents(fields, account, month, i === 0))
    ]
  }
}
