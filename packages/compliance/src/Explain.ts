/** A decision told to a person: what, why, when, with the paragraphs of law, in local and in UTC time. */
import { Instant, Zone } from "@forbear/core"
import type { Decision } from "./Decision.ts"
import { FOREVER, type Interval } from "./Interval.ts"

const pad = (value: number): string => String(value).padStart(2, "0")

const local = (at: Instant.Instant, zone: Zone.Zone): string => {
  const { minute } = Zone.localAt(zone, at)
  const date = new Date(Zone.localMillisAt(zone, at)).toISOString().slice(0, 10)
  return `${date} ${pad(Math.floor(minute / 60))}:${pad(minute % 60)} ${zone}`
}

const moment = (at: Instant.Instant, zone: Zone.Zone | undefined): string => {
  if (at >= FOREVER) return "for ever"
  const utc = `${Instant.toIso(at).slice(0, 16).replace("T", " ")} UTC`
  return zone === undefined ? utc : `${local(at, zone)} (${utc})`
}

const headlines: Readonly<Record<Decision["outcome"], string>> = {
  permit: "Permitted",
  defer: "Not now",
  deny: "Not permitted",
  unknown: "Not known to be permitted, so not done"
}

const nextLine = ({ next, outcome }: Decision, zone: Zone.Zone | undefined): ReadonlyArray<string> => {
  if (outcome === "permit") return []
  if (next._tag === "at") return [`It opens at ${moment(next.at, zone)}.`]
  if (next._tag === "after") return [`It opens after: ${next.event}.`]
  return ["No waiting opens it within the time that was looked at."]
}

const reasonLine = (interval: Interval, zone: Zone.Zone | undefined): string => {
  const until = interval.to >= FOREVER ? "" : ` Until ${moment(interval.to, zone)}.`
  const reading = interval.rule.reading === undefined ? "" : ` Reading: ${interval.rule.reading}`
  return `${interval.verdict}: ${interval.reason} [${interval.rule.id}, ${interval.rule.citation}].${until}${reading}`
}

const dutyLine = (duty: Decision["duties"][number], zone: Zone.Zone | undefined): string => {
  const source = `[${duty.rule.id}, ${duty.rule.citation}]`
  if (duty._tag === "expire_before") return `duty: it must expire before ${moment(duty.at, zone)} ${source}.`
  if (duty._tag === "record")
    return `duty: keep ${duty.what} for ${duty.untilDaysAfterLastActivity} days after the last activity ${source}.`
  const verb = { require: "it must say", forbid: "it must not say", only: "it may only say" }[duty._tag]
  return `duty: ${verb} ${duty.element} ${source}.`
}

/**
 * The decision in lines for a person; no name, address or wording in them. `zone` is an IANA name in which times are told beside
 * UTC; a name that does not exist is left out.
 */
export const explain = (decision: Decision, zone?: string): ReadonlyArray<string> => {
  const known = zone === undefined ? undefined : Zone.lookup(zone)
  const { at, candidate, intervals, warnings } = decision
  const now = (list: ReadonlyArray<Interval>) => list.filter((one) => one.from <= at && at < one.to)
  const closing =
    decision.permittedUntil === undefined
      ? []
      : [`It stays so until ${moment(decision.permittedUntil, known)} at least.`]
  return [
    `${headlines[decision.outcome]}: ${candidate.act} by ${candidate.channel} for ${candidate.purpose} at ${moment(at, known)}.`,
    ...nextLine(decision, known),
    ...closing,
    ...now(intervals).map((one) => reasonLine(one, known)),
    ...now(warnings).map((one) => `warning, ${reasonLine(one, known)}`),
    ...decision.duties.map((duty) => dutyLine(duty, known)),
    ...decision.switched.map(
      (one) =>
        `switch: ${one.rule} ${one.effect === "off" ? "was turned off" : "was not turned off, though asked"} by ${one.by}: ${one.reason}.`
    ),
    `Rules asked: ${decision.asked.map(({ id }) => id).join(", ")}; packs ${decision.packs.join(", ")}.`
  ]
}
