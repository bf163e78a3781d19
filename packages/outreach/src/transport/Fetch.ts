/** HTTP over the global fetch as it is at the moment of the call, so that msw and other patches of it are honoured. */
import { type HttpReply, type TransportError } from "@forbear/channels"
import { abortKind, concat, failure, type Requester, type Timeouts } from "./Requester.ts"

interface Options {
  readonly timeouts: Timeouts
  readonly maxReplyBytes: number
}

/** Codes that prove that no connection came about. */
const unconnected: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT"
])

const neverConnected = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if ("code" in error && unconnected.has(error.code)) return true
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(neverConnected)
  return neverConnected(error.cause)
}

const readBody = async (
  response: Response,
  limit: number,
  tooLarge: () => TransportError
): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  if (response.body === null) return concat(chunks)
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return concat(chunks)
}

/** `connect` and `headers` share one clock, because fetch does not tell them apart. */
export const fetchRequester = ({ timeouts, maxReplyBytes }: Options): Requester => {
  const running = new Set<AbortController>()

  const request: Requester["request"] = async (message, url, signal) => {
    if (signal.aborted) throw failure("before_write", abortKind(signal), message, url, "aborted")
    const ours = new AbortController()
    running.add(ours)
    let late = false
    const expire = () => {
      late = true
      ours.abort()
    }
    let timer = setTimeout(expire, timeouts.connect + timeouts.headers)
    const stop = () => ours.abort()
    signal.addEventListener("abort", stop, { once: true })
    try {
      const { method, headers, body = null } = message
      const init: RequestInit = { method, headers: { ...headers }, redirect: "manual", signal: ours.signal }
      if (body !== null) init.body = typeof body === "string" ? body : new Uint8Array(body)
      const response = await globalThis.fetch(url, init)
      clearTimeout(timer)
      timer = setTimeout(expire, timeouts.body)
      const bytes = await readBody(response, maxReplyBytes, () =>
        failure("after_write", "too_large", message, url, `reply is larger than ${maxReplyBytes} bytes`)
      )
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: bytes
      } satisfies HttpReply
    } catch (error) {
      if (error instanceof Error && error.name === "TransportError") throw error
      if (late) throw failure("after_write", "timeout", message, url, "timed out")
      if (signal.aborted) throw failure("after_write", abortKind(signal), message, url, "aborted")
      if (neverConnected(error)) throw failure("before_write", "connection", message, url, "no connection")
      throw failure(
        "after_write",
        "connection",
        message,
        url,
        "connection lost before the reply was complete"
      )
    } finally {
      clearTimeout(timer)
      signal.removeEventListener("abort", stop)
      running.delete(ours)
    }
  }

  return {
    request,
    destroy: async () => running.forEach((controller) => controller.abort())
  }
}
