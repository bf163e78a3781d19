/** Hearing: what a reply means is put on record at once, and the one confirmation that the law allows is sent. */
import { read, type Label } from "@forbear/consent"
import { Instant, Scope, type Events, type Id, type Words } from "@forbear/core"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { attempt } from "./Attempt.ts"
import { wrap, type Engine } from "./Engine.ts"
import { attemptEvent } from "./Ledger.ts"
import { appendOnce, eventId, open } from "./Record.ts"

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

/** What a message means, as events; the refusal names every person who shares the address, and stands when nobody is known there. */
export const meaning = (engine: Engine, heard: Heard): ReadonlyArray<Events.Event> => {
  const reading = read(heard.text, heard.channel)
  const provenance = {
    via: viaOf(heard.channel),
    by: "consumer" as const,
    said: createHash("sha256").update(heard.text).digest("hex"),
    evidence: heard.id
  }
  const stopped = reading.labels.includes("stop")
  const held = reading.labels.filter((label) => HOLDS.has(label))
  const events: Array<Events.Event> = []
  const owners = heard.people.length === 0 ? [undefined] : heard.people
  for (const [i, person] of owners.entries()) {
    if (stopped) {
      events.push(
        attemptEvent(engine, "contact.refused", eventId(heard.id, "refused", i), heard.at, {
          ...(person === undefined ? {} : { person }),
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
  return events
}

/** Sends the one confirmation of an opt-out that the law allows, unless the provider sends it. Safe to repeat. */
export const confirmStop = Effect.fn("Outreach.confirmStop")(function* (engine: Engine, heard: Heard) {
  const person = heard.people.length === 1 ? heard.people[0] : undefined
  if (person === undefined || heard.confirmedByProvider || !read(heard.text, heard.channel).labels.includes("stop")) return
  if (!engine.templates.some((one) => one.id === "opt_out_confirmation")) return
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
})

/** People who are known to use an address. */
export const ownersOf = Effect.fnUntraced(function* (engine: Engine, address: Id.AddressId) {
  const { events } = yield* engine.timeline.read(engine.tenant, [Scope.address(address)]).pipe(Effect.mapError(wrap("timeline")))
  return [...new Set(events.filter((one) => one.kind === "address.added").map((one) => one.body.person))]
})

/**
 * Hears a recorded message again, from the follower: what a crash left undone is done, and nothing is done twice. Intake has
 * recorded the meaning together with the message; a host that records messages itself is heard here.
 */
export const hearRecorded = Effect.fn("Outreach.hearRecorded")(function* (engine: Engine, event: Events.StoredEvent<"message.received">) {
  const { address, channel, text, adapter } = event.body
  const plain = yield* open(engine, "message.received", "text", `address:${address}`, text)
  const confirmedByProvider = event.body.confirmedByProvider === true && adapter !== undefined
  const heard: Heard = { id: event.id, people: yield* ownersOf(engine, address), address, channel, text: plain, at: event.occurredAt, confirmedByProvider }
  yield* appendOnce(engine, meaning(engine, heard))
  yield* confirmStop(engine, heard)
})
