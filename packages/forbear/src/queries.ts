/** Questions: may I, why not, what happened; none of them changes anything. */
import { calendar, decide } from "@forbear/compliance"
import { Chain, Instant, Scope, type Id, type Words } from "@forbear/core"
import { Desk, Load, Plan, type Engine, type Request } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import { ForbearError } from "./errors.ts"
import { calendarView, decisionView, timelineEvent, timeOf } from "./translate.ts"
import type { CalendarView, DecisionView, Time, TimelineEvent } from "./types.ts"

/** A question about a contact that nobody has asked to make yet. */
export interface MayInput {
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly purpose: string
  readonly channels?: ReadonlyArray<string>
  readonly inReplyTo?: string
}

/** A question about the days to come, should nothing else happen. */
export interface CalendarInput extends MayInput {
  /** Where the days begin; now unless told. Not before now: what is known now was not known then. */
  readonly at?: Time
  /** 1 to 366; 14 unless told. */
  readonly days?: number
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
  /** When each candidate is open in the days to come, and which rules close the rest; in the order of `may`. */
  readonly calendar: (input: CalendarInput) => Promise<ReadonlyArray<CalendarView>>
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
  calendar: (input) =>
    guard(async () => {
      const { at, days, ...about } = input
      const from = at === undefined ? undefined : timeOf(at, "at")
      const loaded = await run(Load.load(engine, input.person as Id.PersonId))
      if (from !== undefined && from < loaded.now) {
        throw new ForbearError("FORBEAR_INPUT", `at: give ${Instant.toIso(loaded.now)} or later`, { field: "at" })
      }
      const begin = from ?? loaded.now
      const candidates = Plan.plan(engine, loaded.facts, question(about), begin).map(({ candidate }) => candidate)
      return calendar({
        facts: loaded.facts,
        candidates,
        at: begin,
        packs: engine.packs,
        policy: engine.policy,
        ...(days === undefined ? {} : { days })
      }).map(calendarView)
    }),
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

const question = (input: MayInput): Request.AttemptRequest =>
  ({ key: "may", template: "", ...input, purpose: input.purpose as Words.Purpose }) as unknown as Request.AttemptRequest

const may = Effect.fnUntraced(function* (engine: Engine.Engine, input: MayInput) {
  const request = question(input)
  const loaded = yield* Load.load(engine, request.person)
  return Plan.plan(engine, loaded.facts, request, loaded.now).map(({ candidate }) =>
    decisionView(decide({ facts: loaded.facts, candidate, at: loaded.now, packs: engine.packs, policy: engine.policy }))
  )
})
