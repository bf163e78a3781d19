/**
 * Journeys: a pure reducer from events to commands. The state is kept in the events themselves; commands are attempts with
 * ids made of instance, step and occurrence, so that a journey survives what the store survives and repeats nothing.
 */
import { Events, Instant, Scope, type Id, type Timeline } from "@forbear/core"
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import { attempt } from "./Attempt.ts"
import { wrap, type Engine, type OutreachError } from "./Engine.ts"
import { attemptEvent } from "./Ledger.ts"
import { appendOnce, eventId, isFresh } from "./Record.ts"
import type { AttemptRequest } from "./Request.ts"

/** What a journey can do. Times are instants; nothing here reads a clock. */
export type Command =
  /** Make an attempt; `step` and the occurrence make its key. */
  | { readonly _tag: "attempt"; readonly step: string; readonly request: Omit<AttemptRequest, "key" | "person" | "debts"> }
  /** Be woken at an instant, once; setting the same name again moves it. */
  | { readonly _tag: "wait"; readonly timer: string; readonly until: Instant.Instant }
  | { readonly _tag: "cancel"; readonly timer: string }
  | { readonly _tag: "end"; readonly why: string }

/** Whom and what an instance is about. `key` makes it unique: one walk per key, for ever. */
export interface Entry {
  readonly key: string
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
}

/** One step of the reducer. */
export interface Step {
  readonly state: unknown
  readonly commands: ReadonlyArray<Command>
}

/** A journey: when it begins, and how an event moves it. Both are pure. */
export interface Journey {
  readonly id: string
  readonly version: string
  /** Kinds of event that can move a walk. Without them: every kind but the machinery of attempts. Timers are always heard. */
  readonly hears?: ReadonlyArray<Events.EventName>
  /** Does this event begin a walk? */
  readonly enters: (event: Events.Stored) => Entry | undefined
  /** The first step, on the event that began it. */
  readonly begin: (event: Events.Stored, entry: Entry) => Step
  /** Any later event about the person, and the journey's own timers (`timer.fired`). */
  readonly react: (state: never, event: Events.Stored, entry: Entry) => Step | undefined
}

/** Types the state of a journey in one place. */
export const journey = <S>(definition: {
  readonly id: string
  readonly version: string
  readonly hears?: Journey["hears"]
  readonly enters: Journey["enters"]
  readonly begin: (event: Events.Stored, entry: Entry) => { readonly state: S; readonly commands: ReadonlyArray<Command> }
  readonly react: (
    state: S,
    event: Events.Stored,
    entry: Entry
  ) => { readonly state: S; readonly commands: ReadonlyArray<Command> } | undefined
}): Journey => definition as unknown as Journey

interface Instance extends Entry {
  readonly id: Id.InstanceId
  readonly journey: Journey
}

const hashOf = (definition: Journey): string =>
  createHash("sha256").update(`${definition.id}@${definition.version}`).digest("hex").slice(0, 16)

const instanceId = (definition: Journey, key: string): Id.InstanceId => `${definition.id}/${key}` as Id.InstanceId

/** Steps of our own machinery, which say nothing about the person. */
const MACHINERY: ReadonlySet<Events.EventName> = new Set([
  "attempt.reserved",
  "attempt.dispatched",
  "attempt.settled",
  "attempt.progressed",
  "attempt.abandoned"
])

const canHear = (definition: Journey, kind: Events.EventName): boolean =>
  kind === "timer.fired" || (definition.hears === undefined ? !MACHINERY.has(kind) : definition.hears.includes(kind))

/** Shows one committed event to every journey that it begins or concerns. Safe to repeat. */
export const follow = Effect.fn("Outreach.follow")(function* (engine: Engine, event: Events.Stored) {
  if (event.kind.startsWith("journey.") || event.kind === "decision.made") return
  for (const definition of engine.journeys) {
    const entry = definition.enters(event)
    if (entry !== undefined) yield* enter(engine, definition, entry, event)
  }
  if (!engine.journeys.some((definition) => canHear(definition, event.kind))) return
  for (const instance of yield* concerned(engine, event)) yield* step(engine, instance, event)
})

const enter = Effect.fnUntraced(function* (engine: Engine, definition: Journey, entry: Entry, event: Events.Stored) {
  const id = instanceId(definition, entry.key)
  const began = attemptEvent(
    engine,
    "journey.entered",
    eventId(id, "entered"),
    event.occurredAt,
    {
      instance: id,
      person: entry.person,
      debts: entry.debts,
      journey: definition.id,
      definitionHash: hashOf(definition),
      because: event.id
    },
    [walksOf(entry.person)]
  )
  const known = yield* readInstance(engine, id)
  const entered = known.find((one) => one.kind === "journey.entered")
  if (entered === undefined) yield* appendOnce(engine, [began])
  else if (entered.body.because !== event.id) return
  const instance: Instance = { ...entry, id, journey: definition }
  yield* carryOut(engine, instance, event, known, () => definition.begin(event, entry))
})

const readInstance = (engine: Engine, id: Id.InstanceId) =>
  engine.timeline.read(engine.tenant, [Scope.instance(id)]).pipe(
    Effect.mapError(wrap("timeline")),
    Effect.map((reading) => reading.events)
  )

