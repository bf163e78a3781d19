/** The text of an HTML document as a person sees it, so that what is hidden discharges no duty. */

const VOID = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "track",
  "wbr"
])
const UNSEEN = new Set(["head", "style", "script", "template", "title", "noscript"])
const INLINE = new Set([
  "a",
  "abbr",
  "b",
  "bdi",
  "bdo",
  "code",
  "em",
  "font",
  "i",
  "mark",
  "s",
  "small",
  "span",
  "strong",
  "sub",
  "sup",
  "u",
  "wbr"
])
const NONE = String.raw`\s*:\s*0(?![.\d]*[1-9])`
const HIDING = new RegExp(
  String.raw`(?:^|\s)hidden(?=[\s=/]|$)|display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity|max-height)${NONE}|mso-hide\s*:\s*all`,
  "i"
)

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  mdash: "—",
  ndash: "–",
  hellip: "…",
  copy: "©",
  rsquo: "’",
  lsquo: "‘"
}

const decode = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? parseInt(hex, 16) : parseInt(decimal, 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const TAG = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi

/** The visible text, entities decoded, one space for every run of white space. Comments, styles and hidden elements are left out. */
export const htmlText = (html: string): string => {
  const open: Array<{ readonly tag: string; readonly isHidden: boolean }> = []
  let out = ""
  let last = 0
  const isHidden = () => open.at(-1)?.isHidden ?? false
  for (const match of html.matchAll(TAG)) {
    if (!isHidden()) out += html.slice(last, match.index)
    last = match.index + match[0].length
    const tag = match[2]?.toLowerCase()
    if (tag === undefined) continue
    if (!INLINE.has(tag)) out += " "
    if (match[1] === "/") {
      const at = open.findLastIndex((element) => element.tag === tag)
      if (at >= 0) open.length = at
    } else if (!VOID.has(tag) && !/\/\s*$/.test(match[3] ?? "")) {
      open.push({ tag, isHidden: isHidden() || UNSEEN.has(tag) || HIDING.test(match[3] ?? "") })
    }
  }
  if (!isHidden()) out += html.slice(last)
  return plain(decode(out))
}

/** One spelling for comparing texts: composed Unicode, every run of white space a single space. */
export const plain = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim()
