/** HTTP over an undici agent of our own: pooled, HTTP/1.1, each request written at most once. */
import { type HttpReply, type HttpRequest, type TransportPhase, type TransportError } from "@forbear/channels"
import { Agent, type Dispatcher } from "undici"
import { loopbackLookup } from "./Hosts.ts"
import { abortKind, concat, failure, type Requester, type Timeouts } from "./Requester.ts"

interface Options {
  readonly timeouts: Timeouts
  readonly maxReplyBytes: number
  readonly connections: number
  readonly allowLive: boolean
}

const errorKind = (error: Error): "timeout" | "connection" =>
  "code" in error && /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/.test(String(error.code))
    ? "timeout"
    : "connection"

const flatten = (
  headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
): Record<string, string> => {
  const flat: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) flat[name] = typeof value === "string" ? value : value.join(", ")
  }
  return flat
}

/** One exchange as undici's handler; undici calls `onRequestStart` right before it writes. */
class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined
  private settled = false
  private status = 0
  private headers: Record<string, string> = {}
  private readonly chunks: Array<Uint8Array> = []
  private size = 0
  private timer: NodeJS.Timeout | undefined
  private readonly request: HttpRequest
  private readonly url: URL
  private readonly signal: AbortSignal
  private readonly options: Options
  private readonly resolve: (reply: HttpReply) => void
  private readonly reject: (error: TransportError) => void

  constructor(
    request: HttpRequest,
    url: URL,
    signal: AbortSignal,
    options: Options,
    resolve: (reply: HttpReply) => void,
    reject: (error: TransportError) => void
  ) {
    this.request = request
    this.url = url
    this.signal = signal
    this.options = options
    this.resolve = resolve
    this.reject = reject
    signal.addEventListener("abort", this.onAbort, { once: true })
  }

  private readonly onAbort = (): void => this.fail(abortKind(this.signal), "aborted")

  private get phase(): TransportPhase {
    return this.controller === undefined ? "before_write" : "after_write"
  }

  private finish(): boolean {
    if (this.settled) return false
    this.settled = true
    clearTimeout(this.timer)
    this.signal.removeEventListener("abort", this.onAbort)
    return true
  }

  private fail(kind: TransportError["kind"], what: string): void {
    if (!this.finish()) return
    const error = failure(this.phase, kind, this.request, this.url, what)
    this.controller?.abort(error)
    this.reject(error)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.settled || this.controller !== undefined) {
      controller.abort(failure(this.phase, "connection", this.request, this.url, "not written again"))
      return
    }
    this.controller = controller
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | Array<string> | undefined>
  ): void {
    if (status < 200 || this.settled) return
    this.status = status
    this.headers = flatten(headers)
    const { body } = this.options.timeouts
    this.timer = setTimeout(() => this.fail("timeout", `reply not complete within ${body} ms`), body)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length
    if (this.size > this.options.maxReplyBytes) {
      this.fail("too_large", `reply is larger than ${this.options.maxReplyBytes} bytes`)
    } else this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.finish()) this.resolve({ status: this.status, headers: this.headers, body: concat(this.chunks) })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const kind = errorKind(error)
    const where =
      this.controller === undefined ? "no connection" : "connection lost before the reply was complete"
    this.fail(kind, kind === "timeout" ? "timed out" : where)
  }
}

/** An agent of our own; the process-wide dispatcher is neither used nor changed by requests. */
export const undiciRequester = (options: Options): Requester => {
  const { timeouts, connections } = options
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    connections,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    connect: { timeout: timeouts.connect, ...(options.allowLive ? {} : { lookup: loopbackLookup }) }
  })
  return {
    request: (request, url, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(failure("before_write", abortKind(signal), request, url, "aborted"))
        const exchange = new Exchange(request, url, signal, options, resolve, reject)
        const { method, headers, body = null } = request
        agent.dispatch(
          { origin: url.origin, path: url.pathname + url.search, method, headers, body },
          exchange
        )
      }),
    destroy: () => agent.destroy()
  }
}
