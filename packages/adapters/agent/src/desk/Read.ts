/** Reading the data of a brief, which is open-ended: what is not there is shown as nothing, never guessed. */
import type { DeskAmount, DeskBrief } from "./Api.ts"

/** A value inside plain JSON, by its path. */
export const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined),
    value
  )

/** A text or number inside plain JSON, as text. */
export const text = (value: unknown, ...path: ReadonlyArray<string>): string => {
  const found = at(value, ...path)
  return typeof found === "string" || typeof found === "number" ? String(found) : ""
}

/** An amount of money inside plain JSON. */
export const amount = (value: unknown, ...path: ReadonlyArray<string>): DeskAmount | undefined => {
  const found = at(value, ...path)
  const [sum, currency] = [text(found, "amount"), text(found, "currency")]
  return /^-?\d+(\.\d+)?$/.test(sum) && /^[A-Z]{3}$/.test(currency) ? { amount: sum, currency } : undefined
}

/** The payments of the plan in a brief. */
export const installments = (
  data: DeskBrief["data"]
): ReadonlyArray<{
  readonly number: string
  readonly on: string
  readonly amount: DeskAmount | undefined
  readonly isPaid: boolean
}> => {
  const list = at(data, "plan", "installments")
  if (!Array.isArray(list)) return []
  return list.map((one: unknown) => ({
    number: text(one, "number"),
    on: text(one, "on"),
    amount: amount(one, "amount"),
    isPaid: at(one, "paid") === true
  }))
}

/** Money as agents write it. */
export const money = (value: DeskAmount | undefined): string => {
  if (value === undefined) return ""
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: value.currency })
  return format.format(value.amount as `${number}`)
}

/** A calendar date as agents write it. */
export const date = (on: string): string => {
  const at = Date.parse(`${on}T00:00:00Z`)
  return Number.isNaN(at)
    ? on
    : new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" }).format(at)
}

const stamp = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("en-US", {
    weekday: "short",
    month: "short",
    day: "numeric",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short"
  }).format(at)

const part = (at: number, zone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }).format(at)

/** An instant, where the consumer is and in UTC. */
export const instant = (at: number | string, zone: string): string => {
  const millis = typeof at === "number" ? at : Date.parse(at)
  if (Number.isNaN(millis)) return ""
  if (zone === "UTC") return stamp(millis, "UTC")
  const isSameDay = part(millis, zone, { weekday: "short" }) === part(millis, "UTC", { weekday: "short" })
  const time = part(millis, "UTC", {
    hour: "numeric",
    minute: "2-digit",
    ...(isSameDay ? {} : { weekday: "short" })
  })
  return `${stamp(millis, zone)} (${time} UTC)`
}

/** `voice_call` as `voice call`. */
export const words = (text: string): string => text.replaceAll("_", " ")
