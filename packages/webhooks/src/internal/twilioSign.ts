/** Signs requests as Twilio does. */
import { hash } from "node:crypto"
import { ConfigurationError, type SignedRequest } from "../Webhook.ts"
import { secretList } from "./config.ts"
import { canonicalParams, concatenated } from "./form.ts"
import { hmac, hmacKey } from "./mac.ts"
import { publicUrl } from "./publicUrl.ts"

/** The media type of Twilio's forms. */
export const formType = "application/x-www-form-urlencoded"

/** Non-blank tokens in visible ASCII. */
export const authTokens = (given: unknown): ReadonlyArray<string> =>
  secretList("twilio", "authTokens", given).map(([field, token]) => {
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new ConfigurationError(
        "twilio",
        field,
        "has white space or other characters that no Auth Token has",
        "Copy it again from the Twilio console."
      )
    }
    return token
  })

/** Parameters to sign: a record, or pairs in the order in which they are to be sent. */
export type SignParams =
  | Readonly<Record<string, string | ReadonlyArray<string>>>
  | Iterable<readonly [string, string]>

const pairsOf = (params: SignParams): ReadonlyArray<readonly [string, string]> =>
  Symbol.iterator in params
    ? [...(params as Iterable<readonly [string, string]>)]
    : Object.entries(params).flatMap(([name, value]) =>
        typeof value === "string" ? [[name, value] as const] : value.map((each) => [name, each] as const)
      )

const signature = (authToken: string, url: string, tail: string): string => {
  const [token = ""] = authTokens(authToken)
  publicUrl("twilio", "url", url)
  return hmac("sha1", hmacKey(Buffer.from(token, "utf8")), url + tail).toString("base64")
}

const withQuery = (url: string, query: string): string => `${url}${url.includes("?") ? "&" : "?"}${query}`

/** Signs as Twilio does, for sandboxes and tests. Each throws `ConfigurationError`. */
export const sign = {
  /** A form POST. */
  form: (input: {
    readonly authToken: string
    readonly url: string
    readonly params: SignParams
  }): SignedRequest => {
    const pairs = pairsOf(input.params)
    const tail = concatenated(canonicalParams(pairs))
    return {
      method: "POST",
      url: input.url,
      headers: {
        "content-type": formType,
        "x-twilio-signature": signature(input.authToken, input.url, tail)
      },
      body: new TextEncoder().encode(
        new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString()
      )
    }
  },
  /** A GET with its parameters in the query of the returned `url`. */
  get: (input: {
    readonly authToken: string
    readonly url: string
    readonly params: SignParams
  }): SignedRequest => {
    const query = new URLSearchParams(pairsOf(input.params).map(([name, value]) => [name, value])).toString()
    const url = query === "" ? input.url : withQuery(input.url, query)
    return {
      method: "GET",
      url,
      headers: { "x-twilio-signature": signature(input.authToken, url, "") },
      body: new Uint8Array(0)
    }
  },
  /** A JSON POST; the returned `url` carries `bodySHA256` and is the one to request. */
  json: (input: {
    readonly authToken: string
    readonly url: string
    readonly body: Uint8Array | string
  }): SignedRequest => {
    const body =
      typeof input.body === "string" ? new TextEncoder().encode(input.body) : new Uint8Array(input.body)
    const url = withQuery(input.url, `bodySHA256=${hash("sha256", body)}`)
    return {
      method: "POST",
      url,
      headers: {
        "content-type": "application/json",
        "x-twilio-signature": signature(input.authToken, url, "")
      },
      body
    }
  }
}
