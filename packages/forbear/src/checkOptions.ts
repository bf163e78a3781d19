/** Refuses a configuration that cannot work, before anything is opened; each message names the field and the fix. */
import { Zone } from "@forbear/core"
import * as Messages from "@forbear/messages"
import type { HostedOptions } from "./assemble.ts"
import { ForbearError } from "./errors.ts"
import type { ForbearOptions, JourneyDefinition } from "./options.ts"
import type { AnyChannel } from "./types.ts"

const refuse = (field: string, fix: string): never => {
  throw new ForbearError("FORBEAR_CONFIGURATION", `createForbear: ${field}: ${fix}`, { field })
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const hostedFields: Readonly<Record<keyof HostedOptions, true>> = {
  tenant: true,
  channels: true,
  packs: true,
  policy: true,
  business: true,
  templates: true,
  journeys: true,
  publicUrl: true,
  portal: true,
  mode: true,
  confirm: true,
  onEvent: true,
  homeZone: true,
  http: true,
  sendTimeoutMillis: true,
  log: true
}

/** A misspelt hook would be a hook that is never asked. */
const checkFields = (options: object, known: Readonly<Record<string, true>>): void => {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) refuse(name, `is not an option; use ${Object.keys(known).join(", ")}`)
  }
}

/** Checks everything that `createForbear` takes; throws `ForbearError` with code `FORBEAR_CONFIGURATION`. */
export const checkOptions = (options: ForbearOptions): ForbearOptions => {
  if (!isObject(options)) return refuse("options", "give an object; see the README")
  checkFields(options, { ...hostedFields, store: true, keys: true, clock: true })
  checkTenant(options)
  checkStore(options)
  const { clock } = options
  if (clock !== undefined && (typeof clock !== "function" || !Number.isSafeInteger(clock()))) {
    refuse("clock", "give a function that answers whole epoch milliseconds, or leave it out")
  }
  checkRest(options)
  return options
}

/** The same for options without store, keys and clock. */
export const checkHosted = (options: HostedOptions): HostedOptions => {
  checkFields(options, hostedFields)
  checkTenant(options)
  checkRest(options)
  return options
}

const checkTenant = ({ tenant }: HostedOptions): void => {
  if (typeof tenant !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(tenant)) {
    refuse("tenant", "name the legal collector with 1 to 100 letters, digits, dots or dashes")
  }
}

const checkStore = ({ store, keys }: ForbearOptions): void => {
  if (store?.kind !== "sqlite" && store?.kind !== "memory") {
    return refuse("store", 'give sqlite({ file: "forbear.db" }) or memory()')
  }
  if (store.kind === "sqlite" && !isText(store.file)) return refuse("store.file", "give the path of a file")
  if (!["file", "value", "ephemeral"].includes(keys?.kind)) {
    return refuse("keys", 'give keyFile("forbear.key"), keyValue(base64) or, in tests, ephemeralKey()')
  }
  if (keys.kind === "file" && !isText(keys.file)) return refuse("keys.file", "give the path of a file")
  if (keys.kind === "value" && !isText(keys.base64)) {
    return refuse("keys.base64", "give base64 of 32 random bytes, as `openssl rand -base64 32` prints it")
  }
  if (keys.kind === "ephemeral" && store.kind === "sqlite") {
    refuse("keys", "an ephemeral key would make the file unreadable after this process; give keyFile(path)")
  }
}

const checkRest = (options: HostedOptions): void => {
  if (!Array.isArray(options.channels)) refuse("channels", "give a list of configured adapters")
  checkChannels(options.channels)
  if (!Array.isArray(options.packs) || options.packs.length === 0) {
    refuse("packs", 'give at least one rule pack: import { us } from "@forbear/compliance/us"')
  }
  for (const field of ["name", "phone", "address"] as const) {
    if (!isText(options.business?.[field]))
      refuse(`business.${field}`, "the law wants messages to say who sends them")
  }
  for (const field of Object.keys(options.business)) {
    if (!["name", "phone", "address"].includes(field))
      refuse(`business.${field}`, "is not known; give name, phone and address")
  }
  checkPolicy(options)
  checkTemplates(options)
  checkJourneys(options)
  checkWords(options)
  checkUrls(options)
}

const checkChannels = (channels: ReadonlyArray<AnyChannel>): void => {
  const names = new Set<string>()
  const senders = new Set<string>()
  for (const channel of channels) {
    if (channel?.manifest?.specVersion !== 1) {
      const name = channel?.manifest?.name ?? "an adapter"
      refuse(
        "channels",
        `${name} implements channel spec ${channel?.manifest?.specVersion ?? "none"}; this version needs 1`
      )
    }
    if (names.has(channel.name))
      refuse("channels", `two adapters are called ${channel.name}; give one another name`)
    names.add(channel.name)
    for (const { id } of channel.senders) {
      if (senders.has(id)) refuse("channels.senders", `two senders are called ${id}; give one another id`)
      senders.add(id)
    }
  }
}

/** Standings that a policy may map; a prohibition and a missing fact are none. */
const MAPPABLE: ReadonlySet<string> = new Set([
  "presumption",
  "lost_safe_harbour",
  "guideline",
  "unsettled",
  "preference",
  "house_policy"
])

