/** A tagged template for HTML that escapes by default: text stays text in element content and in quoted attributes. */

/** Markup that is safe to send: it was written here, or made of parts that were escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template. `false`, `null` and `undefined` are left out. */
export type Part = Html | string | number | false | null | undefined | ReadonlyArray<Part>

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;"
}

/** Text as it may stand in an element or in a quoted attribute. */
export const escape = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => entities[character] ?? "")

const write = (part: Part): string => {
  if (part === false || part === null || part === undefined) return ""
  if (part instanceof Html) return part.text
  return typeof part === "object" ? part.map(write).join("") : escape(String(part))
}

/** Builds markup; every value is escaped unless it is markup already. Attributes must be quoted. */
export const html = (texts: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  new Html(texts.reduce((text, next, i) => text + write(parts[i - 1]) + next))
