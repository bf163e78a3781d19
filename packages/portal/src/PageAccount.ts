/** The page itself: plan and balance first, then how she may be reached, then dispute and stop. */
import { randomBytes } from "node:crypto"
import { html, type Html } from "./Html.ts"
import { respond } from "./Layout.ts"
import { debtPart, type FormOf } from "./PagePlan.ts"
import { csrfOf, setCookie, type Session } from "./Session.ts"
import type { Site } from "./Site.ts"
import type { Done, Text } from "./Text.ts"
import type { AccountView, DebtView, WayView } from "./View.ts"

/** What she entered that cannot be used: the id of its field, and what to do. */
export interface FormProblem {
  readonly field: "first" | `amount-${string}`
  readonly words: string
}

/** What the page says beside the facts. */
export interface Shown {
  readonly text: Text
  readonly session: Session
  readonly view: AccountView
  readonly leadsTo: ReadonlyArray<string>
  readonly done?: Done
  readonly problem?: FormProblem
}

/** Channels that she may rank, as the form names them. */
export const rankable = ["sms", "email", "voice_call", "letter"] as const

const formsOf = (site: Site, { text, session }: Shown): FormOf => {
  const csrf = csrfOf(site.keys, session)
  // Names one press of one button: pressed twice, it is still one.
  const once = randomBytes(9).toString("base64url")
  return (
    action,
    fields,
    content
  ) => html`<form method="post" action="${site.basePath}/account/${action}?lang=${text.lang}" novalidate>
<input type="hidden" name="form" value="${csrf}"><input type="hidden" name="once" value="${once}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${content}</form>`
}

const wayRow = (text: Text, way: WayView, form: FormOf): Html => {
  const medium = text.ways.media[way.medium]
  const fields = { address: way.address, medium: way.medium }
  const { stop, stopShort, allow, allowShort } = text.ways
  const [action, label, short] = way.isStopped
    ? (["allow", allow(medium, way.masked), allowShort] as const)
    : (["stop", stop(medium, way.masked), stopShort] as const)
  const button = html`<button class="plain" type="submit" aria-label="${label}">${short}</button>`
  return html`<li><p>${medium}<br><span class="soft small">${way.masked}</span></p>
<span class="tag${way.isStopped ? " bad" : " good"}">${way.isStopped ? text.ways.stopped : text.ways.open}</span>
${form(action, fields, button)}</li>`
}

const waysPart = (
  text: Text,
  view: AccountView,
  form: FormOf
): Html => html`<section class="card" aria-labelledby="ways">
<h2 id="ways">${text.ways.title}</h2><p class="soft">${text.ways.lead}</p>
${
  view.ways.length === 0
    ? html`<p>${text.ways.none}</p>`
    : html`<ul class="ways">${view.ways.map((way) => wayRow(text, way, form))}</ul>`
}
</section>`

const select = (
  text: Text,
  name: "first" | "second",
  chosen: string | undefined,
  problem: Shown["problem"]
): Html => {
  const isWrong = problem?.field === name
  return html`<div><label for="${name}">${text.prefer[name]}</label>${isWrong && html`<p class="wrong" id="${name}-wrong">${problem.words}</p>`}
<select id="${name}" name="${name}"${isWrong && html` aria-invalid="true" aria-describedby="${name}-wrong"`}><option value="">${text.prefer.any}</option>
${rankable.map((one) => html`<option value="${one}"${one === chosen && html` selected`}>${text.prefer.channels[one]}</option>`)}</select></div>`
}

const preferPart = (
  { text, view, problem }: Shown,
  form: FormOf
): Html => html`<section class="card" aria-labelledby="prefer">
<h2 id="prefer">${text.prefer.title}</h2>
${form(
  "prefer",
  {},
  html`<div class="row">${select(text, "first", view.prefers[0], problem)}${select(text, "second", view.prefers[1], problem)}</div>
<button class="plain" type="submit">${text.prefer.save}</button>`
)}
</section>`

const disputePart = ({ text, problem }: Shown, debt: DebtView, form: FormOf): Html => {
  const isWrong = problem?.field === `amount-${debt.id}`
  return html`<section class="card"><details${isWrong && html` open`}><summary>${text.dispute.title}</summary>
<p class="soft">${text.dispute.lead}</p>
${form(
  "dispute",
  { debt: debt.id },
  html`<fieldset><legend class="hidden">${text.dispute.title}</legend>
<label class="radio"><input type="radio" name="which" value="all"${!isWrong && html` checked`}> ${text.dispute.all}</label>
<label class="radio"><input type="radio" name="which" value="part"${isWrong && html` checked`}> ${text.dispute.part}</label></fieldset>
<label for="amount-${debt.id}">${text.dispute.amount}</label><p class="hint" id="amount-hint-${debt.id}">${text.dispute.amountHint}</p>
${isWrong && html`<p class="wrong" id="amount-wrong-${debt.id}">${problem.words}</p>`}
<input id="amount-${debt.id}" name="amount" inputmode="decimal" maxlength="20" aria-describedby="amount-hint-${debt.id}${isWrong && ` amount-wrong-${debt.id}`}"${isWrong && html` aria-invalid="true"`}>
<p><button class="plain" type="submit">${text.dispute.send}</button></p>`
)}
</details></section>`
}

const ceasePart = (
  text: Text,
  view: AccountView,
  form: FormOf
): Html => html`<section class="card"><details><summary>${text.cease.title}</summary>
${
  view.isCeased
    ? html`<p>${text.cease.already}</p>`
    : html`<p class="soft">${text.cease.lead}</p>${form("cease", {}, html`<button class="plain bad" type="submit">${text.cease.send}</button>`)}`
}
</details></section>`

const top = ({ text, done, problem }: Shown): Html => html`${
  problem !== undefined &&
  html`<div class="note bad" role="alert"><h2>${text.prove.problem}</h2><p><a href="#${problem.field}">${problem.words}</a></p></div>`
}
${done !== undefined && html`<div class="note" role="status"><p>${text.done[done]}</p></div>`}`

/** The account of a proved session. */
export const accountPage = (site: Site, shown: Shown): Response => {
  const { text, view, session } = shown
  const form = formsOf(site, shown)
  return respond(site, {
    status: shown.problem === undefined ? 200 : 422,
    text,
    here: `${site.basePath}/account`,
    title: text.account.title,
    leadsTo: shown.leadsTo,
    cookie: setCookie(site, session),
    body: html`${top(shown)}
<h1>${text.account.hello(view.name)}</h1>
${view.debts.some((debt) => debt.isThirdParty) && html`<p class="quiet notice">${text.account.debtCollector}</p>`}
${view.debts.map((debt) => debtPart(text, debt, form))}
${waysPart(text, view, form)}
${preferPart(shown, form)}
${view.debts.map((debt) => !debt.isDisputed && disputePart(shown, debt, form))}
${ceasePart(text, view, form)}
${form("leave", {}, html`<p><button class="plain" type="submit">${text.account.leave}</button></p>`)}`
  })
}
