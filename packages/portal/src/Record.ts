/** Recording what a person does on the page: each act once, however often its button was pressed. */
import { Events, Scope, type Id, type Instant } from "@forbear/core"
import { Record, type Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import type { Site } from "./Site.ts"

/** What links did is found under their own scope; it is read, never a gate. */
export const linkScope = (link: string): Scope.ScopeKey => Scope.custom("portal-link", link)

/** An event of the portal's. */
export const portalEvent = <K extends Events.EventName>(
  site: Site,
  kind: K,
  id: Id.EventId,
  at: Instant.Instant,
  body: Events.Body<K>,
  link?: string
): Events.Event =>
  Events.make(kind, {
    id,
    tenant: site.engine.tenant,
    occurredAt: at,
    source: { system: "forbear", by: "portal" },
    body,
    ...(link === undefined ? {} : { scopes: [linkScope(link)] })
  } as never)

/** Appends an event unless its id is there already; answers whether it was new. */
export const appendOnce = Effect.fnUntraced(function* (
  site: Site,
  event: Events.Event
): Effect.fn.Return<boolean, Engine.OutreachError> {
  return yield* Record.appendAll(site.engine, [event]).pipe(
    Effect.map(Record.isFresh),
    Effect.catch((error) =>
      error.reason === "input" && error.field === "id" ? Effect.succeed(false) : Effect.fail(error)
    )
  )
})
