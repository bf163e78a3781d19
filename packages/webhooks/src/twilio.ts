/**
 * Twilio's `X-Twilio-Signature`: forms, GET requests and JSON bodies (`bodySHA256`), verified from raw bytes.
 * No time is signed: a captured request verifies for ever, so deduplicate on `eventId`.
 *
 * Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security; twilio 6.2.0 lib/webhooks/webhooks.js.
 */
import { hash, type KeyObject } from "node:crypto"
import { concatenated, parseForm } from "./internal/form.ts"
import { mediaType, readHeader } from "./internal/headers.ts"
import { decodeSignature, hmac, hmacKey, sameBytes } from "./internal/mac.ts"
import { type CutUrl, publicUrl, targetOf } from "./internal/publicUrl.ts"
import { authTokens, formType } from "./internal/twilioSign.ts"
import { makeResolver, type Variant } from "./internal/twilioTarget.ts"
import {
  type Authenticated,
  ConfigurationError,
  param,
  type Params,
  type RawRequest,
  type Refused,
  refuse,
  type Verified,
  type Verifier
} from "./Webhook.ts"

export { messagingFormats, messagingRequired } from "./internal/twilioMessaging.ts"
export { sign, type SignParams } from "./internal/twilioSign.ts"

/** What identifies one event: the parameters of a form or a query, or the bytes of a JSON body. */
export interface TwilioEvent {
  readonly params: Params
  readonly body: Uint8Array
}

/** Options of `twilio`. */
export interface TwilioOptions {
  /** The account's Auth Token; several while one is being promoted. */
  readonly authTokens: string | ReadonlyArray<string>
  /**
   * The public URL exactly as configured at Twilio, with its query; one or several. The request's path and query must be that URL's
   * (plus `bodySHA256` for JSON and the parameters for GET). Where URLs vary, a function from the received path and query to the public URL, or
   * undefined to refuse; the caller then vouches for path and query, since Twilio signs them and the parameters as one text.
   */
  readonly url: string | ReadonlyArray<string> | ((pathAndQuery: string) => string | undefined)
  /** POST only by default. */
  readonly methods?: ReadonlyArray<"GET" | "POST">
  /** Also try the URL without its port when that is not the default one. Twilio's library always does. */
  readonly stripPort?: boolean
  /** A parameter named here must occur at most once and match. See `messagingFormats`. */
  readonly formats?: Readonly<Record<string, RegExp>>
  /** Parameters that must occur, exactly once. Without it free text could swallow its neighbour. See `messagingRequired`. */
  readonly required?: ReadonlyArray<string>
  /** What to do with parameters that `formats` does not name; "accept" by default, since Twilio adds parameters. */
  readonly unknownParams?: "accept" | "refuse"
  /** Overrides how the deduplication key is found: needed where one call makes several requests in one status. */
  readonly eventId?: (event: TwilioEvent) => string | undefined
}

interface Config {
  readonly keys: ReadonlyArray<KeyObject>
  readonly exact: ReadonlyArray<CutUrl>
  readonly map: ((pathAndQuery: string) => string | undefined) | undefined
  readonly methods: ReadonlyArray<string>
  readonly stripPort: boolean
  readonly formats: ReadonlyMap<string, RegExp>
  readonly required: ReadonlyArray<string>
  readonly refuseUnknown: boolean
  readonly eventId: (event: TwilioEvent) => string | undefined
}

const form = "twilio-form"
const json = "twilio-json"

/** `MessageSid:status`, or `CallSid:status` with the sequence number if there is one. */
const eventIdOf = ({ params }: TwilioEvent): string | undefined => {
  const message = param(params, "MessageSid") ?? param(params, "SmsSid")
  if (message !== undefined)
    return `${message}:${param(params, "MessageStatus") ?? param(params, "SmsStatus") ?? ""}`
  const call = param(params, "CallSid")
  if (call === undefined) return undefined
  const sequence = param(params, "SequenceNumber")
  return `${call}:${param(params, "CallStatus") ?? ""}${sequence === undefined ? "" : `:${sequence}`}`
}

