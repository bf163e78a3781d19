/** The next fourteen days per channel, in her local time: when it is open, and which rules close the rest. */
import type { CalendarView } from "forbear"
import type { Scene } from "../tell.ts"
import { channelNames } from "./decisions.ts"
import { html, none, plural, type Markup } from "./html.ts"
import { both, clock, daysOf, hers, longDay, shortDay, utc, type LocalDay } from "./times.ts"

/** A rule in the legend. */
interface Entry {
  readonly letter: string
  /** 0 to 7: which colour. */
  readonly tone: number
  readonly rule: string
  readonly pack: string
  readonly citation: string
}

type Legend = ReadonlyMap<string, Entry>

const CHANNELS: ReadonlyArray<string> = ["sms", "email", "voice_call"]

/** Every rule that closes anything, the commonest first. */
const legendOf = (views: ReadonlyArray<CalendarView>): Legend => {
  const counts = new Map<string, { count: number; rule: string; pack: string; citation: string }>()
  for (const one of views.flatMap(({ closed }) => closed).flatMap(({ rules }) => rules)) {
    const known = counts.get(one.rule)
    counts.set(one.rule, { ...one, count: (known?.count ?? 0) + 1 })
  }
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1))
  return new Map(
    sorted.map(({ rule, pack, citation }, i) => [
      rule,
      { rule, pack, citation, letter: String.fromCharCode(65 + (i % 26)), tone: i % 8 }
    ])
  )
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly rules: ReadonlyArray<Entry>
  readonly reasons: ReadonlyArray<string>
}

const byLetter = (a: Entry, b: Entry): number => (a.letter < b.letter ? -1 : 1)

const stretches = (view: CalendarView, legend: Legend): ReadonlyArray<Stretch> =>
  [
    ...view.open.map(({ from, to }) => ({
      from: Date.parse(from),
      to: Date.parse(to),
      rules: [],
      reasons: []
    })),
    ...view.closed.map(({ from, to, rules, reasons }) => ({
      from: Date.parse(from),
      to: Date.parse(to),
      rules: rules.flatMap(({ rule }) => legend.get(rule) ?? []).sort(byLetter),
      reasons
    }))
  ].sort((a, b) => a.from - b.from)

const within = (all: ReadonlyArray<Stretch>, day: LocalDay): ReadonlyArray<Stretch> =>
  all
    .filter(({ from, to }) => from < day.to && to > day.from)
    .map((one) => ({ ...one, from: Math.max(one.from, day.from), to: Math.min(one.to, day.to) }))

/** A time of the day, the midnight that ends it being 24:00. */
const clockIn = (at: number, day: LocalDay): string => (at === day.to ? "24:00" : clock(at))

const hours = ({ from, to }: { readonly from: number; readonly to: number }, day: LocalDay): string =>
  `${clockIn(from, day)}–${clockIn(to, day)}`

const tip = (one: Stretch, day: LocalDay): string =>
  [
    `${shortDay(day.from)}, ${hours(one, day)} Arizona (${utc(one.from).slice(11, 16)}–${utc(one.to).slice(11)})`,
    one.rules.length === 0 ? "open" : "closed:",
    ...one.reasons,
    ...one.rules.map(({ letter, rule, citation }) => `${letter} ${rule} [${citation}]`)
  ].join("\n")

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`

const segment = (one: Stretch, day: LocalDay): Markup => {
  const length = day.to - day.from
  const width = (one.to - one.from) / length
  const letters = one.rules.map(({ letter }) => letter).join(" ")
  return html`<span class="seg ${one.rules.length === 0 ? "is-open" : "is-closed"}" style="left:${percent((one.from - day.from) / length)};width:${percent(width)}" title="${tip(one, day)}">${one.rules.map(({ tone }) => html`<i class="tone-${tone}"></i>`)}${width * 40 > letters.length && letters !== "" ? html`<b>${letters}</b>` : none}</span>`
}

/** Neighbours that are open become one. */
const openHours = (
  all: ReadonlyArray<Stretch>
): ReadonlyArray<{ readonly from: number; readonly to: number }> => {
  const out: Array<{ from: number; to: number }> = []
  for (const { from, to } of all.filter(({ rules }) => rules.length === 0)) {
    const last = out.at(-1)
    if (last !== undefined && last.to === from) last.to = to
    else out.push({ from, to })
  }
  return out
}

const row = (all: ReadonlyArray<Stretch>, day: LocalDay): Markup => {
  const here = within(all, day)
  const open = openHours(here)
  const shut = [...new Set(here.flatMap(({ rules }) => rules))].sort(byLetter)
  return html`<tr role="row">
