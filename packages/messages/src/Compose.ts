/** From a template, data and duties to the content of a wire message, or to the reason why there is none. */
import type {
  ChannelName,
  Content,
  EmailContent,
  LetterContent,
  TaskContent,
  TextContent
} from "@forbear/channels"
import type { Duty } from "@forbear/compliance"
import * as Effect from "effect/Effect"
import { CompositionError, type Reason } from "./CompositionError.ts"
import { htmlText } from "./HtmlText.ts"
import { breaksLine } from "./internal/Clean.ts"
import {
  discharge,
  DutyFailure,
  dutyScope,
  required,
  speak,
  type Spoken,
  type Visible
} from "./internal/Duties.ts"
import { render, RenderFailure, type Syntax } from "./internal/Engine.ts"
import type { Format } from "./internal/Filters.ts"
import { inputFault, listHeaders, type Business, type Links } from "./internal/Input.ts"
import { lookup } from "./Language.ts"
import { segments } from "./Segments.ts"
import {
  channelsOf,
  type EmailTemplate,
  type LetterTemplate,
  type TaskTemplate,
  type Template,
  type TextTemplate
} from "./Template.ts"

/** Everything that a message is made of. Values in `data` are printed as they are: no template inside them is run. */
export interface Composition {
  readonly template: Template
  readonly data: Readonly<Record<string, unknown>>
  readonly duties: ReadonlyArray<Duty.Duty>
  /** BCP 47: the consumer's language. The template must be written in it, or in a wider form of it. */
  readonly language: string
  readonly business: Business
  readonly links?: Links
  readonly channel: ChannelName
  readonly format?: {
    /** IANA zone in which instants are told. */
    readonly zone?: string
    /** BCP 47 locale of amounts and dates; the language by default. */
    readonly locale?: string
    /** SMS segments, at most. */
    readonly maxSegments?: number
  }
}

interface Job extends Composition {
  readonly spoken: ReadonlyArray<Spoken>
  /** Renders a part; `separator` stands between the texts of `duties.others`. */
  readonly write: (part: string, source: string, syntax: Syntax, separator: string) => string
}

const fail = (
  template: Template,
  reason: Reason,
  field: string,
  fix: string,
  duty?: DutyFailure["duty"]
): CompositionError =>
  new CompositionError({
    reason,
    template: template.id,
    field,
    ...(duty === undefined ? {} : { element: duty.element, citation: duty.rule.citation }),
    message: `${template.id}: ${field} ${fix}${duty === undefined ? "" : ` (${duty.rule.citation})`}`
  })

/** Blank lines and ends of lines that an empty duty leaves behind. */
const tidy = (text: string): string =>
  text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()

/** A short text has no use for runs of spaces, nor for Intl's narrow and no-break ones, which would force UCS-2. */
const tidyShort = (text: string): string =>
  tidy(text.replace(/[\u00a0\u202f\u2009]/g, " ").replace(/ {2,}/g, " "))

const seen = (part: string, text: string, isHeading = false): Visible => ({ part, text, isHeading })

const composeText = (job: Job, template: TextTemplate): TextContent => {
  const text = tidyShort(job.write("text", template.text, "text", " "))
  if (text === "") throw fail(template, "empty", "text", "is empty")
  discharge(job.spoken, [seen("text", text)], template.uses)
  const most = job.format?.maxSegments
  const count = most === undefined || job.channel !== "sms" ? 0 : segments(text).count
  if (most !== undefined && count > most) {
    throw fail(template, "too_long", "text", `takes ${count} segments, and at most ${most} are allowed`)
  }
  return { kind: "text", text }
}

const composeEmail = (job: Job, template: EmailTemplate): EmailContent => {
  const subject = job.write("subject", template.subject.trim(), "text", " ")
  if (breaksLine(subject))
    throw fail(template, "header_injection", "subject", "must be one line; a value has a line break")
  if (subject.trim() === "") throw fail(template, "empty", "subject", "is empty")
  const text = tidy(job.write("text", template.text, "text", "\n\n"))
  const html = job.write("html", template.html, "html", " ").trim()
  const visible = htmlText(html)
  if (text === "" || visible === "") throw fail(template, "empty", text === "" ? "text" : "html", "is empty")
  discharge(
    job.spoken,
    [seen("subject", subject, true), seen("text", text), seen("html", visible)],
    template.uses
  )
  return {
    kind: "email",
    subject,
    text: `${text}\n`,
    html: `${html}\n`,
    headers: listHeaders(job.links ?? {})
  }
}

