/** A mapping guessed from the names of columns and the shapes of their values; it is shown, and what stays open is said. */
import type { CsvItem } from "./Csv.ts"
import { dateForms, isBlank, readAmount, readDate, yesWords, type DateForm } from "./Cells.ts"
import type { InvoiceMapping } from "./Mapping.ts"
import { ReplayError } from "./Problem.ts"

/** A guess, and what a person should look at. */
export interface Guess {
  readonly mapping: InvoiceMapping
  readonly doubts: ReadonlyArray<string>
}

interface Column {
  readonly name: string
  readonly plain: string
  readonly values: ReadonlyArray<string>
  readonly distinct: number
  /** Forms that read most values: a file may hold bad rows. */
  readonly dates: ReadonlyArray<DateForm>
  readonly amounts: { readonly ".": boolean; readonly ",": boolean }
  readonly flags: boolean
}

const most = (values: ReadonlyArray<string>, test: (value: string) => boolean): boolean =>
  values.length > 0 && values.filter(test).length >= values.length * 0.8

const FLAG = /^(yes|no|y|n|true|false|t|f|0|1|ja|nein|si|sí|oui|non)$/i

const columnOf = (name: string, cells: ReadonlyArray<string>): Column => {
  const values = cells.filter((cell) => !isBlank(cell))
  const isAmount = (decimal: "." | ",") =>
    most(values, (value) => readAmount(value, "USD", decimal)._tag !== "bad")
  return {
    name,
    plain: name
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim(),
    values,
    distinct: new Set(values).size,
    dates: dateForms.filter((form) => most(values, (value) => readDate(value, [form]) !== undefined)),
    amounts: { ".": isAmount("."), ",": isAmount(",") },
    flags: most(values, (value) => FLAG.test(value.trim()))
  }
}

type Role =
  | "id"
  | "person"
  | "account"
  | "creditor"
  | "amount"
  | "currency"
  | "issued"
  | "due"
  | "paid"
  | "paidAmount"
  | "disputed"
  | "disputedOn"
  | "language"

interface Hint {
  readonly role: Role
  /** Names that say it, best first. */
  readonly names: ReadonlyArray<RegExp>
  readonly fits: (column: Column) => boolean
}

const isDate = (column: Column) => column.dates.length > 0
const isAmount = (column: Column) => (column.amounts["."] || column.amounts[","]) && !isDate(column)
const isKey = (column: Column) => column.values.length > 0 && !isDate(column)

/** Asked in this order; a column that one took is not offered to the next. */
const hints: ReadonlyArray<Hint> = [
  {
    role: "due",
    names: [/^due( date| on)?$/, /\bdue\b/, /fällig|faellig|venc|échéance|echeance/],
    fits: isDate
  },
  {
    role: "paid",
    names: [
      /^(paid|payment|settled|settlement|clear(ed|ing)?)( date| on)?$/,
      /paid|settle|clear|bezahlt|pagad|payé/
    ],
    fits: isDate
  },
  { role: "disputedOn", names: [/disput/, /contest/], fits: isDate },
  {
    role: "issued",
    names: [
      /^(invoice|issue|issued|bill|billing|document|posting)( date| on)?$/,
      /invoice|issue|document|posting|created|rechnungsdatum|fecha|date/
    ],
    fits: isDate
  },
  { role: "disputed", names: [/disput/, /contest/], fits: (column) => column.flags },
  { role: "paidAmount", names: [/paid.*amount|amount.*paid|payment amount/], fits: isAmount },
  {
    role: "amount",
    names: [
      /^(invoice )?(amount|total)( usd| eur| gbp)?$/,
      /amount|total|betrag|importe|montant|balance|open/
    ],
    fits: isAmount
  },
  {
    role: "currency",
    names: [/^currency( code)?$/, /currency|währung|waehrung|moneda|devise/],
    fits: (column) => most(column.values, (value) => /^[A-Z]{3}$/.test(value.trim()))
  },
  {
    role: "id",
    names: [
      /^(invoice|document|bill)( (id|no|nr|num|number))?$/,
      /invoice.*(id|no|nr|number)|rechnungsn|factura|document/,
      /^(id|no|number|key|reference)$/
    ],
    fits: (column) => isKey(column) && column.distinct >= column.values.length * 0.7
  },
  {
    role: "person",
    names: [
      /^(customer|client|debtor|consumer|person|cust)( (id|no|nr|num|number|key))?$/,
      /customer|client|debtor|consumer|kunde|cliente/
    ],
    fits: isKey
  },
  { role: "account", names: [/^account( (id|no|number))?$/, /account|konto|cuenta/], fits: isKey },
  { role: "creditor", names: [/creditor|business code|company|seller|vendor|supplier/], fits: isKey },
  { role: "language", names: [/^(language|lang|locale)$/], fits: isKey }
]

