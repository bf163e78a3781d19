/** What the page shows: the person's facts, opened for her alone, from the same data that messages are made of. */
import { standing } from "@forbear/consent"
import { LocalDate, Zone, type Facts, type Id, type Instant, type Words } from "@forbear/core"
import { Data, Load, Record, type Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"

/** One payment of a plan. */
export interface InstallmentView {
  readonly number: number
  readonly on: string
  readonly amount: Data.AmountView
  readonly state: "paid" | "next" | "late" | "later"
}

/** A plan as it is shown. */
export interface PlanView {
  readonly id: Id.PlanId
  readonly isChosen: boolean
  readonly total: Data.AmountView
  readonly installments: ReadonlyArray<InstallmentView>
  /** The first payment that has not been received. */
  readonly next: InstallmentView | undefined
}

/** A debt as it is shown. */
export interface DebtView {
  readonly id: Id.DebtId
  readonly creditor: string
  /** At most the last four characters. */
  readonly accountNumber: string
  readonly balance: Data.AmountView
  readonly status: Facts.DebtFacts["status"]
  /** True where a debt collector must say that it is one (15 USC 1692e(11)). */
  readonly isThirdParty: boolean
  readonly isDisputed: boolean
  readonly plan: PlanView | undefined
  readonly payment:
    | { readonly amount: Data.AmountView; readonly on: string; readonly isFailed: boolean }
    | undefined
}

/** A kind of contact that a person stops as one. */
export type Medium = "text" | "call" | "email"

/** The channels of each medium (12 CFR 1006.14(h)). */
export const channelsOf: Readonly<Record<Medium, ReadonlyArray<Words.Channel>>> = {
  text: ["sms", "mms", "rcs"],
  call: ["voice_call", "prerecorded_call", "voicemail"],
  email: ["email"]
}

/** One way to reach her, and whether it is stopped. */
export interface WayView {
  readonly address: Id.AddressId
  /** The address with most of it hidden. */
  readonly masked: string
  readonly medium: Medium
  readonly isStopped: boolean
}

/** Everything on the page. */
export interface AccountView {
  readonly name: string
  readonly language: string
  readonly debts: ReadonlyArray<DebtView>
  readonly ways: ReadonlyArray<WayView>
  readonly prefers: ReadonlyArray<Words.Channel>
  readonly isCeased: boolean
}

/** The last characters of an account number, whatever the host keeps. */
export const truncated = (number: string): string => {
  const plain = number.replace(/[^\p{L}\p{N}]/gu, "")
  return plain === "" ? "" : `…${plain.slice(-4)}`
}

/** Enough of an address for its owner to know it, and for nobody else to use it. */
export const masked = (type: Words.AddressKind, value: string): string => {
  if (type !== "email") return `(•••) •••-${value.replace(/\D/g, "").slice(-4)}`
  const [user = "", domain = ""] = value.split("@")
  return `${user.slice(0, 1)}•••@${domain}`
}

const isDisputed = (facts: Facts.Facts, debt: Id.DebtId): boolean => {
  const last = facts.legal.findLast(
    (one) =>
      (one.kind === "dispute" || one.kind === "dispute_resolved") &&
      (one.debts.length === 0 || one.debts.includes(debt))
  )
  return last?.kind === "dispute"
}

const planView = (plan: Data.TemplateData["plan"], today: string): PlanView | undefined => {
  if (plan === null) return undefined
  const next = plan.installments.find((one) => !one.paid)
  const installments = plan.installments.map(({ number, on, amount, paid }): InstallmentView => ({
    number,
    on,
    amount,
    state: paid ? "paid" : on < today ? "late" : number === next?.number ? "next" : "later"
  }))
  return {
    id: plan.id as Id.PlanId,
    isChosen: plan.chosen,
    total: plan.total,
    installments,
    next: installments.find((one) => one.number === next?.number)
  }
}

/** The last payment that came or failed. */
const paymentOf = (engine: Engine.Engine, facts: Facts.Facts, debt: Facts.DebtFacts): DebtView["payment"] => {
  const last = facts.payments.findLast((one) => one.debt === debt.id && one.result !== "missed")
  if (last === undefined) return undefined
  const on = LocalDate.fromDay(Zone.dateAt(Data.zoneOf(engine, facts, debt.person), last.at))
  return { amount: Data.view(last.amount), on, isFailed: last.result === "failed" }
}

const debtView = Effect.fnUntraced(function* (
  engine: Engine.Engine,
  facts: Facts.Facts,
  debt: Facts.DebtFacts,
  at: Instant.Instant
) {
  const request = { person: debt.person, debts: [debt.id], purpose: "plan_details" } as const
  const data = yield* Data.templateData(engine, facts, request, at)
  return {
    id: debt.id,
    creditor: data.creditor.name,
    accountNumber: truncated(data.debt.reference),
    balance: data.debt.balance,
    status: debt.status,
    isThirdParty: debt.role === "third_party" || debt.role === "debt_buyer",
    isDisputed: isDisputed(facts, debt.id),
    plan: planView(data.plan, data.today),
    payment: paymentOf(engine, facts, debt)
  } satisfies DebtView
})

const mediaOf = (address: Facts.AddressFacts): ReadonlyArray<Medium> => {
  if (address.type === "email") return ["email"]
  if (address.type !== "phone") return []
  return address.line === "landline" ? ["call"] : ["text", "call"]
}

const waysOf = Effect.fnUntraced(function* (
  engine: Engine.Engine,
  facts: Facts.Facts,
  person: Id.PersonId,
  at: Instant.Instant
) {
  const ways: Array<WayView> = []
  for (const address of facts.addresses.values()) {
    if (!address.people.includes(person) || mediaOf(address).length === 0) continue
    const value = yield* Record.open(engine, "address.added", "value", `address:${address.id}`, address.value)
    for (const medium of mediaOf(address))
      ways.push({
        address: address.id,
        masked: masked(address.type, value),
        medium,
        isStopped: isStopped(facts, person, address.id, medium, at)
      })
  }
  return ways
})

/** Is every channel of the medium refused at this address? */
export const isStopped = (
  facts: Facts.Facts,
  person: Id.PersonId,
  address: Id.AddressId,
  medium: Medium,
  at: Instant.Instant
): boolean =>
  channelsOf[medium].every((channel) => standing(facts, { person, channel, address }, at)._tag === "refused")

/** Loads what one session may see: its person, its debts. */
export const viewOf = Effect.fnUntraced(function* (
  engine: Engine.Engine,
  person: Id.PersonId,
  debts: ReadonlyArray<Id.DebtId>
) {
  const { facts, now } = yield* Load.load(engine, person)
  const own = debts.flatMap((id) => facts.debts.get(id) ?? []).filter((debt) => debt.person === person)
  const name = facts.people.get(person)?.name
  return {
    facts,
    now,
    view: {
      name:
        name === undefined
          ? ""
          : yield* Record.open(engine, "person.recorded", "name", `person:${person}`, name),
      language: Data.languageOf(facts, person),
      debts: yield* Effect.forEach(own, (debt) => debtView(engine, facts, debt, now)),
      ways: yield* waysOf(engine, facts, person, now),
      prefers:
        facts.preferences.findLast((one) => one.person === person && one.prefers.length > 0)?.prefers ?? [],
      isCeased: facts.legal.some(
        (one) => one.kind === "cease" && one.person === person && one.debts.length === 0
      )
    } satisfies AccountView
  }
})
