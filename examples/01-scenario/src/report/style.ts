/** The report's look: one sheet, no font or picture from anywhere, light and dark, screen and paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f5f7f5, #131816);
  --card: light-dark(#ffffff, #1a211e);
  --sunk: light-dark(#ecf0ed, #202925);
  --ink: light-dark(#1c2723, #e3e9e5);
  --soft: light-dark(#55635d, #9dada5);
  --line: light-dark(#d8dfda, #313c37);
  --green: light-dark(#226a4f, #7fc9a6);
  --green-wash: light-dark(#dcefe5, #1d3a2e);
  --red: light-dark(#a0391f, #f0a184);
  --red-wash: light-dark(#f8e3db, #43251b);
  --amber: light-dark(#7d5708, #e4c071);
  --amber-wash: light-dark(#f7ebcc, #3b3015);
  --tone-ink: #14211b;
  --open: light-dark(#72bf9a, #5fae88);
  --tone-0: light-dark(#c3cbd0, #8b979c);
  --tone-1: light-dark(#e5a88c, #c98a6c);
  --tone-2: light-dark(#e7cb7c, #c5a654);
  --tone-3: light-dark(#c9abd3, #a587b1);
  --tone-4: light-dark(#a4c5e3, #7ba2c6);
  --tone-5: light-dark(#e8a9ba, #c9889a);
  --tone-6: light-dark(#cfb99d, #a8917a);
  --tone-7: light-dark(#b4b9e8, #8f95c9);
  --serif: "Iowan Old Style", Charter, "Palatino Linotype", "URW Palladio L", P052, "Liberation Serif", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Helvetica, Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 4rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans) }
body > * { max-width: 72rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem) }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; margin: 0 }
h1 { font-size: clamp(2.2rem, 6vw, 3.6rem); letter-spacing: -.015em }
h2 { font-size: clamp(1.6rem, 4vw, 2.1rem); margin-bottom: .75rem }
h3 { font-size: 1.25rem }
h4 { font-size: .95rem; margin: 0 0 .5rem }
p { margin: 0 0 .75rem; text-wrap: pretty }
a { color: var(--green); text-underline-offset: .2em }
:focus-visible { outline: 3px solid var(--green); outline-offset: 2px; border-radius: 4px }
code, pre, .mono { font-family: var(--mono); font-size: .86em }
code { overflow-wrap: anywhere }
.quiet { color: var(--soft); font-weight: 400 }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip { position: absolute; left: -99rem; background: var(--card); padding: .5rem 1rem; z-index: 9 }
.skip:focus { left: 1rem; top: 1rem }
time .utc { color: var(--soft); font-size: .88em; white-space: nowrap }
time .hers { white-space: nowrap }

.top { padding-block: clamp(2.5rem, 7vw, 5rem) 2rem }
.eyebrow { color: var(--green); font-weight: 600; margin-bottom: .5rem }
.lead { max-width: 46rem; font-size: 1.12rem; margin: 1.1rem 0 2rem }
.stats { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1px; margin: 0; background: var(--line); border: 1px solid var(--line); border-radius: 14px; overflow: hidden }
.stat { background: var(--card); padding: 1rem 1.2rem }
.stat dt { color: var(--soft); font-size: .88rem }
.stat dd { margin: .15rem 0 0; font: 600 1.45rem/1.25 var(--serif) }
.stat small { display: block; font: 400 .86rem/1.4 var(--sans); color: var(--soft); margin-top: .15rem }
.stat.good dd { color: var(--green) }
.stat.bad dd { color: var(--red) }
.failures { margin-top: 1.5rem; padding: 1rem 1.25rem; background: var(--red-wash); border-radius: 12px }
.failures h2 { font-size: 1.2rem; margin-bottom: .4rem }
.failures ul { margin: 0; padding-left: 1.2rem }
.failures a { color: var(--red) }

nav { position: sticky; top: 0; z-index: 5; background: color-mix(in srgb, var(--paper) 92%, transparent); backdrop-filter: blur(6px); border-block: 1px solid var(--line); max-width: none }
nav ul { display: flex; gap: clamp(1rem, 4vw, 2.25rem); list-style: none; margin: 0 auto; padding: 0; max-width: 67rem; overflow-x: auto }
nav a { display: block; padding: .8rem 0; color: var(--ink); text-decoration: none; white-space: nowrap }
nav a:hover { color: var(--green); text-decoration: underline }
main > section { padding-top: clamp(2.5rem, 6vw, 4rem) }
main > section > p { max-width: 46rem; color: var(--soft) }

.scenes { list-style: none; margin: 1.5rem 0 0; padding: 0 }
.scene { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr); gap: 0 2.75rem }
.scene > .when { position: relative; text-align: right; padding-bottom: 2.5rem }
.scene > .when::before { content: ""; position: absolute; right: calc(-1.375rem - 1px); top: .45rem; bottom: -.45rem; width: 2px; background: var(--line) }
.scene:last-child > .when::before { bottom: 0; background: linear-gradient(var(--line), transparent) }
.scene > .when::after { content: ""; position: absolute; right: calc(-1.375rem - 6px); top: .4rem; width: 12px; height: 12px; border-radius: 50%; background: var(--green); box-shadow: 0 0 0 4px var(--paper) }
.scene.law > .when::after { background: var(--paper); border: 2px solid var(--green) }
.scene .mark-step { display: block; font: 600 1.05rem/1.3 var(--serif) }
.scene .when .hers, .scene .when .utc { display: block; font-size: .86rem }
.scene article { padding-bottom: 3rem; min-width: 0 }
.scene article > h3 { margin-bottom: .6rem }
.scene article > p, .detail { max-width: 46rem }
.scene article > p { overflow-wrap: anywhere }
.detail { list-style: none; margin: 0 0 1rem; padding: .7rem 1rem; background: var(--sunk); border-radius: 10px; font-size: .94rem }
.detail li { padding: .15rem 0; overflow-wrap: anywhere }
.detail li.mono { white-space: pre-wrap }
.detail b { font-weight: 600; margin-right: .4rem }
.more { margin-top: 1rem }
.browser { margin-top: 1.1rem }

.messages { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.25rem; align-items: start; margin: 1.1rem 0 }
figure { margin: 0 }
.phone { max-width: 23rem; border: 1px solid var(--line); border-radius: 28px; background: var(--card); overflow: hidden; box-shadow: 0 1px 2px rgb(0 0 0 / .05), 0 12px 28px -18px rgb(0 0 0 / .3) }
.phone figcaption { text-align: center; padding: .9rem 1rem .65rem; border-bottom: 1px solid var(--line); background: var(--sunk) }
.phone figcaption b, .phone figcaption span { display: block; overflow-wrap: anywhere }
.phone figcaption span { color: var(--soft); font-size: .82rem }
.phone .stamp { text-align: center; font-size: .8rem; margin: .8rem 0 0; color: var(--soft) }
.phone ol { list-style: none; margin: 0; padding: .7rem 1rem 1.3rem; display: flex; flex-direction: column; gap: .9rem }
.bubble { max-width: 88% }
.bubble p { margin: 0; padding: .6rem .85rem; border-radius: 18px; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.4 }
.bubble small { display: block; margin: .25rem .5rem 0; color: var(--soft); font-size: .76rem }
.bubble.ours p { background: var(--sunk); border-bottom-left-radius: 5px }
.bubble.hers { align-self: flex-end }
.bubble.hers p { background: light-dark(#226a4f, #2c6b52); color: #fff; border-bottom-right-radius: 5px }
.bubble.hers small { text-align: right }
.link { text-decoration: underline; text-underline-offset: .15em; text-decoration-color: var(--green) }
.mail { border: 1px solid var(--line); border-radius: 12px; background: var(--card); overflow: hidden; max-width: 46rem; box-shadow: 0 1px 2px rgb(0 0 0 / .05), 0 12px 28px -18px rgb(0 0 0 / .3) }
.mail figcaption { padding: .9rem 1.1rem; border-bottom: 1px solid var(--line); background: var(--sunk); font-size: .9rem }
.mail figcaption .subject { display: block; font: 600 1.1rem/1.35 var(--serif) }
.mail figcaption span { overflow-wrap: anywhere }
.mail figcaption > span { display: block }
.mail figcaption i { font-style: normal; color: var(--soft) }
.mail iframe { display: block; width: 100%; height: var(--tall); border: 0; background: var(--card); resize: vertical }
.mail details { border-top: 1px solid var(--line); padding: .6rem 1.1rem }
.mail pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 }
summary { cursor: pointer }

.decisions { margin-top: 1.25rem; max-width: 46rem }
.decision { border: 1px solid var(--line); border-radius: 10px; background: var(--card); margin-bottom: .6rem }
.decision > summary { position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .7rem; padding: .65rem 2.4rem .65rem .9rem; list-style: none }
.decision > summary::-webkit-details-marker { display: none }
.decision > summary::after { content: "+"; position: absolute; right: .9rem; top: .8rem; color: var(--soft); font: 600 1.1rem/1 var(--mono) }
.decision[open] > summary::after { content: "−" }
.badge { font-weight: 600; font-size: .86rem; padding: .1rem .6rem; border-radius: 99px; background: var(--amber-wash); color: var(--amber) }
.badge.permit { background: var(--green-wash); color: var(--green) }
.badge.deny { background: var(--red-wash); color: var(--red) }
.decision dl { margin: 0; font-size: .9rem }
.decision dl > div { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .75rem; padding: .12rem 0 }
.decision dt { color: var(--soft) }
.decision dd { margin: 0; overflow-wrap: anywhere }
.decision dd ul { margin: 0; padding-left: 1.1rem }
.facts { padding: .2rem .9rem .8rem }
.reasons { margin: 0; padding: 0 .9rem .4rem; list-style: none }
.reason { border-top: 1px solid var(--line); padding: .8rem 0 }
.reason > p { margin-bottom: .4rem; font-weight: 600; overflow-wrap: anywhere }
.reason > p::first-letter, .checks p::first-letter, .why li::first-letter { text-transform: uppercase }

.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .35rem 1.5rem; margin: 1rem 0 2rem; padding: 1rem 1.2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; font-size: .9rem }
.legend > div { display: flex; gap: .7rem; align-items: baseline }
.legend dd { margin: 0; overflow-wrap: anywhere }
.chip { display: inline-block; min-width: 1.5em; text-align: center; border-radius: 5px; font-weight: 600; font-size: .82rem; line-height: 1.5; padding: 0 .2rem; margin-right: .2rem; color: var(--tone-ink); text-decoration: none; cursor: help }
.chip.is-open { background: var(--open) }
.fortnight { margin-top: 2.5rem }
.fortnight > h3 { font-size: 1.45rem; margin-bottom: .35rem }
.channel { position: relative; margin: 1.5rem 0 2rem; padding: 1.1rem 1.2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px }
.channel h4 { font: 600 1.15rem/1.3 var(--serif); margin: 0 }
.channel h4 .quiet { font: 400 .9rem var(--sans) }
.channel .next { font-size: .92rem; margin-bottom: .8rem }
.why { font-size: .9rem; margin-top: .7rem }
.why ul { margin: .4rem 0 0; padding-left: 1.2rem }
.channel > p.quiet { font-size: .9rem; margin: .7rem 0 0 }
.axis, .days tr { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr) 8.5rem 8.4rem; gap: 0 .9rem; align-items: center }
.axis div { display: flex; justify-content: space-between; font-size: .76rem; color: var(--soft) }
.axis i { font-style: normal; width: 0; display: flex; justify-content: center; white-space: nowrap }
.days, .days tbody, .days thead { display: block }
.days { font-size: .88rem }
.days th, .days td { padding: 0; text-align: left; font-weight: 400 }
.days thead th { color: var(--soft); font-size: .8rem }
.days thead th:nth-child(2) { visibility: hidden }
.days tbody tr { padding: 2px 0 }
.days tbody tr:hover { background: var(--sunk) }
.bar { position: relative; height: 1.5rem; border-radius: 5px; overflow: hidden; background: repeating-linear-gradient(135deg, transparent 0 5px, var(--line) 5px 6px) }
.bar::after { content: ""; position: absolute; inset: 0; pointer-events: none; background: linear-gradient(90deg, transparent calc(100% - 1px), rgb(0 0 0 / .14) 0) 0 0 / 25% 100% }
.seg { position: absolute; top: 0; bottom: 0; display: flex; flex-direction: column; overflow: hidden }
.seg i { flex: 1 }
.seg b { position: absolute; inset: 0; display: grid; place-items: center; font: 600 .72rem/1 var(--sans); color: var(--tone-ink) }
.seg.is-open { background: var(--open) }
${[0, 1, 2, 3, 4, 5, 6, 7].map((tone) => `.tone-${tone} { background: var(--tone-${tone}) }`).join("\n")}

.step-checks { margin-top: 1.6rem }
.checks { list-style: none; margin: .6rem 0 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px }
.checks li { display: grid; grid-template-columns: 1.5rem minmax(0, 1fr); gap: .6rem; padding: .65rem 1rem; border-top: 1px solid var(--line) }
.checks li:first-child { border-top: 0 }
.checks p { margin: 0 }
.checks .mark { font-weight: 700; color: var(--green) }
.checks .fails .mark { color: var(--red) }
.checks .fails { background: var(--red-wash) }
.checks .evidence, .checks .evidence p { color: var(--soft); font-size: .86rem; margin-top: .2rem; overflow-wrap: anywhere }
:target { background: var(--amber-wash) }
section:target, .scene:target { background: none }

.chain { padding: .9rem 1.1rem; border-radius: 10px; background: var(--green-wash); color: var(--ink) !important }
.chain.fails { background: var(--red-wash) }
.filter input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 8px; padding: .3rem .6rem; max-width: 100% }
.scroll { position: relative; overflow-x: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--card) }
.record { border-collapse: collapse; width: 100%; font-size: .88rem }
.record th { text-align: left; font-weight: 600; color: var(--soft); padding: .7rem .9rem }
.record td { padding: .45rem .9rem; border-top: 1px solid var(--line); vertical-align: top }
.record td .quiet, .record .hers, .record .utc { display: block }
.record .number { color: var(--soft); font-variant-numeric: tabular-nums }
.record td:last-child { min-width: 12rem }
footer { padding-block: 3.5rem 3rem; color: var(--soft); font-size: .9rem }

@media (max-width: 46rem) {
  .stat:first-child { grid-column: 1 / -1 }
  .scene { grid-template-columns: minmax(0, 1fr); padding-left: 1.5rem; position: relative }
  .scene > .when { text-align: left; padding-bottom: .6rem; position: static }
  .scene > .when::before { right: auto; left: 4px; top: .5rem; bottom: -.5rem }
  .scene > .when::after { right: auto; left: -1px }
  .scene .when .hers, .scene .when .utc { display: inline }
  .mail iframe { height: calc(var(--tall) * 1.1) }
  .scene article { padding-bottom: 2.2rem }
  .decision dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; padding: .25rem 0 }
  .channel { padding: 1rem .9rem }
  .axis, .days tr { grid-template-columns: 5.8rem minmax(0, 1fr) auto }
  .axis { grid-template-columns: minmax(0, 1fr) }
  .axis > span { display: none }
  .days thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .days tbody tr { padding: .3rem 0 }
  .days .bar-cell { grid-column: 1 / -1; grid-row: 2 }
  .record, .record tbody { display: block }
  .record thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .record tr { display: block; padding: .7rem .9rem; border-top: 1px solid var(--line) }
  .record tr[hidden] { display: none }
  .record tbody tr:first-child { border-top: 0 }
  .record td { display: block; padding: .05rem 0; border: 0 }
  .record td.number { display: none }
  .record td:nth-child(3)::before { content: "happened " ; color: var(--soft) }
  .record td:nth-child(4)::before { content: "recorded " ; color: var(--soft) }
  .record .hers, .record .utc { display: inline }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
@media print {
  :root { color-scheme: light; --paper: #fff }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  html { font-size: 78% }
  nav, .skip, .filter, .more { display: none }
  .phone, .mail { box-shadow: none }
  .phone, .decision > summary, .reason, .channel, .checks li, .record tr, .stat, h2, h3 { break-inside: avoid }
  h2, h3, h4 { break-after: avoid }
  details::details-content { content-visibility: visible; display: block; block-size: auto }
  .scroll { overflow: visible }
  .top { padding-block: 0 1rem }
}
@page { margin: 16mm 14mm }
`
