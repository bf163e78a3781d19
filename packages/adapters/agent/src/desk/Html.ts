/** A tagged template for HTML that escapes by default. */

/** Markup that is safe to send. */
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

const write = (part: Part): string => {
  if (part === false || part === null || part === undefined) return ""
  if (part instanceof Html) return part.text
  if (typeof part === "object") return part.map(write).join("")
  return String(part).replace(/[&<>"'`]/g, (character) => entities[character] ?? "")
}

/** Builds markup; every value is escaped unless it is markup already. Attributes must be quoted. */
export const html = (texts: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  new Html(texts.reduce((text, next, i) => text + write(parts[i - 1]) + next))
