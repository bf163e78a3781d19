/** Checks what composition is given before anything is rendered: names, links, and the names of the data. */
import type { Reason } from "../CompositionError.ts"
import { breaksLine } from "./Clean.ts"

/** The business that speaks, as the consumer knows it. */
export interface Business {
  readonly name: string
  readonly phone?: string
  readonly address?: string
}

/** Links by name. `unsubscribe` also becomes the List-Unsubscribe headers of an e-mail; `unsubscribeMail` is its `mailto:` form. */
export type Links = Readonly<Record<string, string>>

/** A field and what is wrong with it. */
export interface Fault {
  readonly reason: Reason
  readonly field: string
  readonly fix: string
}

/** Names that composition itself fills in. */
export const reserved = ["business", "links", "duties", "language"] as const

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"])

const isLink = (name: string, link: string): boolean => {
  if (/[\s<>"'\\]/.test(link) || !URL.canParse(link)) return false
  const url = new URL(link)
  if (name === "unsubscribeMail") return url.protocol === "mailto:"
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname))
}

const linkFault = (links: Links): Fault | undefined => {
  for (const [name, link] of Object.entries(links)) {
    if (!isLink(name, link)) {
      const fix =
        name === "unsubscribeMail"
          ? "must be a mailto: address"
          : "must be an https URL without spaces or quotes"
      return { reason: "bad_link", field: `links.${name}`, fix }
    }
  }
  return undefined
}

const injection = (field: string): Fault => ({
  reason: "header_injection",
  field,
  fix: "must be one line; it has a line break or a null in it"
})

const businessFault = (business: Business): Fault | undefined => {
  if (business.name.trim() === "")
    return { reason: "bad_data", field: "business.name", fix: "must say who is speaking" }
  if (breaksLine(business.name)) return injection("business.name")
  if (breaksLine(business.phone ?? "")) return injection("business.phone")
  return undefined
}

const isName = (key: string): boolean => /name$/i.test(key)

/** A name with a line break in it, anywhere in the data, by its path. */
const brokenName = (value: unknown, path: string, depth: number): string | undefined => {
  if (typeof value !== "object" || value === null || depth > 8) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`
    if (typeof inner === "string" && isName(key) && breaksLine(inner)) return at
    const found = brokenName(inner, at, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** The first fault of the input, or nothing. */
export const inputFault = (
  data: Readonly<Record<string, unknown>>,
  business: Business,
  links: Links
): Fault | undefined => {
  const taken = reserved.find((name) => Object.hasOwn(data, name))
  if (taken !== undefined) {
    return {
      reason: "bad_data",
      field: taken,
      fix: "is filled in by composition; give the data another name"
    }
  }
  const name = brokenName(data, "", 0)
  return businessFault(business) ?? linkFault(links) ?? (name === undefined ? undefined : injection(name))
}

/** RFC 2369 and RFC 8058: a provider's one-click button posts to the link; a visit to it must not unsubscribe. */
export const listHeaders = (links: Links): Readonly<Record<string, string>> => {
  const targets = [links["unsubscribe"], links["unsubscribeMail"]].filter((link) => link !== undefined)
  if (targets.length === 0) return {}
  return {
    "List-Unsubscribe": targets.map((link) => `<${link}>`).join(", "),
    ...(links["unsubscribe"] === undefined ? {} : { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" })
  }
}
