/** Hearing: what a reply means is put on record at once, and the one confirmation that the law allows is sent. */
import { read, type Label } from "@forbear/consent"
import { Instant, type Events, type Id, type Words } from "@forbear/core"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { attempt } from "./Attempt.ts"
import type { Engine } from "./Engine.ts"
import { attemptEvent } from "./Ledger.ts"
import { appendOnce, eventId } from "./Record.ts"

/** Something that was written to us. */
export interface Heard {
  readonly id: Id.EventId
  readonly people: ReadonlyArray<Id.PersonId>
  readonly address: Id.AddressId
  readonly channel: Words.Channel
  readonly text: string
  readonly at: Instant.Instant
  /** The provider answers and blocks this opt-out itself: ours would be a second confirmation, and would be refused. */
  readonly confirmedByProvider: boolean
}

/** Labels that hold everything until a human has looked. */
const HOLDS: ReadonlySet<Label> = new Set(["dispute", "attorney", "bankruptcy", "deceased", "wrong_party", "cease", "hardship"])

const viaOf = (channel: Words.Channel): Words.Via =>
  channel === "email" ? "email" : channel === "letter" ? "letter" : channel === "portal" ? "portal" : "sms"

/** Channels that one refusal closes together: "stop texting me" is every kind of text to that number. */
const familyOf = (channel: Words.Channel): ReadonlyArray<Words.Channel> =>
  channel === "sms" || channel === "mms" || channel === "rcs" ? ["sms", "mms", "rcs"] : [channel]

/** Records what a message means. Any label may stop a contact; none lifts a stop. Safe to repeat. */
export const hear = Effect.fn("Outreach.hear")(function* (engine: Engine, heard: Heard) {
  const reading = read(heard.text, heard.channel)
  const provenance = {
    via: viaOf(heard.channel),
    by: "consumer" as const,
    said: createHash("sha256").update(heard.text).digest("hex"),
    evidence: heard.id
  }
  const events: Array<Events.Event> = []
  const stopped = reading.labels.includes("stop")
  // The refusal names every person who shares the address, and stands even when nobody is known there.
  const owners = heard.people.length === 0 ? [undefined] : heard.people
  for (const [i, person] of owners.entries()) {
    const who = person === undefined ? {} : { person }
    if (stopped) {
      events.push(
        attemptEvent(engine, "contact.refused", eventId(heard.id, "refused", i), heard.at, {
          ...who,
          channels: familyOf(heard.channel),
          addresses: [heard.address],
          provenance,
          inReplyTo: heard.id
        })
      )
    }
    if (person === undefined) continue
    if (reading.prefers !== undefined && reading.prefers.length > 0) {
      events.push(
        attemptEvent(engine, "preference.stated", eventId(heard.id, "prefers", i), heard.at, { person, prefers: reading.prefers, provenance })
      )
    }
    const held = reading.labels.filter((label) => HOLDS.has(label))
    if (held.length > 0 || (reading.hold && !stopped)) {
      events.push(
        attemptEvent(engine, "hold.placed", eventId(heard.id, "hold", i), heard.at, {
          person,
          debts: [],
          hold: heard.id,
          reason: held.length > 0 ? `reply:${held.join("+")}` : "reply:unsure"
        })
      )
    }
  }
  if (events.length > 0) yield* appendOnce(engine, events)
  const person = heard.people.length === 1 ? heard.people[0] : undefined
  if (stopped && !heard.confirmedByProvider && person !== undefined && engine.templates.some((one) => one.id === "opt_out_confirmation")) {
    yield* attempt(engine, {
      key: `${heard.id}/confirmation`.slice(0, 150),
      person,
      debts: [],
      purpose: "opt_out_confirmation",
      template: "opt_out_confirmation",
      channels: [heard.channel],
      address: heard.address,
      inReplyTo: heard.id,
      notAfter: Instant.plus(heard.at, Instant.millis(5 * 60_000)),
      onDefer: "return"
    })
  }
  return reading
})
