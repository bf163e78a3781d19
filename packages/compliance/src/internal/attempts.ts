/** What attempts were: which are acts at all, what they may yet turn out to be, what they answered. */
import type { Facts, Id } from "@forbear/core"
import type { Ask } from "../Kind.ts"
import { isSameMedium } from "./reach.ts"

type Attempt = Facts.AttemptFacts

/** Did the act happen, or may it have happened, or is a slot held for it? What was given up or refused before it left is none. */
export const isAct = (attempt: Attempt): boolean =>
  attempt.state !== "abandoned" && attempt.state !== "rejected"

/** An inbound call still counts as going on for at most this long when nobody recorded its end. */
const CALL_LIMIT = 4 * 3_600_000

/** The inbound event that the candidate answers, if it is on record and the person's own (or came from the address that is used). */
export const answered = (ask: Ask): Facts.InboundFacts | undefined => {
  const { inReplyTo, address } = ask.candidate
  if (inReplyTo === undefined) return undefined
  const found = ask.facts.inbound.find(({ event }) => event === inReplyTo)
  if (found === undefined || found.at > ask.at) return undefined
  const isTheirs = found.person === undefined ? found.address === address : ask.people.includes(found.person)
  return isTheirs ? found : undefined
}

/** The stretch in which speaking on her own call is not placing a call: until it ends. Undefined for anything else. */
export const ownCall = (ask: Ask): { readonly from: number; readonly to: number } | undefined => {
  if (ask.candidate.channel !== "voice_call") return undefined
  const call = answered(ask)
  if (call === undefined || call.kind !== "call") return undefined
  const to = Math.min(call.endedAt ?? Infinity, call.at + CALL_LIMIT)
  return ask.at < to ? { from: call.at, to } : undefined
}

/** Other acts that answered the same event: a permission to answer once is then used up. */
export const answersTo = (ask: Ask, event: Id.EventId): ReadonlyArray<Attempt> =>
  ask.attempts.filter((attempt) => attempt.inReplyTo === event && isAct(attempt))

/** The inbound event that the candidate may answer once, through the medium it came by; undefined when there is none or it was answered. */
export const answerOnce = (ask: Ask): Facts.InboundFacts | undefined => {
  const inbound = answered(ask)
  if (inbound === undefined || !isSameMedium(inbound.channel, ask.candidate.channel)) return undefined
  if (inbound.kind === "call" && ownCall(ask) === undefined) return undefined
  return answersTo(ask, inbound.event).length === 0 ? inbound : undefined
}

/** Was the address reported to be somebody else's, and not confirmed since? */
export const isWrongParty = (facts: Facts.Facts, address: Id.AddressId | undefined): boolean => {
  if (address === undefined) return false
  const reports = facts.addresses.get(address)?.reports ?? []
  const wrong = reports.findLast(({ as }) => as === "wrong_party")
  return wrong !== undefined && !reports.some((report) => report.as === "confirmed" && report.at > wrong.at)
}

/** A live call that was placed, or is to be, and nobody knows how it went: it may have been a conversation. */
export const mayBeConversation = (attempt: Attempt): boolean =>
  attempt.channel === "voice_call" &&
  attempt.mode === "live" &&
  attempt.outcome === undefined &&
  isAct(attempt)
