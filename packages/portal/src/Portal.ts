/** The customer's page as a fetch handler, and the links that lead to it. */
import type { Id } from "@forbear/core"
import { Data, Engine, Load } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import { actions, type Outcome } from "./Actions.ts"
import { readForm, type FormResult } from "./Form.ts"
import { entered, knowsIt } from "./Known.ts"
import { choose } from "./Language.ts"
import { goTo, neutral, plain } from "./Layout.ts"
import {
  portalToken,
  readPortalToken,
  readUnsubscribeToken,
  unsubscribeToken,
  type PortalLink
} from "./Link.ts"
import { accountPage } from "./PageAccount.ts"
import { isProveForm, provePage } from "./PageProve.ts"
import { unsubscribedPage, unsubscribePage } from "./PageUnsubscribe.ts"
import { paymentPage } from "./Pay.ts"
import { begin, clearCookie, isOwnForm, prolong, readCookie, setCookie, type Session } from "./Session.ts"
import { makeSite, type PortalOptions, type Site } from "./Site.ts"
import { unsubscribe } from "./Unsubscribe.ts"
import { isDone, type Text } from "./Text.ts"
import { viewOf } from "./View.ts"
import { authenticated, ended, opened, takeTry, visitsOf } from "./Visits.ts"

/** The customer's page. `link` and `unsubscribe` fit `engine.links`. */
export interface Portal {
  /** Answers every request under `basePath`; never rejects. */
  readonly handler: (request: Request) => Promise<Response>
  /** A link to the page for one attempt: the same attempt at the same time gives the same link. */
  readonly link: (of: Engine.LinkSubject) => Effect.Effect<string, Engine.OutreachError>
  /** The one-click unsubscribe link of one e-mail (RFC 8058). It does not expire and can only stop. */
  readonly unsubscribe: (
    of: Engine.LinkSubject & { readonly address: Id.AddressId }
  ) => Effect.Effect<string, Engine.OutreachError>
}

/** One request, looked at once. */
interface Ask {
  readonly site: Site
  readonly request: Request
  readonly url: URL
  readonly isPost: boolean
  readonly form: FormResult | undefined
  /** The words for somebody of whom nothing is known. */
  readonly text: Text
  readonly textFor: (language: string) => Text
}

type Answer = Effect.Effect<Response, Engine.OutreachError>

/** A post from another site: browsers say so in `Sec-Fetch-Site`, older ones in `Origin`, which is `null` under our referrer policy. */
const isCrossSite = ({ site, request }: Ask): boolean => {
  const from = request.headers.get("sec-fetch-site")
  if (from !== null) return from !== "same-origin" && from !== "none"
  const origin = request.headers.get("origin")
  return origin !== null && origin !== "null" && origin !== site.origin
}

const statusWords = (ask: Ask, status: number): Response =>
  plain(ask.site, ask.text, status, ask.text.refused)

/** The fields of a form that our own page posted, or the answer to what is not one. */
const formOf = (ask: Ask): ReadonlyMap<string, string> | Response => {
  if (isCrossSite(ask)) return statusWords(ask, 403)
  if (ask.form === undefined) return statusWords(ask, 400)
  return "status" in ask.form ? statusWords(ask, ask.form.status) : ask.form.fields
}

const isBusy = ({ site, text }: Ask, key: string, now: number): Response | undefined =>
  site.limiter.take(key, now) ? undefined : plain(site, text, 429, text.busy, { "retry-after": "60" })

const openLink = Effect.fnUntraced(function* (ask: Ask, token: string) {
  const { site } = ask
  const now = yield* Engine.now(site.engine)
  const link = readPortalToken(site.keys, token, now)
  if (link === undefined) return neutral(site, ask.text)
  const busy = isBusy(ask, link.id, now)
  if (busy !== undefined) return busy
  const loaded = yield* Load.load(site.engine, link.person)
  const { facts } = loaded
  const text = ask.textFor(Data.languageOf(facts, link.person))
  if (ask.isPost) return yield* prove(ask, token, link, text, loaded)
  if ((yield* visitsOf(site, link.id)).left === 0) return neutral(site, ask.text)
  yield* opened(site, link, now)
  return provePage(site, text, token, link.id)
})

