/** `scenario-report.html`: the whole story on one page that needs nothing else: no network, no script, no other file. */
import { createHash } from "node:crypto"
import { writeFile } from "node:fs/promises"
import type { Forbear, TimelineEvent } from "forbear"
import type { Check } from "./checks.ts"
import { business, jane } from "./people.ts"
import { calendarId, calendars } from "./report/calendar.ts"
import { decisions } from "./report/decisions.ts"
import { html, none, plural, raw, when, type Markup } from "./report/html.ts"
import { messages, pages } from "./report/messages.ts"
import { checklist, filterScript, record, stepName, type Chain } from "./report/record.ts"
import { style } from "./report/style.ts"
import { both, longDay } from "./report/times.ts"
import type { Scene } from "./tell.ts"

/** What the report is made from. */
export interface ReportData {
  readonly world: { readonly forbear: Pick<Forbear, "timeline" | "verify"> }
  readonly scenes: ReadonlyArray<Scene>
  readonly checks: ReadonlyArray<Check>
  /** How long the run really took. */
  readonly seconds?: number
}

/** A line of the narrator: indented ones are details of the line before. */
const detail = (line: string): Markup => {
  const labelled = /^(\p{L}[\p{L}\p{N}'-]*(?: [\p{L}\p{N}'-]+){0,5}): (.+)$/u.exec(line)
  if (labelled !== null) return html`<li><b>${labelled[1]}</b> <span>${labelled[2]}</span></li>`
  return /\S {2,}\S/.test(line) ? html`<li class="mono">${line}</li>` : html`<li>${line}</li>`
}

const lines = (all: ReadonlyArray<string>): Markup => {
  const groups: Array<{ readonly inner: boolean; readonly lines: Array<string> }> = []
  for (const line of all) {
    const inner = line.startsWith("  ")
    const last = groups.at(-1)
    if (inner && last?.inner === true) last.lines.push(line.trim())
    else groups.push({ inner, lines: [line.trim()] })
  }
  return html`${groups.map((group) =>
    group.inner ? html`<ul class="detail">${group.lines.map(detail)}</ul>` : html`<p>${group.lines[0]}</p>`
  )}`
}

const sceneOf = (
  scene: Scene,
  index: number,
  known: ReadonlySet<string>
): Markup => html`<li class="scene ${scene.step === "law" ? "law" : "step"}" id="scene-${index + 1}">
<div class="when"><span class="mark-step">${stepName(scene.step)}</span>${both(scene.at)}</div>
<article>
<h3>${scene.title}</h3>
${lines(scene.lines)}
${messages(scene.messages)}
${pages(scene.pages)}
${decisions(scene.decisions, known)}
${scene.calendars.length === 0 ? none : html`<p class="more"><a href="#${calendarId(index)}">The fourteen days from here, by channel</a></p>`}
</article>
</li>`

const stat = (label: string, value: Markup, more: string, kind = ""): Markup =>
  html`<div class="stat ${kind}"><dt>${label}</dt><dd>${value}<small>${more}</small></dd></div>`

const header = (
  { scenes, checks, seconds }: ReportData,
  events: ReadonlyArray<TimelineEvent>,
  chain: Chain
): Markup => {
  const failed = checks.filter(({ ok }) => !ok)
  const held = checks.length - failed.length
  const first = scenes[0]?.at
  const last = scenes.at(-1)?.at
  const seen = scenes.flatMap((scene) => scene.messages)
  const texts = seen.filter(({ channel, by }) => channel === "sms" && by === "us").length
  const mails = seen.filter(({ channel }) => channel === "email").length
  return html`<header class="top">
<p class="eyebrow">Forbear, the scenario</p>
<h1>${jane.name}, end to end</h1>
<p class="lead">${jane.name} of Tucson, Arizona, owes $1,240.50 on a ${jane.creditor} card, 47 days past due, placed with ${business.name}.
She calls in, agrees a plan, is texted a link in the same call, pays on the portal, changes her mind about texts, and misses a payment. Each contact below was decided,
sent and heard through the real code; only time is virtual, and all people are made up.</p>
<dl class="stats">
${stat("Result", html`${held} of ${checks.length}`, failed.length === 0 ? "checks hold" : `checks hold, ${failed.length} fail`, failed.length === 0 ? "good" : "bad")}
${first === undefined || last === undefined ? none : stat("In the story", html`${plural(Math.round((last - first) / 86_400_000), "day")}`, `${longDay(first)} to ${longDay(last)}`)}
${when(seconds, (took) => stat("In truth", html`${took.toFixed(1)} s`, "on this machine"))}
${stat("Shown below", html`${plural(texts, "text")}, ${plural(mails, "mail")}`, "as she saw them")}
${stat("The record", html`${plural(events.length, "event")}`, chain.ok ? "chain verified" : "chain broken", chain.ok ? "good" : "bad")}
</dl>
${
  failed.length === 0
    ? none
    : html`<div class="failures" role="alert"><h2>What fails</h2><ul>${failed.map((one) => html`<li><a href="#check-${encodeURIComponent(`${one.step}-${one.id}`)}">${one.claim}</a></li>`)}</ul></div>`
}
</header>`
}

const policy = (): string => {
  const script = createHash("sha256").update(filterScript).digest("base64")
  return `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${script}'; base-uri 'none'; form-action 'none'`
}

/** The page. */
export const reportPage = (data: ReportData, events: ReadonlyArray<TimelineEvent>, chain: Chain): string => {
  const known = new Set(events.map(({ id }) => id))
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${jane.name}, end to end: ${data.checks.filter(({ ok }) => ok).length} of ${data.checks.length} checks hold</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#story">To the story</a>
${header(data, events, chain)}
<nav aria-label="Sections"><ul><li><a href="#story">Story</a></li><li><a href="#days">Open days</a></li><li><a href="#checks">Checklist</a></li><li><a href="#record">Record</a></li></ul></nav>
<main>
<section id="story" aria-labelledby="story-h"><h2 id="story-h">The story</h2><ol class="scenes">${data.scenes.map((scene, i) => sceneOf(scene, i, known))}</ol></section>
<section id="days" aria-labelledby="days-h"><h2 id="days-h">When each channel is open</h2><p>Each row is a day of hers, midnight to midnight in Arizona. A contact must be inside hours in Los Angeles too, so the open hours are narrower than either clock alone; on March 8 Los Angeles moves its clocks, Arizona does not, and mornings open an hour earlier. Where several rules close the same hours, their colours are stacked.</p>${calendars(data.scenes)}</section>
<section id="checks" aria-labelledby="checks-h"><h2 id="checks-h">The checklist</h2><p>Step 6 compares what others received with each other; the points of law were read back from the database file by another process.</p>${checklist(data.checks)}</section>
<section id="record" aria-labelledby="record-h"><h2 id="record-h">The record</h2><p>Every event about her, in order of commit: when it happened, and when the store's clock saw it.</p>${record(events, chain)}</section>
</main>
<footer><p>Written by <code>npm run scenario</code>. Nothing in this page is loaded from anywhere.</p></footer>
<script>${raw(filterScript)}</script>
</body>
</html>
`.markup
}

/** Writes the report. */
export const writeReport = async (file: string, data: ReportData): Promise<void> => {
  const events = await data.world.forbear.timeline(jane.id)
  const chain = await data.world.forbear.verify(jane.id)
  await writeFile(file, reportPage(data, events, chain))
}
