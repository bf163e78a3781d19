/** What an SMTP conversation that failed proves (RFC 5321 section 4.2, RFC 3463). */
import { rejected, unknown, type SendResult } from "@forbear/channels"

/** The fields of nodemailer's errors that count; their texts may hold addresses and are never passed on. */
interface SmtpError {
  readonly code?: unknown
  readonly command?: unknown
  readonly response?: unknown
  readonly responseCode?: unknown
}

const refusal = (code: number, command: string, response: string): SendResult => {
  const word = String(code)
  if (code < 500) return rejected("retryable", word)
  if (command.startsWith("AUTH") || command === "STARTTLS" || code === 530)
    return rejected("not_permitted", word)
  if (/^\d{3}[ -]5\.7\./.test(response)) return rejected("policy", word)
  return rejected(
    command === "RCPT TO" && [550, 551, 553].includes(code) ? "invalid_address" : "permanent",
    word
  )
}

/** `final` says that the dot that ends the message may have left; without a reply the server may then have taken it. */
export const fromSmtpError = (error: unknown, final: boolean): SendResult => {
  const { code, command, response, responseCode } = (
    typeof error === "object" && error !== null ? error : {}
  ) as SmtpError
  const line = typeof response === "string" ? response : ""
  if (typeof responseCode === "number" && responseCode >= 400)
    return refusal(responseCode, String(command), line)
  if (final) return unknown(code === "ETIMEDOUT" ? "timeout" : "connection_lost")
  if (code === "EENVELOPE") return rejected("invalid_address", "not_an_address")
  if (code === "EMESSAGE") return rejected("permanent", "too_large")
  return rejected("retryable", code === "ETIMEDOUT" ? "not_sent_timeout" : "not_sent_connection")
}