const configuredFormats = (formats: Readonly<Record<string, RegExp>>): ReadonlyMap<string, RegExp> => {
  for (const [name, format] of Object.entries(formats)) {
    if (!(format instanceof RegExp) || format.global || format.sticky) {
      throw new ConfigurationError(
        "twilio",
        `formats.${name}`,
        "is not a regular expression without the g and y flags",
        "Those flags keep state between requests."
      )
    }
  }
  return new Map(Object.entries(formats))
}

const configure = (options: TwilioOptions): Config => {
  const map = typeof options.url === "function" ? options.url : undefined
  const urls: ReadonlyArray<unknown> =
    typeof options.url === "function" ? [] : Array.isArray(options.url) ? options.url : [options.url]
  const methods: ReadonlyArray<string> = options.methods ?? ["POST"]
  if (map === undefined && urls.length === 0)
    throw new ConfigurationError("twilio", "url", "is empty", "Give the public URL configured at Twilio.")
  if (methods.length === 0 || methods.some((method) => method !== "GET" && method !== "POST")) {
    throw new ConfigurationError(
      "twilio",
      "methods",
      "is not a list of GET and POST",
      "Leave it out for POST."
    )
  }
  if (options.unknownParams === "refuse" && options.formats === undefined) {
    throw new ConfigurationError(
      "twilio",
      "unknownParams",
      'is "refuse" without formats, so nothing would pass',
      "Name the parameters in formats."
    )
  }
  return {
    keys: authTokens(options.authTokens).map((token) => hmacKey(Buffer.from(token, "utf8"))),
    exact: urls.map((url, index) => publicUrl("twilio", urls.length > 1 ? `url[${index}]` : "url", url)),
    map,
    methods,
    stripPort: options.stripPort === true,
    formats: configuredFormats(options.formats ?? {}),
    required: options.required ?? [],
    refuseUnknown: options.unknownParams === "refuse",
    eventId: options.eventId ?? eventIdOf
  }
}

/** The index of the token that signed, over every spelling of the URL; -1 if none did. */
const signer = (
  keys: ReadonlyArray<KeyObject>,
  spellings: ReadonlyArray<string>,
  tail: string,
  signature: Uint8Array
): number =>
  keys.findIndex((key) => spellings.some((url) => sameBytes(hmac("sha1", key, url + tail), signature)))

const formatted = (config: Config, params: Params): boolean => {
  if (config.required.some((name) => param(params, name) === undefined)) return false
  if (config.formats.size === 0) return true
  let before: string | undefined
  for (const [name, value] of params) {
    const format = config.formats.get(name)
    if (format === undefined ? config.refuseUnknown : name === before || !format.test(value)) return false
    before = name
  }
  return true
}

const notes = {
  form: "URL and parameters, names and values joined without separators: the boundary between them is not signed, nor are the order and number of repeated values. No time is signed.",
  get: "URL with its query. No time is signed, and the method is not.",
  json: "URL and the whole body, through its SHA-256 in the signed URL. No time is signed."
} as const
const covered: Record<Variant, Authenticated> = {
  form: { covers: "url+form", note: notes.form },
  get: { covers: "url", note: notes.get },
  json: { covers: "url+body", note: notes.json }
}

const bodyHash = /(?:^|&)bodySHA256=([^&]*)/g

/** The variant follows from what is signed, the presence of `bodySHA256` in the URL, so that no header can choose it. */
const variantOf = (request: RawRequest): Variant =>
  (targetOf(request.url)?.query ?? "").split("&").some((part) => part.startsWith("bodySHA256="))
    ? "json"
    : request.method === "GET"
      ? "get"
      : "form"

const checkJson = (request: RawRequest, query: string | undefined): Refused | undefined => {
  const values = [...(query ?? "").matchAll(bodyHash)].map((match) => match[1] ?? "")
  if (values.length !== 1 || !/^[0-9a-f]{64}$/.test(values[0] ?? "")) {
    return refuse(
      json,
      "malformed_body",
      "bodySHA256 must occur once in the URL, as 64 lower-case hex digits."
    )
  }
  const actual = hash("sha256", request.body, "buffer")
  return sameBytes(actual, Buffer.from(values[0] ?? "", "hex")) ? undefined : refuse(json, "body_mismatch")
}

