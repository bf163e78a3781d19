/** Which language a page is in: asked for, the person's, the browser's, English. */
import { en, type Text } from "./Text.ts"
import { es } from "./TextEs.ts"

/** Languages that the pages exist in. */
export const languages: ReadonlyArray<Text> = [en, es]

const find = (tag: string | null | undefined): Text | undefined => {
  const primary = tag?.trim().split(/[-_;]/)[0]?.toLowerCase()
  return languages.find((text) => text.lang === primary)
}

/** The words for a request; `person` is her own language where it may be used. */
export const choose = (asked: string | null, person: string | undefined, accepted: string | null): Text =>
  find(asked) ??
  find(person) ??
  (accepted ?? "")
    .split(",")
    .map(find)
    .find((text) => text !== undefined) ??
  en
