/** Markup that escapes by default: what stands between the tags of a template is text unless it is markup itself. */

/** Markup that may stand in a page as it is. */
export interface Markup {
  readonly markup: string
}

/** What a template takes: text and numbers are escaped, nothing is left out. */
export type Part = Markup | ReadonlyArray<Markup> | string | number | undefined

/** Text, safe between tags and in quoted attributes. */
export const escape = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)

/** Says that a text is markup already. Only for what this folder wrote itself. */
export const raw = (markup: string): Markup => ({ markup })

/** Nothing. */
export const none: Markup = raw("")

const write = (part: Part): string => {
  if (part === undefined) return ""
  if (typeof part === "string") return escape(part)
  if (typeof part === "number") return String(part)
  if ("markup" in part) return part.markup
  return part.map(({ markup }) => markup).join("")
}

/** A template: html`<p>${text}</p>`. Attributes must be quoted. */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Markup =>
  raw(String.raw({ raw: strings }, ...parts.map(write)))

/** Markup if something is there. */
export const when = <A>(value: A | undefined, then: (value: A) => Markup): Markup =>
  value === undefined ? none : then(value)

/** The id of an event's row in the record, so that a decision's facts can point at it. */
export const anchor = (event: string): string => `event-${encodeURIComponent(event)}`

/** "1 check", "2 checks". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