/** Parameters of the variant, or the refusal of a body or query that Twilio does not send. */
const paramsOf = (variant: Variant, request: RawRequest, query: string | undefined): Params | Refused => {
  if (variant === "json") {
    if (mediaType(request.headers) === formType) return refuse(json, "unsupported_content_type")
    return checkJson(request, query) ?? []
  }
  if (variant === "get") {
    if (request.body.length > 0)
      return refuse(form, "body_mismatch", "A GET request has a body, which its signature does not cover.")
    return (
      (query === undefined || query === "" ? [] : parseForm(query.replaceAll("'", "%27"))) ??
      refuse(form, "malformed_body")
    )
  }
  if (mediaType(request.headers) !== formType) return refuse(form, "unsupported_content_type")
  const { buffer, byteOffset, byteLength } = request.body
  return (
    parseForm(Buffer.from(buffer, byteOffset, byteLength).toString("latin1")) ??
    refuse(form, "malformed_body")
  )
}

const isRefused = (value: Params | Refused): value is Refused => "_tag" in value

/**
 * A verifier for everything that carries `X-Twilio-Signature`. Throws `ConfigurationError`.
 *
 * **Details**: forms are parsed here, strictly: visible ASCII, complete percent-encoding of UTF-8, at most 1,000 `name=value` parts, at least one.
 * `Verified.params` are sorted, repeated values once, exactly what was signed. JSON carries no `eventId` unless `eventId` finds one in the body.
 *
 * **Gotchas**: behind a proxy give the public URL, not the local one. `{a: "1b2"}` and `{a: "1", b: "2"}` have the same signature: give `formats` and `required`.
 * Requests of one call in one status (`Gather`) share an `eventId`: give `eventId` before deduplicating them.
 */
export const twilio = (options: TwilioOptions): Verifier => {
  const config = configure(options)
  const resolve = makeResolver(config)
  const verify = (request: RawRequest): Verified | Refused => {
    if (!(request.body instanceof Uint8Array)) return refuse(form, "body_not_bytes")
    if (!config.methods.includes(request.method)) return refuse(form, "unsupported_method")
    const variant = variantOf(request)
    const scheme = variant === "json" ? json : form
    const header = readHeader(request.headers, "x-twilio-signature")
    if (!("value" in header)) return refuse(scheme, header.reason)
    const signature = decodeSignature(header.value, 20)
    if (signature === undefined) return refuse(scheme, "malformed_header")
    const target = resolve(request.url, variant)
    if (target === undefined) return refuse(scheme, "url_mismatch")
    const params = paramsOf(variant, request, target.query)
    if (isRefused(params)) return params
    const keyIndex = signer(
      config.keys,
      target.spellings,
      variant === "form" ? concatenated(params) : "",
      signature
    )
    if (keyIndex < 0) {
      return refuse(
        scheme,
        "bad_signature",
        "The signature does not match. Likely: the URL is not exactly the one configured at Twilio (scheme, host, port, query), or the Auth Token is another account's."
      )
    }
    if (!formatted(config, params)) return refuse(scheme, "unexpected_parameter")
    const eventId = config.eventId({ params, body: request.body })
    return {
      _tag: "Verified",
      scheme,
      ...(eventId === undefined ? {} : { eventId }),
      authenticated: covered[variant],
      keyIndex,
      body: request.body,
      params
    }
  }
  return { scheme: "twilio", methods: config.methods, contentTypes: [formType, "application/json"], verify }
}

/**
 * For `url` where public URLs vary in path and query: appends what was received to a fixed origin such as `https://hooks.example.com`.
 * Throws `ConfigurationError`.
 */
export const under = (origin: string): ((pathAndQuery: string) => string) => {
  const cut = publicUrl("twilio", "origin", origin)
  if (cut.path !== "/" || cut.query !== undefined) {
    throw new ConfigurationError(
      "twilio",
      "origin",
      "has a path or a query",
      "Give scheme, host and port only, or the exact URL as `url`."
    )
  }
  return (pathAndQuery) => cut.origin + pathAndQuery
}
