/**
 * The journey of a replay: a payment is missed; an e-mail after three days, a text after a week, an e-mail after two, a call
 * by an agent after three. A dispute holds it, a payment ends it.
 */
import type { JourneyCommand, JourneyDefinition, JourneyEvent } from "forbear"

const DAY = 86_400_000
const HOUR = 3_600_000

/** One message of the walk, so many days after the due date. */
interface Stage {
  readonly step: string
  readonly afterDays: number
  readonly request: Extract<JourneyCommand, { readonly _tag: "attempt" }>["request"]
}

/** The stages in order; `afterDays` counts from the due date. */
export const stages: ReadonlyArray<Stage> = [
  {
    step: "reminder",
    afterDays: 3,
    request: { purpose: "payment_reminder", template: "replay_reminder", channels: ["email"] }
  },
  {
    step: "text",
    afterDays: 7,
    request: { purpose: "payment_reminder", template: "replay_text", channels: ["sms"] }
  },
  {
    step: "second",
    afterDays: 14,
    request: { purpose: "payment_request", template: "replay_second", channels: ["email"] }
  },
  {
    step: "call",
    afterDays: 21,
    request: { purpose: "payment_request", template: "agent_call", channels: ["voice_call"] }
  }
]

/** How long a stage may be put off by hours, caps and cool-downs before it is pointless. */
const PATIENCE = 3 * DAY
/** A due date ends at midnight; reminders are for working hours. */
const MORNING = 10 * HOUR

/** Where a walk stands. Plain JSON. */
export interface WalkState {
  readonly debt: string
  /** Epoch milliseconds at which the due date was over. */
  readonly missedAt: number
  /** Index of the stage that comes next. */
  readonly next: number
  readonly held: boolean
}

const TIMER = "stage"

const waitFor = (state: WalkState): ReadonlyArray<JourneyCommand> => {
  const stage = stages[state.next]
  if (stage === undefined) return [{ _tag: "end", why: "every stage was gone through" }]
  return [{ _tag: "wait", timer: TIMER, until: state.missedAt + stage.afterDays * DAY + MORNING }]
}

const isAbout = (event: JourneyEvent, debt: string): boolean => {
  const { debt: one, debts } = event.body
  return one === debt || (Array.isArray(debts) && debts.includes(debt))
}

const goOn = (state: WalkState, event: JourneyEvent) => {
  const stage = stages[state.next]
  if (stage === undefined || state.held) return undefined
  const moved = { ...state, next: state.next + 1 }
  const attempt: JourneyCommand = {
    _tag: "attempt",
    step: stage.step,
    request: { ...stage.request, notAfter: event.occurredAt + PATIENCE }
  }
  return { state: moved, commands: [attempt, ...waitFor(moved)] }
}

const react = (state: WalkState, event: JourneyEvent) => {
  if (event.kind === "timer.fired") return goOn(state, event)
  if (!isAbout(event, state.debt)) return undefined
  switch (event.kind) {
    case "payment.recorded":
      if (event.body["result"] === "failed") return undefined
      return {
        state,
        commands: [
          { _tag: "cancel", timer: TIMER },
          { _tag: "end", why: "paid" }
        ] as const
      }
    case "dispute.raised":
      return { state: { ...state, held: true }, commands: [{ _tag: "cancel", timer: TIMER }] as const }
    case "dispute.resolved": {
      const free = { ...state, held: false }
      return { state: free, commands: waitFor(free) }
    }
    default:
      return undefined
  }
}

/** Begins with every missed payment; a walk is unique by debt and due date. */
export const dunning: JourneyDefinition<WalkState> = {
  id: "dunning",
  version: "1",
  enters: ({ kind, body }) =>
    kind === "payment.missed"
      ? {
          key: `${String(body["debt"])}@${String(body["dueOn"])}`,
          person: String(body["person"]),
          debts: [String(body["debt"])]
        }
      : undefined,
  begin: (event, { debts }) => {
    const state: WalkState = { debt: debts[0] ?? "", missedAt: event.occurredAt, next: 0, held: false }
    return { state, commands: waitFor(state) }
  },
  react
}
