/** Composition: a permitted candidate and a template become the exact bytes that will leave, every duty discharged. */
import { createHash } from "node:crypto"
import type { ChannelName, Content, WireMessage } from "@forbear/channels"
import type { Decision } from "@forbear/compliance"
import { Canonical, type Facts, type Id, type Instant } from "@forbear/core"
import * as Messages from "@forbear/messages"
import * as Effect from "effect/Effect"
import { languageOf, templateData, zoneOf } from "./Data.ts"
import { OutreachError, wrap, type Engine } from "./Engine.ts"
import { open } from "./Record.ts"
import type { Planned } from "./Plan.ts"
import type { AttemptRequest } from "./Request.ts"

/** A composed message: its content and the hash that dispatch is bound to. */
export interface Composed {
  readonly content: Content
  readonly hash: string
}

/** SHA-256, hex, of the canonical JSON of what is said, to which address, from which sender. */
export const messageHash = (content: Content, address: Id.AddressId, sender: string): string =>
  createHash("sha256").update(Canonical.stringify({ content, address, sender })).digest("hex")

const none = Effect.succeed("")

/** The group of templates that a channel is written from. */
const groupOf = (channel: ChannelName): Messages.Group => {
  for (const group of ["sms", "email", "task", "letter"] as const) {
    if (Messages.channelsOf[group].includes(channel)) return group
  }
  return "sms"
}

/** Renders the template for a permitted candidate. Fails with `composition` when a duty is left undischarged. */
export const compose = Effect.fn("Outreach.compose")(function* (
  engine: Engine,
  facts: Facts.Facts,
  request: AttemptRequest,
  attempt: Id.AttemptId,
  planned: Planned,
  decision: Decision
) {
  const { candidate } = planned
  const subject = { person: request.person, debts: request.debts, attempt, at: decision.at }
  const links = {
    portal: yield* engine.links.portal?.(subject) ?? none,
    unsubscribe: yield* candidate.channel === "email" && candidate.address !== undefined
      ? (engine.links.unsubscribe?.({ ...subject, address: candidate.address }) ?? none)
      : none
  }
  const data = yield* templateData(engine, facts, request, decision.at)
  const language = languageOf(facts, request.person)
  const template = Messages.choose(engine.templates, {
    id: request.template,
    group: groupOf(candidate.channel),
    language
  })
  if (template === undefined) {
    return yield* Effect.fail(
      new OutreachError({
        reason: "configuration",
        field: "templates",
        message: `there is no template ${request.template} for ${candidate.channel}; add one, or leave that channel out of the request`
      })
    )
  }
  const content = yield* Messages.compose({
    template,
    data,
    duties: decision.duties,
    language,
    business: engine.business,
    links: Object.fromEntries(Object.entries(links).filter(([, link]) => link !== "")),
    channel: candidate.channel,
    format: { zone: zoneOf(engine, facts, request.person) }
  }).pipe(Effect.mapError(wrap("composition")))
  return {
    content,
    hash: messageHash(content, candidate.address ?? ("none" as Id.AddressId), planned.via.sender.id)
  } satisfies Composed
})

/** The wire message for one adapter: only the personal fields that its manifest declares, the others throw when read. */
export const wire = Effect.fnUntraced(function* (
  engine: Engine,
  facts: Facts.Facts,
  planned: Pick<Planned, "via" | "candidate">,
  attempt: Id.AttemptId,
  content: Content,
  notAfter: Instant.Instant
) {
  const { manifest } = planned.via.channel
  const address =
    planned.candidate.address === undefined ? undefined : facts.addresses.get(planned.candidate.address)
  const person = facts.people.get(planned.candidate.person)
  const may = new Set(manifest.personalFields)
  const to =
    address === undefined || !may.has("to")
      ? undefined
      : yield* open(engine, "address.added", "value", `address:${address.id}`, address.value)
  const toName =
    person?.name === undefined || !may.has("toName")
      ? undefined
      : yield* open(engine, "person.recorded", "name", `person:${person.id}`, person.name)
  const message = {
    attemptId: attempt,
    channel: planned.candidate.channel,
    sender: planned.via.sender,
    notAfter
  }
  return guard(message, manifest.name, {
    to: to ?? (may.has("to") ? "" : undefined),
    toName,
    content: may.has("content") ? content : undefined
  })
})

/** Defines the personal fields; one that the manifest does not declare throws when it is read. */
const guard = (
  message: Omit<WireMessage, "to" | "toName" | "content">,
  adapter: string,
  fields: { readonly [Field in "to" | "toName" | "content"]: unknown }
): WireMessage => {
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) Object.defineProperty(message, field, { value, enumerable: true })
    else if (field !== "toName") {
      Object.defineProperty(message, field, {
        enumerable: false,
        get: () => {
          throw new TypeError(
            `${adapter} reads ${field}, which its manifest does not declare in personalFields`
          )
        }
      })
    }
  }
  return message as WireMessage
}
