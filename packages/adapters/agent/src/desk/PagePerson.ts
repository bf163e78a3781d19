/** A person's page: what the agent may know, say and send, and the forms of a call in the order in which a call goes. */
import type { DeskBrief, DeskMessage, DeskSent } from "./Api.ts"
import { html, type Html } from "./Html.ts"
import {
  accountPart,
  channelTable,
  decisionRow,
  duties,
  historyPart,
  planPart,
  type FormOf
} from "./Parts.ts"
import { amount, instant, money, text, words } from "./Read.ts"

/** The call that is going on, as the address of the page names it. */
export interface OnCall {
  readonly call: string
  readonly agent: string
}

/** A form that cannot be used as it was sent. */
export interface FieldProblem {
  readonly field: string
  readonly fix: string
}

/** Everything that the page shows. */
export interface PersonView {
  readonly brief: DeskBrief
  readonly debts: ReadonlyArray<string>
  readonly on: OnCall | undefined
  readonly zone: string
  readonly messages: ReadonlyArray<DeskMessage>
  readonly problem?: FieldProblem | undefined
}

const wrong = (problem: FieldProblem | undefined, field: string): Html | false =>
  problem?.field === field && html`<p class="tag bad" id="${field}-wrong">${problem.fix}</p>`

const input = (
  view: PersonView,
  name: string,
  label: string,
  value: string,
  rest: Html
): Html => html`<div><label for="${name}">${label}</label>${wrong(view.problem, name)}
<input id="${name}" name="${name}" value="${value}" ${rest}${view.problem?.field === name && html` aria-invalid="true" aria-describedby="${name}-wrong"`}></div>`

const startForm = (
  form: FormOf
): Html => html`<section class="card main" aria-labelledby="start"><h2 id="start">They are on the line</h2>
${form(
  "call",
  {},
  html`<div class="row"><div><label for="agent">Your agent id</label><input id="agent" name="agent" required maxlength="100"></div>
<div><label for="from">Number that called, if shown</label><input id="from" name="from" type="tel" maxlength="20"></div></div><button type="submit">Start the call</button>`
)}</section>`

const identify = (
  form: FormOf
): Html => html`<div class="note bad"><p><strong>Not identified.</strong> Do not mention the debt before they have proved who they are.</p></div>
${form(
  "identified",
  {},
  html`<label for="how">How they proved it</label><p class="hint">What was asked, never the answers.</p>
<div class="row"><div><select id="how" name="how"><option value="last-four-and-postal-code">Last four and ZIP code</option><option value="date-of-birth-and-postal-code">Date of birth and ZIP code</option><option value="reference-from-letter">Reference from our letter and name</option></select></div>
<button type="submit">Identity checked</button></div>`
)}`

const planForm = (view: PersonView, form: FormOf): Html => {
  const balance = amount(view.brief.data, "debt", "balance")
  return html`<h3>Negotiate a plan</h3>${form(
    "plan",
    { currency: balance?.currency ?? "USD" },
    html`<div class="row">
${input(view, "total", "Total", balance?.amount ?? "", html`inputmode="decimal" required`)}
${input(view, "count", "Payments", "4", html`type="number" min="1" max="60" required`)}
${input(view, "first", "First on", text(view.brief.data, "today"), html`type="date" required`)}
${input(view, "everyDays", "Every … days", "14", html`type="number" min="1" max="366" required`)}</div>
<button class="plain" type="submit">Record the plan</button>`
  )}`
}

const question =
  "May we text you at this number about this account? Message and data rates may apply. You can reply STOP at any time, and you need not agree."

const consentForm = (view: PersonView, form: FormOf): Html =>
  html`<h3>Permission to text</h3>${form(
    "consent",
    {},
    html`<label for="words">Read out, word for word</label>
