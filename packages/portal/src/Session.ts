/** Sessions: a sealed cookie of half an hour after the last request, given only for something that the person knows. */
import { randomBytes } from "node:crypto"
import { Id } from "@forbear/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { PortalLink } from "./Link.ts"
import { formToken, isSame, seal, unseal, type Keys } from "./Seal.ts"

/** Milliseconds without a request after which the page closes. */
export const IDLE_MILLIS = 30 * 60_000
/** Milliseconds after which it closes however busy it is. */
export const LONGEST_MILLIS = 8 * 3_600_000

const Session = Schema.Struct({
  id: Schema.String,
  link: Schema.String,
  person: Id.PersonId,
  debts: Schema.Array(Id.DebtId),
  startedAt: Schema.Int,
  expiresAt: Schema.Int
})

/** Who is on the page, proved, and until when. */
export type Session = typeof Session.Type

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Session))

/** Begins a session for a link whose person proved who they are. */
export const begin = (link: PortalLink, now: number): Session => ({
  id: randomBytes(9).toString("base64url"),
  link: link.id,
  person: link.person,
  debts: link.debts,
  startedAt: now,
  expiresAt: now + IDLE_MILLIS
})

/** The same session after another request. */
export const prolong = (session: Session, now: number): Session => ({
  ...session,
  expiresAt: Math.min(now + IDLE_MILLIS, session.startedAt + LONGEST_MILLIS)
})

/** Where the cookie lives. */
export interface CookieSite {
  readonly keys: Keys
  readonly basePath: string
  readonly isSecure: boolean
}

const nameOf = (site: CookieSite): string => (site.isSecure ? "__Secure-portal" : "portal")

const cookie = (site: CookieSite, value: string, maxAge: number): string =>
  `${nameOf(site)}=${value}; Path=${site.basePath === "" ? "/" : site.basePath}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${site.isSecure ? "; Secure" : ""}`

/** The Set-Cookie header of a session. */
export const setCookie = (site: CookieSite, session: Session): string =>
  cookie(site, seal(site.keys, "session", Buffer.from(JSON.stringify(session))), IDLE_MILLIS / 1_000)

/** The Set-Cookie header that ends one. */
export const clearCookie = (site: CookieSite): string => cookie(site, "", 0)

/** The session of a request, unless it is missing, forged or over. */
export const readCookie = (site: CookieSite, header: string | null, now: number): Session | undefined => {
  const name = `${nameOf(site)}=`
  const pair = (header ?? "")
    .split(";")
    .map((one) => one.trim())
    .find((one) => one.startsWith(name))
  const content = pair === undefined ? undefined : unseal(site.keys, "session", pair.slice(name.length))
  if (content === undefined) return undefined
  const session = decode(content.toString("utf8"))
  return Result.isSuccess(session) && now < session.success.expiresAt ? session.success : undefined
}

/** The token that every form of a session carries. */
export const csrfOf = (keys: Keys, session: Session): string =>
  formToken(keys, "session", session.link, session.id)

/** Does a form belong to the session? */
export const isOwnForm = (keys: Keys, session: Session, given: string): boolean =>
  isSame(given, csrfOf(keys, session))
