/** The only doors to the network that an adapter has; the host's loop owns what is behind them. */
import { rejected, unknown, type SendResult } from "./Result.ts"

/** An HTTP request. Redirects are never followed. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A whole HTTP reply; header names are lower case. */
export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** A connected byte stream (TCP or TLS), for protocols that are not HTTP/1.1. A Node `Duplex`; typed loosely to stay dependency-free. */
export interface Connection {
  readonly socket: unknown
}

/** What `send`, `lookup`, `cancel` and `health` are given. */
export interface ChannelContext {
  readonly request: (request: HttpRequest) => Promise<HttpReply>
  /** Present only when the manifest says `connects: true`. */
  readonly connect?: (to: {
    readonly host: string
    readonly port: number
    readonly tls: boolean
  }) => Promise<Connection>
  readonly signal: AbortSignal
  /** Epoch milliseconds of the store's clock. */
  readonly now: () => number
}

/** Where a request broke: before a byte was written (nothing sent) or later (perhaps sent). */
export type TransportPhase = "before_write" | "after_write"

/** The error that `ctx.request` and `ctx.connect` reject with. Its message never holds a URL's query, a header or a body. */
export class TransportError extends Error {
  override readonly name = "TransportError"
  readonly phase: TransportPhase
  readonly kind: "timeout" | "aborted" | "connection" | "too_large" | "forbidden_host"
  constructor(phase: TransportPhase, kind: TransportError["kind"], message: string) {
    super(message)
    this.phase = phase
    this.kind = kind
  }
}

/** The honest answer for a broken request: retryable when no byte left, unknown otherwise, not permitted for a forbidden host. */
export const fromTransportError = (error: unknown): SendResult => {
  if (!isTransportError(error)) throw error
  if (error.kind === "forbidden_host") return rejected("not_permitted", "forbidden_host")
  if (error.phase === "before_write") return rejected("retryable", `not_sent_${error.kind}`)
  return unknown(error.kind === "timeout" || error.kind === "aborted" ? "timeout" : "connection_lost")
}

const isTransportError = (error: unknown): error is TransportError =>
  error instanceof Error && error.name === "TransportError" && "phase" in error
