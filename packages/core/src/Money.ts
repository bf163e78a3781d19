/**
 * Amounts of money: a whole number of minor units and its currency, exact at any size.
 * As JSON they are a decimal text with all the digits of the currency, `{ "amount": "1240.50", "currency": "USD" }`.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Currency from "./Currency.ts"

/** An amount in minor units (cents for USD, whole yen for JPY, thousandths for KWD); may be negative. */
export interface Money {
  readonly minor: bigint
  readonly currency: Currency.Currency
}

/** The form in JSON: the amount as decimal text, with exactly as many digits after the point as the currency has. */
export interface Encoded {
  readonly amount: string
  readonly currency: string
}

/** What `from` reads: money, minor units, or the JSON form. A number must be a safe integer. */
export type Input =
  | Money
  | { readonly amountMinor: bigint | number; readonly currency: string }
  | { readonly amount: string; readonly currency: string }

/** Money that cannot be read or calculated; `field` says where it stood. Never echoes the amount. */
export class MoneyError extends Schema.TaggedError<MoneyError>()("MoneyError", {
  reason: Schema.Literals(["BadAmount", "UnknownCurrency", "CurrencyMismatch", "BadAllocation", "BadLocale"]),
  field: Schema.String,
  message: Schema.String
}) {}

const fail = (reason: MoneyError["reason"], field: string, problem: string) =>
  new MoneyError({ reason, field, message: `${field} ${problem}` })

/** The largest amount in minor units: more than any economy needs, few enough digits that text from outside cannot cost time. */
const MAX_MINOR = 10n ** 36n - 1n
const MAX_DIGITS = 36

const readCurrency = (currency: string, field: string): Currency.Currency => {
  if (Currency.isCurrency(currency)) return currency
  throw fail("UnknownCurrency", `${field}.currency`, "must be an ISO 4217 code in capitals, such as USD")
}

/** So many minor units of a currency; throws `MoneyError` for an unknown currency, a number that is not a safe integer, or more than 36 digits. */
export const make = (minor: bigint | number, currency: string, field = "money"): Money => {
  const known = readCurrency(currency, field)
  if (typeof minor === "bigint" ? minor <= MAX_MINOR && minor >= -MAX_MINOR : Number.isSafeInteger(minor)) {
    return { minor: BigInt(minor), currency: known }
  }
  throw fail("BadAmount", `${field}.amountMinor`, "must be whole minor units; use a bigint for large ones")
}

/** Nothing, in a currency. */
export const zero = (currency: string, field = "money"): Money => make(0n, currency, field)

const AMOUNT = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/

/**
 * Reads decimal text such as `1240.50`, `1240` or `-0.5`; no signs but minus, no separators, no leading zeros.
 * Throws `MoneyError` for anything else, also for more digits after the point than the currency has.
 */
export const parse = (amount: string, currency: string, field = "money"): Money => {
  const known = readCurrency(currency, field)
  const exponent = Currency.exponentOf(known)
  const match = typeof amount === "string" && amount.length <= MAX_DIGITS + 2 ? AMOUNT.exec(amount) : null
  if (match === null) throw fail("BadAmount", `${field}.amount`, "must be decimal text such as 1240.50")
  const [, sign, whole = "0", fraction = ""] = match
  if (fraction.length > exponent) {
    throw fail(
      "BadAmount",
      `${field}.amount`,
      `must have at most ${exponent} digits after the point in ${known}`
    )
  }
  const size = BigInt(whole + fraction.padEnd(exponent, "0"))
  return make(sign === "-" ? -size : size, known, field)
}

/** Reads any `Input`; throws `MoneyError`. */
export const from = (input: Input, field = "money"): Money => {
  if (typeof input !== "object" || input === null) {
    throw fail("BadAmount", field, 'must be an object such as { amount: "1240.50", currency: "USD" }')
  }
  if ("minor" in input) return make(input.minor, input.currency, field)
  if ("amountMinor" in input) return make(input.amountMinor, input.currency, field)
  return parse(input.amount, input.currency, field)
}

