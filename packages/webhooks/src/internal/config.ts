/** Checks that several schemes share when they are constructed. */
import { ConfigurationError } from "../Webhook.ts"

/** One secret or several, with the name of the field for each; at least one, each a string. */
export const secretList = (
  scheme: string,
  field: string,
  given: unknown
): ReadonlyArray<readonly [field: string, secret: string]> => {
  const list: ReadonlyArray<unknown> = Array.isArray(given) ? given : [given]
  if (list.length === 0)
    throw new ConfigurationError(scheme, field, "is empty", "Give at least one active secret.")
  return list.map((secret, index) => {
    const name = Array.isArray(given) ? `${field}[${index}]` : field
    if (typeof secret !== "string" || secret.trim() === "") {
      throw new ConfigurationError(
        scheme,
        name,
        "is empty or not text",
        "Give the provider's secret; an unset variable would accept anyone's signature."
      )
    }
    return [name, secret] as const
  })
}

/** A positive, finite number. */
export const positive = (scheme: string, field: string, value: number): number => {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) {
    throw new ConfigurationError(
      scheme,
      field,
      "is not a positive finite number",
      "Leave it out for the default."
    )
  }
  return value
}
