/** The frame of every page of the desk, and the headers that go with it. */
import { html, type Html } from "./Html.ts"
import { css, hash } from "./Style.ts"

/** Where pages live and what they are called. */
export interface Frame {
  readonly basePath: string
  readonly title: string
}

/** A page to send. */
export interface Page {
  readonly title: string
  readonly body: Html
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cookie?: string | undefined
  /** False on the page that asks for the token. */
  readonly isOpen?: boolean
}

const guard: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src '${hash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
}

const withCookie = (headers: Headers, cookie: string | undefined): Headers => {
  if (cookie !== undefined) headers.append("set-cookie", cookie)
  return headers
}

const search = (frame: Frame): Html =>
  html`<form method="get" action="${frame.basePath}/person" role="search"><label class="skip" for="find">Person</label><input id="find" name="person" placeholder="Person id" required><label class="skip" for="find-debts">Debts</label><input id="find-debts" name="debts" placeholder="Debt ids"><button class="plain" type="submit">Open</button></form>`

/** The response for a page. */
export const respond = (frame: Frame, page: Page): Response => {
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${frame.title}</title>
<link rel="icon" href="data:,">
`
  const rest = html`
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header><p><a href="${frame.basePath === "" ? "/" : frame.basePath}">${frame.title}</a> <span class="soft">· desk</span></p>${page.isOpen !== false && search(frame)}</header>
<main id="content" tabindex="-1">
<h1>${page.title}</h1>
${page.body}
</main>
</body>
</html>
`
  const headers = new Headers({ ...guard, ...page.headers, "content-type": "text/html; charset=utf-8" })
  return new Response(`${head.text}<style>${css}</style>${rest.text}`, {
    status: page.status ?? 200,
    headers: withCookie(headers, page.cookie)
  })
}

/** Sends the browser on with GET. */
export const goTo = (location: string, cookie?: string): Response =>
  new Response(null, { status: 303, headers: withCookie(new Headers({ ...guard, location }), cookie) })

/** A page of one sentence. */
export const plain = (
  frame: Frame,
  status: number,
  title: string,
  words: string,
  headers: Readonly<Record<string, string>> = {}
): Response =>
  respond(frame, {
    status,
    title,
    headers,
    body: html`<div class="note bad" role="alert"><p>${words}</p></div>`
  })
