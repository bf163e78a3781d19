/** What was seen: texts on a phone, mails in a mail client, pages in a browser. */
import { segments } from "@forbear/messages"
import type { Seen, Shown } from "../tell.ts"
import { html, none, plural, raw, type Markup } from "./html.ts"
import { both } from "./times.ts"

/** Links stand out, and lead nowhere: the report is read offline. */
const linked = (text: string): Markup => {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/)
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<span class="link">${part}</span>` : html`${part}`))}`
}

const bubble = (seen: Seen): Markup => {
  const size = segments(seen.text)
  return html`<li class="bubble ${seen.by === "her" ? "hers" : "ours"}">
<p dir="auto"><span class="sr">${seen.by === "her" ? "Jane writes: " : "Jane receives: "}</span>${linked(seen.text.trim())}</p>
<small>${plural(size.count, "segment")} · ${size.encoding} · ${plural(size.length, "character")}</small>
</li>`
}

const phone = (texts: ReadonlyArray<Seen>): Markup => {
  const sender = texts.find((one) => one.by === "us")?.from ?? "Jane"
  return html`<figure class="phone">
<figcaption><b>${sender}</b><span>text message</span></figcaption>
<p class="stamp">${both(texts[0]?.at ?? 0)}</p>
<ol>${texts.map(bubble)}</ol>
</figure>`
}

const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><base target="_blank">`

/** The mail's own document, which may load nothing and go nowhere. */
const sealed = (document: string): string => {
  const head = /<head[^>]*>/i.exec(document)
  if (head === null) return POLICY + document
  const end = head.index + head[0].length
  return document.slice(0, end) + POLICY + document.slice(end)
}

/** A height in rem that the mail fits in, guessed from its text: a frame without scripts cannot say its own. */
const heightOf = (text: string): number => {
  const lines = text
    .replace(/^https?:\S+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .split("\n")
  const tall = lines.reduce((sum, line) => sum + (line === "" ? 0.9 : 1.5 * Math.ceil(line.length / 68)), 8)
  return Math.round(Math.min(60, Math.max(14, tall)))
}

const frame = (title: string, document: string, height: number): Markup =>
  html`<iframe sandbox="" title="${title}" style="--tall:${height}rem" srcdoc="${sealed(document)}"></iframe>`

const mail = (seen: Seen): Markup => html`<figure class="mail">
<figcaption>
<b class="subject" dir="auto">${seen.subject ?? "(no subject)"}</b>
<span><i>from</i> ${seen.from}</span>
<span><i>at</i> ${both(seen.at)}</span>
</figcaption>
${
  seen.html === undefined
    ? none
    : frame(`The mail “${seen.subject ?? ""}” as HTML`, seen.html, heightOf(seen.text))
}
<details${seen.html === undefined ? raw(" open") : none}><summary>Its text part</summary><pre dir="auto">${seen.text.trim()}</pre></details>
</figure>`

/** The messages of one scene: its texts in one phone, each mail in a window of its own. */
export const messages = (seen: ReadonlyArray<Seen>): Markup => {
  if (seen.length === 0) return none
  const texts = seen.filter(({ channel }) => channel === "sms")
  const mails = seen.filter(({ channel }) => channel === "email")
  return html`<div class="messages">${texts.length === 0 ? none : phone(texts)}${mails.map(mail)}</div>`
}

/** Pages that were open in a scene, as they looked, without their scripts and links. */
export const pages = (all: ReadonlyArray<Shown>): Markup =>
  html`${all.map(({ title, html: document }) => html`<figure class="mail browser"><figcaption><b class="subject">${title}</b></figcaption>${frame(title, document, 46)}</figure>`)}`