const composeLetter = (job: Job, template: LetterTemplate): LetterContent => {
  const html = job.write("html", template.html, "html", " ").trim()
  const visible = htmlText(html)
  if (visible === "") throw fail(template, "empty", "html", "is empty")
  discharge(job.spoken, [seen("html", visible)], template.uses)
  return { kind: "letter", html: `${html}\n` }
}

const composeTask = (job: Job, template: TaskTemplate): TaskContent => {
  const write = (part: string, source: string) => tidy(job.write(part, source, "text", " "))
  const own = template.mustSay.map((text, index) => write(`mustSay[${index}]`, text))
  const only = job.spoken.some(({ duty }) => duty._tag === "only")
  const mustSay = [
    ...new Set([...(only ? [] : own), ...required(job.spoken).map(([, text]) => text)])
  ].filter(Boolean)
  const forbidden = job.spoken
    .filter(({ duty }) => duty._tag === "forbid")
    .flatMap(({ duty, texts }) => (texts.length > 0 ? texts : [duty.element.replaceAll("_", " ")]))
  const mustNotSay = template.mustNotSay.map((text, index) => write(`mustNotSay[${index}]`, text))
  discharge(job.spoken, [seen("mustSay", mustSay.join("\n"))], template.uses)
  return {
    kind: "task",
    title: write("title", template.title),
    context: template.context
      .map(({ label, value }, index) => ({ label, value: write(`context[${index}]`, value) }))
      .filter(({ value }) => value !== ""),
    mustSay,
    mustNotSay: [...new Set([...mustNotSay, ...forbidden])].filter(Boolean)
  }
}

const composeBy = (job: Job): Content => {
  const { template } = job
  switch (template.group) {
    case "sms":
      return composeText(job, template)
    case "email":
      return composeEmail(job, template)
    case "letter":
      return composeLetter(job, template)
    case "task":
      return composeTask(job, template)
  }
}

const prepare = (input: Composition): Job => {
  const { template, data, business, language, channel, links = {} } = input
  if (!channelsOf[template.group].includes(channel)) {
    throw fail(
      template,
      "wrong_channel",
      "channel",
      `must be one of ${channelsOf[template.group].join(", ")} for this template`
    )
  }
  if (lookup(language, [template.language]) === undefined) {
    throw fail(
      template,
      "missing_language",
      "language",
      `is ${language}, and the template is in ${template.language}`
    )
  }
  const fault = inputFault(data, business, links)
  if (fault !== undefined) throw fail(template, fault.reason, fault.field, fault.fix)
  const format: Format = { locale: input.format?.locale ?? language, zone: input.format?.zone }
  const scope = { ...data, business: { phone: "", address: "", ...business }, links, language }
  const spoken = speak(input.duties, language, (text) => render(text, "text", scope, format))
  const write: Job["write"] = (part, source, syntax, separator) => {
    try {
      return render(source, syntax, { ...scope, duties: dutyScope(spoken, template.uses, separator) }, format)
    } catch (error) {
      if (!(error instanceof RenderFailure)) throw error
      throw fail(
        template,
        error.reason,
        error.field ?? part,
        error.field === undefined ? error.fix : `(in ${part}) ${error.fix}`
      )
    }
  }
  return { ...input, spoken, write }
}

const run = (input: Composition): Content => {
  try {
    return composeBy(prepare(input))
  } catch (error) {
    if (error instanceof DutyFailure)
      throw fail(input.template, error.reason, error.field, error.fix, error.duty)
    throw error
  }
}

/**
 * Composes a message. Every `require` duty must be found whole in what the consumer sees (both parts of an e-mail), every `forbid` must be
 * absent, and beside an `only` nothing else may stand; otherwise there is no message. Same input, same bytes.
 */
export const compose = (input: Composition): Effect.Effect<Content, CompositionError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(run(input))
    } catch (error) {
      if (error instanceof CompositionError) return Effect.fail(error)
      throw error
    }
  })
