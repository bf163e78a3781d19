/** Duties in words: their texts resolved in the message's language before it is rendered, and looked for in it afterwards. */
import type { Duty } from "@forbear/compliance"
import { lookup } from "../Language.ts"
import { plain } from "../HtmlText.ts"
import type { Reason } from "../CompositionError.ts"
import { RenderFailure } from "./Engine.ts"

/** A duty about content. */
export type ContentDuty = Extract<Duty.Duty, { readonly element: string }>

/** A content duty and the words that it stands for. `texts` of a `forbid` are all of them, in every language. */
export interface Spoken {
  readonly duty: ContentDuty
  readonly texts: ReadonlyArray<string>
}

/** A duty that is not met. */
export class DutyFailure extends Error {
  override readonly name = "DutyFailure"
  readonly reason: Reason
  readonly duty: ContentDuty
  readonly field: string
  readonly fix: string
  constructor(reason: Reason, duty: ContentDuty, field: string, fix: string) {
    super(fix)
    this.reason = reason
    this.duty = duty
    this.field = field
    this.fix = fix
  }
}

const isContent = (duty: Duty.Duty): duty is ContentDuty =>
  duty._tag === "require" || duty._tag === "forbid" || duty._tag === "only"

const fill = (duty: ContentDuty, text: string, render: (text: string) => string): string => {
  try {
    const filled = render(text).trim()
    if (filled !== "") return filled
  } catch (error) {
    if (!(error instanceof RenderFailure)) throw error
    throw new DutyFailure(error.reason, duty, error.field ?? `duties.${duty.element}`, error.fix)
  }
  throw new DutyFailure("empty", duty, `duties.${duty.element}`, "has an empty text")
}

/** The words of every content duty, in the language wanted; placeholders are filled by `render`. Throws `DutyFailure`. */
export const speak = (
  duties: ReadonlyArray<Duty.Duty>,
  language: string,
  render: (text: string) => string
): ReadonlyArray<Spoken> =>
  duties.filter(isContent).map((duty) => {
    if (duty._tag === "forbid") {
      return { duty, texts: Object.values(duty.texts).map((text) => fill(duty, text, render)) }
    }
    const tag = lookup(language, Object.keys(duty.texts))
    const text = tag === undefined ? undefined : duty.texts[tag]
    if (text === undefined) {
      throw new DutyFailure("missing_language", duty, `duties.${duty.element}`, `has no text in ${language}`)
    }
    return { duty, texts: [fill(duty, text, render)] }
  })

/** The texts that must be said, each once, in the order of the duties. */
export const required = (
  spoken: ReadonlyArray<Spoken>
): ReadonlyArray<readonly [element: string, text: string]> => {
  const seen = new Set<string>()
  return spoken.flatMap(({ duty, texts }) => {
    const [text] = texts
    if (duty._tag === "forbid" || text === undefined || seen.has(plain(text))) return []
    seen.add(plain(text))
    return [[duty.element, text] as const]
  })
}

/** What a template sees as `duties`: an element's text, empty when nothing asks for it; and `others`, what it does not place itself. */
export const dutyScope = (
  spoken: ReadonlyArray<Spoken>,
  uses: ReadonlyArray<string>,
  separator: string
): Readonly<Record<string, string>> => {
  const texts = required(spoken)
  const scope: Record<string, string> = Object.fromEntries(uses.map((element) => [element, ""]))
  for (const [element, text] of texts) {
    const before = scope[element]
    scope[element] = before === undefined || before === "" ? text : `${before}${separator}${text}`
  }
  const others = texts.filter(([element]) => !uses.includes(element)).map(([, text]) => text)
  return { ...scope, others: others.join(separator) }
}

/** What the consumer reads or hears, by the part of the message. A heading may only repeat words of an `only` text. */
export interface Visible {
  readonly part: string
  readonly text: string
  readonly isHeading: boolean
}

const checkOnly = (only: ReadonlyArray<Spoken>, parts: ReadonlyArray<Visible>): void => {
  const [first] = only
  if (first === undefined) return
  const text = plain(first.texts[0] ?? "")
  const other = only.find(({ texts }) => plain(texts[0] ?? "") !== text)
  if (other !== undefined) {
    throw new DutyFailure(
      "contradictory_duties",
      other.duty,
      "duties",
      `cannot be the only text beside ${first.duty.element}`
    )
  }
  for (const part of parts) {
    const said = plain(part.text)
    if (part.isHeading ? !text.includes(said) : said !== text) {
      throw new DutyFailure(
        "not_only",
        first.duty,
        part.part,
        `must say only the ${first.duty.element} and nothing else`
      )
    }
  }
}

const checkForbidden = (
  { duty, texts }: Spoken,
  parts: ReadonlyArray<Visible>,
  uses: ReadonlyArray<string>
): void => {
  const forbidden = texts.map((text) => plain(text).toLowerCase())
  for (const { part, text } of parts) {
    const said = plain(text).toLowerCase()
    if (forbidden.some((words) => said.includes(words))) {
      throw new DutyFailure("forbidden_content", duty, part, `must not say the ${duty.element}`)
    }
  }
  if (texts.length === 0 && uses.includes(duty.element)) {
    throw new DutyFailure("forbidden_content", duty, "uses", `must not say the ${duty.element}`)
  }
}

/** Looks for every duty in what was rendered. Throws `DutyFailure` for the first that is not met. */
export const discharge = (
  spoken: ReadonlyArray<Spoken>,
  parts: ReadonlyArray<Visible>,
  uses: ReadonlyArray<string>
): void => {
  checkOnly(
    spoken.filter(({ duty }) => duty._tag === "only"),
    parts
  )
  for (const entry of spoken) {
    if (entry.duty._tag === "forbid") checkForbidden(entry, parts, uses)
    if (entry.duty._tag !== "require") continue
    const missing = parts.find(
      ({ text, isHeading }) => !isHeading && !plain(text).includes(plain(entry.texts[0] ?? ""))
    )
    if (missing !== undefined) {
      const fix = `does not say the ${entry.duty.element} whole; place {{ duties.${entry.duty.element} }} or {{ duties.others }}`
      throw new DutyFailure("undischarged_duty", entry.duty, missing.part, fix)
    }
  }
}
