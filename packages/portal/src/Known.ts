/** Something that the person knows, compared after normalisation and in constant time. */
import { randomBytes } from "node:crypto"
import { Vault, type Facts, type Id } from "@forbear/core"
import { Record, type Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import { isSame } from "./Seal.ts"
import type { Site } from "./Site.ts"

/** A postal code without spaces and case; of a nine-digit ZIP code the first five. */
export const postalCode = (text: string): string => {
  const plain = text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase()
  return /^\d{9}$/.test(plain) ? plain.slice(0, 5) : plain
}

/** A date as `YYYY-MM-DD`; empty when it is none. */
export const birthDate = (year: string, month: string, day: string): string =>
  /^\d{4}$/.test(year) && /^\d{1,2}$/.test(month) && /^\d{1,2}$/.test(day)
    ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`
    : ""

/** What was entered, normalised; empty when nothing was. */
export const entered = (knows: Site["knows"], fields: ReadonlyMap<string, string>): string => {
  const of = (name: string) => (fields.get(name) ?? "").trim()
  return knows === "postalCode" ? postalCode(of("postalCode")) : birthDate(of("year"), of("month"), of("day"))
}

/** Does she know it? Where we do not know it ourselves, nobody does. */
export const knowsIt = Effect.fnUntraced(function* (
  site: Site,
  facts: Facts.Facts,
  person: Id.PersonId,
  given: string
): Effect.fn.Return<boolean, Engine.OutreachError> {
  const sealed = facts.people.get(person)?.[site.knows]
  const stored =
    sealed === undefined
      ? ""
      : yield* Record.open(site.engine, "person.recorded", site.knows, `person:${person}`, sealed).pipe(
          // Erased: as if it had never been known.
          Effect.catch((error) =>
            error.cause instanceof Vault.VaultError && error.cause.reason === "erased"
              ? Effect.succeed("")
              : Effect.fail(error)
          )
        )
  const expected = site.knows === "postalCode" ? postalCode(stored) : stored
  return isSame(given, expected === "" ? randomBytes(16).toString("hex") : expected)
})
