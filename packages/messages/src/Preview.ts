/** A message to be looked at before it is sent: its words as the consumer reads them, what they cost, and what to look twice at. */
import type { Content } from "@forbear/channels"
import * as Effect from "effect/Effect"
import { compose, type Composition } from "./Compose.ts"
import type { CompositionError } from "./CompositionError.ts"
import { htmlText } from "./HtmlText.ts"
import { segments, type Segments } from "./Segments.ts"

/** The composed content, its text, and for short texts their segments. */
export interface Preview {
  readonly content: Content
  readonly text: string
  readonly segments?: Segments
  readonly warnings: ReadonlyArray<string>
}

const textOf = (content: Content): string => {
  switch (content.kind) {
    case "text":
      return content.text
    case "email":
      return `${content.subject}\n\n${content.text}`
    case "letter":
      return htmlText(content.html)
    case "task":
      return [
        content.title,
        ...content.context.map(({ label, value }) => `${label}: ${value}`),
        ...content.mustSay.map((text) => `Say: ${text}`),
        ...content.mustNotSay.map((text) => `Do not say: ${text}`)
      ].join("\n")
  }
}

const warningsOf = (measured: Segments): ReadonlyArray<string> =>
  measured.encoding === "GSM-7"
    ? []
    : [
        `${measured.nonGsm.join(" ")} ${measured.nonGsm.length === 1 ? "is" : "are"} not in GSM-7: the text goes as UCS-2, ${measured.count} ${measured.count === 1 ? "segment" : "segments"} of 67 to 70 characters`
      ]

/** Composes and describes. It fails exactly where `compose` fails. The preview holds personal data: show it, do not log it. */
export const preview = (input: Composition): Effect.Effect<Preview, CompositionError> =>
  Effect.map(compose(input), (content) => {
    if (content.kind !== "text") return { content, text: textOf(content), warnings: [] }
    const measured = segments(content.text)
    return { content, text: content.text, segments: measured, warnings: warningsOf(measured) }
  })
