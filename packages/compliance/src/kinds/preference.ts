/**
 * `preference`: times and places that the person said are inconvenient. Windows are read on every clock that they may live by;
 * a place binds what belongs to it: letters and landlines (12 CFR 1006.6(b)(1), comments -1 and 6(b)(1)(ii)-1).
 */
import { type Facts, Zone } from "@forbear/core"
import * as Schema from "effect/Schema"
import * as Local from "../algebra/Local.ts"
import * as Ranges from "../algebra/Ranges.ts"
import * as Steps from "../algebra/Steps.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind } from "../Kind.ts"
import { answerOnce } from "../internal/attempts.ts"
import * as Scopes from "../internal/scopes.ts"
import { Channels } from "./Params.ts"

const Params = Schema.Struct({
  of: Schema.Literals(["times", "places"]),
  /** Channels that never belong to a time. */
  exceptChannels: Schema.optionalKey(Channels),
  /** What the person sends inside such a time, or from such a place, may be answered once by the same medium while it lasts. */
  answerOnce: Schema.optionalKey(Schema.Boolean)
})

/** Parameters of `preference`. */
export type PreferenceParams = typeof Params.Type

const DAY = 86_400_000

/** Everything that was stated and not lifted; a later statement adds to an earlier one, and never widens contact. */
const inForce = (ask: Ask): ReadonlyArray<Facts.PreferenceFacts> => {
  const lifted = ask.facts.legal.findLast(
    ({ kind, hold, person }) => kind === "hold_lifted" && hold === "preference" && ask.people.includes(person)
  )
  return ask.facts.preferences.filter(
    (stated) => ask.people.includes(stated.person) && (lifted === undefined || stated.at >= lifted.at)
  )
}

const times = (
  ask: Ask,
  stated: Facts.PreferenceFacts,
  answers: number | undefined
): ReadonlyArray<Steps.Span> => {
  const { zones, unknown } = ask.where
  const end = stated.until ?? FOREVER
  const common = { facts: [stated.event], opens: { _tag: "time" } as const }
  const reason = "a time that the consumer said is inconvenient"
  if (zones.length === 0 || unknown !== undefined) {
    return [
      {
        from: stated.at,
        to: end,
        verdict: "unknown",
        reason: `${reason}; local time is not known`,
        ...common
      }
    ]
  }
  const lo = Math.max(Zone.COVERED_FROM, Math.min(ask.at, answers ?? ask.at) - 2 * DAY)
  const week = Local.week(stated.inconvenient)
  const closed = Ranges.intersect(Local.inAny(zones, week, lo, ask.until + 8 * DAY), [stated.at, end])
  const exempt = answers === undefined ? Ranges.NONE : Ranges.rangeAt(closed, answers)
  return Steps.over(Ranges.subtract(closed, exempt), { verdict: "blocked", reason, ...common })
}

const isTied = (ask: Ask, stated: Facts.PreferenceFacts): boolean => {
  const { address, channel } = ask.candidate
  const known = address === undefined ? undefined : ask.facts.addresses.get(address)
  if (channel === "in_person" || channel === "letter") {
    return known?.place === undefined ? stated.notAt.includes("home") : stated.notAt.includes(known.place)
  }
  const isCall = channel === "voice_call" || channel === "prerecorded_call" || channel === "voicemail"
  return isCall && known?.line === "landline" && stated.notAt.includes(known.place ?? "home")
}

const evaluate = (ask: Ask, params: PreferenceParams): Answer => {
  if (params.exceptChannels?.includes(ask.candidate.channel) === true) return {}
  const stated = inForce(ask)
  if (stated.length === 0) return {}
  const inbound = params.answerOnce === true ? answerOnce(ask) : undefined
  const read = stated.map(({ event }) => event)
  if (params.of === "times") {
    return {
      spans: stated
        .filter((one) => one.inconvenient.length > 0)
        .flatMap((one) => times(ask, one, inbound?.at)),
      read
    }
  }
  const spans = stated
    .filter((one) => inbound === undefined && isTied(ask, one))
    .map((one): Steps.Span => ({
      from: one.at,
      to: one.until ?? FOREVER,
      verdict: "blocked",
      reason: "a place that the consumer said is inconvenient",
      facts: [one.event],
      opens: one.until === undefined ? { _tag: "after", event: "hold.lifted (preference)" } : { _tag: "time" }
    }))
  return { spans, read }
}

/** Times and places that the person said are inconvenient. */
export const preference: Kind<PreferenceParams> = {
  kind: "preference",
  params: Params,
  evaluate,
  scopes: (ask) => [...Scopes.personAndAddress(ask), ...Scopes.once(ask)]
}
