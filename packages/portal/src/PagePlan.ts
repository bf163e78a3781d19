/** The part of the page about one debt: what is owed, the plan that was negotiated, and the way to choose and pay it. */
import { LocalDate, Money } from "@forbear/core"
import type { Data } from "@forbear/outreach"
import { html, type Html, type Part } from "./Html.ts"
import type { Text } from "./Text.ts"
import type { DebtView, InstallmentView, PlanView } from "./View.ts"

/** An amount as people of the language write it. */
export const money = (text: Text, amount: Data.AmountView): string =>
  Money.format(Money.from(amount), text.locale)

const DAY = 86_400_000

/** A date as people of the language write it. */
export const date = (text: Text, on: string, month: "long" | "short" = "long"): string =>
  new Intl.DateTimeFormat(text.locale, { year: "numeric", month, day: "numeric", timeZone: "UTC" }).format(
    LocalDate.toDay(LocalDate.make(on)) * DAY
  )

/** Draws a form that posts to one action of the account. */
export type FormOf = (action: string, fields: Readonly<Record<string, string>>, content: Part) => Html

const state = (text: Text, { state }: InstallmentView): Html =>
  html`<span class="tag${state === "paid" ? " good" : state === "late" ? " bad" : ""}">${text.plan.states[state]}</span>`

const row = (text: Text, one: InstallmentView): Html => html`<tr class="${one.state}">
<th scope="row">${one.number}</th><td class="on" data-state="${text.plan.states[one.state]}">${date(text, one.on, "short")}</td>
<td class="state">${one.state === "later" ? html`<span class="hidden">${text.plan.states.later}</span>` : state(text, one)}</td><td class="number">${money(text, one.amount)}</td></tr>`

const table = (text: Text, plan: PlanView): Html => html`<table class="plan">
<caption class="hidden">${plan.isChosen ? text.plan.chosenTitle : text.plan.title}</caption>
<thead><tr><th scope="col">${text.plan.number}</th><th scope="col">${text.plan.on}</th><th scope="col" class="state">${text.plan.state}</th><th scope="col" class="number">${text.plan.amount}</th></tr></thead>
<tbody>${plan.installments.map((one) => row(text, one))}</tbody>
<tfoot><tr><th scope="row" colspan="2">${text.plan.total}</th><td class="state"></td><td class="number">${money(text, plan.total)}</td></tr></tfoot>
</table>`

const step = (text: Text, debt: DebtView, plan: PlanView, form: FormOf): Html => {
  const { next } = plan
  if (next === undefined) return html`<p>${text.plan.done}</p>`
  if (!plan.isChosen) {
    return form(
      "choose",
      { plan: plan.id, debt: debt.id },
      html`<button type="submit" class="wide">${text.plan.choose}</button>
<p class="quiet">${text.plan.chooseNote}</p>`
    )
  }
  return html`<p><strong>${text.plan.nextDue(money(text, next.amount), date(text, next.on))}</strong></p>
${form(
  "pay",
  { plan: plan.id, debt: debt.id },
  html`<button type="submit" class="wide">${text.plan.pay(money(text, next.amount))}</button>
<p class="quiet">${text.plan.chooseNote}</p>`
)}`
}

const planPart = (text: Text, debt: DebtView, form: FormOf): Html => {
  const { plan } = debt
  if (debt.status === "paid" || debt.status === "settled")
    return html`<div class="card main"><p>${text.account.paidOff}</p></div>`
  if (debt.status !== "open") return html`<div class="card main"><p>${text.account.closed}</p></div>`
  if (plan === undefined) return html`<div class="card main"><p>${text.plan.none}</p></div>`
  return html`<section class="card main" aria-labelledby="plan-${debt.id}">
<h2 id="plan-${debt.id}">${plan.isChosen ? text.plan.chosenTitle : text.plan.title}</h2>
<p class="soft">${text.plan.lead(plan.installments.length, money(text, plan.total))}</p>
${table(text, plan)}
${step(text, debt, plan, form)}
</section>`
}

const last = (text: Text, { payment }: DebtView): Html | false => {
  if (payment === undefined) return false
  const [amount, on] = [money(text, payment.amount), date(text, payment.on)]
  return payment.isFailed
    ? html`<div class="note bad"><p>${text.plan.failed(amount, on)}</p></div>`
    : html`<div class="note"><p>${text.plan.received(amount, on)}</p></div>`
}

/** One debt, its plan first. */
export const debtPart = (text: Text, debt: DebtView, form: FormOf): Html => html`${last(text, debt)}
${debt.isDisputed && html`<div class="note"><p>${text.account.disputed}</p></div>`}
${planPart(text, debt, form)}
<section class="card"><dl class="facts">
<div><dt>${text.account.owedTo}</dt><dd>${debt.creditor}</dd></div>
${debt.accountNumber !== "" && html`<div><dt>${text.account.account}</dt><dd>${debt.accountNumber}</dd></div>`}
<div><dt>${text.account.balance}</dt><dd>${money(text, debt.balance)}</dd></div>
</dl></section>`
