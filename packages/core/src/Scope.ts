/**
 * Scopes: the keys that events are indexed under and that rules count by. An event is stored once and belongs to every
 * scope that it concerns; a scope's gate version moves only with events that some rule reads.
 */
import * as Schema from "effect/Schema"
import type { AccountId, AddressId, AttemptId, DebtId, EventId, InstanceId, PersonId } from "./Id.ts"

/** `kind:key`, unique within a tenant. */
export const ScopeKey = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z-]*(:[\x21-\x7e]{1,400})?$/, { message: "must be a scope such as person:p1" })
).pipe(Schema.brand("ScopeKey"))
export type ScopeKey = typeof ScopeKey.Type

const key = (text: string): ScopeKey => text as ScopeKey

export const person = (id: PersonId): ScopeKey => key(`person:${id}`)
export const debt = (id: DebtId): ScopeKey => key(`debt:${id}`)
export const account = (id: AccountId): ScopeKey => key(`account:${id}`)
export const address = (id: AddressId): ScopeKey => key(`address:${id}`)
/** The life of one attempt: reserve expects version 0, dispatch version 1. */
export const attempt = (id: AttemptId): ScopeKey => key(`attempt:${id}`)
/** One walk through a journey. */
export const instance = (id: InstanceId): ScopeKey => key(`journey:${id}`)
/** A permission that can be used once, named after the event that it answers: capacity one. */
export const once = (id: EventId): ScopeKey => key(`once:${id}`)
/** Packs, switches and watermarks of the tenant; its version is the tenant's epoch. */
export const tenant: ScopeKey = key("tenant")
/** Look-up by the id that a provider gave; never a gate. */
export const provider = (name: string, id: string): ScopeKey => key(`provider:${name}:${id}`)
/** Look-up by the host's own reference; never a gate. */
export const host = (system: string, reference: string): ScopeKey => key(`host:${system}:${reference}`)
/** Any other key that a rule pack counts by: couple, caller-and-line. */
export const custom = (kind: string, id: string): ScopeKey => key(`${kind}:${id}`)
