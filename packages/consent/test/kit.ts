/** Builds facts for tests out of the registry's own events. */
import { Fold, Instant, type Events, type Facts, type Id } from "@forbear/core"
import type { Head } from "@forbear/consent"

export const tenant = "acme" as Id.TenantId
export const jane = "jane" as Id.PersonId
export const john = "john" as Id.PersonId
export const mobile = "addr:mobile" as Id.AddressId
export const work = "addr:work" as Id.AddressId
export const card = "debt:card" as Id.DebtId
export const loan = "debt:loan" as Id.DebtId

/** The n-th day, as an instant. */
export const day = (n: number): Instant.Instant =>
  Instant.plus(Instant.fromIso("2026-11-02T16:00:00Z"), n * Instant.DAY)

export const head = (occurredAt: Instant.Input): Head => ({ tenant, source: { system: "test" }, occurredAt })

/** The facts that follow from these events, committed in this order. */
export const factsOf = (...events: ReadonlyArray<Events.Event>): Facts.Facts =>
  Fold.fold(events.map((event, index) => ({ ...event, position: index + 1, recordedAt: day(400) })))

/** A small deterministic generator, mulberry32. */
export const random = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