/** The beginnings and ends of a person's walks have a scope of their own: every event of the person asks for them. */
const walksOf = (person: string): Scope.ScopeKey => Scope.custom("walks", person)

/** Walks of the person that an event is about which have begun and not ended. */
const concerned = Effect.fnUntraced(function* (engine: Engine, event: Events.Stored) {
  const people = Events.scopesOf(event).filter((scope) => scope.startsWith("person:"))
  if (people.length === 0) return []
  const walks = people.map((scope) => walksOf(scope.slice("person:".length)))
  const { events } = yield* engine.timeline
    .read(engine.tenant, walks, { kinds: ["journey.entered", "journey.ended"] })
    .pipe(Effect.mapError(wrap("timeline")))
  const ended = new Set(events.filter((one) => one.kind === "journey.ended").map((one) => one.body.instance))
  const instances: Array<Instance> = []
  for (const one of events) {
    if (one.kind !== "journey.entered" || ended.has(one.body.instance) || one.body.because === event.id) continue
    if (event.kind === "timer.fired" && event.body.instance !== one.body.instance) continue
    const definition = engine.journeys.find((candidate) => candidate.id === one.body.journey)
    if (definition === undefined || !canHear(definition, event.kind)) continue
    const { instance, person, debts } = one.body
    instances.push({ id: instance, key: instance.slice(definition.id.length + 1), person, debts, journey: definition })
  }
  return instances
})

const step = Effect.fnUntraced(function* (engine: Engine, instance: Instance, event: Events.Stored) {
  const known = yield* readInstance(engine, instance.id)
  const last = known.findLast((one): one is Events.StoredEvent<"journey.stepped"> => one.kind === "journey.stepped")
  yield* carryOut(engine, instance, event, known, () => instance.journey.react(last?.body.state as never, event, instance))
})

/** Records a step once, then does its commands; after a crash the recorded step is found and its commands are done again. */
const carryOut = Effect.fnUntraced(function* (
  engine: Engine,
  instance: Instance,
  event: Events.Stored,
  known: ReadonlyArray<Events.Stored>,
  reduce: () => Step | undefined
) {
  const steps = known.filter((one): one is Events.StoredEvent<"journey.stepped"> => one.kind === "journey.stepped")
  const done = steps.find((one) => one.body.because === event.id)
  const result = done === undefined ? reduce() : { state: done.body.state, commands: done.body.commands as ReadonlyArray<Command> }
  if (result === undefined) return
  if (done === undefined) {
    const at = event.recordedAt
    const base = { instance: instance.id, person: instance.person, debts: instance.debts, journey: instance.journey.id, because: event.id }
    const ending = result.commands.find((one) => one._tag === "end")
    const recorded = yield* appendOnce(
      engine,
      [
        attemptEvent(engine, "journey.stepped", eventId(instance.id, "step", steps.length + 1), at, {
          ...base,
          state: result.state,
          commands: result.commands
        }),
        ...(ending === undefined
          ? []
          : [attemptEvent(engine, "journey.ended", eventId(instance.id, "ended"), at, { ...base, why: ending.why }, [walksOf(instance.person)])])
      ],
      timersOf(instance, result.commands)
    )
    if (!isFresh(recorded)) return
  }
  for (const [i, command] of result.commands.entries()) {
    if (command._tag !== "attempt") continue
    const occurrence = done === undefined ? steps.length + 1 : steps.indexOf(done) + 1
    yield* attempt(engine, {
      ...command.request,
      key: attemptKey(instance.id, command.step, occurrence, i),
      person: instance.person,
      debts: instance.debts
    })
  }
})

const attemptKey = (instance: string, step: string, occurrence: number, index: number): string =>
  `${instance}/${step}/${occurrence}${index === 0 ? "" : `.${index}`}`.slice(0, 150)

/** Timers of the commands, one row each; an ended walk keeps none. */
const timersOf = (instance: Instance, commands: ReadonlyArray<Command>): ReadonlyArray<Timeline.TimerChange> => {
  const scope = Scope.instance(instance.id)
  return commands.flatMap((command): ReadonlyArray<Timeline.TimerChange> => {
    if (command._tag === "wait") {
      const payload = JSON.stringify({ person: instance.person, debts: instance.debts, journey: instance.journey.id })
      return [{ _tag: "set", scope, name: command.timer, dueAt: command.until, payload }]
    }
    return command._tag === "cancel" ? [{ _tag: "cancel", scope, name: command.timer }] : []
  })
}

/** A journey's timer came due: a fact like any other, which the follower then shows to the walk. */
export const journeyTimer = (engine: Engine, timer: Timeline.ClaimedTimer): Effect.Effect<void, OutreachError> => {
  const { person, debts, journey: id } = JSON.parse(timer.payload) as { person: Id.PersonId; debts: ReadonlyArray<Id.DebtId>; journey: string }
  const instance = timer.scope.slice("journey:".length) as Id.InstanceId
  const fired = attemptEvent(engine, "timer.fired", eventId(instance, "timer", timer.name, timer.dueAt), timer.dueAt, {
    instance,
    person,
    debts,
    journey: id,
    timer: timer.name,
    dueAt: timer.dueAt
  })
  return Effect.asVoid(appendOnce(engine, [fired], [{ _tag: "complete", timer }]))
}
