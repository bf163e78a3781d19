/**
 * The vocabulary that every verifier shares: a raw request in, a tagged result out.
 * Nothing here reads a clock, the environment or the network.
 */

/**
 * Header lookup: a `Headers`, node's `req.headers` or `req.headersDistinct`, or name and value pairs (names in any case).
 * A header that occurs twice is found in all three shapes and refused.
 */
export type HeaderSource =
  | { readonly get: (name: string) => string | null }
  | Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  | ReadonlyArray<readonly [name: string, value: string]>

/** A request as it came over the wire. `url` is absolute or starts with "/"; `body` is the bytes, never a parsed value. */
export interface RawRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderSource
  readonly body: Uint8Array
}

/** A request that was signed here: send it as it is. `url` is what must be requested; schemes that do not sign a URL leave it out. */
export interface SignedRequest {
  readonly method: "GET" | "POST"
  readonly url?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

/** Which parts of the request the signature covers. */
export type Coverage =
  | "body"
  | "id+timestamp+body"
  | "url"
  | "url+form"
  | "url+body"
  | "fields"
  | "token"
  | "shared-secret"

/** What was authenticated, and in `note` what was not. */
export interface Authenticated {
  readonly covers: Coverage
  readonly note: string
}

/** Form or query parameters, sorted by name then value, each pair once; `new URLSearchParams(params)` takes them. */
export type Params = ReadonlyArray<readonly [name: string, value: string]>

/** The request is the provider's. */
export interface Verified {
  readonly _tag: "Verified"
  readonly scheme: string
  /** The provider's own id of this event, the key for deduplication. Absent when the request carries none. */
  readonly eventId?: string
  /** When the provider signed, epoch milliseconds. Absent when the scheme signs no time. */
  readonly timestamp?: number
  readonly authenticated: Authenticated
  /** Which of the configured secrets matched, from 0: tells when the old one can be dropped. */
  readonly keyIndex: number
  /** The bytes that were given, not a copy. */
  readonly body: Uint8Array
  readonly params?: Params
}

const statuses = {
  missing_header: 401,
  duplicate_header: 400,
  malformed_header: 400,
  bad_signature: 401,
  too_old: 401,
  too_new: 401,
  body_mismatch: 401,
  url_mismatch: 401,
  malformed_body: 400,
  body_not_bytes: 400,
  unexpected_parameter: 400,
  unsupported_content_type: 400,
  unsupported_method: 400
} as const

/** Why a request was refused. */
export type RefusalReason = keyof typeof statuses

/** Every reason. */
export const refusalReasons = Object.keys(statuses) as ReadonlyArray<RefusalReason>

/** The request is not proven to be the provider's. `hint` names the likely mistake; it holds nothing from the request or the secret. */
export interface Refused {
  readonly _tag: "Refused"
  readonly scheme: string
  readonly reason: RefusalReason
  /** HTTP status for the answer: 400 malformed, 401 not authenticated. */
  readonly status: 400 | 401
  readonly hint: string
}

/** One configured scheme. Synchronous; never throws for what a request contains. */
export interface Verifier {
  readonly scheme: string
  /** Methods that the provider uses; the receiver answers 405 to others. POST if absent. */
  readonly methods?: ReadonlyArray<string>
  /** Media types that the provider sends; the receiver answers 415 to others. Any if absent. */
  readonly contentTypes?: ReadonlyArray<string>
  /** `at` is the receiver's time, epoch milliseconds. */
  readonly verify: (request: RawRequest, at: number) => Verified | Refused
}

const hints: Record<RefusalReason, string> = {
  missing_header:
    "A signature header is missing. Likely: the request is not the provider's, signing is off there, or a proxy drops the header.",
  duplicate_header: "A header that must occur once occurs several times. Likely: a proxy adds it again.",
  malformed_header:
    "A signature header does not have the scheme's format. Likely: another scheme or version is configured at the provider.",
  bad_signature:
    "The signature does not match. Likely: the secret is another endpoint's, or the body was parsed and written again before it got here.",
  too_old:
    "The signed time is too far in the past. Likely: a replay, a long queue in between, or this machine's clock is ahead.",
  too_new: "The signed time is too far in the future. Likely: this machine's clock is behind.",
  body_mismatch:
    "The body is not the one that was signed. Likely: it was parsed and written again, or decompressed, before it got here.",
  url_mismatch:
    "The request's path or query is not the configured public URL's. Likely: a proxy rewrites it; configure the URL exactly as the provider has it.",
  malformed_body: "The body is not what the scheme sends. Likely: something in between wrote it again.",
  body_not_bytes:
    "The body is not bytes. Likely: a body parser ran first; verify before it, on the raw body.",
  unexpected_parameter: "A parameter is unknown, missing, repeated or not of the configured format.",
  unsupported_content_type: "The content type is not one that the scheme signs.",
  unsupported_method: "The method is not one that was configured."
}

/** Builds a refusal. A custom `hint` must be a constant text. */
export const refuse = (scheme: string, reason: RefusalReason, hint: string = hints[reason]): Refused => ({
  _tag: "Refused",
  scheme,
  reason,
  status: statuses[reason],
  hint
})

/** Thrown when a verifier, a signer or a receiver is built with a configuration that cannot be safe. Never holds the value. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError"
  readonly _tag = "ConfigurationError"
  /** The option at fault, as in `secrets[1]`. */
  readonly field: string
  readonly fix: string
  constructor(scheme: string, field: string, problem: string, fix: string) {
    super(`${scheme}: ${field} ${problem}. ${fix}`)
    this.field = field
    this.fix = fix
  }
}

/** The value of a parameter that occurs once; undefined if it is absent or repeated. */
export const param = (params: Params | undefined, name: string): string | undefined => {
  const found = params?.filter((pair) => pair[0] === name) ?? []
  return found.length === 1 ? found[0]?.[1] : undefined
}
