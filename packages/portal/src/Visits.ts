/**
 * Visits through a link, counted in the timeline so that a restart forgives nothing: every try takes the next number by
 * appending an event whose id only one of two racing requests can own, before what was entered is looked at.
 */
import { type Events, type Id, type Instant } from "@forbear/core"
import { Engine, Record } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import type { PortalLink } from "./Link.ts"
import { appendOnce, linkScope, portalEvent } from "./Record.ts"
import type { Session } from "./Session.ts"
import type { Site } from "./Site.ts"

/** Tries that a link has between two successes. */
export const TRIES = 5

/** How a link has been used. */
export interface Visits {
  /** Tries that were ever made. */
  readonly tries: number
  /** Tries that are left. */
  readonly left: number
  readonly ended: ReadonlySet<string>
}

const idOf = (link: string, ...rest: ReadonlyArray<string | number>): Id.EventId =>
  Record.eventId("portal", link, ...rest)

const visit = (
  site: Site,
  link: PortalLink,
  state: "opened" | "authenticated",
  id: Id.EventId,
  at: Instant.Instant
): Events.Event =>
  portalEvent(site, "portal.visited", id, at, { person: link.person, debts: link.debts, state }, link.id)

/** What became of a link so far. */
export const visitsOf = Effect.fnUntraced(function* (site: Site, link: string) {
  const { events } = yield* site.engine.timeline
    .read(site.engine.tenant, [linkScope(link)], { kinds: ["portal.visited"] })
    .pipe(Effect.mapError(Engine.wrap("timeline")))
  const isTry = (event: Events.Stored) => event.id.startsWith(idOf(link, "try", ""))
  const lastIn = events.findLastIndex((event) => event.id.startsWith(idOf(link, "in", "")))
  const prefix = idOf(link, "ended", "")
  return {
    tries: events.filter(isTry).length,
    left: Math.max(0, TRIES - events.slice(lastIn + 1).filter(isTry).length),
    ended: new Set(
      events.filter((event) => event.id.startsWith(prefix)).map((event) => event.id.slice(prefix.length))
    )
  } satisfies Visits
})

/** The link was opened: recorded once. It may have been a scanner; only an authenticated visit is a person. */
export const opened = (site: Site, link: PortalLink, at: Instant.Instant) =>
  appendOnce(site, visit(site, link, "opened", idOf(link.id, "opened"), at))

/** Takes a try; answers its number and how many are left after it, or `undefined` when the link is locked. */
export const takeTry = Effect.fnUntraced(function* (site: Site, link: PortalLink, at: Instant.Instant) {
  for (;;) {
    const { tries, left } = yield* visitsOf(site, link.id)
    if (left === 0) return undefined
    const number = tries + 1
    if (yield* appendOnce(site, visit(site, link, "opened", idOf(link.id, "try", number), at)))
      return { number, left: left - 1 }
  }
})

/** The try was right. */
export const authenticated = (site: Site, link: PortalLink, number: number, at: Instant.Instant) =>
  appendOnce(site, visit(site, link, "authenticated", idOf(link.id, "in", number), at))

/** The session was closed by its person; its cookie is worthless from now on. */
export const ended = (site: Site, session: Session, at: Instant.Instant) =>
  appendOnce(
    site,
    portalEvent(
      site,
      "portal.visited",
      idOf(session.link, "ended", session.id),
      at,
      { person: session.person, debts: session.debts, state: "ended" },
      session.link
    )
  )
