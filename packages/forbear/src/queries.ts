/** Questions: may I, why not, what happened; none of them changes anything. */
import { calendar, decide } from "@forbear/compliance"
import { Chain, Instant, Scope } from "@forbear/core"
import { Desk, Load, Plan, type Engine, type Request } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import type { Face } from "./face.ts"
import * as Inputs from "./inputs.ts"
import { calendarView, decisionView, timelineEvent } from "./translate.ts"
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
  readonly history: ReadonlyArray<{
    readonly at: number
    readonly kind: string
    readonly event: string
    readonly what: string
  }>
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
  readonly verify: (
    person: string
  ) => Promise<
    | { readonly ok: true; readonly entries: number }
    | { readonly ok: false; readonly at: number; readonly why: string }
  >
}

const decodeMay = Inputs.decoder(Inputs.May)
const decodeCalendar = Inputs.decoder(Inputs.Calendar)
const decodeSubject = Inputs.decoder(Inputs.Subject)

/** A question as the planner takes it: nothing is composed or recorded. */
const question = (input: typeof Inputs.May.Type): Request.AttemptRequest => ({
  key: "may",
  template: "",
  ...input
})

/** Builds the read side over an engine. */
export const makeQueries = (engine: Engine.Engine): Face<Queries> => ({
  may: Effect.fn("Forbear.may")(function* (input) {
    const about = yield* decodeMay(input)
    const { facts, now: at } = yield* Load.load(engine, about.person)
    return Plan.plan(engine, facts, question(about), at).map(({ candidate }) =>
      decisionView(decide({ facts, candidate, at, packs: engine.packs, policy: engine.policy }))
    )
  }),
  calendar: Effect.fn("Forbear.calendar")(function* (input) {
    const { at: given, days, ...about } = yield* decodeCalendar(input)
    const { facts, now } = yield* Load.load(engine, about.person)
    const at = given === undefined ? now : yield* Inputs.timeOf(given, "at")
    if (at < now) return yield* Inputs.refuse("at", `give ${Instant.toIso(now)} or later`)
    const candidates = Plan.plan(engine, facts, question(about), at).map(({ candidate }) => candidate)
    return calendar({
      facts,
      candidates,
      at,
      packs: engine.packs,
      policy: engine.policy,
      ...(days === undefined ? {} : { days })
    }).map(calendarView)
  }),
  timeline: Effect.fn("Forbear.timeline")(function* (person) {
    const about = yield* decodeSubject({ person, debts: [] })
    const { events } = yield* Inputs.store(engine.timeline.read(engine.tenant, [Scope.person(about.person)]))
    return events.map(timelineEvent)
  }),
  brief: Effect.fn("Forbear.brief")(function* (person, debts) {
    const about = yield* decodeSubject({ person, debts })
    const { data, channels, history } = yield* Desk.brief(engine, about.person, about.debts)
    return { data, history, channels: channels.map(({ decision }) => decisionView(decision)) }
  }),
  verify: Effect.fn("Forbear.verify")(function* (person) {
    const about = yield* decodeSubject({ person, debts: [] })
    const entries = yield* Inputs.store(engine.timeline.chain(engine.tenant, Scope.person(about.person)))
    const verdict = Chain.verify(entries)
    return verdict.ok
      ? { ok: true, entries: entries.length }
      : { ok: false, at: verdict.at, why: verdict.why }
  })
})
