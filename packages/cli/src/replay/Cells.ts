/** Cells to dates, amounts and yes or no, in the forms that the mapping names. Dates are calendar dates, with no zone and no clock. */
import { LocalDate, Money } from "@forbear/core"

/** Forms of dates. `M`, `D` and `MM`, `DD` both take one or two digits. */
export const dateForms = [
  "YYYY-MM-DD",
  "YYYY/MM/DD",
  "YYYY.MM.DD",
  "YYYYMMDD",
  "DD.MM.YYYY",
  "DD/MM/YYYY",
  "DD-MM-YYYY",
  "MM/DD/YYYY",
  "MM-DD-YYYY"
] as const
export type DateForm = (typeof dateForms)[number]

const SHAPES: { readonly [F in DateForm]: RegExp } = {
  "YYYY-MM-DD": /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/,
  "YYYY/MM/DD": /^(?<y>\d{4})\/(?<m>\d{1,2})\/(?<d>\d{1,2})$/,
  "YYYY.MM.DD": /^(?<y>\d{4})\.(?<m>\d{1,2})\.(?<d>\d{1,2})$/,
  YYYYMMDD: /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  "DD.MM.YYYY": /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
  "DD/MM/YYYY": /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
  "DD-MM-YYYY": /^(?<d>\d{1,2})-(?<m>\d{1,2})-(?<y>\d{4})$/,
  "MM/DD/YYYY": /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
  "MM-DD-YYYY": /^(?<m>\d{1,2})-(?<d>\d{1,2})-(?<y>\d{4})$/
}

/** Years that a ledger of debts can be about; others are slips. */
const FIRST_YEAR = 1950
const LAST_YEAR = 2100

/** Reads a date in the first form that fits; `undefined` for none, and for dates that no calendar has. A time of day after it is dropped. */
export const readDate = (text: string, forms: ReadonlyArray<DateForm>): LocalDate.LocalDate | undefined => {
  const date = text.trim().replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[AP]M)?$/i, "")
  for (const form of forms) {
    const { y, m, d } = SHAPES[form].exec(date)?.groups ?? {}
    if (y === undefined || m === undefined || d === undefined) continue
    const iso = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`
    if (LocalDate.isLocalDate(iso) && Number(y) >= FIRST_YEAR && Number(y) <= LAST_YEAR) return iso
  }
  return undefined
}

/** Which sign divides whole from fraction. */
export type DecimalSign = "." | ","

/** An amount, or why it is none. */
export type AmountReading =
  | { readonly _tag: "amount"; readonly money: Money.Money }
  | { readonly _tag: "negative" }
  | { readonly _tag: "bad" }

/** Digits grouped by threes with one sign throughout, or not at all; digits beyond the currency's are rounded away only if they are zeros. */
export const readAmount = (text: string, currency: string, decimal: DecimalSign): AmountReading => {
  const bare = text
    .trim()
    .replace(/\u2212/g, "-")
    .replace(/^(-?)\s*(?:[A-Z]{3}|[$€£¥₹])\s*/, "$1")
    .replace(/\s*(?:[A-Z]{3}|[$€£¥₹])$/, "")
  const inBrackets = /^\((.*)\)$/.exec(bare)
  const signed = inBrackets === null ? bare : `-${inBrackets[1] ?? ""}`
  const [group, point] = decimal === "." ? ["[,'\\s]", "\\."] : ["[.'\\s]", ","]
  const shape = new RegExp(`^(-?)(\\d{1,3}(?:${group}\\d{3})+|\\d+)(?:${point}(\\d+))?$`)
  const [, sign = "", whole, fraction = ""] = shape.exec(signed) ?? []
  if (whole === undefined) return { _tag: "bad" }
  const digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "")
  const plain = `${digits}${fraction === "" ? "" : `.${fraction.replace(/0+$/, "")}`}`.replace(/\.$/, "")
  try {
    const money = Money.parse(plain, currency)
    return sign === "-" && Money.isPositive(money) ? { _tag: "negative" } : { _tag: "amount", money }
  } catch {
    return { _tag: "bad" }
  }
}

/** Words that mean yes, compared without case. */
export const yesWords: ReadonlyArray<string> = ["yes", "y", "true", "t", "1", "x", "ja", "si", "sí", "oui"]

/** True for one of the words. */
export const readFlag = (text: string, yes: ReadonlyArray<string> = yesWords): boolean =>
  yes.some((word) => word.toLowerCase() === text.trim().toLowerCase())

/** Empty, and what programs write for nothing. */
export const isBlank = (text: string | undefined): boolean =>
  text === undefined || /^\s*(null|none|n\/a|na|nan|-|\\n)?\s*$/i.test(text)
