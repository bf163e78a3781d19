/** A real HTTP server on loopback in front of a fetch handler: what a sandbox calls back, and what a browser opens. */
import http from "node:http"
import type { AddressInfo } from "node:net"
import { toNodeHandler } from "@forbear/webhooks"

/** Options of `host`. */
export interface HostOptions {
  /** 0 (default) takes a free one. */
  readonly port?: number
}

/** A running server. */
export interface Host extends AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Ends open connections and stops. Safe to call twice. */
  readonly close: () => Promise<void>
}

/** Serves a handler; it gets each request with its bytes untouched. Rejects when the port is taken. */
export const host = async (
  handler: (request: Request) => Promise<Response>,
  options: HostOptions = {}
): Promise<Host> => {
  const mounted = toNodeHandler(handler)
  const server = http.createServer((request, response) => void mounted(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port ?? 0, "127.0.0.1", resolve)
  })
  const { port } = server.address() as AddressInfo
  let closing: Promise<void> | undefined
  const close = (): Promise<void> =>
    (closing ??= new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }))
  return { url: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close }
}
