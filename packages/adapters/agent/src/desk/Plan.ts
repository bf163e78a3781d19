/** A plan from what was agreed on the call: equal payments, the odd cents in the first ones, at a fixed pace. */
import type { DeskAmount } from "./Api.ts"

/** What the form asks for. */
export interface PlanInput {
  readonly total: string
  readonly currency: string
  readonly count: number
  /** Calendar date of the first payment. */
  readonly first: string
  readonly everyDays: number
}

/** A plan, or the field that cannot be used and what to do about it. */
export type PlanResult =
  | { readonly installments: ReadonlyArray<{ readonly on: string; readonly amount: DeskAmount }> }
  | { readonly field: "total" | "count" | "first" | "everyDays"; readonly fix: string }

const DAY = 86_400_000

const dayOf = (date: string): number | undefined => {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  return dateOf(at) === date ? at : undefined
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most

const digitsOf = (currency: string): number => {
  try {
    return (
      new Intl.NumberFormat("en-US", { style: "currency", currency }).resolvedOptions()
        .maximumFractionDigits ?? 2
    )
  } catch {
    return 2
  }
}

const minorOf = (total: string, digits: number): bigint | undefined => {
  const [, whole, part = ""] = /^(\d{1,15})(?:\.(\d+))?$/.exec(total.replace(/[\s,$€]/g, "")) ?? []
  if (whole === undefined || part.length > digits) return undefined
  return BigInt(whole + part.padEnd(digits, "0"))
}

const decimal = (minor: bigint, digits: number): string => {
  const text = minor.toString().padStart(digits + 1, "0")
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Splits a total into payments that add up to it exactly. */
export const makePlan = ({ total, currency, count, first, everyDays }: PlanInput): PlanResult => {
  const digits = digitsOf(currency)
  const minor = minorOf(total, digits)
  if (minor === undefined || minor <= 0n) return { field: "total", fix: "enter an amount such as 1240.50" }
  if (!isWhole(count, 1, 60) || BigInt(count) > minor)
    return { field: "count", fix: "enter 1 to 60 payments" }
  const start = dayOf(first)
  if (start === undefined) return { field: "first", fix: "enter the date of the first payment" }
  if (!isWhole(everyDays, 1, 366)) return { field: "everyDays", fix: "enter 1 to 366 days" }
  const each = minor / BigInt(count)
  const odd = Number(minor % BigInt(count))
  return {
    installments: Array.from({ length: count }, (_, i) => ({
      on: dateOf(start + i * everyDays * DAY),
      amount: { amount: decimal(i < odd ? each + 1n : each, digits), currency }
    }))
  }
}
