/** The portal as it was configured, checked once. */
import type { Id } from "@forbear/core"
import type { Data, Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeLimiter, type Limiter } from "./Limit.ts"
import { deriveKeys, type Keys } from "./Seal.ts"
import { badVariable, style, type Style, type Theme } from "./Style.ts"

/** What the host's payment page is handed. No card number exists on this side of it. */
export interface Handover {
  readonly plan: Id.PlanId
  readonly debt: Id.DebtId
  /** Which payment of the plan, from 1. */
  readonly installment: number
  readonly amount: Data.AmountView
  /** `<plan>/<installment>`: the same for the same payment, so that the host can recognise a second visit. */
  readonly reference: string
  /** Where the payment page sends her back to. */
  readonly returnUrl: string
}

/** What she is asked for before anything is shown. */
export type Knows = "postalCode" | "birthDate"

/** How a portal is made. */
export interface PortalOptions {
  readonly engine: Engine.Engine
  /** Runs an effect; without it `Effect.runPromise`. */
  readonly run?: <A>(effect: Effect.Effect<A>) => Promise<A>
  /** At least 32 random bytes. Whoever has them can make links; another secret ends every link and session. */
  readonly secret: Uint8Array
  /** Where the host mounts the handler; `/portal` without it. */
  readonly basePath?: string
  /** Where people reach the handler's mount: `https://pay.example.com`, with a path if it is mounted under one. Plain `http` only on loopback. */
  readonly publicUrl: string
  /** How long a link works; 72 hours without it, and up to one hour longer. */
  readonly linkTtlMillis?: number
  /** The address of the host's payment page for one payment. Pure: it is also asked when the page is drawn. */
  readonly paymentUrl: (handover: Handover) => string
  readonly knows: Knows
  readonly theme?: Theme
}

/** A portal that cannot be made so; names the field and the fix, never the value. */
export class PortalError extends Schema.TaggedError<PortalError>("@forbear/portal/PortalError")(
  "PortalError",
  {
    field: Schema.String,
    message: Schema.String
  }
) {}

/** A configured portal. */
export interface Site {
  readonly engine: Engine.Engine
  readonly run: <A>(effect: Effect.Effect<A>) => Promise<A>
  readonly keys: Keys
  /** The path as people see it: that of `publicUrl`, then the portal's own. */
  readonly basePath: string
  /** Paths under which requests arrive: the whole one, and what a framework leaves of it that strips its mount. */
  readonly mounts: ReadonlyArray<string>
  readonly origin: string
  readonly isSecure: boolean
  readonly linkTtlMillis: number
  readonly paymentUrl: PortalOptions["paymentUrl"]
  readonly knows: Knows
  readonly style: Style
  readonly limiter: Limiter
}

const refuse = (field: string, fix: string): never => {
  throw new PortalError({ field, message: `${field}: ${fix}` })
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/

const originOf = (publicUrl: string): URL => {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  if (
    url === undefined ||
    !/^(\/[A-Za-z0-9._~-]+)*\/?$/.test(url.pathname) ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== ""
  ) {
    return refuse("publicUrl", "give scheme, host and perhaps a path, such as https://pay.example.com")
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname))) return url
  return refuse("publicUrl", "must be https; plain http is for loopback")
}

/** Checks the options; throws `PortalError`. */
export const makeSite = (options: PortalOptions): Site => {
  const { secret, basePath = "/portal", linkTtlMillis = 72 * 3_600_000, theme = {} } = options
  if (!(secret instanceof Uint8Array) || secret.length < 32) refuse("secret", "give at least 32 random bytes")
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(basePath))
    refuse("basePath", "must begin with a slash and not end with one, such as /portal")
  if (!Number.isSafeInteger(linkTtlMillis) || linkTtlMillis < 60_000 || linkTtlMillis > 90 * 86_400_000) {
    refuse("linkTtlMillis", "must be whole milliseconds between one minute and 90 days")
  }
  if (typeof options.paymentUrl !== "function")
    refuse("paymentUrl", "give a function that answers the payment page's address")
  if (options.knows !== "postalCode" && options.knows !== "birthDate")
    refuse("knows", "must be postalCode or birthDate")
  const bad = badVariable(theme)
  if (bad !== undefined) refuse("theme", `${bad} must be a lower-case name with a plain CSS value`)
  const url = originOf(options.publicUrl)
  const whole = `${url.pathname.replace(/\/$/, "")}${basePath}`
  return {
    engine: options.engine,
    run: options.run ?? Effect.runPromise,
    keys: deriveKeys(secret, options.engine.tenant),
    basePath: whole,
    mounts: [whole, basePath],
    origin: url.origin,
    isSecure: url.protocol === "https:",
    linkTtlMillis,
    paymentUrl: options.paymentUrl,
    knows: options.knows,
    style: style(theme),
    limiter: makeLimiter()
  }
}
