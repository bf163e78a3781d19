/** The checklist with its evidence, and the record: every event of hers with both of its times, and whether the chain is whole. */
import type { TimelineEvent } from "forbear"
import type { Check } from "../checks.ts"
import { anchor, html, none, plural, type Markup } from "./html.ts"
import { both } from "./times.ts"

/** What verifying the chain said. */
export type Chain =
  | { readonly ok: true; readonly entries: number }
  | { readonly ok: false; readonly at: number; readonly why: string }

const LONG = 180

const evidence = (text: string): Markup => {
  if (text === "") return none
  if (text.length <= LONG) return html`<p class="evidence">${text}</p>`
  return html`<details class="evidence"><summary>${text.slice(0, LONG - 20).trimEnd()}…</summary><p>${text}</p></details>`
}

const item = (
  check: Check
): Markup => html`<li class="${check.ok ? "holds" : "fails"}" id="check-${encodeURIComponent(`${check.step}-${check.id}`)}">
<span class="mark"><span aria-hidden="true">${check.ok ? "✓" : "✗"}</span><span class="sr">${check.ok ? "holds" : "fails"}</span></span>
<div><p>${check.claim}</p>${evidence(check.evidence)}</div>
</li>`

/** "Step 3", or "By law". */
export const stepName = (step: string): string =>
  /^\d+$/.test(step) ? `Step ${step}` : step === "law" ? "By law" : step

/** The checks, by step. */
export const checklist = (checks: ReadonlyArray<Check>): Markup => {
  const steps = [...new Set(checks.map(({ step }) => step))]
  return html`${steps.map((step) => {
    const own = checks.filter((one) => one.step === step)
    const held = own.filter(({ ok }) => ok).length
    return html`<section class="step-checks"><h3>${stepName(step)} <span class="quiet">${held} of ${own.length}</span></h3><ul class="checks">${own.map(item)}</ul></section>`
  })}`
}

const row = (event: TimelineEvent): Markup => html`<tr id="${anchor(event.id)}">
<td class="number">${event.position}</td>
<td><b>${event.kind}</b><span class="quiet">${event.source.system}${event.source.by === undefined ? "" : `, ${event.source.by}`}</span></td>
<td>${both(Date.parse(event.occurredAt))}</td>
<td>${both(Date.parse(event.recordedAt))}</td>
<td><code>${event.id}</code></td>
</tr>`

/** The audit trail. */
export const record = (
  events: ReadonlyArray<TimelineEvent>,
  chain: Chain
): Markup => html`<p class="chain ${chain.ok ? "holds" : "fails"}">
<b>${chain.ok ? "The chain is whole." : "The chain is broken."}</b>
${chain.ok ? `${plural(chain.entries, "entry", "entries")}: every hash follows from the one before.` : `Entry ${chain.at} does not fit: ${chain.why}`}</p>
<p class="filter" hidden><label for="filter">Show only events that contain</label> <input id="filter" type="search" autocomplete="off" spellcheck="false"> <output for="filter"></output></p>
<div class="scroll" tabindex="0" role="region" aria-label="Events"><table class="record">
<caption class="sr">Every event about this person, in order of commit</caption>
<thead><tr><th scope="col">No.</th><th scope="col">Kind and source</th><th scope="col">Happened</th><th scope="col">Recorded</th><th scope="col">Id</th></tr></thead>
<tbody>${events.map(row)}</tbody></table></div>`

/** Filters the record as one types; without it, all of it is there. */
export const filterScript = `(() => {
  const box = document.querySelector(".filter")
  const input = document.getElementById("filter")
  const said = box.querySelector("output")
  const rows = [...document.querySelectorAll(".record tbody tr")]
  box.hidden = false
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase()
    let shown = 0
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted)
      if (!row.hidden) shown++
    }
    said.textContent = wanted === "" ? "" : shown + " of " + rows.length
  })
})()`
