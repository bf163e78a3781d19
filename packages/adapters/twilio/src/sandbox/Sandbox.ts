/** The sandbox's server: what Twilio's API does, over real sockets, with its resets and its silences. */
import http, { type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { twilioApi, type TwilioApi, type TwilioApiOptions } from "./Api.ts"

export type { SandboxMessage } from "./Message.ts"
export type { SandboxRequest } from "./Api.ts"

/** Options of `twilioSandbox`. */
export interface TwilioSandboxOptions extends TwilioApiOptions {
  /** 0 (default) takes a free one. */
  readonly port?: number
}

/** A running sandbox. */
export interface TwilioSandbox extends Omit<TwilioApi, "answer" | "release">, AsyncDisposable {
  /** The adapter's `baseUrl`. */
  readonly url: string
  readonly port: number
  readonly close: () => Promise<void>
}

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Array<Buffer> = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > 65_536) throw new RangeError("body is larger than 64 KiB")
    chunks.push(bytes)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"))
}

const listen = async (server: http.Server, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
  return (server.address() as AddressInfo).port
}

const makeHandler =
  (api: TwilioApi) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").replace(/\?.*$/s, "")
    const params = await readForm(request)
    const { promise: answered, resolve: onAnswered } = Promise.withResolvers<void>()
    response.once("close", onAnswered)
    const { authorization } = request.headers
    const result = await api.answer({ method: request.method ?? "", path, authorization, params, answered })
    if (result === "hold") return onAnswered()
    if (result === "reset") {
      request.socket.resetAndDestroy()
      return
    }
    response.writeHead(result.status, { ...result.headers, "content-type": "application/json" })
    response.end(JSON.stringify(result.body))
  }

/** Starts a sandbox on loopback. Rejects when the port is taken. */
export const twilioSandbox = async (options: TwilioSandboxOptions): Promise<TwilioSandbox> => {
  const { answer, release, ...api } = twilioApi(options)
  const handle = makeHandler({ ...api, answer, release })
  const sockets = new Set<Socket>()
  const server = http.createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  const port = await listen(server, options.port ?? 0)

  const close = async () => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
    await release()
  }

  return { ...api, url: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close }
}
