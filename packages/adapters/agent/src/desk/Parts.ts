/** Parts that several pages share: a decision with its reasons, what must and must not be said, a plan, the account. */
import type { DeskBrief, DeskDecision, DeskTask } from "./Api.ts"
import { html, type Html, type Part } from "./Html.ts"
import { amount, date, installments, instant, money, text, words } from "./Read.ts"

/** Draws a form that posts to one action of the desk. */
export type FormOf = (action: string, fields: Readonly<Record<string, string>>, content: Part) => Html

/** Open or closed, in one word. */
export const verdict = ({ outcome }: DeskDecision): Html =>
  outcome === "permit"
    ? html`<span class="tag good">open</span>`
    : html`<span class="tag bad">${outcome === "defer" ? "closed now" : outcome === "deny" ? "closed" : "not known"}</span>`

/** When it opens: an instant, an event, or nothing. */
export const whenOpen = (decision: DeskDecision, zone: string): Html | false => {
  if (decision.outcome === "permit") return false
  if (decision.next !== undefined) return html`<p class="small">Opens ${instant(decision.next, zone)}</p>`
  if (decision.after !== undefined) return html`<p class="small">Opens after: ${words(decision.after)}</p>`
  return decision.outcome === "deny" && html`<p class="small">No waiting opens it.</p>`
}

/** Why it is closed, each reason with its paragraph. */
export const reasons = ({ reasons: all }: DeskDecision): Html | false =>
  all.length > 0 &&
  html`<ul class="say small">${all.map(({ reason, citation }) => html`<li>${reason} <span class="soft">${citation}</span></li>`)}</ul>`

/** A decision whole. */
export const decisionRow = (
  decision: DeskDecision,
  zone: string
): Html => html`<tr><th scope="row">${words(decision.channel)}<br><span class="soft small">${decision.sender}</span></th>
<td>${verdict(decision)}</td><td>${reasons(decision)}${whenOpen(decision, zone)}</td></tr>`

/** Every channel, open or closed. */
export const channelTable = (decisions: ReadonlyArray<DeskDecision>, zone: string): Html =>
  decisions.length === 0
    ? html`<p class="soft">There is no address to reach this person at.</p>`
    : html`<div class="scroll"><table><thead><tr><th scope="col">Channel</th><th scope="col">Now</th><th scope="col">Why, and when</th></tr></thead>
<tbody>${decisions.map((one) => decisionRow(one, zone))}</tbody></table></div>`

const saying = (title: string, kind: "must" | "not", lines: ReadonlyArray<Part>): Html | false =>
  lines.length > 0 &&
  html`<h3>${title}</h3><ul class="say">${lines.map((line) => html`<li class="${kind}">${line}</li>`)}</ul>`

/** What the duties of a call ask for, in words, and with their paragraphs. */
export const duties = (decision: DeskDecision | undefined): Html | false => {
  const of = (...kinds: ReadonlyArray<string>) =>
    (decision?.duties ?? [])
      .filter((duty) => duty.element !== undefined && kinds.includes(duty.kind))
      .map(
        ({ element, citation }) => html`${words(element ?? "")} <span class="soft small">${citation}</span>`
      )
  return html`${saying("Must be said", "must", of("require"))}${saying("Only this may be said", "must", of("only"))}${saying("Must not be said", "not", of("forbid"))}`
}

/** What a queued call brings along. */
export const taskContent = (
  task: DeskTask
): Html => html`<dl class="facts">${task.context.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${saying("Must be said", "must", task.mustSay)}${saying("Must not be said", "not", task.mustNotSay)}`

const row = (label: string, value: Part): Html | false =>
  value !== "" && html`<div><dt>${label}</dt><dd>${value}</dd></div>`

/** What is owed, to whom, and what was paid. */
export const accountPart = ({
  data
}: DeskBrief): Html => html`<section class="card" aria-labelledby="account">
<h2 id="account">Account</h2>
<dl class="facts">
${row("Consumer", text(data, "consumer", "name"))}
${row("Creditor", text(data, "creditor", "name"))}
${row("Account", text(data, "debt", "reference"))}
${row("Balance", money(amount(data, "debt", "balance")))}
${row("Days past due", text(data, "debt", "daysPastDue"))}
${row("Language", text(data, "consumer", "language"))}
${row("Today there", date(text(data, "today")))}
</dl></section>`

/** The plan as it stands. */
export const planPart = ({ data }: DeskBrief): Html => {
  const list = installments(data)
  if (list.length === 0)
    return html`<section class="card" aria-labelledby="plan"><h2 id="plan">Plan</h2><p class="soft">None yet.</p></section>`
  const next = list.find((one) => !one.isPaid)
  return html`<section class="card" aria-labelledby="plan"><h2 id="plan">Plan</h2>
<table><thead><tr><th scope="col">Payment</th><th scope="col">Date</th><th scope="col">Status</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>${list.map((one) => html`<tr><th scope="row">${one.number}</th><td>${date(one.on)}</td><td>${one.isPaid ? html`<span class="tag good">paid</span>` : one === next && html`<span class="tag">next</span>`}</td><td class="number">${money(one.amount)}</td></tr>`)}</tbody></table>
<p>Total ${money(amount(data, "plan", "total"))}. ${next === undefined ? "Every payment was received." : `Next: ${money(next.amount)} on ${date(next.on)}.`} ${data["plan"] !== null && text(data, "plan", "id") !== "" && (isChosen(data) ? "Chosen by the consumer." : "Not chosen yet.")}</p>
</section>`
}

const isChosen = (data: DeskBrief["data"]): boolean => {
  const plan = data["plan"]
  return typeof plan === "object" && plan !== null && Reflect.get(plan, "chosen") === true
}

/** What happened, newest first. */
export const historyPart = (
  { history }: DeskBrief,
  zone: string
): Html => html`<section class="card" aria-labelledby="history"><h2 id="history">History</h2>
<div class="scroll"><table><thead><tr><th scope="col">When</th><th scope="col">What</th></tr></thead>
<tbody>${history.toReversed().map((line) => html`<tr><td class="small">${instant(line.at, zone)}</td><td>${words(line.kind.replace(".", ": "))}${line.what !== line.kind && html`<br><span class="soft small">${words(line.what)}</span>`}</td></tr>`)}</tbody></table></div></section>`
