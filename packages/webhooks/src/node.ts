/** Mounts a fetch handler on node's http server, Express and whatever else hands over node's request and response. */
import type { IncomingMessage, ServerResponse } from "node:http"

/** Node's request as frameworks leave it: some keep raw bytes, some replace the body. */
interface FrameworkRequest extends IncomingMessage {
  readonly originalUrl?: string
  readonly rawBody?: unknown
  readonly body?: unknown
}

const lingerMs = 1_000
const noBody = new Set(["GET", "HEAD"])

const headersOf = (request: IncomingMessage): Headers => {
  const headers = new Headers()
  const raw = request.rawHeaders
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? ""
    // HTTP/2 pseudo headers are not headers.
    if (!name.startsWith(":")) headers.append(name, raw[index + 1] ?? "")
  }
  return headers
}

/** Pulls from the socket only while the receiver reads, and pauses it when the receiver stops. */
const streamOf = (request: IncomingMessage): ReadableStream<Uint8Array> => {
  let open = true
  const finish = (act: () => void): void => {
    if (!open) return
    open = false
    act()
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      request.pause()
      request.on("data", (chunk: Buffer) => {
        if (!open) return
        controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
        request.pause()
      })
      request.on("end", () => finish(() => controller.close()))
      request.on("error", (error) => finish(() => controller.error(error)))
      request.on("close", () =>
        finish(() => controller.error(new Error("The connection ended before the body did.")))
      )
    },
    pull() {
      request.resume()
    },
    cancel() {
      finish(() => request.pause())
    }
  })
}

/** The raw bytes that a framework kept (`express.raw()`, Nest's `rawBody: true`, cloud functions), if it kept them. */
const keptBytes = (request: FrameworkRequest): Uint8Array<ArrayBuffer> | undefined => {
  const kept = [request.rawBody, request.body].find((value) => value instanceof Uint8Array)
  return kept === undefined ? undefined : new Uint8Array(kept as Uint8Array)
}

const toRequest = async (request: FrameworkRequest): Promise<Request> => {
  const target = request.originalUrl ?? request.url ?? "/"
  // The Host header is the client's word; verifiers take their public URL from configuration.
  const url = `http://localhost${target.startsWith("/") ? target : `/${target}`}`
  const method = request.method ?? "GET"
  const headers = headersOf(request)
  if (noBody.has(method)) return new Request(url, { method, headers })
  const kept = keptBytes(request)
  if (kept !== undefined) return new Request(url, { method, headers, body: kept })
  if (request.readableDidRead || request.readableEnded) {
    const used = new Request(url, { method, headers, body: "consumed" })
    await used.text()
    return used
  }
  return new Request(url, { method, headers, body: streamOf(request), duplex: "half" } as RequestInit)
}

const send = async (response: Response, to: ServerResponse): Promise<void> => {
  to.statusCode = response.status
  const cookies = response.headers.getSetCookie()
  for (const [name, value] of response.headers) if (name !== "set-cookie") to.setHeader(name, value)
  if (cookies.length > 0) to.setHeader("set-cookie", cookies)
  const body = Buffer.from(await response.arrayBuffer())
  if (!to.hasHeader("content-length") && response.status !== 204 && response.status !== 304)
    to.setHeader("content-length", body.byteLength)
  to.end(body)
}

/** Lets the answer arrive although the client is still sending, drops what it sends, and then hangs up. */
const linger = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed) return
  request.resume()
  const timer = setTimeout(() => request.destroy(), lingerMs)
  request.once("close", () => clearTimeout(timer))
}

/**
 * Mounts a receiver: `http.createServer(toNodeHandler(receiver))`, `app.post("/hooks", toNodeHandler(receiver))`. Mount it before any body parser.
 *
 * **Details**: the body is streamed under back-pressure. Bytes that a framework kept are used. If a parser has consumed the body without keeping them, the
 * receiver gets a request that is already used and answers 500 `body_consumed`. The Host header is ignored: the request's host is `localhost`.
 */
export const toNodeHandler =
  (
    receiver: (request: Request) => Promise<Response>
  ): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) =>
  async (request, response) => {
    let answer: Response
    try {
      answer = await receiver(await toRequest(request))
    } catch {
      // A method that no Request can have (TRACE), or a handler that is not a receiver and failed.
      answer = new Response(null, {
        status: request.method === "TRACE" || request.method === "CONNECT" ? 405 : 500
      })
    }
    try {
      await send(answer, response)
    } catch {
      response.destroy()
    }
    linger(request)
  }
