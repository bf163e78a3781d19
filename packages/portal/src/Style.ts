/** The look: one small sheet, light and dark, every colour a variable that the host may set. */
import { createHash } from "node:crypto"

/** Values of the page's variables, by name: `accent`, `on-accent`, `page`, `card`, `ink`, `soft`, `line`, `good`, `bad`, `radius`, `font`. */
export interface Theme {
  readonly light?: Readonly<Record<string, string>>
  readonly dark?: Readonly<Record<string, string>>
}

const sheet = `:root{color-scheme:light dark;--page:#f4f2ed;--card:#fffefb;--ink:#1d2a2c;--soft:#52625f;--line:#d9d5ca;--edge:#77837f;--accent:#0d5c56;--on-accent:#fff;--tint:#e4efec;--good:#1c6b3c;--bad:#a3261d;--bad-tint:#fbeceb;--radius:14px;--font:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media(prefers-color-scheme:dark){:root{--page:#10181a;--card:#182325;--ink:#e9efec;--soft:#a5b5b1;--line:#2c3b3d;--edge:#80918d;--accent:#7fd1c4;--on-accent:#07211e;--tint:#1d3231;--good:#86d8a4;--bad:#ffa69e;--bad-tint:#3a2120}}
*,::before,::after{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1.0625rem/1.55 var(--font);-webkit-text-size-adjust:100%}
a{color:var(--accent)}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:1}
header,main,footer{max-width:40rem;margin:0 auto;padding:0 1.125rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:baseline;justify-content:space-between;padding-top:1.25rem;padding-bottom:.75rem}
header p{margin:0;font-weight:650;letter-spacing:-.01em}
header nav{display:flex;gap:1rem;font-size:.9375rem}header nav a{padding:.25rem 0}header nav [aria-current]{font-weight:650;color:var(--ink);text-decoration:none}
footer{color:var(--soft);font-size:.875rem;padding-top:1rem;padding-bottom:2.5rem}footer p{margin:.5rem 0}h1+.notice{margin:-.5rem 0 1rem}
h1{font-size:1.625rem;line-height:1.25;letter-spacing:-.02em;margin:.75rem 0 1rem;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 .5rem}
h3{font-size:1.0625rem;margin:1.5rem 0 .5rem}
p{margin:.5rem 0}h1+.notice{margin:-.5rem 0 1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1.25rem;margin:0 0 1.125rem}
.card.main{border-color:var(--accent);border-width:2px}
.card>:first-child{margin-top:0}.card>:last-child,.card form>:last-child{margin-bottom:0}
.ways{list-style:none;margin:.75rem 0 0;padding:0}.ways li{display:flex;flex-wrap:wrap;align-items:center;gap:.375rem .875rem;padding:.7rem 0;border-top:1px solid var(--line)}.ways li p{flex:1 1 9.5rem;margin:0;overflow-wrap:anywhere}.ways li:last-child{padding-bottom:0}
.soft{color:var(--soft)}.small{font-size:.9375rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem 1.25rem;margin:0}
.facts dt{color:var(--soft);font-size:.875rem}.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;margin:.75rem 0 1rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.6rem .5rem;border-bottom:1px solid var(--line);vertical-align:middle}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
thead th,tfoot th{font-weight:500;color:var(--soft);font-size:.875rem}
tbody th{font-weight:500}tfoot td,tfoot th{border-bottom:0;font-weight:700;color:var(--ink);font-size:1.0625rem}
.number{text-align:right;white-space:nowrap}
.tag{display:inline-block;font-size:.8125rem;font-weight:600;padding:.1rem .55rem;border-radius:1rem;background:var(--tint);white-space:nowrap}
.tag.good{color:var(--good)}.tag.bad{color:var(--bad);background:var(--bad-tint)}
label,legend{font-weight:600;display:block}.hint{color:var(--soft);font-size:.9375rem;margin:.125rem 0 .375rem}
fieldset{border:0;padding:0;margin:0 0 .75rem}
input:not([type=radio]):not([type=hidden]),select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--edge);border-radius:9px;padding:.65rem .75rem;width:100%;max-width:16rem;min-height:2.875rem}
.row{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:end;margin:.5rem 0 .875rem}.row>div{flex:1 1 9rem;max-width:16rem}.row>.short{flex:0 1 5rem}
.radio{display:flex;gap:.625rem;align-items:center;padding:.375rem 0;font-weight:400}.radio input{width:1.25rem;height:1.25rem;accent-color:var(--accent);margin:0}
button{font:inherit;font-weight:650;cursor:pointer;border-radius:9px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);padding:.7rem 1.25rem;min-height:2.875rem;margin-top:.25rem}
button.plain{background:transparent;color:var(--accent);padding:.4rem .9rem;min-height:2.5rem;margin:0}button.bad{border-color:var(--bad);color:var(--bad)}
button.wide{width:100%}
button:hover{filter:brightness(1.08)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.note{border-left:4px solid var(--accent);background:var(--tint);border-radius:6px;padding:.75rem 1rem;margin:0 0 1.125rem}.note p{margin:0}.note h2{font-size:1.0625rem;margin:0}
.note.bad{border-color:var(--bad);background:var(--bad-tint)}.note.bad a{color:var(--bad)}
.wrong{color:var(--bad);font-weight:600;margin:.125rem 0 .375rem}
details>summary{cursor:pointer;font-weight:650;padding:.25rem 0}details[open]>summary{margin-bottom:.5rem}
.quiet{font-size:.875rem;color:var(--soft)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:30rem){.plan .state{display:none}.plan .late .on::after,.plan .paid .on::after{content:attr(data-state);display:block;font-size:.8125rem;font-weight:600}.plan .late .on::after{color:var(--bad)}.plan .paid .on::after{color:var(--good)}}
@media(prefers-reduced-motion:no-preference){button{transition:filter .15s}}`

const VALUE = /^[\w\s.,%#()'"/-]{1,200}$/

const variables = (values: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(values ?? {})
    .map(([name, value]) => `--${name}:${value};`)
    .join("")

/** The first variable of a theme that is not one, by name; for the refusal at start. */
export const badVariable = (theme: Theme): string | undefined =>
  [...Object.entries(theme.light ?? {}), ...Object.entries(theme.dark ?? {})].find(
    ([name, value]) => !/^[a-z][a-z-]{0,30}$/.test(name) || !VALUE.test(value)
  )?.[0]

/** A sheet and its hash, by which the content security policy admits it and nothing else. */
export interface Style {
  readonly css: string
  readonly hash: string
}

/** The sheet with a theme laid over it. */
export const style = (theme: Theme = {}): Style => {
  const light = variables(theme.light)
  const dark = variables(theme.dark)
  const css = `${sheet}${light === "" ? "" : `:root{${light}}`}${dark === "" ? "" : `@media(prefers-color-scheme:dark){:root{${dark}}}`}`
  return { css, hash: `sha256-${createHash("sha256").update(css).digest("base64")}` }
}