const assign = (columns: ReadonlyArray<Column>): ReadonlyMap<Role, Column> => {
  const found = new Map<Role, Column>()
  const taken = new Set<string>()
  for (const { role, names, fits } of hints) {
    for (const pattern of names) {
      const column = columns.find((one) => !taken.has(one.name) && pattern.test(one.plain) && fits(one))
      if (column === undefined) continue
      found.set(role, column)
      taken.add(column.name)
      break
    }
  }
  return found
}

/** Forms of all date columns, fewest first to satisfy each; day and month may be left undecided by the values. */
const datesOf = (columns: ReadonlyArray<Column>, doubts: Array<string>): ReadonlyArray<DateForm> => {
  const chosen: Array<DateForm> = []
  for (const { name, dates } of columns) {
    if (dates.some((form) => chosen.includes(form))) continue
    const [first, second] = dates
    if (first === undefined) continue
    const american = dates.find((form) => form.startsWith("MM"))
    if (second !== undefined && american !== undefined && first.startsWith("DD")) {
      doubts.push(`dates: ${name} fits ${first} and ${american}; ${american} is taken`)
      chosen.push(american)
    } else chosen.push(first)
  }
  return chosen
}

const currencyIn = (name: string): string | undefined =>
  /\b(usd|eur|gbp|cad|aud|chf|jpy|mxn|inr)\b/.exec(name)?.[1]?.toUpperCase()

const NEEDED: ReadonlyArray<Role> = ["id", "amount", "due"]

/** Reads the columns of the first rows. Throws `ReplayError` (usage) when the number, the amount or the due date of a debt cannot be found. */
export const guessMapping = (columns: ReadonlyArray<string>, rows: ReadonlyArray<CsvItem>): Guess => {
  const records = rows.flatMap((item) =>
    item._tag === "record" && item.record.fields.length === columns.length ? [item.record.fields] : []
  )
  const looked = columns.map((name, i) =>
    columnOf(
      name,
      records.map((fields) => fields[i] ?? "")
    )
  )
  const found = assign(looked)
  const open = NEEDED.filter((role) => !found.has(role))
  if (open.length > 0) {
    throw new ReplayError(
      "usage",
      `--map: no column was found for ${open.join(", ")}; write a mapping file. Its columns are: ${columns.join(", ")}`
    )
  }
  const doubts: Array<string> = []
  const name = (role: Role) => found.get(role)?.name
  const amount = found.get("amount")
  const decimal = amount?.amounts["."] === true ? "." : ","
  if (!found.has("paid")) doubts.push("paid: no column with payment dates was found; nothing counts as paid")
  if (!found.has("issued")) doubts.push("issued: no such column; debts are placed on their due date")
  if (!found.has("person")) doubts.push("person: no such column; every row is somebody else")
  const currency = currencyIn(amount?.plain ?? "")
  if (!found.has("currency") && currency === undefined) doubts.push("currency: no such column; USD is taken")
  const keys: ReadonlyArray<Role> = [
    "person",
    "account",
    "creditor",
    "issued",
    "paid",
    "paidAmount",
    "disputed",
    "disputedOn",
    "language"
  ]
  const optional = Object.fromEntries(
    keys.flatMap((role) => (name(role) === undefined ? [] : [[role, name(role)]]))
  )
  const mapping: InvoiceMapping = {
    version: 1,
    kind: "invoices",
    columns: {
      id: name("id") ?? "",
      amount: name("amount") ?? "",
      due: name("due") ?? "",
      currency: name("currency") ?? { value: currency ?? "USD" },
      ...optional
    },
    dates: datesOf([...found.values()].filter(isDate), doubts),
    decimal,
    ...(found.has("disputed") ? { yes: yesWords } : {})
  }
  return { mapping, doubts }
}
