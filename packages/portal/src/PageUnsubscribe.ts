/** The page of an unsubscribe link: a button. Opening it changes nothing; pressing it is the post of RFC 8058. */
import { html } from "./Html.ts"
import { respond } from "./Layout.ts"
import type { Site } from "./Site.ts"
import type { Text } from "./Text.ts"

/** The button. */
export const unsubscribePage = (site: Site, text: Text, token: string, status = 200): Response => {
  const here = `${site.basePath}/u/${token}`
  return respond(site, {
    status,
    text,
    here,
    title: text.unsubscribe.title,
    body: html`<h1>${text.unsubscribe.title}</h1>
<form class="card" method="post" action="${here}?lang=${text.lang}">
<p>${text.unsubscribe.lead}</p>
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<p><button type="submit">${text.unsubscribe.go}</button></p>
</form>`
  })
}

/** It is done. */
export const unsubscribedPage = (site: Site, text: Text): Response =>
  respond(site, {
    status: 200,
    text,
    title: text.unsubscribe.doneTitle,
    body: html`<h1>${text.unsubscribe.doneTitle}</h1><div class="card"><p role="status">${text.unsubscribe.done}</p></div>`
  })
