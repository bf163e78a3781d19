/** Normalising addresses, so that one number or mailbox always has one id; what cannot be an address is refused, not echoed. */
import * as Schema from "effect/Schema"
import type { AddressKind } from "./Words.ts"

/** A value that is no address of its kind; `fix` says how to write one. */
export class AddressError extends Schema.TaggedError<AddressError>("@forbear/core/AddressError")(
  "AddressError",
  {
    field: Schema.String,
    message: Schema.String
  }
) {}

const refuse = (fix: string): never => {
  throw new AddressError({ field: "value", message: `value: ${fix}` })
}

const phone = (text: string): string => {
  const digits = text.replace(/[\s().-]/g, "")
  return /^\+[1-9]\d{6,14}$/.test(digits)
    ? digits
    : refuse("give the phone number in E.164 form: +15205550142")
}

const email = (text: string): string => {
  const at = text.indexOf("@")
  const shaped = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(text) && text.length <= 254
  return at > 0 && shaped
    ? text.normalize("NFC").toLowerCase()
    : refuse("give an e-mail address with one @ and a domain")
}

/** The canonical text: E.164 for a phone (ITU-T E.164), lower case for e-mail, NFC and single spaces for the rest. Throws `AddressError`. */
export const normalise = (type: AddressKind, value: string): string => {
  const text = String(value).trim()
  if (type === "phone") return phone(text)
  if (type === "email") return email(text)
  return text === "" ? refuse("is empty") : text.normalize("NFC").replace(/\s+/g, " ")
}
