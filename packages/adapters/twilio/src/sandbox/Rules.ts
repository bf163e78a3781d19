/** What the sandbox refuses, with Twilio's codes; its magic numbers are those of Twilio's test credentials. */

/** An error as the API answers it. */
export interface ApiError {
  readonly status: number
  readonly code: number
  readonly message: string
}

const error = (code: number, message: string, status = 400): ApiError => ({ status, code, message })

export const authenticate = error(20003, "Authenticate", 401)
export const notFound = error(20404, "The requested resource was not found", 404)
export const tooMany = error(20429, "Too Many Requests", 429)
export const broken = error(20500, "An internal server error has occurred", 500)
export const unsubscribed = error(21610, "Attempt to send to unsubscribed recipient")

/** https://www.twilio.com/docs/iam/test-credentials#test-sms-messages */
const magicTo: Readonly<Record<string, ApiError>> = {
  "+15005550001": error(21211, "Invalid 'To' Phone Number"),
  "+15005550002": error(21612, "The 'To' phone number is not currently reachable via SMS"),
  "+15005550003": error(21408, "Permission to send an SMS has not been enabled for the region"),
  "+15005550004": unsubscribed,
  "+15005550009": error(21614, "'To' number is not a valid mobile number")
}

const magicFrom: Readonly<Record<string, ApiError>> = {
  "+15005550001": error(21212, "Invalid 'From' Number"),
  "+15005550007": error(21606, "The 'From' phone number is not a valid, SMS-capable number of this account"),
  "+15005550008": error(21611, "This 'From' number has exceeded the maximum number of queued messages")
}

/** The first thing wrong with a message, in the order in which Twilio looks; undefined for a good one. */
export const refusalOf = (
  params: URLSearchParams,
  numbers: ReadonlySet<string> | undefined
): ApiError | undefined => {
  const to = params.get("To") ?? ""
  const from = params.get("From") ?? ""
  const body = params.get("Body") ?? ""
  if (to === "") return error(21604, "A 'To' phone number is required")
  if (from === "") return error(21603, "A 'From' phone number is required")
  if (body === "") return error(21602, "Message body is required")
  if (body.length > 1600)
    return error(21617, "The concatenated message body exceeds the 1600 character limit")
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return error(21211, "Invalid 'To' Phone Number")
  if (magicTo[to] !== undefined) return magicTo[to]
  if (magicFrom[from] !== undefined) return magicFrom[from]
  if (to === from) return error(21266, "'To' and 'From' number cannot be the same")
  if (numbers !== undefined && !numbers.has(from)) return magicFrom["+15005550007"]
  return undefined
}
