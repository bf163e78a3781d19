/** Hearing: what a reply means is put on record at once, and the one confirmation that the law allows is sent. */
import { read, type Label, type Reading } from "@forbear/consent"
import { Instant, Scope, type Events, type Id, type Words } from "@forbear/core"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { attempt } from "./Attempt.ts"
import { wrap, type Engine } from "./Engine.ts"
import { attemptEvent } from "./Ledger.ts"
import { appendOnce, eventId, open } from "./Record.ts"
import { keyFrom } from "./Wish.ts"

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
  /** The provider took it for an opt-out, whatever we read. */
  readonly stoppedByProvider?: boolean
}

/** Labels that hold everything until a human has looked. */
const HOLDS: ReadonlySet<Label> = new Set([
  "dispute",
  "attorney",
  "bankruptcy",
  "deceased",
  "wrong_party",
  "cease",
  "hardship"
])

const viaOf = (channel: Words.Channel): Words.Via =>
  channel === "email" ? "email" : channel === "letter" ? "letter" : channel === "portal" ? "portal" : "sms"

const TEXTS: ReadonlyArray<Words.Channel> = ["sms", "mms", "rcs"]

/** Channels that one refusal closes together: "stop texting me" is every kind of text to that number. */
const familyOf = (channel: Words.Channel): ReadonlyArray<Words.Channel> =>
  TEXTS.includes(channel) ? TEXTS : [channel]

/** Did she ask us to stop? The provider's word is enough. */
const isStop = (heard: Heard, { labels }: Reading): boolean =>
  heard.stoppedByProvider === true || heard.confirmedByProvider || labels.includes("stop")

interface Refused {
  readonly channels: ReadonlyArray<Words.Channel>
  readonly addresses?: ReadonlyArray<Id.AddressId>
}

/**
 * What a reply closes. The medium that it came by is closed at its address; another one that it names is closed at every address.
 * "Stop calling" in a text closes texts as well: to 47 CFR 64.1200 a text is a call. Of somebody unknown we close the address.
 */
const closedBy = (heard: Heard, reading: Reading, isKnown: boolean): ReadonlyArray<Refused> => {
  const own = familyOf(heard.channel)
  const here: Refused = { channels: own, addresses: [heard.address] }
  const named = isStop(heard, reading) ? (reading.refuses ?? own) : []
  const elsewhere = [...new Set(named.filter((channel) => !own.includes(channel)).flatMap(familyOf))]
  const isHere =
    heard.stoppedByProvider === true ||
    heard.confirmedByProvider ||
    named.some((channel) => own.includes(channel)) ||
    (elsewhere.includes("voice_call") &&
      TEXTS.includes(heard.channel) &&
      reading.prefers?.some((channel) => own.includes(channel)) !== true)
  if (!isKnown) return named.length > 0 || reading.labels.some((label) => HOLDS.has(label)) ? [here] : []
  return [...(isHere ? [here] : []), ...(elsewhere.length > 0 ? [{ channels: elsewhere }] : [])]
}

/** What a message means, as events; the refusal names every person who shares the address, and stands when nobody is known there. */
export const meaning = (engine: Engine, heard: Heard): ReadonlyArray<Events.Event> => {
  const reading = read(heard.text, heard.channel)
  const provenance = {
    via: viaOf(heard.channel),
    by: "consumer" as const,
    said: createHash("sha256").update(heard.text).digest("hex"),
    evidence: heard.id
  }
  const stopped = isStop(heard, reading)
  const closed = closedBy(heard, reading, heard.people.length > 0)
  const held = reading.labels.filter((label) => HOLDS.has(label))
  const events: Array<Events.Event> = []
  const owners = heard.people.length === 0 ? [undefined] : heard.people
  for (const [i, person] of owners.entries()) {
    for (const [j, what] of closed.entries()) {
      events.push(
        attemptEvent(
          engine,
          "contact.refused",
          eventId(heard.id, "refused", j === 0 ? i : `${i}.${j}`),
          heard.at,
          {
            ...(person === undefined ? {} : { person }),
            ...what,
            provenance,
            inReplyTo: heard.id
          }
        )
      )
    }
    if (person === undefined) continue
    if (reading.prefers !== undefined && reading.prefers.length > 0) {
      events.push(
        attemptEvent(engine, "preference.stated", eventId(heard.id, "prefers", i), heard.at, {
          person,
          prefers: reading.prefers,
          provenance
        })
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
  if (heard.confirmedByProvider || !isStop(heard, read(heard.text, heard.channel))) return
  const person = yield* addressedAt(engine, heard)
  if (person === undefined) return
  if (!engine.templates.some((one) => one.id === "opt_out_confirmation")) return
  yield* attempt(engine, {
    key: keyFrom(heard.id, "confirmation"),
    person,
    debts: [],
    purpose: "opt_out_confirmation",
    template: "opt_out_confirmation",
    channels: [heard.channel],
    address: heard.address,
    inReplyTo: heard.id,
    notAfter: Instant.plus(heard.at, Instant.millis(5 * 60_000)),
    onDefer: "return"
  }).pipe(
    Effect.asVoid,
    // No rule asks for its words here, or the house's template is broken: the stop stands either way.
    Effect.catchIf(
      (error) => error.reason === "composition",
      () => Effect.sync(() => engine.log({ event: "confirmation.not_composed", about: heard.id }))
    )
  )
})

/** Whom the confirmation is for: of those who share the address, the one whom we wrote to last. It names nobody. */
const addressedAt = Effect.fnUntraced(function* (engine: Engine, { people, address }: Heard) {
  if (people.length < 2) return people[0]
  const { events } = yield* engine.timeline
    .read(engine.tenant, [Scope.address(address)], { kinds: ["attempt.dispatched"] })
    .pipe(Effect.mapError(wrap("timeline")))
  const last = events.findLast((one) => one.kind === "attempt.dispatched" && people.includes(one.body.person))
  return last?.kind === "attempt.dispatched" ? last.body.person : people[0]
})

/** People who are known to use an address. */
export const ownersOf = Effect.fnUntraced(function* (engine: Engine, address: Id.AddressId) {
  const { events } = yield* engine.timeline
    .read(engine.tenant, [Scope.address(address)])
    .pipe(Effect.mapError(wrap("timeline")))
  return [...new Set(events.filter((one) => one.kind === "address.added").map((one) => one.body.person))]
})

/**
 * Hears a recorded message again, from the follower: what a crash left undone is done, and nothing is done twice. Intake has
 * recorded the meaning together with the message; a host that records messages itself is heard here.
 */
export const hearRecorded = Effect.fn("Outreach.hearRecorded")(function* (
  engine: Engine,
  event: Events.StoredEvent<"message.received">
) {
  const { address, channel, text, adapter } = event.body
  const plain = yield* open(engine, "message.received", "text", `address:${address}`, text)
  const confirmedByProvider = event.body.confirmedByProvider === true && adapter !== undefined
  const heard: Heard = {
    id: event.id,
    people: yield* ownersOf(engine, address),
    address,
    channel,
    text: plain,
    at: event.occurredAt,
    confirmedByProvider
  }
  yield* appendOnce(engine, meaning(engine, heard))
  yield* confirmStop(engine, heard)
})
