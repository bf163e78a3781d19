/** Reads a reply through its layers. Any layer may stop, none may un-stop; what is not understood waits for a person. */
import type { Words } from "@forbear/core"
import { exact } from "./Exact.ts"
import type { Finding, Label, Reading } from "./Label.ts"
import { normalise, type Normalised } from "./Normalise.ts"
import { phrases } from "./Phrases.ts"
import { ownWords } from "./Quote.ts"

/** A layer adds what it finds in a reply that came in by a channel. */
export type Layer = (reply: Normalised, channel: Words.Channel) => Finding

/** The layers that this package has, in order; order changes the evidence, never the meaning. */
export const layers: ReadonlyArray<Layer> = [exact, phrases]

const unique = <T>(values: ReadonlyArray<T>): ReadonlyArray<T> => [...new Set(values)]

/** Together in one reply these are a contradiction that a person must resolve. */
const contradicts = (labels: ReadonlyArray<Label>): boolean => labels.includes("start") && labels.length > 1

/**
 * What a reply means, as far as exact words and phrases tell, in English and Spanish. An e-mail's quotations and signature are not
 * read. `hold` is true whenever this reader is not sure. Pure, total, and free of the reply's words in its evidence.
 */
export const read = (text: string, channel: Words.Channel, using: ReadonlyArray<Layer> = layers): Reading => {
  const own = channel === "email" ? ownWords(text) : text
  const reply = normalise(own)
  const found = using.map((layer) => layer(reply, channel))
  const evidence = found.flatMap((finding) => finding.evidence)
  const labels = unique(evidence.map(({ label }) => label)).filter(
    (label, _, all) => label !== "other" || all.length === 1
  )
  const refuses = unique(found.flatMap((finding) => finding.refuses))
  const prefers = unique(found.flatMap((finding) => finding.prefers)).filter(
    (wish) => !refuses.includes(wish)
  )
  const isUnread = labels.length === 0 && prefers.length === 0
  return {
    labels: labels.length > 0 ? labels : ["other"],
    hold: isUnread || reply.isCut || reply.isForeign || contradicts(labels) || found.some(({ hold }) => hold),
    ...(prefers.length === 0 ? {} : { prefers }),
    ...(refuses.length === 0 ? {} : { refuses }),
    evidence: isUnread
      ? [...evidence, { layer: "fallback", rule: "nothing recognised", label: "other" }]
      : evidence
  }
}
