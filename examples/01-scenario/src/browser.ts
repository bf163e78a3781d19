/** A browser as small as the story needs: cookies, forms, no script. The pages are real HTTP. */

const decode = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")

/** A form of a page: where it posts, and its hidden and preset fields. */
export interface Form {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly text: string
}

const attribute = (tag: string, name: string): string | undefined => {
  const match = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`).exec(tag)
  return match === null ? undefined : decode(match[1] ?? match[2] ?? match[3] ?? "")
}

const formsOf = (html: string): ReadonlyArray<Form> =>
  [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = "", inner = ""]) => {
    const fields: Record<string, string> = {}
    for (const [tag] of inner.matchAll(/<(?:input|button)\b[^>]*>/g)) {
      const name = attribute(tag, "name")
      const type = attribute(tag, "type")
      if (name === undefined || ((type === "radio" || type === "checkbox") && !/\schecked\b/.test(tag)))
        continue
      fields[name] ??= attribute(tag, "value") ?? ""
    }
    return { action: attribute(head, "action") ?? "", fields, text: textOf(inner) }
  })

/** The text of a page, tags gone. */
export const textOf = (html: string): string =>
  decode(html.replace(/<(script|style)[\s\S]*?<\/\1>/g, " ").replace(/<[^>]+>/g, " "))
    .replace(/\s+/g, " ")
    .trim()

/** A page that was fetched, redirects followed. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly html: string
  readonly text: string
  readonly forms: ReadonlyArray<Form>
}

/** One visitor with a cookie jar. */
export const browser = () => {
  const jar = new Map<string, string>()
  const go = async (url: string, init: RequestInit = {}, hops = 0): Promise<Page> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const headers = new Headers(init.headers)
    if (cookie !== "") headers.set("cookie", cookie)
    const response = await fetch(url, { ...init, headers, redirect: "manual" })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";")
      const at = pair.indexOf("=")
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get("location")
    if (location !== null && response.status >= 300 && response.status < 400 && hops < 8) {
      await response.body?.cancel()
      return go(new URL(location, url).href, {}, hops + 1)
    }
    const html = await response.text()
    return { url, status: response.status, html, text: textOf(html), forms: formsOf(html) }
  }
  return {
    open: (url: string) => go(url),
    submit: (page: Page, form: Form | undefined, fields: Readonly<Record<string, string>> = {}) => {
      if (form === undefined)
        throw new Error(`no such form on ${new URL(page.url).pathname}: ${page.text.slice(0, 200)}`)
      const target = new URL(form.action === "" ? page.url : form.action, page.url)
      return go(target.href, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: target.origin },
        body: new URLSearchParams({ ...form.fields, ...fields }).toString()
      })
    }
  }
}
