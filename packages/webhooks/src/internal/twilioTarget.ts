/** Matches a request to the URL that was configured at Twilio, which adds to the query in two of its three variants. */
import { type CutUrl, cutUrl, sameTarget, spell, targetOf, targetText } from "./publicUrl.ts"

/** What is signed beside the URL: form parameters, nothing, or the body through its hash. */
export type Variant = "form" | "get" | "json"

const without = (query: string, name: string): string =>
  query
    .split("&")
    .filter((part) => !part.startsWith(`${name}=`))
    .join("&")

/** Whether a request's target belongs to a configured URL: what Twilio adds to the query depends on the variant. */
const belongs = (configured: CutUrl, path: string, query: string | undefined, variant: Variant): boolean => {
  if (variant === "get") {
    if (configured.query === undefined || configured.query === "") return sameTarget(configured.path, path)
    const parts = configured.query.split("&").length
    const head = (query ?? "").split("&").slice(0, parts).join("&")
    return sameTarget(targetText(configured), `${path}?${head}`)
  }
  const rest = variant === "json" && query !== undefined ? without(query, "bodySHA256") : query
  return sameTarget(
    targetText(configured),
    rest === undefined || (variant === "json" && rest === "") ? path : `${path}?${rest}`
  )
}

/** A request's public URL. */
export interface Target {
  /** Every spelling that Twilio may have signed, the likeliest first. */
  readonly spellings: ReadonlyArray<string>
  readonly query: string | undefined
}

/** The part of the configuration that concerns URLs. */
export interface TargetConfig {
  readonly exact: ReadonlyArray<CutUrl>
  readonly map: ((pathAndQuery: string) => string | undefined) | undefined
  readonly stripPort: boolean
}

/** Turns a request's own URL into the public spellings; nothing of its scheme, host or port is believed. */
export const makeResolver = (config: TargetConfig) => {
  const formSpellings = config.exact.map((url) => spell(url.origin, url.path, url.query, config.stripPort))
  return (url: string, variant: Variant): Target | undefined => {
    const seen = targetOf(url)
    if (seen === undefined) return undefined
    if (config.map !== undefined) {
      const mapped = cutUrl(config.map(targetText(seen)) ?? "")
      return (
        mapped && {
          spellings: spell(mapped.origin, mapped.path, mapped.query, config.stripPort),
          query: mapped.query
        }
      )
    }
    const index = config.exact.findIndex((each) => belongs(each, seen.path, seen.query, variant))
    const found = config.exact[index]
    if (found === undefined) return undefined
    const spellings = variant === "form" ? formSpellings[index] : undefined
    return {
      spellings: spellings ?? spell(found.origin, found.path, seen.query, config.stripPort),
      query: seen.query
    }
  }
}