const prove = Effect.fnUntraced(function* (
  ask: Ask,
  token: string,
  link: PortalLink,
  text: Text,
  { facts, now }: Load.Loaded
) {
  const { site } = ask
  const fields = formOf(ask)
  if (fields instanceof Response) return fields
  if (!isProveForm(site, link.id, fields.get("form") ?? "")) return statusWords(ask, 403)
  const given = entered(site.knows, fields)
  if (given === "") return provePage(site, text, token, link.id, { _tag: "missing" })
  const taken = yield* takeTry(site, link, now)
  if (taken === undefined) return neutral(site, ask.text)
  if (yield* knowsIt(site, facts, link.person, given)) {
    yield* authenticated(site, link, taken.number, now)
    site.engine.log({ event: "portal.authenticated", link: link.id })
    return goTo(site, accountAt(site, ask), setCookie(site, begin(link, now)))
  }
  site.engine.log({
    event: taken.left === 0 ? "portal.locked" : "portal.wrong",
    link: link.id,
    left: taken.left
  })
  return taken.left === 0
    ? neutral(site, ask.text)
    : provePage(site, text, token, link.id, { _tag: "wrong", left: taken.left })
})

/** The account's address, in the language that was asked for. */
const accountAt = (site: Site, { url }: Ask, done?: string): string => {
  const query = new URLSearchParams()
  const lang = url.searchParams.get("lang")
  if (lang !== null && /^[a-z]{2}$/.test(lang)) query.set("lang", lang)
  if (done !== undefined) query.set("done", done)
  return `${site.basePath}/account${query.size === 0 ? "" : `?${query.toString()}`}`
}

/** The proved session of a request, or the page that says that there is none. */
const sessionOf = Effect.fnUntraced(function* (ask: Ask) {
  const { site, request, text } = ask
  const now = yield* Engine.now(site.engine)
  const session = readCookie(site, request.headers.get("cookie"), now)
  const closed = () => plain(site, text, 403, text.closed, { "set-cookie": clearCookie(site) })
  if (session === undefined) return closed()
  const busy = isBusy(ask, session.link, now)
  if (busy !== undefined) return busy
  const { ended } = yield* visitsOf(site, session.link)
  return ended.has(session.id) ? closed() : prolong(session, now)
})

const account = Effect.fnUntraced(function* (ask: Ask) {
  const session = yield* sessionOf(ask)
  if (session instanceof Response) return session
  const done = ask.url.searchParams.get("done")
  return yield* drawAccount(ask, session, isDone(done) ? { done } : {})
})

const drawAccount = Effect.fnUntraced(function* (
  ask: Ask,
  session: Session,
  more: Pick<Parameters<typeof accountPage>[1], "done" | "problem">
) {
  const { view } = yield* viewOf(ask.site.engine, session.person, session.debts)
  const pages = yield* Effect.forEach(view.debts, (debt) => paymentPage(ask.site, debt))
  const leadsTo = [...new Set(pages.flatMap((page) => (page === undefined ? [] : [page.origin])))]
  return accountPage(ask.site, { text: ask.textFor(view.language), session, view, leadsTo, ...more })
})

const act = Effect.fnUntraced(function* (ask: Ask, name: string) {
  const { site } = ask
  const session = yield* sessionOf(ask)
  if (session instanceof Response) return session
  const fields = formOf(ask)
  if (fields instanceof Response) return fields
  if (!isOwnForm(site.keys, session, fields.get("form") ?? "")) return statusWords(ask, 403)
  if (name === "leave") return yield* leave(ask, session)
  const { view, now } = yield* viewOf(site.engine, session.person, session.debts)
  const text = ask.textFor(view.language)
  const action = actions.get(name)
  const outcome: Outcome =
    action === undefined ? { _tag: "refused" } : yield* action({ site, session, view, text, fields, at: now })
  site.engine.log({ event: `portal.${name}`, link: session.link, outcome: outcome._tag })
  switch (outcome._tag) {
    case "leave":
      return goTo(site, outcome.to, setCookie(site, session))
    case "back":
      return goTo(site, accountAt(site, ask, outcome.done), setCookie(site, session))
    case "again":
      return yield* drawAccount(ask, session, { problem: outcome.problem })
    case "refused":
      return statusWords(ask, 400)
  }
})

const leave = Effect.fnUntraced(function* (ask: Ask, session: Session) {
  yield* ended(ask.site, session, yield* Engine.now(ask.site.engine))
  return plain(ask.site, ask.text, 200, ask.text.closed, { "set-cookie": clearCookie(ask.site) })
})

