/** Two journeys: before she speaks with us, and while she pays. Both are pure. */
import type { JourneyCommand, JourneyDefinition, JourneyEvent } from "forbear"

const DAY = 86_400_000

const bodyOf = (event: JourneyEvent) => event.body as Readonly<Record<string, string>>

/** Reminds a week after placement, unless she moves first: a visit, a plan or a payment cancels it. */
export const reminders: JourneyDefinition<{ readonly waiting: boolean }> = {
  id: "reminders",
  version: "1",
  hears: ["portal.visited", "payment.recorded"],
  enters: (event) =>
    event.kind === "debt.placed" && bodyOf(event)["type"] === "credit_card"
      ? {
          key: bodyOf(event)["debt"] ?? "",
          person: bodyOf(event)["person"] ?? "",
          debts: [bodyOf(event)["debt"] ?? ""]
        }
      : undefined,
  begin: (event) => ({
    state: { waiting: true },
    commands: [{ _tag: "wait", timer: "reminder", until: event.occurredAt + 9 * DAY }]
  }),
  react: (state, event) => {
    if (event.kind === "portal.visited" && event.body["state"] === "authenticated" && state.waiting) {
      return { state: { waiting: false }, commands: [{ _tag: "cancel", timer: "reminder" }] }
    }
    if (event.kind === "payment.recorded" && event.body["result"] !== "failed") {
      return {
        state: { waiting: false },
        commands: [
          { _tag: "cancel", timer: "reminder" },
          { _tag: "end", why: "she pays" }
        ]
      }
    }
    if (event.kind === "timer.fired" && state.waiting) {
      return {
        state: { waiting: false },
        commands: [
          {
            _tag: "attempt",
            step: "reminder",
            request: { purpose: "payment_reminder", template: "payment_reminder" }
          }
        ]
      }
    }
    return undefined
  }
}

interface PlanState {
  readonly paid: number
  readonly dates: ReadonlyArray<string>
  readonly trouble: boolean
}

/** Three days before an instalment, in the middle of the American night: the loop finds the first permitted minute. */
const threeDaysBefore = (date: string): number => Date.parse(`${date}T08:00:00Z`) - 3 * DAY

const remindNext = (state: PlanState): ReadonlyArray<JourneyCommand> => {
  const next = state.dates[state.paid]
  return next === undefined ? [] : [{ _tag: "wait", timer: "next", until: threeDaysBefore(next) }]
}

/** Confirms each payment, reminds of the next, and when one fails: writes, waits three days, then asks an agent to call. */
export const plan = (dates: ReadonlyArray<string>): JourneyDefinition<PlanState> => ({
  id: "plan",
  version: "1",
  hears: ["portal.visited", "payment.recorded", "message.received"],
  enters: (event) =>
    event.kind === "plan.chosen"
      ? {
          key: bodyOf(event)["plan"] ?? "",
          person: bodyOf(event)["person"] ?? "",
          debts: [bodyOf(event)["debt"] ?? ""]
        }
      : undefined,
  begin: () => ({ state: { paid: 0, dates, trouble: false }, commands: [] }),
  react: (state, event) => {
    if (event.kind === "payment.recorded") return onPayment(state, event)
    if (event.kind === "timer.fired") return onTimer(state, event)
    if (
      state.trouble &&
      (event.kind === "message.received" ||
        (event.kind === "portal.visited" && event.body["state"] === "authenticated"))
    ) {
      return { state: { ...state, trouble: false }, commands: [{ _tag: "cancel", timer: "escalate" }] }
    }
    return undefined
  }
})

const onPayment = (state: PlanState, event: JourneyEvent) => {
  if (event.body["result"] === "failed") {
    return {
      state: { ...state, trouble: true },
      commands: [
        {
          _tag: "attempt",
          step: "failed",
          request: { purpose: "payment_request", template: "missed_payment", channels: ["email"] }
        },
        { _tag: "wait", timer: "escalate", until: event.occurredAt + 3 * DAY }
      ] satisfies ReadonlyArray<JourneyCommand>
    }
  }
  const next = { ...state, paid: state.paid + 1, trouble: false }
  return {
    state: next,
    commands: [
      {
        _tag: "attempt",
        step: "confirm",
        request: { purpose: "payment_confirmation", template: "plan_details", channels: ["email"] }
      },
      { _tag: "cancel", timer: "escalate" },
      ...remindNext(next),
      ...(next.paid >= next.dates.length ? [{ _tag: "end", why: "paid in full" } as const] : [])
    ] satisfies ReadonlyArray<JourneyCommand>
  }
}

const onTimer = (state: PlanState, event: JourneyEvent) => {
  if (event.body["timer"] === "next") {
    return {
      state,
      commands: [
        {
          _tag: "attempt",
          step: "due",
          request: { purpose: "payment_reminder", template: "payment_reminder", channels: ["sms", "email"] }
        }
      ] satisfies ReadonlyArray<JourneyCommand>
    }
  }
  if (event.body["timer"] === "escalate" && state.trouble) {
    return {
      state: { ...state, trouble: false },
      commands: [
        {
          _tag: "attempt",
          step: "call",
          request: { purpose: "payment_request", template: "agent_call", channels: ["voice_call"] }
        }
      ] satisfies ReadonlyArray<JourneyCommand>
    }
  }
  return undefined
}
