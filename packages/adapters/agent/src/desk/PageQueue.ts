/** The queue: calls that wait, oldest first, each asked again whether it may be made now; and one of them with its outcome to record. */
import type { DeskTask } from "./Api.ts"
import { html, type Html } from "./Html.ts"
import { reasons, taskContent, verdict, whenOpen, type FormOf } from "./Parts.ts"
import { instant, words } from "./Read.ts"

/** What may become of a call. */
export const outcomes = [
  "answered",
  "no_answer",
  "voicemail",
  "busy",
  "not_in_service",
  "no_connection"
] as const

/** Where a person's page is. */
export const personAt = (
  basePath: string,
  person: string,
  debts: ReadonlyArray<string>,
  more: Readonly<Record<string, string>> = {}
): string =>
  `${basePath}/person/${encodeURIComponent(person)}?${new URLSearchParams({ debts: debts.join(","), ...more }).toString()}`

const taskCard = (
  basePath: string,
  task: DeskTask,
  zone: string
): Html => html`<li class="card${task.mayCallNow.outcome === "permit" && " main"}">
<h2><a href="${basePath}/task?${new URLSearchParams({ queue: task.queue, attempt: task.attempt }).toString()}">${task.title}</a></h2>
<p>${verdict(task.mayCallNow)} <span class="soft small">${task.mayCallNow.outcome === "permit" ? "may be called now" : "must not be called now"} · waiting since ${instant(task.since, zone)} · ${task.queue}</span></p>
${reasons(task.mayCallNow)}${whenOpen(task.mayCallNow, zone)}
${taskContent(task)}
</li>`

/** The queue. */
export const queueBody = (basePath: string, tasks: ReadonlyArray<DeskTask>, zone: string): Html =>
  tasks.length === 0
    ? html`<div class="card"><p class="soft">Nothing waits. Open a person above when somebody calls.</p></div>`
    : html`<ul class="list">${tasks.map((task) => taskCard(basePath, task, zone))}</ul>`

/** One queued call, and the form for what became of it. */
export const taskBody = (basePath: string, task: DeskTask, zone: string, form: FormOf): Html => html`${
  task.mayCallNow.outcome === "permit"
    ? html`<div class="note"><p>May be called now.</p></div>`
    : html`<div class="note bad" role="alert"><p><strong>Do not call now.</strong></p>${reasons(task.mayCallNow)}${whenOpen(task.mayCallNow, zone)}</div>`
}
<div class="grid"><div><section class="card" aria-labelledby="context"><h2 id="context">What to know</h2>${taskContent(task)}
<p><a href="${personAt(basePath, task.person, task.debts)}">The person's page</a></p></section></div>
<div><section class="card" aria-labelledby="outcome"><h2 id="outcome">What became of it</h2>
${form(
  "made",
  { attempt: task.attempt, person: task.person },
  html`<label for="result">Outcome</label>
<select id="result" name="outcome">${outcomes.map((one) => html`<option value="${one}">${words(one)}</option>`)}</select>
<label class="check"><input type="checkbox" name="spoke" value="yes"> We spoke about the debt</label>
<p class="hint">Tick it only if they proved who they are and the debt was discussed: it is day one of the wait before the next call.</p>
<button type="submit">Record</button>`
)}</section></div></div>`
