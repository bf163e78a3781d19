/** Choosing among languages by RFC 4647, section 3.4 (lookup): `es-MX` finds `es`, never the other way round. */
import type { Group, Template } from "./Template.ts"

/** The tag without its last subtag, and without a single letter that then stands last. */
const shorter = (tag: string): string => tag.replace(/(-[A-Za-z0-9])?-[A-Za-z0-9]+$/, "")

/** The available tag that serves the wanted one, as it was written; case does not matter. `und` serves every language, last. */
export const lookup = (wanted: string, available: Iterable<string>): string | undefined => {
  const tags = new Map([...available].map((tag) => [tag.toLowerCase(), tag]))
  let range = wanted.toLowerCase()
  for (;;) {
    const found = tags.get(range)
    if (found !== undefined) return found
    const next = shorter(range)
    if (next === range) return tags.get("und")
    range = next
  }
}

/** The template of that id and group in the language wanted, newest version first; undefined when there is none. */
export const choose = (
  templates: ReadonlyArray<Template>,
  wanted: { readonly id: string; readonly group: Group; readonly language: string }
): Template | undefined => {
  const candidates = templates.filter(({ id, group }) => id === wanted.id && group === wanted.group)
  const language = lookup(
    wanted.language,
    candidates.map((template) => template.language)
  )
  return candidates
    .filter((template) => template.language === language)
    .sort((a, b) => b.version - a.version)[0]
}
