/** After an answer: when the wish goes on, and what else the answer taught. */
import type { Channel, SendResult } from "@forbear/channels"
import { Instant, type Events, type Timeline } from "@forbear/core"
import type { Engine } from "../Engine.ts"
import * as Ledger from "../Ledger.ts"
import { eventId } from "../Record.ts"
import * as Wish from "../Wish.ts"

/** When an unknown outcome is looked into next: sooner at first where the provider can be asked, at the end in any case. */
export const nextLook = (
  channel: Channel | undefined,
  since: Instant.Instant,
  at: Instant.Instant
): Instant.Instant => {
  const end = Instant.plus(since, Ledger.UNKNOWN_EXPIRES)
  if (channel?.lookup === undefined) return end
  return Instant.min(end, Instant.plus(at, Math.max(Ledger.TAKE_OVER, at - since)))
}

/** What happens to the wish after an answer: nothing more, on at an instant, or a look for evidence. */
export const timerAfter = (
  key: string,
  result: SendResult,
  look: Instant.Instant,
  again: Instant.Instant | undefined,
  wish: string
): Timeline.TimerChange => {
  if (again !== undefined) return Wish.goOn(key, again, wish)
  return result._tag === "unknown" ? Wish.goOn(key, look, wish) : Wish.done(key)
}

/** What a refusal teaches about the address; recorded with it. */
export const learned = (
  engine: Engine,
  ref: Ledger.AttemptRef,
  result: SendResult,
  at: Instant.Instant
): ReadonlyArray<Events.Event> => {
  if (result._tag !== "rejected") return []
  if (result.reason === "opted_out") {
    return [
      Ledger.attemptEvent(engine, "contact.refused", eventId(ref.attempt, "opted_out"), at, {
        person: ref.person,
        channels: [ref.channel],
        addresses: [ref.address],
        provenance: { via: "provider_list", by: "consumer", evidence: ref.attempt }
      })
    ]
  }
  if (result.reason !== "invalid_address") return []
  return [
    Ledger.attemptEvent(engine, "address.reported", eventId(ref.attempt, "undeliverable"), at, {
      address: ref.address,
      person: ref.person,
      as: "undeliverable",
      by: "third_party"
    })
  ]
}
