/** Recording what a host tells, in one unit; both faces and the host's own transaction use it. */
import { Record, type Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import type { HostEvent, Recorded } from "./types.ts"

/** One event or several. */
export type Told = HostEvent | ReadonlyArray<HostEvent>

const listOf = (events: unknown): ReadonlyArray<unknown> => (Array.isArray(events) ? events : [events])

/** An event that names no source comes from the host. */
const sourced = (event: unknown): unknown =>
  typeof event === "object" && event !== null ? { source: { system: "host" }, ...event } : event

/** Checks, seals and appends; counts what was new. */
export const tell = (
  to: Pick<Engine.Engine, "tenant" | "timeline" | "vault">,
  events: Told
): Effect.Effect<Recorded, Engine.OutreachError> =>
  Effect.map(Record.record(to, listOf(events).map(sourced)), (appended) => {
    const added = appended.filter((one) => one.fresh).length
    return { added, known: appended.length - added }
  })
