/** The filters of our own: money, dates and times as people of a locale write them, from exact values. */
import { Instant, LocalDate, Money } from "@forbear/core"
import { Problem } from "./Problem.ts"

/** How values are written: a BCP 47 locale, and the IANA zone in which instants are told. */
export interface Format {
  readonly locale: string
  readonly zone: string | undefined
}

const formats = new Map<string, Intl.DateTimeFormat>()

const dateFormat = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale} ${options.dateStyle ?? ""} ${options.timeStyle ?? ""} ${options.timeZone ?? ""}`
  const known = formats.get(key)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat(locale, options)
    if (formats.size >= 256) formats.clear()
    formats.set(key, format)
    return format
  } catch {
    throw new Problem("bad_data", "format must have an IANA zone and a BCP 47 language tag")
  }
}

const styles = ["full", "long", "medium", "short"] as const
type Style = (typeof styles)[number]

const styleOf = (style: unknown): Style => {
  const found = styles.find((known) => known === style)
  if (found !== undefined) return found
  throw new Problem("bad_template", `takes a style: ${styles.join(", ")}`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

/** `{{ debt.balance | money }}`: a `Money`, or its JSON form. */
export const money = (value: unknown, { locale }: Format): string => {
  if (!isObject(value) || !("currency" in value)) {
    throw new Problem("bad_data", 'must be money, such as { amount: "1240.50", currency: "USD" }')
  }
  try {
    return Money.format(Money.from(value as unknown as Money.Input), locale)
  } catch {
    throw new Problem("bad_data", 'must be money, such as { amount: "1240.50", currency: "USD" }')
  }
}

const needZone = (zone: string | undefined): string => {
  if (zone !== undefined) return zone
  throw new Problem("bad_data", "is an instant, and no zone was given to tell it in; give format.zone")
}

/** `{{ payment.on | date: "full" }}`: a calendar date as it stands, or an instant told in the zone. Style `long` by default. */
export const date = (value: unknown, { locale, zone }: Format, style: unknown = "long"): string => {
  const dateStyle = styleOf(style)
  if (LocalDate.isLocalDate(value)) {
    return dateFormat(locale, { dateStyle, timeZone: "UTC" }).format(LocalDate.toDay(value) * Instant.DAY)
  }
  if (Instant.isInstant(value))
    return dateFormat(locale, { dateStyle, timeZone: needZone(zone) }).format(value)
  throw new Problem("bad_data", "must be a calendar date (2026-11-21) or an instant in epoch milliseconds")
}

/** `{{ call.at | time }}`: an instant's time of day in the zone. Style `short` by default. */
export const time = (value: unknown, { locale, zone }: Format, style: unknown = "short"): string => {
  if (!Instant.isInstant(value)) throw new Problem("bad_data", "must be an instant in epoch milliseconds")
  return dateFormat(locale, { timeStyle: styleOf(style), timeZone: needZone(zone) }).format(value)
}
