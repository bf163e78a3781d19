/** Questions: may I, why not, what happened; none of them changes anything. */
import { decide } from "@forbear/compliance"
import { Chain, Scope, type Id, type Words } from "@forbear/core"
import { Desk, Load, Plan, type Engine, type Request } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import { decisionView, timelineEvent } from "./translate.ts"
import type { DecisionView, TimelineEvent } from "./types.ts"

/** A question about a contact that nobody has asked to make yet. */
export interface MayInput {
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly purpose: string
  readonly channels?: ReadonlyArray<string>
  readonly inReplyTo?: string
}

/** What an agent sees of a person. */
export interface BriefView {
  readonly data: Readonly<Record<string, unknown>>
  readonly channels: ReadonlyArray<DecisionView>
  readonly history: ReadonlyArray<{ readonly at: number; readonly kind: string; readonly event: string; readonly what: string }>
}

/** The read side of the Promise face. */
export interface Queries {
  /** The decision for every candidate, in the order in which `attempt` would try them. */
  readonly may: (input: MayInput) => Promise<ReadonlyArray<DecisionView>>
  /** Everything about a person, in order of commit. */
  readonly timeline: (person: string) => Promise<ReadonlyArray<TimelineEvent>>
  /** Facts, open and closed channels, and history, as an agent needs them. */
  readonly brief: (person: string, debts: ReadonlyArray<string>) => Promise<BriefView>
  /** Recomputes the hash chain of a person's timeline and names the first entry that does not fit. */
  readonly verify: (person: string) => Promise<{ readonly ok: true; readonly entries: number } | { readonly ok: false; readonly at: number; readonly why: string }>
}

type Run = <A, E>(effect: Effect.Effect<A, E>) => Promise<A>
type Guard = <A>(go: () => Promise<A>) => Promise<A>

/** Builds the read side over an engine. */
export const makeQueries = (engine: Engine.Engine, run: Run, guard: Guard): Queries => ({
  may: (input) => guard(() => run(may(engine, input))),
  timeline: (person) =>
    guard(async () => {
      const { events } = await run(engine.timeline.read(engine.tenant, [Scope.person(person as Id.PersonId)]))
      return events.map(timelineEvent)
    }),
  brief: (person, debts) =>
    guard(async () => {
      const { data, channels, history } = await run(Desk.brief(engine, person as Id.PersonId, debts as ReadonlyArray<Id.DebtId>))
      return { data, history, channels: channels.map(({ decision }) => decisionView(decision)) }
    }),
  verify: (person) =>
    guard(async () => {
      const entries = await run(engine.timeline.chain(engine.tenant, Scope.person(person as Id.PersonId)))
      const verdict = Chain.verify(entries)
      return verdict.ok ? { ok: true, entries: entries.length } : { ok: false, at: verdict.at, why: verdict.why }
    })
})

const may = Effect.fnUntraced(function* (engine: Engine.Engine, input: MayInput) {
  const request = {
    key: "may",
    template: "",
    ...input,
    purpose: input.purpose as Words.Purpose
  } as unknown as Request.AttemptRequest
  const loaded = yield* Load.load(engine, request.person)
  return Plan.plan(engine, loaded.facts, request, loaded.now).map(({ candidate }) =>
    decisionView(decide({ facts: loaded.facts, candidate, at: loaded.now, packs: engine.packs, policy: engine.policy }))
  )
})
