/** The mapping file: which column of a CSV means what. JSON, checked here; `docs/90-replay.md` shows every field. */
import fs from "node:fs"
import { Words, Zone } from "@forbear/core"
import * as Schema from "effect/Schema"
import { dateForms } from "./Cells.ts"
import { delimiters } from "./Csv.ts"
import { encodings } from "./Encoding.ts"
import { ReplayError } from "./Problem.ts"

const Text = Schema.NonEmptyString

/** Where a value comes from: a column by its name, or the same for every row. */
const From = Schema.Union([Text, Schema.Struct({ value: Text })])
export type From = typeof From.Type

/** A place that people are in: an IANA zone, and an ISO 3166 country or subdivision. */
const Place = Schema.Struct({ zone: Text, region: Text })
export type Place = typeof Place.Type

const common = {
  version: Schema.Literals([1]),
  /** Why it is as it is; not read. */
  note: Schema.optionalKey(Schema.String),
  /** Part of every event id: the same source and row are the same events for ever. The file's name unless given. */
  source: Schema.optionalKey(
    Schema.String.check(
      Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, {
        message: "1 to 40 letters, digits, dots or dashes"
      })
    )
  ),
  encoding: Schema.optionalKey(Schema.Literals(encodings)),
  delimiter: Schema.optionalKey(Schema.Literals(delimiters)),
  /** Forms of dates, tried in order. `YYYY-MM-DD` unless given. */
  dates: Schema.optionalKey(Schema.Array(Schema.Literals(dateForms)).check(Schema.isMinLength(1))),
  decimal: Schema.optionalKey(Schema.Literals([".", ","])),
  /** IANA zone of the creditor's books, in which the file's dates are told. America/New_York unless given. */
  zone: Schema.optionalKey(Text),
  /** What the debts are. An invoice of the creditor's own unless given. */
  debt: Schema.optionalKey(Schema.Struct({ role: Words.CollectorRole, type: Text })),
  /** Places by the value of the `place` column; `*` is for all others. */
  places: Schema.optionalKey(Schema.Record(Schema.String, Place))
}

const InvoiceMapping = Schema.Struct({
  ...common,
  kind: Schema.Literals(["invoices"]),
  columns: Schema.Struct({
    /** The invoice's number, unique in the file. */
    id: Text,
    /** Who owes it; the id itself if absent. */
    person: Schema.optionalKey(Text),
    account: Schema.optionalKey(Text),
    creditor: Schema.optionalKey(From),
    amount: Text,
    currency: Schema.optionalKey(From),
    issued: Schema.optionalKey(Text),
    due: Text,
    /** Empty while it is not paid. */
    paid: Schema.optionalKey(Text),
    /** What was paid on that day, where it may be less than the amount. */
    paidAmount: Schema.optionalKey(Text),
    disputed: Schema.optionalKey(Text),
    /** The day of the dispute, where the file knows it. */
    disputedOn: Schema.optionalKey(Text),
    place: Schema.optionalKey(Text),
    language: Schema.optionalKey(From)
  }),
  /** Words that mean "disputed". */
  yes: Schema.optionalKey(Schema.Array(Text)),
  /** When a file only says that there was a dispute: so many days after the due date, but before the payment. 5 unless given. */
  disputeDaysAfterDue: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 365 })))
})
export type InvoiceMapping = typeof InvoiceMapping.Type

const StatementMapping = Schema.Struct({
  ...common,
  kind: Schema.Literals(["statements"]),
  columns: Schema.Struct({
    id: Text,
    person: Schema.optionalKey(Text),
    account: Schema.optionalKey(Text),
    creditor: Schema.optionalKey(From),
    currency: Schema.optionalKey(From),
    place: Schema.optionalKey(Text),
    language: Schema.optionalKey(From)
  }),
  /** One entry a month, oldest first: the columns with what was billed, what was paid, and how many months late the account is. */
  months: Schema.Array(
    Schema.Struct({
      month: Schema.String.check(
        Schema.isPattern(/^\d{4}-(0[1-9]|1[0-2])$/, { message: "a month such as 2005-04" })
      ),
      billed: Text,
      paid: Text,
      monthsLate: Text
    })
  ).check(Schema.isMinLength(1))
})
export type StatementMapping = typeof StatementMapping.Type

const Mapping = Schema.Union([InvoiceMapping, StatementMapping])
/** A mapping of either kind. */
export type Mapping = typeof Mapping.Type

const decoders = {
  invoices: Schema.decodeUnknownSync(InvoiceMapping, { onExcessProperty: "error" }),
  statements: Schema.decodeUnknownSync(StatementMapping, { onExcessProperty: "error" })
}

const refuse = (message: string, cause?: unknown): never => {
  throw new ReplayError("usage", `mapping: ${message}`, cause)
}

/** The first line of a schema's complaint, with the field that it is about. */
const complaint = (error: unknown): string => {
  const lines = String(error instanceof Error ? error.message : error).split("\n")
  const what = lines[0]?.trim() ?? "is not valid"
  const field = lines
    .slice(1)
    .join(" ")
    .replace(/\s+/g, "")
    .match(/\["?[^\]]+\]/g)
  const path = field?.map((part) => part.replace(/[[\]"]/g, "")).join(".")
  return path === undefined ? what : `${path}: ${what}`
}

/** Checks a mapping by itself; throws `ReplayError` (usage) that names the field. */
export const checkMapping = (input: unknown): Mapping => {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    return refuse("must be a JSON object")
  const kind = (input as { readonly kind?: unknown }).kind
  if (kind !== "invoices" && kind !== "statements") return refuse('kind: write "invoices" or "statements"')
  let mapping: Mapping
  try {
    mapping = decoders[kind](input)
  } catch (error) {
    return refuse(complaint(error), error)
  }
  for (const [key, { zone }] of Object.entries(mapping.places ?? {})) {
    if (Zone.lookup(zone) === undefined)
      refuse(`places.${key}.zone: is no IANA zone; write one such as America/New_York`)
  }
  if (mapping.zone !== undefined && Zone.lookup(mapping.zone) === undefined) {
    refuse("zone: is no IANA zone; write one such as America/New_York")
  }
  if (mapping.columns.place !== undefined && mapping.places === undefined) {
    refuse("places: name a zone and a region for each value of the place column, or leave columns.place out")
  }
  return mapping
}

/** Names of the columns that a mapping reads. */
export const columnsOf = (mapping: Mapping): ReadonlyArray<string> => {
  const direct = Object.values(mapping.columns).filter((from): from is string => typeof from === "string")
  const monthly =
    mapping.kind === "statements"
      ? mapping.months.flatMap((one) => [one.billed, one.paid, one.monthsLate])
      : []
  return [...direct, ...monthly]
}

/** Checks that a file has every column that the mapping reads; throws `ReplayError` (usage) that lists what there is. */
export const checkColumns = (mapping: Mapping, columns: ReadonlyArray<string>): void => {
  const missing = columnsOf(mapping).find((name) => !columns.includes(name))
  if (missing !== undefined) refuse(`the file has no column ${missing}; it has ${columns.join(", ")}`)
}

/** Reads a mapping file; throws `ReplayError` (usage). */
export const readMapping = (file: string): Mapping => {
  let text: string
  try {
    text = fs.readFileSync(file, "utf8")
  } catch (cause) {
    return refuse("--map: the file cannot be read", cause)
  }
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""))
  } catch (cause) {
    return refuse("--map: the file is not JSON", cause)
  }
  return checkMapping(json)
}
