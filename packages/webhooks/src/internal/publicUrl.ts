/** Which URL spellings a provider may have signed for a request, from the configured public URL only. */
import { ConfigurationError } from "../Webhook.ts"

/** An absolute URL cut before its path, without normalising either half. */
export interface CutUrl {
  readonly origin: string
  /** Starts with "/". */
  readonly path: string
  /** Without "?"; undefined if there is no "?". */
  readonly query: string | undefined
}

const absolute = /^(https?:\/\/[^/?#\s]+)([^#\s]*)$/i

const cutTarget = (target: string): Pick<CutUrl, "path" | "query"> => {
  const mark = target.indexOf("?")
  const path = mark === -1 ? target : target.slice(0, mark)
  return { path: path === "" ? "/" : path, query: mark === -1 ? undefined : target.slice(mark + 1) }
}

export const cutUrl = (url: string): CutUrl | undefined => {
  const found = absolute.exec(url)
  if (found?.[1] === undefined || !URL.canParse(url)) return undefined
  return { origin: found[1], ...cutTarget(found[2] ?? "") }
}

/** The path and query of a request's `url`, whichever host it names. */
export const targetOf = (url: string): Pick<CutUrl, "path" | "query"> | undefined => {
  if (url.startsWith("/")) return url.includes("#") ? undefined : cutTarget(url)
  return cutUrl(url)
}

export const targetText = (target: Pick<CutUrl, "path" | "query">): string =>
  target.query === undefined ? target.path : `${target.path}?${target.query}`

/** The origin with and without its default port; another port only as it is, or also stripped if the operator says so. */
const originSpellings = (origin: string, stripPort: boolean): ReadonlyArray<string> => {
  const port = /:(\d+)$/.exec(origin.slice(origin.lastIndexOf("@") + 1))?.[1]
  const standard = origin.toLowerCase().startsWith("https:") ? "443" : "80"
  if (port === undefined) return [origin, `${origin}:${standard}`]
  const bare = origin.slice(0, -(port.length + 1))
  return port === standard || stripPort ? [origin, bare] : [origin]
}

/** URL parsers write an apostrophe in a query as %27 and providers sign either. */
const querySpellings = (query: string | undefined): ReadonlyArray<string> => {
  if (query === undefined) return [""]
  const given = `?${query}`
  const encoded = given.replaceAll("'", "%27")
  const plain = given.replaceAll("%27", "'")
  return [...new Set([given, encoded, plain])]
}

/** Every spelling of one URL that a provider may have signed, the given one first. */
export const spell = (
  origin: string,
  path: string,
  query: string | undefined,
  stripPort: boolean
): ReadonlyArray<string> => {
  const tails = querySpellings(query)
  return originSpellings(origin, stripPort).flatMap((prefix) => tails.map((tail) => prefix + path + tail))
}

const normalise = (text: string): string => {
  const url = new URL(`http://h${text}`)
  return url.pathname + url.search
}

/** Equal as given, or after both went through the URL parser (a `Request` always did). */
export const sameTarget = (a: string, b: string): boolean =>
  a === b || (URL.canParse(`http://h${a}`) && URL.canParse(`http://h${b}`) && normalise(a) === normalise(b))

export const publicUrl = (scheme: string, field: string, url: unknown): CutUrl => {
  const cut = typeof url === "string" ? cutUrl(url) : undefined
  if (cut === undefined) {
    throw new ConfigurationError(
      scheme,
      field,
      "is not an absolute http(s) URL without a fragment",
      "Give the URL exactly as it is configured at the provider."
    )
  }
  return cut
}
