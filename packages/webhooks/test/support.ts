/** Shared by the tests: a seeded generator, requests from what was signed, fixed times. */
import type { Refused, SignedRequest, Verified } from "@forbear/webhooks"

export const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
export const at = 1_614_265_330_000
export const v1Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
export const v1aPrivate =
  "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
export const v1aPublic = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="

export interface Mutable {
  method: string
  url: string
  headers: Array<[string, string]>
  body: Uint8Array
}

/** A raw request that a test may change. */
export const raw = (signed: SignedRequest, url = signed.url ?? "/hooks"): Mutable => ({
  method: signed.method,
  url,
  headers: Object.entries(signed.headers),
  body: signed.body
})

export const reasonOf = (verdict: Verified | Refused): string =>
  verdict._tag === "Refused" ? verdict.reason : "verified"

/** mulberry32: the same numbers for the same seed on every machine. */
export const random = (seed: number) => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    below,
    pick: <A>(list: ReadonlyArray<A>): A => {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error("pick from an empty list")
      return found
    },
    text: (alphabet: string, max: number): string =>
      Array.from({ length: below(max + 1) }, () => [...alphabet][below([...alphabet].length)]).join("")
  }
}
export type Random = ReturnType<typeof random>
