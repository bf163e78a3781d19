/** The contract of a rule kind: a Schema for its parameters, one plain function that answers, and the scopes it counts by. */
import type { Facts, Id, Instant, Scope } from "@forbear/core"
import type * as Schema from "effect/Schema"
import type { Candidate } from "./Candidate.ts"
import type { Span } from "./algebra/Steps.ts"
import type { Element } from "./Duty.ts"
import type { Rule } from "./Rule.ts"
import type { Whereabouts } from "./Whereabouts.ts"

/** What a kind is asked: one rule about one candidate, for every instant of [at, until). */
export interface Ask {
  readonly facts: Facts.Facts
  readonly candidate: Candidate
  readonly at: Instant.Instant
  /** How far the answer is looked at; spans may reach past it. */
  readonly until: Instant.Instant
  /** Attempts other than the one that is being decided again. */
  readonly attempts: ReadonlyArray<Facts.AttemptFacts>
  /** The debts of the candidate that the rule covers; all of the person's when the candidate names none. */
  readonly debts: ReadonlyArray<Id.DebtId>
  /** The person under every record that is known to be theirs. */
  readonly people: ReadonlyArray<Id.PersonId>
  readonly where: Whereabouts
  /** Why foreign contacts on these channels are not complete; undefined when they are. */
  readonly stale: (channels: ReadonlyArray<string> | undefined) => string | undefined
  readonly rule: Rule
}

/** A duty before its rule is written into it. */
export type DutyDraft =
  | {
      readonly _tag: "require" | "forbid" | "only"
      readonly element: Element
      readonly texts: Readonly<Record<string, string>>
    }
  | { readonly _tag: "expire_before"; readonly at: Instant.Instant }
  | { readonly _tag: "record"; readonly what: string; readonly untilDaysAfterLastActivity: number }

/** A kind's answer: where the act is not allowed, what it owes, and which facts were read. Nothing: allowed for ever. */
export interface Answer {
  readonly spans?: ReadonlyArray<Span>
  readonly duties?: ReadonlyArray<DutyDraft>
  readonly read?: ReadonlyArray<Id.EventId>
}

/** The answer "allowed, and nothing was read". */
export const NOTHING: Answer = {}

/** What the scopes of a rule are asked with. */
export interface ScopeAsk {
  readonly facts: Facts.Facts
  readonly candidate: Candidate
  readonly people: ReadonlyArray<Id.PersonId>
  readonly debts: ReadonlyArray<Id.DebtId>
}

/** A parameter that cannot work, though its shape is right. */
export interface Problem {
  readonly field: string
  readonly fix: string
}

/** One kind of rule. `evaluate` is pure and synchronous; when it throws, the rule is unknown for ever. */
export interface Kind<P> {
  readonly kind: string
  readonly params: Schema.Codec<P, unknown>
  /** What the Schema cannot see: impossible windows, zones that do not exist. */
  readonly check?: (params: P) => Problem | undefined
  readonly evaluate: (ask: Ask, params: P) => Answer
  readonly scopes: (ask: ScopeAsk, params: P) => ReadonlyArray<Scope.ScopeKey>
}

/** A kind with its parameter type forgotten: rules of a checked pack carry parameters that fit. */
export type AnyKind = Kind<Readonly<Record<string, unknown>>>

/** Forgets the parameter type of a kind, for the registry. */
export const erase = <P>(kind: Kind<P>): AnyKind => kind as unknown as AnyKind
