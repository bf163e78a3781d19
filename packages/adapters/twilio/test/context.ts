/** A context over plain node:http for the adapter's own tests; loopback only. */
import { TransportError, type ChannelContext } from "@forbear/channels"
import http from "node:http"

export const context = (now: () => number, timeoutMs = 2_000): ChannelContext => ({
  signal: new AbortController().signal,
  now,
  request: ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      if (!url.startsWith("http://127.0.0.1:"))
        throw new TransportError("before_write", "forbidden_host", "not loopback")
      let written = false
      const request = http.request(
        url,
        { method, headers: { ...headers }, agent: false, timeout: timeoutMs },
        (response) => {
          const chunks: Array<Buffer> = []
          response.on("data", (chunk: Buffer) => chunks.push(chunk))
          response.on("end", () => {
            const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(flat),
              body: Buffer.concat(chunks)
            })
          })
        }
      )
      const phase = () => (written ? "after_write" : "before_write")
      request.on("socket", (socket) => socket.on("connect", () => (written = true)))
      request.on("timeout", () => request.destroy(new TransportError(phase(), "timeout", "timed out")))
      request.on("error", (error) =>
        reject(
          error instanceof TransportError ? error : new TransportError(phase(), "connection", "connection")
        )
      )
      request.end(body)
    })
})
