/** Decisions, as an examiner reads them: the outcome, every reason with its rule, citation and facts, and when it opens. */
import type { DecisionView, Reason } from "forbear"
import { anchor, html, none, plural, raw, when, type Markup } from "./html.ts"
import { both } from "./times.ts"

/** Channels in a person's words. */
export const channelNames: Readonly<Record<string, string>> = {
  sms: "Text",
  email: "E-mail",
  voice_call: "Call",
  letter: "Letter"
}

const words: Readonly<Record<DecisionView["outcome"], string>> = {
  permit: "Allowed",
  defer: "Not yet",
  deny: "Not allowed",
  unknown: "Not known"
}

const plain = (word: string): string => word.replaceAll("_", " ")

const fact = (event: string, known: ReadonlySet<string>): Markup =>
  known.has(event)
    ? html`<a href="#${anchor(event)}"><code>${event}</code></a> `
    : html`<code>${event}</code> `

const reason = (one: Reason, known: ReadonlySet<string>): Markup => html`<li class="reason">
<p>${one.reason}</p>
<dl>
<div><dt>rule</dt><dd><code>${one.rule}</code> <span class="quiet">${one.pack}</span></dd></div>
<div><dt>citation</dt><dd>${one.citation}</dd></div>
<div><dt>standing</dt><dd>${plain(one.standing)}, ${one.verdict}</dd></div>
<div><dt>from</dt><dd>${both(Date.parse(one.from))}</dd></div>
<div><dt>until</dt><dd>${one.to === undefined ? "no time ends it" : both(Date.parse(one.to))}</dd></div>
<div><dt>facts</dt><dd>${one.facts.length === 0 ? "none" : one.facts.map((event) => fact(event, known))}</dd></div>
</dl>
</li>`

const next = (decision: DecisionView): Markup => {
  if (decision.outcome === "permit") return html`from the instant of asking`
  if (decision.next !== undefined) return both(Date.parse(decision.next))
  if (decision.after !== undefined) return html`after ${decision.after}`
  return html`never, by time alone`
}

const duties = ({ duties }: DecisionView): Markup =>
  duties.length === 0
    ? none
    : html`<div><dt>duties</dt><dd><ul>${duties.map(
        (one) =>
          html`<li>${plain(one.kind)}${when(one.element, (element) => html` <b>${plain(element)}</b>`)} <span class="quiet">${one.citation}</span></li>`
      )}</ul></dd></div>`

/** One decision, collapsible. `known`: the events that the record below shows. */
const decision = (one: DecisionView, known: ReadonlySet<string>, isOpen: boolean): Markup => {
  const [first] = one.reasons
  return html`<details class="decision ${one.outcome}"${isOpen ? raw(" open") : none}>
<summary><span class="badge ${one.outcome}">${words[one.outcome]}</span> <span><b>${channelNames[one.channel] ?? plain(one.channel)}</b> by <code>${one.sender}</code></span>
<span class="quiet count">${first === undefined ? "no rule closes it" : plural(one.reasons.length, "reason")}</span></summary>
<dl class="facts">
<div><dt>asked</dt><dd>${both(Date.parse(one.at))}</dd></div>
<div><dt>next allowed</dt><dd>${next(one)}</dd></div>
${duties(one)}
<div><dt>rule packs</dt><dd>${one.packs.join(", ")}</dd></div>
</dl>
${one.reasons.length === 0 ? none : html`<ol class="reasons">${one.reasons.map((each) => reason(each, known))}</ol>`}
</details>`
}

/** The decisions of one scene; the first refusal is open. */
export const decisions = (all: ReadonlyArray<DecisionView>, known: ReadonlySet<string>): Markup => {
  if (all.length === 0) return none
  const refused = all.find(({ outcome }) => outcome !== "permit")
  return html`<div class="decisions"><h4>${all.length === 1 ? "The decision" : "The decisions, in the order in which they were tried"}</h4>${all.map((one) => decision(one, known, one === refused))}</div>`
}
