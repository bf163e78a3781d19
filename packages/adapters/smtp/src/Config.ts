/** What the adapter is configured with, and a Standard Schema that refuses what cannot work. */
import type { Sender, StandardSchema } from "@forbear/channels"
import { isIP } from "node:net"

/** Options of `smtp`. */
export interface SmtpConfig {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (usually port 465). Otherwise STARTTLS, see `requireTls`. */
  readonly secure: boolean
  readonly auth?: { readonly user: string; readonly pass: string }
  /** Mailboxes to send from, channel `email`, kind `domain`. */
  readonly senders: ReadonlyArray<Sender>
  /** Refuse to go on when the server offers no STARTTLS; true by default, false on loopback. */
  readonly requireTls?: boolean
  /** Right side of the Message-ID; the sender's domain by default. */
  readonly domain?: string
  /** Where bounces go (MAIL FROM); the sender by default. */
  readonly returnPath?: string
  /** A mailbox for `List-Unsubscribe`, used when a message brings no such header. */
  readonly unsubscribe?: { readonly mailto: string }
  /** Name of this instance; `smtp` by default. */
  readonly name?: string
}

interface Issue {
  readonly message: string
  readonly path: ReadonlyArray<PropertyKey>
}

type Fields = Partial<Record<keyof SmtpConfig, unknown>>

const isText = (value: unknown): value is string => typeof value === "string"
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** A mailbox that is safe to write into a command: no white space, quotes, brackets or lists. */
export const isMailbox = (value: unknown): value is string =>
  isText(value) && value.length <= 254 && /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()\\,;:"]+$/u.test(value)

const isDomain = (value: unknown): boolean =>
  isText(value) && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(value)

export const isLoopback = (host: unknown): boolean =>
  isText(host) && /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)

const senderIssues = (value: unknown): ReadonlyArray<Issue> => {
  if (!Array.isArray(value) || value.length === 0)
    return [{ path: ["senders"], message: "name at least one mailbox to send from" }]
  const seen = new Set<unknown>()
  return value.flatMap((sender: unknown, index): ReadonlyArray<Issue> => {
    const { id, address } = isObject(sender) ? sender : {}
    if (!isText(id)) return [{ path: ["senders", index, "id"], message: "give every sender a name" }]
    if (seen.has(id)) return [{ path: ["senders", index, "id"], message: "is used twice" }]
    seen.add(id)
    return isMailbox(address)
      ? []
      : [{ path: ["senders", index, "address"], message: "give a mailbox, as in billing@acme.example" }]
  })
}

const optional = (value: unknown, good: (value: unknown) => boolean): boolean =>
  value === undefined || good(value)

const isAuth = (value: unknown): boolean =>
  isObject(value) && [value["user"], value["pass"]].every((part) => isText(part) && part !== "")

const check = (config: Fields): ReadonlyArray<Issue> => {
  const { host, port, secure, auth, requireTls } = config
  const tlsOff = secure === false && requireTls === false && !isLoopback(host)
  const rules: ReadonlyArray<readonly [boolean, keyof SmtpConfig, string]> = [
    [
      isText(host) && (isIP(host) !== 0 || isDomain(host)),
      "host",
      "give the mail server's name, without port"
    ],
    [
      isText(port) === false && Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536,
      "port",
      "give a port, 465 or 587 usually"
    ],
    [typeof secure === "boolean", "secure", "give true for TLS from the first byte, false for STARTTLS"],
    [optional(auth, isAuth), "auth", "give user and pass, or leave it out"],
    [!(tlsOff && auth !== undefined), "requireTls", "credentials would travel in the clear; leave it out"],
    [optional(requireTls, (value) => typeof value === "boolean"), "requireTls", "give true or false"],
    [optional(config.domain, isDomain), "domain", "give a domain name"],
    [optional(config.returnPath, isMailbox), "returnPath", "give a mailbox"],
    [
      optional(config.unsubscribe, (value) => isObject(value) && isMailbox(value["mailto"])),
      "unsubscribe",
      "give { mailto } with a mailbox"
    ],
    [
      optional(config.name, (value) => isText(value) && /^[a-z][a-z0-9-]{0,39}$/.test(value)),
      "name",
      "use lower-case letters, digits and hyphens"
    ]
  ]
  const failed = rules.filter(([good]) => !good).map(([, field, message]) => ({ path: [field], message }))
  return [...failed, ...senderIssues(config.senders)]
}

/** Checks every field; messages name the fix and repeat no value. */
export const configSchema: StandardSchema<SmtpConfig> = {
  "~standard": {
    version: 1,
    vendor: "forbear",
    validate: (value) => {
      if (!isObject(value)) return { issues: [{ message: "give an object", path: [] }] }
      const issues = check(value)
      return issues.length === 0 ? { value: value as unknown as SmtpConfig } : { issues }
    }
  }
}
