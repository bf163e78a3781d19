/** What is behind `ctx.connect`: TCP and TLS streams for protocols that are not HTTP. */
import { TransportError, type Connection } from "@forbear/channels"
import net from "node:net"
import tls from "node:tls"
import { loopbackLookup, type Target } from "./Hosts.ts"
import { abortKind, running } from "./Requester.ts"

/** Opens sockets and remembers the open ones. */
export interface Sockets {
  readonly connect: (target: Target, signal: AbortSignal) => Promise<Connection>
  /** Waits until every socket is closed. */
  readonly idle: () => Promise<void>
  readonly destroy: () => void
}

/** An abort destroys the socket, also after it was handed over. */
export const sockets = (options: {
  readonly connectTimeout: number
  readonly allowLive: boolean
}): Sockets => {
  const open = new Set<net.Socket>()
  const count = running()

  const start = ({ hostname, port, tls: encrypted }: Target): net.Socket => {
    const to = { host: hostname, port, ...(options.allowLive ? {} : { lookup: loopbackLookup }) }
    if (!encrypted) return net.connect(to)
    return tls.connect(net.isIP(hostname) === 0 ? { ...to, servername: hostname } : to)
  }

  const connect = (target: Target, signal: AbortSignal): Promise<Connection> => {
    const broken = (kind: TransportError["kind"], what: string) =>
      new TransportError("before_write", kind, `connect to ${target.hostname}:${target.port}: ${what}`)
    if (signal.aborted) return Promise.reject(broken(abortKind(signal), "aborted"))
    if (!Number.isInteger(target.port) || target.port < 1 || target.port > 65_535) {
      return Promise.reject(broken("connection", "not a port"))
    }
    return new Promise((resolve, reject) => {
      const socket = start(target)
      open.add(socket)
      count.add()
      const expire = () => {
        reject(broken("timeout", `no connection within ${options.connectTimeout} ms`))
        socket.destroy()
      }
      const timer = setTimeout(expire, options.connectTimeout)
      const onAbort = () => {
        reject(broken(abortKind(signal), "aborted"))
        socket.destroy()
      }
      signal.addEventListener("abort", onAbort, { once: true })
      socket.on("error", () => reject(broken("connection", "no connection")))
      socket.once("close", () => {
        clearTimeout(timer)
        reject(broken("connection", "no connection"))
        signal.removeEventListener("abort", onAbort)
        open.delete(socket)
        count.done()
      })
      socket.once(target.tls ? "secureConnect" : "connect", () => {
        clearTimeout(timer)
        resolve({ socket })
      })
    })
  }

  return {
    connect,
    idle: count.idle,
    destroy: () => open.forEach((socket) => socket.destroy())
  }
}
