/** Twilio's message resource, as its API shows it (twilio_api_v2010.json, `api.v2010.account.message`). */

/** A message that the sandbox accepted, exactly as it was sent. */
export interface SandboxMessage {
  readonly sid: string
  readonly to: string
  readonly from: string
  readonly body: string
  /** Epoch milliseconds of the sandbox's clock. */
  readonly at: number
  readonly statusCallback?: string
  /** Seconds. */
  readonly validityPeriod?: number
}

const rfc2822 = (at: number): string => new Date(at).toUTCString().replace("GMT", "+0000")

/** The 201 reply. */
export const resource = (accountSid: string, message: SandboxMessage, status: string) => {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`
  const date = rfc2822(message.at)
  return {
    account_sid: accountSid,
    api_version: "2010-04-01",
    body: message.body,
    date_created: date,
    date_sent: null,
    date_updated: date,
    direction: "outbound-api",
    error_code: null,
    error_message: null,
    from: message.from,
    messaging_service_sid: null,
    num_media: "0",
    num_segments: "1",
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`
  }
}

/** Reads an accepted message off its form. */
export const messageOf = (params: URLSearchParams, sid: string, at: number): SandboxMessage => {
  const statusCallback = params.get("StatusCallback")
  const validity = params.get("ValidityPeriod")
  return {
    sid,
    to: params.get("To") ?? "",
    from: params.get("From") ?? "",
    body: params.get("Body") ?? "",
    at,
    ...(statusCallback === null ? {} : { statusCallback }),
    ...(validity === null ? {} : { validityPeriod: Number(validity) })
  }
}
