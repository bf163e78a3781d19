/** The page that a link opens: something she knows is asked, and nothing is shown. */
import { html, type Html } from "./Html.ts"
import { respond } from "./Layout.ts"
import { formToken, isSame } from "./Seal.ts"
import type { Site } from "./Site.ts"
import type { Text } from "./Text.ts"

/** What is wrong with what she entered. */
export type Problem = { readonly _tag: "missing" } | { readonly _tag: "wrong"; readonly left: number }

/** The token that the form of a link carries. */
export const proveToken = (site: Site, link: string): string => formToken(site.keys, "prove", link)

/** Does a posted form come from the link's own page? */
export const isProveForm = (site: Site, link: string, given: string): boolean =>
  isSame(given, proveToken(site, link))

const describedBy = (problem: Problem | undefined): string => (problem === undefined ? "hint" : "hint wrong")

const invalid = (problem: Problem | undefined): Html | false =>
  problem !== undefined && html` aria-invalid="true"`

const postalCode = (
  text: Text,
  problem: Problem | undefined
): Html => html`<label for="known">${text.prove.postalCode}</label>
<p class="hint" id="hint">${text.prove.postalCodeHint}</p>${wrong(text, "postalCode", problem)}
<input id="known" name="postalCode" autocomplete="postal-code" inputmode="text" maxlength="12" required aria-describedby="${describedBy(problem)}"${invalid(problem)}>`

const birthDate = (text: Text, problem: Problem | undefined): Html => {
  const part = (
    name: "month" | "day" | "year",
    length: number
  ) => html`<div class="short"><label for="${name === "month" ? "known" : name}">${text.prove[name]}</label>
<input id="${name === "month" ? "known" : name}" name="${name}" inputmode="numeric" autocomplete="bday-${name}" maxlength="${length}" required${invalid(problem)}></div>`
  return html`<fieldset aria-describedby="${describedBy(problem)}"><legend>${text.prove.birthDate}</legend>
<p class="hint" id="hint">${text.prove.birthDateHint}</p>${wrong(text, "birthDate", problem)}
<div class="row">${part("month", 2)}${part("day", 2)}${part("year", 4)}</div></fieldset>`
}

const words = (text: Text, knows: Site["knows"], problem: Problem): string =>
  problem._tag === "missing" ? text.prove.missing[knows] : text.prove.wrong(problem.left)

const wrong = (text: Text, knows: Site["knows"], problem: Problem | undefined): Html | false =>
  problem !== undefined && html`<p class="wrong" id="wrong">${words(text, knows, problem)}</p>`

/** The form, and above it what was wrong with the last try. */
export const provePage = (
  site: Site,
  text: Text,
  token: string,
  link: string,
  problem?: Problem
): Response => {
  const here = `${site.basePath}/${token}`
  return respond(site, {
    status: problem === undefined ? 200 : 422,
    text,
    here,
    title: text.prove.title,
    body: html`${
      problem !== undefined &&
      html`<div class="note bad" role="alert"><h2>${text.prove.problem}</h2><p><a href="#known">${words(text, site.knows, problem)}</a></p></div>`
    }
<h1>${text.prove.title}</h1>
<form class="card" method="post" action="${here}?lang=${text.lang}" novalidate>
<p class="soft">${text.prove.lead}</p>
<input type="hidden" name="form" value="${proveToken(site, link)}">
${site.knows === "postalCode" ? postalCode(text, problem) : birthDate(text, problem)}
<p><button type="submit">${text.prove.go}</button></p>
<p class="quiet">${text.prove.why}</p>
</form>`
  })
}
