/** The frame of every page, and the headers that go with it. */
import { html, type Html } from "./Html.ts"
import { languages } from "./Language.ts"
import type { Site } from "./Site.ts"
import type { Text } from "./Text.ts"

/** A page to send. */
export interface Page {
  readonly status: number
  readonly text: Text
  readonly title: string
  readonly body: Html
  /** The path and query of this page in another language, without `lang`. */
  readonly here?: string
  /** Origins beside our own that its forms may lead to. */
  readonly leadsTo?: ReadonlyArray<string>
  readonly headers?: Readonly<Record<string, string>>
  readonly cookie?: string
}

/** Headers of everything that the portal answers. */
const guard = (site: Site, leadsTo: ReadonlyArray<string> = []): Readonly<Record<string, string>> => ({
  "cache-control": "no-store",
  "content-security-policy": [
    "default-src 'none'",
    `style-src '${site.style.hash}'`,
    "img-src data:",
    `form-action ${["'self'", ...leadsTo].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex, nofollow"
})

const languageLinks = (page: Page): Html =>
  html`<nav aria-label="${page.text.languages}">${languages.map((other) =>
    other.lang === page.text.lang
      ? html`<a href="${page.here ?? ""}?lang=${other.lang}" lang="${other.lang}" aria-current="true">${other.name}</a>`
      : html`<a href="${page.here ?? ""}?lang=${other.lang}" lang="${other.lang}" hreflang="${other.lang}">${other.name}</a>`
  )}</nav>`

const document = (site: Site, page: Page): string => {
  const { name, phone = "" } = site.engine.business
  return (
    html`<!doctype html>
<html lang="${page.text.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title} · ${name}</title>
<link rel="icon" href="data:,">
`.text +
    `<style>${site.style.css}</style>` +
    html`
</head>
<body>
<a class="skip" href="#content">${page.text.skip}</a>
<header><p>${name}</p>${page.here !== undefined && languageLinks(page)}</header>
<main id="content" tabindex="-1">
${page.body}
</main>
<footer><p>${page.text.contact(name, phone)}</p></footer>
</body>
</html>
`.text
  )
}

/** The response for a page. */
export const respond = (site: Site, page: Page): Response => {
  const headers = new Headers({
    ...guard(site, page.leadsTo),
    ...page.headers,
    "content-type": "text/html; charset=utf-8"
  })
  if (page.cookie !== undefined) headers.append("set-cookie", page.cookie)
  return new Response(document(site, page), { status: page.status, headers })
}

/** Sends the browser on with GET. */
export const goTo = (site: Site, location: string, cookie?: string): Response => {
  const headers = new Headers({ ...guard(site), location })
  if (cookie !== undefined) headers.append("set-cookie", cookie)
  return new Response(null, { status: 303, headers })
}

/** A page of two sentences. */
export const plain = (
  site: Site,
  text: Text,
  status: number,
  words: { readonly title: string; readonly lead: string },
  headers: Readonly<Record<string, string>> = {}
): Response =>
  respond(site, {
    status,
    text,
    title: words.title,
    headers,
    body: html`<h1>${words.title}</h1><div class="card"><p>${words.lead}</p></div>`
  })

/** The one page for every link that does not open: forged, changed, expired, used up, or of nobody we know. */
export const neutral = (site: Site, text: Text): Response => {
  const { phone } = site.engine.business
  return respond(site, {
    status: 404,
    text,
    title: text.neutral.title,
    body: html`<h1>${text.neutral.title}</h1>
<div class="card"><p>${text.neutral.lead}</p><p>${phone === undefined ? text.neutral.callPlain : text.neutral.call(phone)}</p></div>`
  })
}
