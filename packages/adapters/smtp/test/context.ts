/** A context over plain node:net for the adapter's own tests; loopback only. */
import { TransportError, type ChannelContext } from "@forbear/channels"
import net from "node:net"
import { connect as tlsConnect } from "node:tls"

export const context = (
  now: () => number,
  signal: AbortSignal = new AbortController().signal
): ChannelContext => ({
  signal,
  now,
  request: () => Promise.reject(new Error("SMTP makes no HTTP requests")),
  connect: ({ host, port, tls }) =>
    new Promise((resolve, reject) => {
      if (host !== "127.0.0.1") throw new TransportError("before_write", "forbidden_host", "not loopback")
      // smtp-server signs its own certificate.
      const socket = tls ? tlsConnect({ host, port, rejectUnauthorized: false }) : net.connect({ host, port })
      signal.addEventListener("abort", () => socket.destroy(), { once: true })
      socket.on("error", () => reject(new TransportError("before_write", "connection", "connection")))
      socket.once(tls ? "secureConnect" : "connect", () => resolve({ socket }))
    })
})