<th scope="row" role="rowheader">${shortDay(day.from)}</th>
<td role="cell" class="bar-cell"><div class="bar" aria-hidden="true">${here.map((one) => segment(one, day))}</div></td>
<td role="cell" class="open-cell">${open.length === 0 ? html`<span class="quiet">closed</span>` : open.map((one, i) => html`${i === 0 ? "" : ", "}${hours(one, day)}`)}</td>
<td role="cell" class="by-cell">${shut.map((one) => html`<abbr class="chip tone-${one.tone}" title="${one.rule} [${one.citation}]">${one.letter}</abbr>`)}</td>
</tr>`
}

const openTime = ({ open }: CalendarView): number =>
  open.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)

const closing = (view: CalendarView, legend: Legend): ReadonlyArray<Entry> =>
  [...new Set(view.closed.flatMap(({ rules }) => rules.map(({ rule }) => rule)))]
    .flatMap((rule) => legend.get(rule) ?? [])
    .sort(byLetter)

/** The sender that is open longest first; among equals, the one that the fewest rules close. */
const best =
  (legend: Legend) =>
  (a: CalendarView, b: CalendarView): number =>
    openTime(b) - openTime(a) || closing(a, legend).length - closing(b, legend).length

const reasons = ({ closed }: CalendarView): Markup => {
  const all = [...new Set(closed.flatMap(({ reasons }) => reasons))]
  return html`<details class="why"><summary>${plural(all.length, "reason")}</summary><ul>${all.map((one) => html`<li>${one}</li>`)}</ul></details>`
}

const other = (view: CalendarView, legend: Legend): Markup => {
  const rules = closing(view, legend)
  return html`<p class="quiet">By <code>${view.sender}</code>: ${view.open.length === 0 ? "closed on all of these days" : plural(view.open.length, "open window")}, ${rules.map(({ letter, tone, rule, citation }) => html`<abbr class="chip tone-${tone}" title="${rule} [${citation}]">${letter}</abbr>`)}</p>`
}

const channel = (views: ReadonlyArray<CalendarView>, legend: Legend): Markup => {
  const [view, ...rest] = [...views].sort(best(legend))
  if (view === undefined) return none
  const all = stretches(view, legend)
  const name = channelNames[view.channel] ?? view.channel
  const days = daysOf(all[0]?.from ?? 0, all.at(-1)?.to ?? 0)
  const [next] = view.open
  return html`<section class="channel">
<h4>${name} <span class="quiet">by <code>${view.sender}</code></span></h4>
<p class="next">${next === undefined ? html`Closed on all of these days.` : html`First open ${both(Date.parse(next.from))}`}</p>
<div class="axis" aria-hidden="true"><span></span><div><i>0</i><i>6</i><i>12</i><i>18</i><i>24 h</i></div></div>
<table role="table" class="days"><caption class="sr">${name}: open hours in Arizona time by day, and the rules that close the rest</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Day</th><th role="columnheader" scope="col">24 hours</th><th role="columnheader" scope="col">Open, Arizona time</th><th role="columnheader" scope="col">Closed by</th></tr></thead>
<tbody role="rowgroup">${days.map((day) => row(all, day))}</tbody></table>
${view.closed.length === 0 ? none : reasons(view)}
${rest.map((one) => other(one, legend))}
</section>`
}

const legendList = (legend: Legend): Markup => html`<dl class="legend">
<div><dt><span class="chip is-open">&nbsp;</span></dt><dd>open</dd></div>
${[...legend.values()].map(
  ({ letter, tone, rule, pack, citation }) =>
    html`<div><dt><span class="chip tone-${tone}">${letter}</span></dt><dd>${citation} <span class="quiet"><code>${rule}</code> ${pack}</span></dd></div>`
)}
</dl>`

/** The id of a scene's calendar in the page. */
export const calendarId = (index: number): string => `days-${index + 1}`

/** Every calendar that a scene brought along, and one legend for all. */
export const calendars = (scenes: ReadonlyArray<Scene>): Markup => {
  const legend = legendOf(scenes.flatMap((scene) => scene.calendars))
  const parts = scenes.flatMap((scene, index) => {
    if (scene.calendars.length === 0) return []
    const channels = CHANNELS.map((name) => scene.calendars.filter((view) => view.channel === name))
    const purpose = scene.calendars[0]?.purpose.replaceAll("_", " ") ?? ""
    return [
      html`<section class="fortnight" id="${calendarId(index)}">
<h3>From ${longDay(scene.at)}, ${hers(scene.at).split(", ").at(-1)}</h3>
<p class="quiet">As it stood after “${scene.title}”, for a ${purpose}, should nothing else happen.</p>
${channels.map((views) => channel(views, legend))}
</section>`
    ]
  })
  return parts.length === 0 ? html`<p>No calendar was taken.</p>` : html`${legendList(legend)}${parts}`
}