/** The amount as decimal text with all the digits of its currency: `1240.50`, `-3`, `0.125`. */
export const toDecimal = ({ minor, currency }: Money): `${number}` => {
  const exponent = Currency.exponentOf(currency)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0")
  const whole = digits.slice(0, digits.length - exponent)
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`
  return (minor < 0n ? `-${text}` : text) as `${number}`
}

/** The JSON form. */
export const encode = (money: Money): Encoded => ({ amount: toDecimal(money), currency: money.currency })

/** Codec between `Money` and its JSON form; refuses amounts with more digits than the currency has. */
export const Money = Schema.Struct({ amount: Schema.String, currency: Schema.String }).pipe(
  Schema.decodeTo(
    Schema.Struct({
      minor: Schema.BigInt.check(Schema.isBetweenBigInt({ minimum: -MAX_MINOR, maximum: MAX_MINOR })),
      currency: Currency.Currency
    }),
    SchemaTransformation.transformEffect({
      decode: ({ amount, currency }) =>
        Effect.try({
          try: () => parse(amount, currency),
          catch: (error) =>
            new SchemaIssue.InvalidValue({
              message: error instanceof MoneyError ? error.message : "must be money"
            })
        }),
      encode: (money) => Effect.succeed(encode(money))
    })
  )
)

const sameCurrency = (a: Money, b: Money): void => {
  if (a.currency === b.currency) return
  throw fail(
    "CurrencyMismatch",
    "currency",
    `${b.currency} does not go with ${a.currency}; convert one of them first`
  )
}

/** The sum; throws `MoneyError` if the currencies differ. */
export const add = (a: Money, b: Money): Money => {
  sameCurrency(a, b)
  return { minor: a.minor + b.minor, currency: a.currency }
}

/** The first less the second; throws `MoneyError` if the currencies differ. */
export const subtract = (a: Money, b: Money): Money => add(a, negate(b))

/** The sum of all of them in `currency`, zero for none; throws `MoneyError` if one has another currency. */
export const sum = (amounts: Iterable<Money>, currency: string): Money => {
  let total = zero(currency)
  for (const amount of amounts) total = add(total, amount)
  return total
}

/** The same amount with the other sign. */
export const negate = ({ minor, currency }: Money): Money => ({ minor: -minor, currency })

/** -1, 0 or 1 as the first is less than, equal to or more than the second; throws `MoneyError` if the currencies differ. */
export const compare = (a: Money, b: Money): -1 | 0 | 1 => {
  sameCurrency(a, b)
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0
}

/** True if both have the same amount and currency. */
export const equals = (a: Money, b: Money): boolean => a.minor === b.minor && a.currency === b.currency

/** True below zero. */
export const isNegative = (money: Money): boolean => money.minor < 0n

/** True at zero. */
export const isZero = (money: Money): boolean => money.minor === 0n

/** True above zero. */
export const isPositive = (money: Money): boolean => money.minor > 0n

const readWeights = (weights: number | ReadonlyArray<number | bigint>): ReadonlyArray<bigint> => {
  if (typeof weights === "number") {
    if (Number.isInteger(weights) && weights >= 1 && weights <= 100_000)
      return new Array<bigint>(weights).fill(1n)
    throw fail("BadAllocation", "parts", "must be a whole number from 1 to 100000")
  }
  const read = weights.map((weight) => {
    if (typeof weight === "bigint" ? weight >= 0n : Number.isSafeInteger(weight) && weight >= 0)
      return BigInt(weight)
    throw fail("BadAllocation", "weights", "must be whole numbers that are not negative")
  })
  if (read.some((weight) => weight > 0n)) return read
  throw fail("BadAllocation", "weights", "must contain one that is more than zero")
}

/**
 * Splits an amount into equal parts, or by weights, so that the parts sum to it exactly; what does not divide goes
 * one minor unit each to the largest remainders, the earlier part first. Throws `MoneyError` for bad parts or weights.
 */
export const allocate = (
  money: Money,
  weights: number | ReadonlyArray<number | bigint>
): ReadonlyArray<Money> => {
  const shares = readWeights(weights)
  const total = shares.reduce((sum, share) => sum + share, 0n)
  const size = money.minor < 0n ? -money.minor : money.minor
  const parts = shares.map((share, index) => ({
    index,
    minor: (size * share) / total,
    rest: (size * share) % total
  }))
  const left = Number(parts.reduce((rest, part) => rest - part.minor, size))
  const favoured = new Set(
    [...parts]
      .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
      .slice(0, left)
      .map((part) => part.index)
  )
  return parts.map(({ index, minor }) => {
    const part = favoured.has(index) ? minor + 1n : minor
    return { minor: money.minor < 0n ? -part : part, currency: money.currency }
  })
}

const formats = new Map<string, Intl.NumberFormat>()

const formatFor = (currency: Currency.Currency, locale: string): Intl.NumberFormat => {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const digits = Currency.exponentOf(currency)
  try {
    const format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits
    })
    if (formats.size >= 256) formats.clear()
    formats.set(key, format)
    return format
  } catch {
    throw fail("BadLocale", "locale", "must be a BCP 47 language tag, such as en-US or es-MX")
  }
}

/** The amount as people of the locale (a BCP 47 tag) write it, exact at any size; throws `MoneyError` for a bad tag. */
export const format = (money: Money, locale = "en-US"): string =>
  formatFor(money.currency, locale).format(toDecimal(money))
