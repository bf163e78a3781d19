/** Templates: what is said, once for each group of channels and each language, in Liquid. Plain data. */
import type { ChannelName } from "@forbear/channels"

/** Channels that are written for in the same way. */
export type Group = "sms" | "email" | "task" | "letter"

/** The channels of each group. Nobody composes for the portal: it renders pages of its own. */
export const channelsOf: { readonly [G in Group]: ReadonlyArray<ChannelName> } = {
  sms: ["sms", "mms", "rcs", "whatsapp", "push", "chat"],
  email: ["email"],
  task: ["voice_call", "voicemail", "in_person"],
  letter: ["letter"]
}

/** What every template has. */
export interface Head {
  readonly id: string
  /** Raised with every change of the wording: the record names it. */
  readonly version: number
  /** BCP 47: the language that it is written in. */
  readonly language: string
  /**
   * Elements of duties that this template takes care of: placed as `{{ duties.<element> }}`, empty when the duty is not asked for, or
   * said in its own words. Every other required element goes where `{{ duties.others }}` stands.
   */
  readonly uses: ReadonlyArray<string>
  /** The variables that it reads, as paths, each with a line of explanation. `plan.installments` stands for a list. */
  readonly data: Readonly<Record<string, string>>
}

/** A short text; what the channel shows is the text as it is. */
export interface TextTemplate extends Head {
  readonly group: "sms"
  readonly text: string
}

/** An e-mail: always a text and an HTML part, which say the same. */
export interface EmailTemplate extends Head {
  readonly group: "email"
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Work for an agent: what to know, and what must and must not be said. Required elements are added to `mustSay`. */
export interface TaskTemplate extends Head {
  readonly group: "task"
  readonly title: string
  readonly context: ReadonlyArray<{ readonly label: string; readonly value: string }>
  readonly mustSay: ReadonlyArray<string>
  readonly mustNotSay: ReadonlyArray<string>
}

/** A letter as a complete HTML document. */
export interface LetterTemplate extends Head {
  readonly group: "letter"
  readonly html: string
}

/** Any template. */
export type Template = TextTemplate | EmailTemplate | TaskTemplate | LetterTemplate

/** Its Liquid sources by the name of the part, in the order in which they are read. */
export const partsOf = (template: Template): ReadonlyArray<readonly [part: string, source: string]> => {
  switch (template.group) {
    case "sms":
      return [["text", template.text]]
    case "email":
      return [
        ["subject", template.subject],
        ["text", template.text],
        ["html", template.html]
      ]
    case "letter":
      return [["html", template.html]]
    case "task":
      return [
        ["title", template.title],
        ...template.context.map(({ value }, index) => [`context[${index}]`, value] as const),
        ...template.mustSay.map((text, index) => [`mustSay[${index}]`, text] as const),
        ...template.mustNotSay.map((text, index) => [`mustNotSay[${index}]`, text] as const)
      ]
  }
}
