/** Makes a value of the host's data safe to print: nothing in it may steer a terminal, a header or the direction of our text. */

const LINES = /\r\n|[\r\u2028\u2029\u0085]/g
// Controls but tab and newline; the overrides of text direction, by which a name could turn our words around; byte order marks.
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** The text without control characters and direction overrides, with `\n` for every kind of line end. */
export const clean = (text: string): string =>
  text.toWellFormed().replace(LINES, "\n").replace(UNPRINTABLE, "")

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;"
}

/** The text as HTML text or as a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** Does it break a line? Such a value in a header makes a second header. */
export const breaksLine = (text: string): boolean => /[\r\n\u0085\u2028\u2029\0]/.test(text)
