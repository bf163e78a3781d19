/** What the adapter is configured with, and a Standard Schema that refuses what cannot work. */
import type { Sender, StandardSchema } from "@forbear/channels"

/** Options of `twilio`. */
export interface TwilioConfig {
  /** `AC` and 32 lower-case hex digits. */
  readonly accountSid: string
  /** The Auth Token; `[current, next]` while a new one is being promoted: the first one sends, both verify. */
  readonly authToken: string | readonly [current: string, next: string]
  /** Numbers of the account, channel `sms`. */
  readonly senders: ReadonlyArray<Sender>
  /** Another region's endpoint, or a sandbox. */
  readonly baseUrl?: string
  /** The public https URL under which the host mounts webhooks; Twilio calls back there, and signatures are checked against it. */
  readonly publicUrl: string
  /** Name of this instance, also its webhook path; `twilio` by default. */
  readonly name?: string
  /**
   * Who answers STOP. `twilio` (default): Twilio blocks the recipient and confirms (default handling, Advanced Opt-Out).
   * `host`: Twilio was told to leave it alone for this account, and we do both.
   */
  readonly optOut?: "twilio" | "host"
}

interface Issue {
  readonly message: string
  readonly path: ReadonlyArray<PropertyKey>
}

type Fields = Partial<Record<keyof TwilioConfig, unknown>>

const isText = (value: unknown): value is string => typeof value === "string"

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** The fix for a URL that cannot be used, or undefined for one that can. */
const urlFix = (value: unknown): string | undefined => {
  const url = isText(value) ? URL.parse(value) : null
  if (url === null) return "give an absolute URL"
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback.test(url.hostname))) {
    return "use https (plain http is for this machine only)"
  }
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") {
    return "leave query, fragment and credentials out"
  }
  return undefined
}

const tokenIssues = (value: unknown): ReadonlyArray<Issue> => {
  const message = "give the account's Auth Token, or [current, next] while a new one is being promoted"
  const tokens: ReadonlyArray<unknown> = Array.isArray(value) ? value : [value]
  const good =
    tokens.length >= 1 &&
    tokens.length <= 2 &&
    tokens.every((token) => isText(token) && /^[\x21-\x7e]+$/.test(token))
  return good ? [] : [{ path: ["authToken"], message }]
}

const senderIssues = (value: unknown): ReadonlyArray<Issue> => {
  if (!Array.isArray(value) || value.length === 0)
    return [{ path: ["senders"], message: "name at least one number of the account" }]
  const seen = new Set<unknown>()
  return value.flatMap((sender: unknown, index): ReadonlyArray<Issue> => {
    const { id, address } = (typeof sender === "object" && sender !== null ? sender : {}) as {
      id?: unknown
      address?: unknown
    }
    if (!isText(id)) return [{ path: ["senders", index, "id"], message: "give every sender a name" }]
    if (seen.has(id)) return [{ path: ["senders", index, "id"], message: "is used twice" }]
    seen.add(id)
    if (isText(address) && /^(\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/.test(address)) return []
    return [
      {
        path: ["senders", index, "address"],
        message: "give an E.164 number, a short code or an alphanumeric sender"
      }
    ]
  })
}

const check = (config: Fields): ReadonlyArray<Issue> => {
  const issues: Array<Issue> = []
  const want = (good: boolean, field: keyof TwilioConfig, message: string) => {
    if (!good) issues.push({ path: [field], message })
  }
  want(
    isText(config.accountSid) && /^AC[0-9a-f]{32}$/.test(config.accountSid),
    "accountSid",
    "give AC and 32 lower-case hex digits, from the Twilio console"
  )
  issues.push(...tokenIssues(config.authToken), ...senderIssues(config.senders))
  for (const field of ["publicUrl", "baseUrl"] as const) {
    const fix = field === "baseUrl" && config.baseUrl === undefined ? undefined : urlFix(config[field])
    want(fix === undefined, field, fix ?? "")
  }
  want(
    config.name === undefined || (isText(config.name) && /^[a-z][a-z0-9-]{0,39}$/.test(config.name)),
    "name",
    "use lower-case letters, digits and hyphens"
  )
  want(
    config.optOut === undefined || config.optOut === "twilio" || config.optOut === "host",
    "optOut",
    'give "twilio" or "host"'
  )
  return issues
}

/** Checks every field; messages name the fix and repeat no value. */
export const configSchema: StandardSchema<TwilioConfig> = {
  "~standard": {
    version: 1,
    vendor: "forbear",
    validate: (value) => {
      if (typeof value !== "object" || value === null)
        return { issues: [{ message: "give an object", path: [] }] }
      const issues = check(value)
      return issues.length === 0 ? { value: value as TwilioConfig } : { issues }
    }
  }
}

/** Without trailing slashes. */
export const trimmed = (url: string): string => url.replace(/\/+$/, "")
