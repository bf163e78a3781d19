/** What templates can say: facts of one person and debt, opened for this one message. */
import { LocalDate, Money, Zone, type Facts, type Id, type Instant } from "@forbear/core"
import * as Effect from "effect/Effect"
import type { Engine } from "./Engine.ts"
import { open } from "./Record.ts"
import type { AttemptRequest } from "./Request.ts"

/** Money as templates and hosts see it. */
export interface AmountView {
  readonly amount: string
  readonly currency: string
}

/** A payment of a plan, or a debt that is due whole. */
export interface DueView {
  readonly amount: AmountView
  /** Calendar date. */
  readonly on: string
}

/** The data of every template; links and the business come beside it. */
export interface TemplateData {
  readonly consumer: { readonly name: string; readonly firstName: string; readonly language: string }
  readonly creditor: { readonly name: string }
  readonly debt: { readonly reference: string; readonly balance: AmountView; readonly daysPastDue: number }
  readonly plan: null | {
    readonly id: string
    readonly chosen: boolean
    readonly count: number
    readonly total: AmountView
    readonly installments: ReadonlyArray<DueView & { readonly number: number; readonly paid: boolean }>
  }
  /** The next payment that is due. */
  readonly next: DueView | null
  /** The payment that this message is about: the last one received for a confirmation, the next one due for anything else. */
  readonly payment: DueView | null
  readonly task: { readonly reason: string; readonly history: ReadonlyArray<string> }
  /** Calendar date, where the person is. */
  readonly today: string
  readonly [extra: string]: unknown
}

/** Money as plain JSON. */
export const view = (money: Money.Money): AmountView => Money.encode(money)

/** The person's language, the latest preference first. */
export const languageOf = (facts: Facts.Facts, person: Id.PersonId): string => {
  const stated = facts.preferences.findLast((p) => p.person === person && p.language !== undefined)?.language
  return stated ?? facts.people.get(person)?.language ?? "en"
}

/** The zone that dates are written in: the person's own address first, the engine's home zone last. */
export const zoneOf = (engine: Engine, facts: Facts.Facts, person: Id.PersonId): Zone.Zone => {
  const own = [...facts.addresses.values()].filter((address) => address.people.includes(person))
  const placed = own.find((address) => address.type === "postal") ?? own[0]
  const name = placed?.evidence[0]?.zones[0] ?? engine.homeZone
  return Zone.lookup(name) ?? Zone.make(engine.homeZone)
}

/** The plan that counts: the chosen one, else the newest offer. */
export const currentPlan = (facts: Facts.Facts, debt: Id.DebtId): Facts.PlanFacts | undefined => {
  const plans = [...facts.plans.values()]
    .filter((plan) => plan.debt === debt)
    .sort((a, b) => b.agreedAt - a.agreedAt)
  return plans.find((plan) => plan.chosenAt !== undefined) ?? plans[0]
}

/** Payments received towards a plan. */
export const paidOn = (facts: Facts.Facts, plan: Facts.PlanFacts): number =>
  facts.payments.filter((p) => p.plan === plan.id && (p.result === "received" || p.result === "paid_in_full"))
    .length

const planView = (facts: Facts.Facts, plan: Facts.PlanFacts | undefined): TemplateData["plan"] => {
  if (plan === undefined) return null
  const paid = paidOn(facts, plan)
  const total = plan.installments.map((one) => Money.from(one.amount)).reduce(Money.add)
  return {
    id: plan.id,
    chosen: plan.chosenAt !== undefined,
    count: plan.installments.length,
    total: view(total),
    installments: plan.installments.map((one, i) => ({
      number: i + 1,
      on: one.on,
      amount: one.amount,
      paid: i < paid
    }))
  }
}

/** What is due next: the first unpaid payment of a chosen plan, else the whole debt, today. */
const dueNext = (
  debt: Facts.DebtFacts | undefined,
  plan: TemplateData["plan"],
  today: string
): DueView | null => {
  if (plan !== null) {
    const next = plan.installments.find((one) => !one.paid)
    return next === undefined ? null : { amount: next.amount, on: next.on }
  }
  return debt === undefined ? null : { amount: view(debt.balance), on: today }
}

const CONFIRMS: ReadonlySet<string> = new Set(["payment_confirmation", "plan_details"])

/** Builds the data for one message. Opens the person's name and the account number; nothing else that is sealed. */
export const templateData = Effect.fnUntraced(function* (
  engine: Engine,
  facts: Facts.Facts,
  request: Pick<AttemptRequest, "person" | "debts" | "purpose" | "data">,
  at: Instant.Instant
) {
  const person = facts.people.get(request.person)
  const debt = request.debts[0] === undefined ? undefined : facts.debts.get(request.debts[0])
  const name =
    person?.name === undefined
      ? ""
      : yield* open(engine, "person.recorded", "name", `person:${request.person}`, person.name)
  const reference =
    debt?.accountNumber === undefined
      ? ""
      : yield* open(
          engine,
          "debt.placed",
          "accountNumber",
          `person:${debt.person}/debt:${debt.id}`,
          debt.accountNumber
        )
  const zone = zoneOf(engine, facts, request.person)
  const day = Zone.dateAt(zone, at)
  const today = LocalDate.fromDay(day)
  const plan = debt === undefined ? null : planView(facts, currentPlan(facts, debt.id))
  const next = dueNext(debt, plan, today)
  const received = facts.payments.findLast(
    (p) => p.debt === debt?.id && (p.result === "received" || p.result === "paid_in_full")
  )
  const last =
    received === undefined
      ? null
      : { amount: view(received.amount), on: LocalDate.fromDay(Zone.dateAt(zone, received.at)) }
  return {
    consumer: { name, firstName: name.split(/\s+/)[0] ?? "", language: languageOf(facts, request.person) },
    creditor: { name: debt?.creditor ?? "" },
    debt: {
      reference,
      balance: debt === undefined ? { amount: "0.00", currency: "USD" } : view(debt.balance),
      daysPastDue:
        debt?.delinquentSince === undefined ? 0 : Math.max(0, day - LocalDate.toDay(debt.delinquentSince))
    },
    plan,
    next,
    payment: CONFIRMS.has(request.purpose) ? last : next,
    task: { reason: request.purpose.replaceAll("_", " "), history: historyLines(facts, zone) },
    today,
    ...request.data
  } satisfies TemplateData
})

/** What was tried, said and paid, oldest first: words, dates and amounts. */
const historyLines = (facts: Facts.Facts, zone: Zone.Zone): ReadonlyArray<string> => {
  const date = (at: Instant.Instant) => LocalDate.fromDay(Zone.dateAt(zone, at))
  const lines: Array<readonly [at: Instant.Instant, text: string]> = [
    ...facts.attempts.map(
      (one) =>
        [
          one.from,
          `${one.channel} (${one.purpose.replaceAll("_", " ")}): ${one.outcome ?? one.state}`
        ] as const
    ),
    ...facts.conversations.map((one) => [one.at, `spoke by ${one.via}, ${one.initiatedBy} called`] as const),
    ...facts.payments.map(
      (one) =>
        [one.at, `payment ${one.result}: ${Money.toDecimal(one.amount)} ${one.amount.currency}`] as const
    ),
    ...facts.said
      .filter((one) => one.kind === "refusal")
      .map((one) => [one.at, `refused ${(one.channels ?? ["contact"]).join(", ")}`] as const)
  ]
  return lines.sort(([a], [b]) => a - b).map(([at, text]) => `${date(at)} ${text}`)
}