const checkPolicy = ({ policy }: HostedOptions): void => {
  if (policy === undefined) return
  if (!isObject(policy)) refuse("policy", "give { standings, switches }, or leave it out")
  for (const name of Object.keys(policy)) {
    if (!["standings", "switches", "feeds"].includes(name))
      refuse(`policy.${name}`, "is not an option; use standings, switches")
  }
  if (policy.switches !== undefined && !Array.isArray(policy.switches))
    refuse("policy.switches", "give a list of { rule, off: true, reason, by }")
  for (const [standing, verdict] of Object.entries(policy.standings ?? {})) {
    if (!MAPPABLE.has(standing))
      refuse(`policy.standings.${standing}`, `cannot be mapped; use one of ${[...MAPPABLE].join(", ")}`)
    if (verdict !== "block" && verdict !== "warn")
      refuse(`policy.standings.${standing}`, 'give "block" or "warn"')
  }
  for (const one of policy.switches ?? []) {
    if (!isText(one?.rule) || one.off !== true)
      refuse("policy.switches", "give { rule, off: true, reason, by }")
    if (!isText(one.reason)) refuse("policy.switches.reason", `say why ${one.rule} is off; it goes on record`)
    if (!isText(one.by)) refuse("policy.switches.by", `say who switched ${one.rule} off; it goes on record`)
  }
}

const isJourney = (journey: unknown): journey is JourneyDefinition =>
  isObject(journey) &&
  [journey["id"], journey["version"]].every(isText) &&
  [journey["enters"], journey["begin"], journey["react"]].every((one) => typeof one === "function")

const GROUPS: ReadonlySet<unknown> = new Set(["sms", "email", "task", "letter"])

const isTemplate = (one: unknown): one is Messages.Template =>
  isObject(one) &&
  isText(one["id"]) &&
  isText(one["language"]) &&
  GROUPS.has(one["group"]) &&
  Number.isSafeInteger(one["version"]) &&
  Number(one["version"]) > 0 &&
  Array.isArray(one["uses"]) &&
  isObject(one["data"]) &&
  (one["group"] !== "task" || ["context", "mustSay", "mustNotSay"].every((part) => Array.isArray(one[part])))

/** Templates fail here, before anybody is waiting for a message. */
const checkTemplates = ({ templates }: HostedOptions): void => {
  if (templates === undefined) return
  if (!Array.isArray(templates)) refuse("templates", "give a list, or leave it out")
  const names = new Set<string>()
  for (const [i, one] of (templates as ReadonlyArray<unknown>).entries()) {
    const field = `templates[${i}]`
    if (!isTemplate(one)) {
      return refuse(
        field,
        "give id, version from 1, group (sms, email, task or letter), language, uses, data and its texts"
      )
    }
    const missing = Messages.partsOf(one).find(([, source]) => typeof source !== "string")
    if (missing !== undefined) refuse(`${field}.${missing[0]}`, "give the text of this part")
    const [problem] = Messages.lint(one).problems
    if (problem !== undefined) refuse(field, problem)
    const name = `${one.id} ${one.version} ${one.group} ${one.language}`
    if (names.has(name)) refuse(field, `there are two of ${name}; raise the version of one`)
    names.add(name)
  }
}

const checkJourneys = ({ journeys }: HostedOptions): void => {
  if (journeys === undefined) return
  if (!Array.isArray(journeys)) refuse("journeys", "give a list, or leave it out")
  const ids = new Set<string>()
  for (const journey of journeys as ReadonlyArray<unknown>) {
    if (!isJourney(journey))
      return refuse("journeys", "give each an id, a version, and the functions enters, begin and react")
    if (ids.has(journey.id)) refuse("journeys", `two journeys are called ${journey.id}; give one another id`)
    ids.add(journey.id)
  }
}

const checkWords = (options: HostedOptions): void => {
  for (const field of ["confirm", "onEvent", "log"] as const) {
    if (options[field] !== undefined && typeof options[field] !== "function")
      refuse(field, "give a function, or leave it out")
  }
  const { mode, http, homeZone, sendTimeoutMillis } = options
  if (mode !== undefined && mode !== "sandbox" && mode !== "live") refuse("mode", 'give "sandbox" or "live"')
  if (http !== undefined && http !== "undici" && http !== "fetch") refuse("http", 'give "undici" or "fetch"')
  if (homeZone !== undefined && (!isText(homeZone) || Zone.lookup(homeZone) === undefined)) {
    refuse("homeZone", "give an IANA zone such as America/Phoenix")
  }
  const isMillis = Number.isSafeInteger(sendTimeoutMillis) && Number(sendTimeoutMillis) > 0
  if (sendTimeoutMillis !== undefined && !isMillis)
    refuse("sendTimeoutMillis", "give whole milliseconds above 0")
}

const checkUrls = ({ portal, publicUrl, mode }: HostedOptions): void => {
  if (portal !== undefined) {
    if (publicUrl === undefined) refuse("publicUrl", "the portal needs the public base URL for its links")
    if (!isText(portal.secret) || Buffer.from(portal.secret, "base64").length < 32) {
      refuse("portal.secret", "give at least 32 random bytes in base64")
    }
    if (typeof portal.paymentUrl !== "function")
      refuse("portal.paymentUrl", "give a function that answers the host's payment page")
    if (portal.path !== undefined && !/^(\/[A-Za-z0-9._~-]+)+$/.test(portal.path)) {
      refuse("portal.path", "must begin with a slash and not end with one, such as /portal")
    }
    if (portal.knows !== undefined && portal.knows !== "postalCode" && portal.knows !== "birthDate") {
      refuse("portal.knows", 'give "postalCode" or "birthDate"')
    }
  }
  if (publicUrl === undefined) return
  const url = isText(publicUrl) ? URL.parse(publicUrl) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    return refuse("publicUrl", "give an absolute URL such as https://contact.example.com")
  if (mode === "live" && url.protocol !== "https:") refuse("publicUrl", "must be https in live mode")
}
