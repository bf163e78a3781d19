/**
 * `mediumBan`: somebody asked not to be contacted by a medium, or at an address, or took a permission back. Binds for every debt
 * and, at an address, for everybody who shares it (12 CFR 1006.14(h); 47 CFR 64.1200(a)(10)).
 */
import type { Facts, Id, Words } from "@forbear/core"
import * as Schema from "effect/Schema"
import * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind, ScopeAsk } from "../Kind.ts"
import { answerOnce, answersTo } from "../internal/attempts.ts"
import { grantReaches, mediaOf, stopReaches } from "../internal/reach.ts"
import * as Scopes from "../internal/scopes.ts"
import { Channels, Purposes } from "./Params.ts"

const Params = Schema.Struct({
  /** What closes it: a refusal of contact, a permission taken back. */
  on: Schema.Array(Schema.Literals(["refusal", "revocation"])).check(Schema.isMinLength(1)),
  /** A stop that names one of these channels closes all of them. */
  joint: Schema.optionalKey(Channels),
  /** The one confirmation of an opt-out is excepted, within so many minutes where the law says so. */
  confirmation: Schema.optionalKey(Schema.Struct({ withinMinutes: Schema.optionalKey(Schema.Int) })),
  /** What the person sends through the closed medium may be answered once. */
  answerOnce: Schema.optionalKey(Schema.Boolean),
  /** What the law requires in that medium, unless it was an electronic address that was closed. */
  exceptPurposes: Schema.optionalKey(Purposes)
})

/** Parameters of `mediumBan`. */
export type MediumBanParams = typeof Params.Type

/** The channels that a stop closes under this rule: the media of those that it names, and the joint group of any of them. */
const closes = (stop: Facts.SaidFacts, joint: ReadonlyArray<Words.Channel> | undefined) => {
  if (stop.channels === undefined) return undefined
  const media = mediaOf(stop.channels)
  return joint !== undefined && media.some((channel) => joint.includes(channel))
    ? [...media, ...joint]
    : media
}

/** Was it lifted later, expressly, by the same voice? A consent lifts it only if it names this channel and this address. */
const isLifted = (ask: Ask, index: number, stop: Facts.SaidFacts): boolean => {
  const { candidate, people, debts } = ask
  for (let i = index + 1; i < ask.facts.said.length; i += 1) {
    const later = ask.facts.said[i]
    if (later === undefined || (later.kind !== "lifted" && later.kind !== "consent")) continue
    const isSameVoice =
      later.person !== undefined &&
      (stop.person === undefined ? people.includes(later.person) : later.person === stop.person)
    if (!isSameVoice || later.via === "file" || later.via === "provider_list") continue
    const target = { candidate, people: [later.person], debts }
    if ((later.kind === "lifted" || isExpress(later)) && grantReaches(later, target)) return true
  }
  return false
}

/** Consent given to this collector that names the channel and the address. */
const isExpress = ({ to, channels, addresses }: Facts.SaidFacts): boolean =>
  to === "collector" && channels !== undefined && addresses !== undefined

/** The stretch in which the candidate may confirm this opt-out: once, and in time. */
const confirms = (ask: Ask, params: MediumBanParams, stop: Facts.SaidFacts): Ranges.Ranges => {
  const { purpose, inReplyTo } = ask.candidate
  if (params.confirmation === undefined || purpose !== "opt_out_confirmation" || inReplyTo === undefined)
    return Ranges.NONE
  if (inReplyTo !== stop.inReplyTo && inReplyTo !== stop.event) return Ranges.NONE
  const isUsed = answersTo(ask, inReplyTo).some((attempt) => attempt.purpose === "opt_out_confirmation")
  if (isUsed) return Ranges.NONE
  const { withinMinutes } = params.confirmation
  return [stop.at, withinMinutes === undefined ? FOREVER : stop.at + withinMinutes * 60_000 + 1]
}

const exempt = (ask: Ask, params: MediumBanParams, stop: Facts.SaidFacts): Ranges.Ranges => {
  const confirmation = confirms(ask, params, stop)
  if (confirmation.length > 0) return confirmation
  const { purpose, channel } = ask.candidate
  const mayBeRequired = params.exceptPurposes?.includes(purpose) === true && stop.addresses === undefined
  if (mayBeRequired && (channel === "letter" || channel === "voice_call" || channel === "in_person"))
    return [stop.at, FOREVER]
  if (params.answerOnce !== true) return Ranges.NONE
  const inbound = answerOnce(ask)
  const isAnswerable = inbound !== undefined && inbound.at >= stop.at && inbound.event !== stop.inReplyTo
  return isAnswerable ? [inbound.at, FOREVER] : Ranges.NONE
}

const evaluate = (ask: Ask, params: MediumBanParams): Answer => {
  const spans: Array<Steps.Span> = []
  const read: Array<Id.EventId> = []
  ask.facts.said.forEach((stop, index) => {
    if (!params.on.some((kind) => kind === stop.kind)) return
    if (!stopReaches(stop, ask, closes(stop, params.joint)) || isLifted(ask, index, stop)) return
    read.push(stop.event)
    const what = stop.addresses === undefined ? "this medium" : "this address"
    const span: Steps.Span = {
      from: stop.at,
      to: FOREVER,
      verdict: "blocked",
      reason:
        stop.kind === "refusal"
          ? `a request not to be contacted by ${what} is on record`
          : `permission for ${what} was taken back`,
      facts: [stop.event],
      opens: { _tag: "after", event: "refusal.lifted" }
    }
    spans.push(...Steps.except([span], exempt(ask, params, stop)))
  })
  return { spans, read }
}

const scopes = (ask: ScopeAsk) => [...Scopes.personAndAddress(ask), ...Scopes.once(ask)]

/** A medium or an address is closed because somebody said so. */
export const mediumBan: Kind<MediumBanParams> = { kind: "mediumBan", params: Params, evaluate, scopes }
