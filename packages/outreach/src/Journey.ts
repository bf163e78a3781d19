/**
 * Journeys: a pure reducer from events to commands. The state is kept in the events themselves; commands are attempts with
 * ids made of instance, step and occurrence, so that a journey survives what the store survives and repeats nothing.
 */
import { Events, Scope, type Id, type Instant, type Timeline } from "@forbear/core"
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import { misuse, wrap, type Engine, type OutreachError } from "./Engine.ts"
import { attemptEvent } from "./Ledger.ts"
import { appendOnce, eventId } from "./Record.ts"
import type { AttemptRequest } from "./Request.ts"
import { goOn, keyFrom, sealed, shortened } from "./Wish.ts"

/** What a journey can do. Times are instants; nothing here reads a clock. */
export type Command =
  /** Make an attempt; `step` and the occurrence make its key. */
  | {
      readonly _tag: "attempt"
      readonly step: string
      readonly request: Omit<AttemptRequest, "key" | "person" | "debts">
    }
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
  /** Plain JSON without personal data: it is recorded in the clear. */
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
  readonly begin: (
    event: Events.Stored,
    entry: Entry
  ) => { readonly state: S; readonly commands: ReadonlyArray<Command> }
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

/** The definition that a walk entered; when that version is configured no more, the one that took its place. */
const definitionOf = (
  engine: Engine,
  { journey: id, definitionHash }: Events.Body<"journey.entered">
): Journey | undefined =>
  engine.journeys.find((one) => one.id === id && hashOf(one) === definitionHash) ??
  engine.journeys.find((one) => one.id === id)

/** Ids of a walk's events are made of its own and stay below 200 characters. */
const INSTANCE = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}$/

const instanceId = (definition: Journey, key: string): Id.InstanceId =>
  `${definition.id}/${key}` as Id.InstanceId

/** Steps of our own machinery, which say nothing about the person. */
const MACHINERY: ReadonlySet<Events.EventName> = new Set([
  "attempt.reserved",
  "attempt.dispatched",
  "attempt.settled",
  "attempt.progressed",
  "attempt.abandoned"
])

const canHear = (definition: Journey, kind: Events.EventName): boolean =>
  kind === "timer.fired" ||
  (definition.hears === undefined ? !MACHINERY.has(kind) : definition.hears.includes(kind))

/** Shows one committed event to every journey that it begins or concerns. Safe to repeat, by any number of workers. */
export const follow = Effect.fn("Outreach.follow")(function* (engine: Engine, event: Events.Stored) {
  if (event.kind.startsWith("journey.") || event.kind === "decision.made" || event.kind === "review.needed")
    return
  const exits: Array<Exit.Exit<void, OutreachError>> = []
  for (const definition of engine.journeys) {
    const entering = Effect.suspend(() => {
      const entry = definition.enters(event)
      return entry === undefined ? Effect.void : enter(engine, definition, entry, event)
    })
    exits.push(yield* Effect.exit(entering))
  }
  if (engine.journeys.some((definition) => canHear(definition, event.kind))) {
    for (const instance of yield* concerned(engine, event))
      exits.push(yield* Effect.exit(step(engine, instance, event)))
  }
  // One journey that fails keeps no other from its step.
  for (const exit of exits) yield* exit
})

const enter = Effect.fnUntraced(function* (
  engine: Engine,
  definition: Journey,
  entry: Entry,
  event: Events.Stored
) {
  const id = instanceId(definition, entry.key)
  if (!INSTANCE.test(id)) {
    return yield* misuse(
      "enters",
      `journey ${definition.id}: give a key of letters, digits or ._:/@+-, 100 characters with the journey's id`
    )
  }
  const known = yield* readInstance(engine, id)
  const entered = known.find((one) => one.kind === "journey.entered")
  if (entered === undefined) {
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
    // Another event, or another version of the journey, may have begun it meanwhile: then it is that one's walk.
    if ((yield* appendOnce(engine, [began])).length === 0) return
  } else if (entered.body.because !== event.id || definitionOf(engine, entered.body) !== definition) return
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
    if (one.kind !== "journey.entered" || ended.has(one.body.instance) || one.body.because === event.id)
      continue
    if (event.kind === "timer.fired" && event.body.instance !== one.body.instance) continue
    const definition = definitionOf(engine, one.body)
    if (definition === undefined || !canHear(definition, event.kind)) continue
    const { instance, person, debts } = one.body
    instances.push({
      id: instance,
      key: instance.slice(definition.id.length + 1),
      person,
      debts,
      journey: definition
    })
  }
  return instances
})

