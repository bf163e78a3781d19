/** The wire message: what an adapter is handed, already permitted, composed and reserved. */
import type { ChannelName } from "./ChannelName.ts"
import type { Sender } from "./Manifest.ts"

/** A text for SMS, MMS, RCS, WhatsApp, chat or push; `text` is final, no template is left in it. */
export interface TextContent {
  readonly kind: "text"
  readonly text: string
  /** Public https URLs of media, for MMS and its like. */
  readonly media?: ReadonlyArray<string>
}

/** An e-mail with both bodies; `headers` hold what the law or the mailbox providers ask for (List-Unsubscribe and so on). */
export interface EmailContent {
  readonly kind: "email"
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** A letter as a complete HTML document, one page size chosen by the vendor. */
export interface LetterContent {
  readonly kind: "letter"
  readonly html: string
}

/** Work for a human: a call to make, a note to answer; with what must, may and may not be said. */
export interface TaskContent {
  readonly kind: "task"
  readonly title: string
  /** What the agent needs to know, in order, as label and value. */
  readonly context: ReadonlyArray<{ readonly label: string; readonly value: string }>
  readonly mustSay: ReadonlyArray<string>
  readonly mustNotSay: ReadonlyArray<string>
}

/** What is said. */
export type Content = TextContent | EmailContent | LetterContent | TaskContent

/** The kinds of content. */
export type ContentKind = Content["kind"]

/**
 * One message to one address. Only the personal fields that the manifest declares are filled in; reading another one
 * throws `UndeclaredFieldError`.
 */
export interface WireMessage {
  /** Our attempt id: unique for ever, the idempotency key where the provider has one. */
  readonly attemptId: string
  readonly channel: ChannelName
  readonly sender: Sender
  /** Where to: E.164 phone number, e-mail address, device token, or the queue of an agent. */
  readonly to: string
  readonly toName?: string
  readonly content: Content
  /** Epoch milliseconds after which the message must not be delivered; set the provider's validity period from it. */
  readonly notAfter: number
  /** Where the provider should post its status events, when this deployment has a public URL. */
  readonly statusUrl?: string
}
