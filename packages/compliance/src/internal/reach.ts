/** How far something that was said reaches, and which channels are one medium. */
import type { Facts, Id, Words } from "@forbear/core"
import type { Candidate } from "../Candidate.ts"

/** Channels that are one medium to the person: "stop calling" means every kind of call, "stop texting" every kind of text. */
const media: ReadonlyArray<ReadonlyArray<Words.Channel>> = [
  ["voice_call", "prerecorded_call", "voicemail"],
  ["sms", "mms", "rcs"],
  ["whatsapp"],
  ["email"],
  ["letter"],
  ["push"],
  ["chat"],
  ["portal"],
  ["in_person"]
]

/** Every channel of the media that the channels belong to. */
export const mediaOf = (channels: ReadonlyArray<Words.Channel>): ReadonlyArray<Words.Channel> =>
  media.filter((medium) => medium.some((channel) => channels.includes(channel))).flat()

/** Are the two channels one medium? */
export const isSameMedium = (a: Words.Channel, b: Words.Channel): boolean =>
  a === b || media.some((medium) => medium.includes(a) && medium.includes(b))

/** Of whom a candidate is, for matching. */
export interface Target {
  readonly candidate: Candidate
  readonly people: ReadonlyArray<Id.PersonId>
  readonly debts: ReadonlyArray<Id.DebtId>
}

/**
 * Does a stop reach the candidate? An address binds everybody who shares it; without addresses the person who spoke is meant,
 * and nobody known to have spoken means anybody. `channels` are those that the stop closes; undefined closes all.
 */
export const stopReaches = (
  said: Facts.SaidFacts,
  target: Target,
  channels: ReadonlyArray<Words.Channel> | undefined
): boolean => {
  const { candidate, people } = target
  if (channels !== undefined && !channels.includes(candidate.channel)) return false
  if (said.purposes !== undefined && !said.purposes.includes(candidate.purpose)) return false
  if (said.kind === "revocation" && said.debts !== undefined && target.debts.length > 0) {
    if (!target.debts.some((debt) => said.debts?.includes(debt))) return false
  }
  if (said.addresses !== undefined)
    return candidate.address === undefined || said.addresses.includes(candidate.address)
  return said.person === undefined || people.includes(said.person)
}

/** Does a permission reach the candidate? Every part that it names must hold, for every debt. */
export const grantReaches = (
  said: Facts.SaidFacts,
  target: Target,
  channels?: ReadonlyArray<Words.Channel>
): boolean => {
  const { candidate, people, debts } = target
  const { channels: named, addresses, purposes } = said
  if (said.person === undefined || !people.includes(said.person)) return false
  if (named !== undefined && !named.some((channel) => (channels ?? [candidate.channel]).includes(channel)))
    return false
  if (addresses !== undefined && (candidate.address === undefined || !addresses.includes(candidate.address)))
    return false
  if (purposes !== undefined && !purposes.includes(candidate.purpose)) return false
  return said.debts === undefined || debts.every((debt) => said.debts?.includes(debt))
}

/** The instant at which a permission ended because somebody took it back; undefined while it stands. */
export const endedAt = (
  facts: Facts.Facts,
  index: number,
  target: Target
): { readonly at: number; readonly event: Id.EventId } | undefined => {
  for (let i = index + 1; i < facts.said.length; i += 1) {
    const later = facts.said[i]
    if (later === undefined || (later.kind !== "revocation" && later.kind !== "refusal")) continue
    const channels = later.channels === undefined ? undefined : mediaOf(later.channels)
    if (stopReaches(later, target, channels)) return { at: later.at, event: later.event }
  }
  return undefined
}