const step = Effect.fnUntraced(function* (engine: Engine, instance: Instance, event: Events.Stored) {
  const known = yield* readInstance(engine, instance.id)
  yield* carryOut(engine, instance, event, known, (steps) =>
    instance.journey.react(steps.at(-1)?.body.state as never, event, instance)
  )
})

type Stepped = Events.StoredEvent<"journey.stepped">

/**
 * Records a step once, and with it the timers of its commands: waits, and attempts that are due at once. A crash loses nothing
 * after that, and a second worker that comes too late adds nothing.
 */
const carryOut = Effect.fnUntraced(function* (
  engine: Engine,
  instance: Instance,
  event: Events.Stored,
  known: ReadonlyArray<Events.Stored>,
  reduce: (steps: ReadonlyArray<Stepped>) => Step | undefined
) {
  let walked = known
  for (;;) {
    const steps = walked.filter((one): one is Stepped => one.kind === "journey.stepped")
    if (
      steps.some((one) => one.body.because === event.id) ||
      walked.some((one) => one.kind === "journey.ended")
    )
      return
    const result = reduce(steps)
    if (result === undefined) return
    const timers = yield* timersOf(engine, instance, event, result.commands, steps.length + 1)
    const [answer] = yield* engine.timeline
      .append(engine.tenant, [
        { events: stepEvents(engine, instance, event, result, steps.length + 1), timers }
      ])
      .pipe(Effect.mapError(wrap("timeline")))
    // Another worker made this step of another event: look at where the walk stands now.
    if (answer?._tag !== "id_taken") return
    walked = yield* readInstance(engine, instance.id)
  }
})

/** A command as it is recorded: a request's further data may be personal, and stays sealed in the wish. */
const recorded = (command: Command): Command => {
  if (command._tag !== "attempt") return command
  const { data: _, ...request } = command.request
  return { ...command, request }
}

const stepEvents = (
  engine: Engine,
  instance: Instance,
  event: Events.Stored,
  { state, commands }: Step,
  number: number
) => {
  const { id, person, debts, journey: definition } = instance
  const base = { instance: id, person, debts, journey: definition.id, because: event.id }
  const stepped = attemptEvent(engine, "journey.stepped", eventId(id, "step", number), event.recordedAt, {
    ...base,
    state,
    commands: commands.map(recorded)
  })
  const ending = commands.find((one) => one._tag === "end")
  if (ending === undefined) return [stepped]
  const ended = { ...base, why: ending.why }
  return [
    stepped,
    attemptEvent(engine, "journey.ended", eventId(id, "ended"), event.recordedAt, ended, [walksOf(person)])
  ]
}

const attemptKey = (instance: string, step: string, occurrence: number, index: number): string =>
  keyFrom(instance, step, `${occurrence}${index === 0 ? "" : `.${index}`}`)

/** Timers of the commands, one row each. */
const timersOf = Effect.fnUntraced(function* (
  engine: Engine,
  instance: Instance,
  event: Events.Stored,
  commands: ReadonlyArray<Command>,
  number: number
) {
  const scope = Scope.instance(instance.id)
  const { person, debts, journey: definition } = instance
  const timers: Array<Timeline.TimerChange> = []
  for (const [i, command] of commands.entries()) {
    if (command._tag === "wait") {
      const payload = JSON.stringify({ person, debts, journey: definition.id, step: number })
      timers.push({ _tag: "set", scope, name: command.timer, dueAt: command.until, payload })
    }
    if (command._tag === "cancel") timers.push({ _tag: "cancel", scope, name: command.timer })
    if (command._tag === "attempt") {
      const key = attemptKey(instance.id, command.step, number, i)
      timers.push(
        goOn(key, event.recordedAt, yield* sealed(engine, { ...command.request, key, person, debts }))
      )
    }
  }
  return timers
})

/** A journey's timer came due: a fact like any other, which the follower then shows to the walk. */
export const journeyTimer = Effect.fn("Outreach.journeyTimer")(function* (
  engine: Engine,
  timer: Timeline.ClaimedTimer
) {
  const {
    person,
    debts,
    journey: id,
    step: number
  } = JSON.parse(timer.payload) as {
    readonly person: Id.PersonId
    readonly debts: ReadonlyArray<Id.DebtId>
    readonly journey: string
    readonly step: number
  }
  const instance = timer.scope.slice("journey:".length) as Id.InstanceId
  const name = shortened(timer.name.replace(/[^A-Za-z0-9._:/@+-]/g, "-"), 40)
  const fired = attemptEvent(
    engine,
    "timer.fired",
    eventId(instance, "timer", name, timer.dueAt, number),
    timer.dueAt,
    {
      instance,
      person,
      debts,
      journey: id,
      timer: timer.name,
      dueAt: timer.dueAt
    }
  )
  yield* appendOnce(engine, [fired], [{ _tag: "complete", timer }])
})