const unsubscribing = Effect.fnUntraced(function* (ask: Ask, token: string) {
  const { site, text } = ask
  const link = readUnsubscribeToken(site.keys, token)
  if (link === undefined) return neutral(site, text)
  const busy = isBusy(ask, link.id, yield* Engine.now(site.engine))
  if (busy !== undefined) return busy
  if (!ask.isPost) return unsubscribePage(site, text, token)
  // Mail providers post without cookies and from anywhere (RFC 8058 3.2): no session, no origin, nothing but the token.
  const form = ask.form
  if (form === undefined || "status" in form) return statusWords(ask, form?.status ?? 400)
  if (form.fields.get("List-Unsubscribe") !== "One-Click") return unsubscribePage(site, text, token, 400)
  yield* unsubscribe(site, link)
  return unsubscribedPage(site, text)
})

const TOKEN = "[A-Za-z0-9_-]{20,4000}"
const ACCOUNT_ACTION = new RegExp(`^/account/(${[...actions.keys(), "leave"].join("|")})$`)

interface Route {
  readonly methods: ReadonlyArray<string>
  readonly answer: (ask: Ask) => Answer
}

const routeOf = (path: string): Route | undefined => {
  const act_ = ACCOUNT_ACTION.exec(path)?.[1]
  if (act_ !== undefined) return { methods: ["POST"], answer: (ask) => act(ask, act_) }
  if (path === "/account") return { methods: ["GET", "HEAD"], answer: account }
  const stop = new RegExp(`^/u/(${TOKEN})$`).exec(path)?.[1]
  if (stop !== undefined)
    return { methods: ["GET", "HEAD", "POST"], answer: (ask) => unsubscribing(ask, stop) }
  const token = new RegExp(`^/(${TOKEN})$`).exec(path)?.[1]
  return token === undefined
    ? undefined
    : { methods: ["GET", "HEAD", "POST"], answer: (ask) => openLink(ask, token) }
}

const askOf = (site: Site, request: Request, form: FormResult | undefined): Ask => {
  const url = new URL(request.url)
  const asked = url.searchParams.get("lang")
  const accepted = request.headers.get("accept-language")
  return {
    site,
    request,
    url,
    isPost: request.method === "POST",
    form,
    text: choose(asked, undefined, accepted),
    textFor: (language) => choose(asked, language, accepted)
  }
}

/** A failure of ours says nothing but that; the log has its reason. */
const failed = (ask: Ask, event: string, reason: string): Response => {
  ask.site.engine.log({ event, reason })
  return plain(ask.site, ask.text, 503, ask.text.failed, { "retry-after": "60" })
}

const answer = async (site: Site, request: Request): Promise<Response> => {
  const path = new URL(request.url).pathname
  const mount = site.mounts.find((one) => path.startsWith(`${one}/`))
  const route = mount === undefined ? undefined : routeOf(path.slice(mount.length))
  const isPost = request.method === "POST"
  const ask = askOf(site, request, isPost && route !== undefined ? await readForm(request) : undefined)
  if (route === undefined) return neutral(site, ask.text)
  if (!route.methods.includes(request.method)) {
    return plain(site, ask.text, 405, ask.text.refused, { allow: route.methods.join(", ") })
  }
  if (ask.form !== undefined && "status" in ask.form) return statusWords(ask, ask.form.status)
  return site.run(
    route.answer(ask).pipe(
      Effect.catch((error) => Effect.sync(() => failed(ask, "portal.failed", error.reason))),
      Effect.catchDefect((defect) =>
        Effect.sync(() => failed(ask, "portal.defect", defect instanceof Error ? defect.name : typeof defect))
      )
    )
  )
}

/** The parts of a link that must fit into it: 1 to 200 ASCII characters each, as core's ids are. */
const fits = (ids: ReadonlyArray<string>): boolean => ids.every((id) => /^[\x21-\x7e]{1,200}$/.test(id))

/** Makes a portal. Throws `PortalError` for a configuration that is not safe. */
export const makePortal = (options: PortalOptions): Portal => {
  const site = makeSite(options)
  const base = `${site.origin}${site.basePath}`
  const checked = (ids: ReadonlyArray<string>, url: () => string) =>
    fits(ids) ? Effect.sync(url) : Engine.misuse("link", "ids must be 1 to 200 ASCII characters")
  return {
    handler: async (request) => {
      const response = await answer(site, request)
      return request.method === "HEAD" ? new Response(null, response) : response
    },
    link: (of) =>
      checked([of.person, ...of.debts], () => `${base}/${portalToken(site.keys, of, site.linkTtlMillis)}`),
    unsubscribe: (of) =>
      checked([of.person, of.address], () => `${base}/u/${unsubscribeToken(site.keys, of)}`)
  }
}
