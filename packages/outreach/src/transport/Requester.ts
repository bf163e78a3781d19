/** What is behind `ctx.request`: one HTTP exchange, with the phase in which it broke. */
import { TransportError, type HttpReply, type HttpRequest, type TransportPhase } from "@forbear/channels"

/** Milliseconds allowed for each phase of an exchange. */
export interface Timeouts {
  /** Name look-up, TCP and TLS. */
  readonly connect: number
  /** From the written request to the reply's headers. */
  readonly headers: number
  /** From the reply's headers to its last byte. */
  readonly body: number
}

/** One way of speaking HTTP. */
export interface Requester {
  readonly request: (request: HttpRequest, url: URL, signal: AbortSignal) => Promise<HttpReply>
  /** Breaks running exchanges off and closes every connection. */
  readonly destroy: () => Promise<void>
}

/** An error that names method and host, and nothing else of the request. */
export const failure = (
  phase: TransportPhase,
  kind: TransportError["kind"],
  request: Pick<HttpRequest, "method">,
  url: URL,
  what: string
): TransportError => new TransportError(phase, kind, `${request.method} ${url.host}: ${what}`)

/** An aborted signal is a timeout if it was aborted by one (`AbortSignal.timeout`). */
export const abortKind = (signal: AbortSignal): "timeout" | "aborted" =>
  signal.reason instanceof Error && signal.reason.name === "TimeoutError" ? "timeout" : "aborted"

/** Joins the chunks of a body without copying a single one. */
export const concat = (chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const only = chunks[0]
  if (only === undefined) return new Uint8Array(0)
  return chunks.length === 1 ? only : Buffer.concat(chunks)
}

/** Counts what is running, so that somebody can wait until nothing is. */
export interface Running {
  readonly add: () => void
  readonly done: () => void
  readonly idle: () => Promise<void>
}

export const running = (): Running => {
  let count = 0
  const waiting: Array<() => void> = []
  return {
    add: () => {
      count++
    },
    done: () => {
      count--
      if (count === 0) for (const wake of waiting.splice(0)) wake()
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)))
  }
}
