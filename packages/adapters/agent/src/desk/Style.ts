/** The desk's look: the portal's, a little denser, light and dark. */
import { createHash } from "node:crypto"

export const css = `:root{color-scheme:light dark;--page:#f4f2ed;--card:#fffefb;--ink:#1d2a2c;--soft:#52625f;--line:#d9d5ca;--edge:#77837f;--accent:#0d5c56;--on-accent:#fff;--tint:#e4efec;--good:#1c6b3c;--bad:#a3261d;--bad-tint:#fbeceb;--radius:12px;--font:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media(prefers-color-scheme:dark){:root{--page:#10181a;--card:#182325;--ink:#e9efec;--soft:#a5b5b1;--line:#2c3b3d;--edge:#80918d;--accent:#7fd1c4;--on-accent:#07211e;--tint:#1d3231;--good:#86d8a4;--bad:#ffa69e;--bad-tint:#3a2120}}
*,::before,::after{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 var(--font)}
a{color:var(--accent)}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem}
header,main{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;justify-content:space-between;padding-top:1rem;padding-bottom:.5rem}header p{margin:0;font-weight:650}
header form{display:flex;flex-wrap:wrap;gap:.5rem}
h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.02em;margin:.5rem 0 1rem}h2{font-size:1.0625rem;margin:0 0 .5rem}h3{font-size:1rem;margin:1rem 0 .25rem}p{margin:.375rem 0}
.grid{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1rem;align-items:start;margin-bottom:2rem}.grid>div{display:grid;gap:1rem;min-width:0}@media(max-width:56rem){.grid{grid-template-columns:minmax(0,1fr)}}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1rem 1.125rem;margin:0;min-width:0}.card.main{border:2px solid var(--accent)}
.list{display:grid;gap:1rem;padding:0;margin:0 0 2rem;list-style:none}
.soft{color:var(--soft)}.small{font-size:.875rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.5rem 1rem;margin:0}.facts dt{color:var(--soft);font-size:.8125rem}.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.4rem .5rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}thead th{font-weight:500;color:var(--soft);font-size:.8125rem}tbody th{font-weight:600}tr:last-child>*{border-bottom:0}.number{text-align:right;padding-right:0}
.scroll{overflow-x:auto}
.tag{display:inline-block;font-size:.8125rem;font-weight:600;padding:.05rem .55rem;border-radius:1rem;background:var(--tint);white-space:nowrap}.tag.good{color:var(--good)}.tag.bad{color:var(--bad);background:var(--bad-tint)}
.say{margin:.25rem 0;padding-left:1.1rem}.say li{margin:.125rem 0}.must::marker{color:var(--good)}.not::marker{color:var(--bad)}
label,legend{font-weight:600;display:block;font-size:.9375rem}.hint{color:var(--soft);font-size:.875rem;margin:0 0 .25rem}
fieldset{border:0;padding:0;margin:0}
input:not([type=radio]):not([type=checkbox]):not([type=hidden]),select,textarea{font:inherit;color:inherit;background:var(--card);border:1px solid var(--edge);border-radius:8px;padding:.45rem .6rem;width:100%;min-height:2.5rem}textarea{min-height:5.5rem}
header form input:not([type=radio]):not([type=checkbox]):not([type=hidden]){width:9.5rem;min-height:2.25rem;padding:.3rem .6rem}header button{min-height:2.25rem;padding:.3rem .9rem}
.row{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:end;margin:.375rem 0}.row>div{flex:1 1 6rem;min-width:0}.row>div:has([type=date]){flex-basis:9.75rem}.row>button{flex:0 0 auto}
.check{display:flex;gap:.5rem;align-items:start;font-weight:400;padding:.25rem 0}.check input{width:1.15rem;height:1.15rem;margin:.2rem 0 0;accent-color:var(--accent)}
button{font:inherit;font-weight:650;cursor:pointer;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);padding:.45rem 1rem;min-height:2.5rem}button.plain{background:transparent;color:var(--accent)}button.bad{border-color:var(--bad);color:var(--bad)}button:hover{filter:brightness(1.08)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.note{border-left:4px solid var(--accent);background:var(--tint);border-radius:6px;padding:.625rem .875rem;margin:0 0 1rem}.note p{margin:0}.note.bad{border-color:var(--bad);background:var(--bad-tint)}
.steps{display:grid;gap:.875rem}.steps h3{margin-top:0}.card>:last-child,.card form>:last-child{margin-bottom:0}.steps>*+*{border-top:1px solid var(--line);padding-top:.875rem}
summary{cursor:pointer;font-weight:650}`

/** The hash by which the content security policy admits the sheet and nothing else. */
export const hash = `sha256-${createHash("sha256").update(css).digest("base64")}`
