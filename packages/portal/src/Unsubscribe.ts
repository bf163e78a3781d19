/** One-click unsubscribe (RFC 8058): the e-mail address that the message went to is refused, for every debt. */
import { refuse } from "@forbear/consent"
import { Engine, Load, Record } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import type { UnsubscribeLink } from "./Link.ts"
import { appendOnce } from "./Record.ts"
import type { Site } from "./Site.ts"
import { isStopped } from "./View.ts"

/** Refuses e-mail to the link's address, unless it is refused already; a link that was used before stops again. */
export const unsubscribe = Effect.fnUntraced(function* (site: Site, link: UnsubscribeLink) {
  for (let use = 1; ; use++) {
    const { facts, now } = yield* Load.load(site.engine, link.person)
    if (isStopped(facts, link.person, link.address, "email", now)) return
    const event = yield* refuse({
      id: Record.eventId("portal", "unsubscribe", link.id, use),
      tenant: site.engine.tenant,
      source: { system: "forbear", by: "portal" },
      occurredAt: now,
      person: link.person,
      channels: ["email"],
      addresses: [link.address],
      provenance: { via: "portal", by: "consumer", evidence: `portal/unsubscribe/${link.id}` }
    }).pipe(
      Effect.mapError(({ field, message }) => new Engine.OutreachError({ reason: "input", field, message }))
    )
    if (yield* appendOnce(site, event)) {
      site.engine.log({ event: "portal.unsubscribed", link: link.id })
      return
    }
  }
})