<textarea id="words" name="words" maxlength="2000">${question}</textarea>
<div class="row">${input(view, "number", "Their number, as they say it", "", html`type="tel" required maxlength="20"`)}</div>
<label class="check"><input type="checkbox" name="yes" value="yes" required> They said yes, on this call</label>${wrong(view.problem, "yes")}
<button class="plain" type="submit">Record the permission</button>`
  )}`

const sendForm = (view: PersonView, form: FormOf): Html => html`<h3>Send during the call</h3>
${view.messages.map((message, i) => form("send", { message: String(i) }, html`<p><button type="submit"${i > 0 && html` class="plain"`}>${message.label}</button></p>`))}`

const endForm = (form: FormOf): Html =>
  form("end", {}, html`<button class="plain bad" type="submit">End the call</button>`)

const has = (view: PersonView, event: string): boolean =>
  view.brief.history.some((line) => line.event === event)

const callPart = (view: PersonView, on: OnCall, form: FormOf): Html => {
  if (has(view, `${on.call}/ended`))
    return html`<section class="card"><h2>The call is over</h2>${startForm(form)}</section>`
  const isIdentified = has(view, `${on.call}/conversation`)
  return html`<section class="card main" aria-labelledby="call"><h2 id="call">On the line</h2><div class="steps">
${isIdentified ? html`<div><p><span class="tag good">identified</span></p></div>` : html`<div>${identify(form)}</div>`}
${isIdentified && html`<div>${planForm(view, form)}</div><div>${consentForm(view, form)}</div><div>${sendForm(view, form)}</div>`}
<div>${endForm(form)}</div></div></section>`
}

/** The page. */
export const personBody = (view: PersonView, form: FormOf): Html => {
  const call = view.brief.channels.find((one) => one.channel === "voice_call")
  return html`${view.problem !== undefined && html`<div class="note bad" role="alert"><p><a href="#${view.problem.field}">${view.problem.fix}</a></p></div>`}
<div class="grid"><div>
${view.on === undefined ? startForm(form) : callPart(view, view.on, form)}
${accountPart(view.brief)}${planPart(view.brief)}
</div><div>
<section class="card" aria-labelledby="say"><h2 id="say">On a call</h2>
<ul class="say"><li class="must">First make sure who it is. Nobody else may learn of the debt.</li><li class="not">No threat, no false urgency, no card number: payment is made on the host's own page.</li></ul>${duties(call)}</section>
<section class="card" aria-labelledby="channels"><h2 id="channels">How they may be reached now</h2>${channelTable(view.brief.channels, view.zone)}</section>
${historyPart(view.brief, view.zone)}
</div></div>`
}

/** What became of a press of "send". */
export const sentBody = (
  sent: DeskSent,
  zone: string,
  back: string
): Html => html`<div class="note${sent.outcome !== "dispatched" && " bad"}" role="status"><p><strong>${
  sent.outcome === "dispatched" ? "Sent." : words(sent.outcome)
}</strong> ${sent.channel !== undefined && `${words(sent.channel)} by ${sent.sender ?? ""}.`} ${sent.reason !== undefined && `${words(sent.reason)} ${sent.code ?? ""}`} ${
  sent.at !== undefined && `May go ${instant(sent.at, zone)}.`
} ${sent.after !== undefined && `After: ${words(sent.after)}.`}</p></div>
<section class="card" aria-labelledby="considered"><h2 id="considered">What was considered</h2>
<div class="scroll"><table><thead><tr><th scope="col">Sender</th><th scope="col">Now</th><th scope="col">Why</th></tr></thead><tbody>${sent.decisions.map((one) => decisionRow(one, zone))}</tbody></table></div>
<p><a href="${back}">Back to the call</a></p></section>`

/** The words over the page. */
export const personTitle = ({ brief }: PersonView, person: string): string => {
  const name = text(brief.data, "consumer", "name")
  const balance = money(amount(brief.data, "debt", "balance"))
  return `${name === "" ? person : name}${balance === "" ? "" : ` · ${balance}`}`
}
