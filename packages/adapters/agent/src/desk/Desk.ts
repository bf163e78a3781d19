/** The agent's desk as a fetch handler: the queue, a person's page, and the forms of a call. It works without JavaScript. */
import { acts, post } from "./Acts.ts"
import type { DeskMessage, DeskOptions } from "./Api.ts"
import { drawPerson, formOf, list, onCall, type Ask, type Site } from "./Draw.ts"
import { isCrossSite, readForm } from "./Form.ts"
import { html } from "./Html.ts"
import { goTo, plain, respond } from "./Layout.ts"
import { personAt, queueBody, taskBody } from "./PageQueue.ts"
import { makeDoor } from "./Seat.ts"

/** A desk. */
export interface Desk {
  /** Answers every request under `basePath`; never rejects. */
  readonly handler: (request: Request) => Promise<Response>
}

const portalLink = { template: "portal_link", purpose: "requested_information" } as const
const defaultMessages: ReadonlyArray<DeskMessage> = [
  { ...portalLink, label: "Text the link to the portal", channels: ["sms"] },
  { label: "E-mail the plan", template: "plan_details", purpose: "plan_details", channels: ["email"] }
]

const queue = async (ask: Ask): Promise<Response> => {
  const { site } = ask
  const tasks = (await Promise.all(site.queues.map((name) => site.api.tasks(name)))).flat()
  const sorted = tasks.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))
  return respond(site, {
    title: "Calls to make",
    cookie: ask.seat.cookie,
    body: queueBody(site.basePath, sorted, site.zone)
  })
}

const task = async (ask: Ask): Promise<Response> => {
  const { site, url } = ask
  const name = url.searchParams.get("queue") ?? ""
  const open = site.queues.includes(name) ? await site.api.tasks(name) : []
  const found = open.find((one) => one.attempt === url.searchParams.get("attempt"))
  if (found === undefined) return plain(site, 404, "Not there", "That call is not waiting any more.")
  const body = taskBody(site.basePath, found, site.zone, formOf(ask, { debts: found.debts.join(",") }))
  return respond(site, { title: found.title, cookie: ask.seat.cookie, body })
}

const person = (ask: Ask, id: string): Promise<Response> =>
  drawPerson(ask, id, list(ask.url.searchParams.get("debts")), onCall(ask.url.searchParams))

const door = async (
  site: Site,
  request: Request,
  where: "locked" | "elsewhere",
  path: string
): Promise<Response> => {
  if (where === "elsewhere") {
    return respond(site, {
      status: 403,
      isOpen: false,
      title: "Closed",
      body: html`<div class="note bad"><p>Without a token the desk answers on this machine only.</p></div>`
    })
  }
  if (request.method === "POST" && path === "/enter" && !isCrossSite(request)) {
    const fields = await readForm(request)
    const seat = typeof fields === "number" ? undefined : site.door.unlock(request, fields.get("token") ?? "")
    if (seat !== undefined) return goTo(site.basePath === "" ? "/" : site.basePath, seat.cookie)
  }
  return respond(site, {
    status: 401,
    isOpen: false,
    title: "Sign in",
    headers: { "www-authenticate": "Bearer" },
    body: html`<form class="card" method="post" action="${site.basePath}/enter"><label for="token">Token</label><div class="row"><div><input id="token" name="token" type="password" autocomplete="current-password" required></div><button type="submit">Open the desk</button></div></form>`
  })
}

const notHere = (site: Site): Response => plain(site, 404, "Not there", "The desk has no such page.")

const notSo = (site: Site, allow: string): Response =>
  plain(site, 405, "Not so", "That page is not asked for like that.", { allow })

const answer = async (site: Site, request: Request): Promise<Response> => {
  const url = new URL(request.url)
  if (url.pathname !== site.basePath && !url.pathname.startsWith(`${site.basePath}/`)) return notHere(site)
  const path = url.pathname.slice(site.basePath.length)
  const seat = site.door.enter(request)
  if (typeof seat === "string") return door(site, request, seat, path)
  const ask: Ask = { site, request, url, seat }
  const act = acts.get(path.slice(1))
  if (act !== undefined) return request.method === "POST" ? post(ask, act) : notSo(site, "POST")
  if (request.method !== "GET" && request.method !== "HEAD") return notSo(site, "GET, HEAD")
  if (path === "" || path === "/") return queue(ask)
  if (path === "/task") return task(ask)
  if (path === "/person") {
    const id = (url.searchParams.get("person") ?? "").trim()
    return goTo(personAt(site.basePath, id, list(url.searchParams.get("debts"))), seat.cookie)
  }
  if (!path.startsWith("/person/")) return notHere(site)
  return person(ask, decodeURIComponent(path.slice("/person/".length)))
}

const refuse = (field: string, fix: string): never => {
  throw new TypeError(`${field}: ${fix}`)
}

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** Makes a desk. Throws a `TypeError` that names the option that cannot be used. */
export const makeDesk = (options: DeskOptions): Desk => {
  const {
    api,
    basePath = "/desk",
    title,
    token,
    queues = ["callers"],
    zone = "UTC",
    messages = defaultMessages
  } = options
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(basePath))
    refuse("basePath", "must begin with a slash and not end with one, such as /desk")
  if (typeof title !== "string" || title.trim() === "") refuse("title", "say whose desk it is")
  if (token !== undefined && token.length < 16)
    refuse("token", "give at least 16 characters, or leave it out on a machine of your own")
  if (!isZone(zone)) refuse("zone", "must be an IANA zone such as America/Phoenix")
  const site: Site = { api, basePath, title, queues, zone, messages, door: makeDoor(token, basePath) }
  return {
    handler: async (request) => {
      const response = await answer(site, request).catch((error: unknown) =>
        plain(
          site,
          422,
          "That did not work",
          error instanceof Error && error.message !== ""
            ? error.message
            : "The system behind the desk failed. Nothing more is known."
        )
      )
      return request.method === "HEAD" ? new Response(null, response) : response
    }
  }
}
