/** The only door to the network: what adapters are given as `ctx.request` and `ctx.connect`. */
import { TransportError, type Channel, type ChannelContext, type HttpRequest } from "@forbear/channels"
import { fetchRequester } from "./Fetch.ts"
import { bareHost, hostGate, isLoopback, type HostGate } from "./Hosts.ts"
import { failure, running, type Timeouts } from "./Requester.ts"
import { sockets } from "./Sockets.ts"
import { undiciRequester } from "./Undici.ts"

/** What `makeTransport` takes. */
export interface TransportOptions {
  /** `undici`: an agent of our own (default). `fetch`: the global fetch, which msw intercepts. */
  readonly dispatcher?: "undici" | "fetch"
  /** Largest reply body, in bytes; 1 MiB by default. */
  readonly maxReplyBytes?: number
  /** Milliseconds per phase; 5 s, 20 s and 20 s by default. */
  readonly timeouts?: Partial<Timeouts>
  /** Connections per origin (undici); 128 by default, further requests wait. */
  readonly connections?: number
  /** Milliseconds that `close` waits for running exchanges before it breaks them off; 10 s by default. */
  readonly drain?: number
  /** False: only this machine can be reached, whatever is configured. */
  readonly allowLive: boolean
  /** Narrows what the channels declare: `name` (port 443) or `name:port`. */
  readonly hosts?: ReadonlyArray<string>
}

/** The network as the loop owns it. */
export interface Transport {
  readonly allowLive: boolean
  /** The context of one call of a channel. `now` is the store's clock, in epoch milliseconds. */
  readonly context: (channel: Channel, signal: AbortSignal, now: () => number) => ChannelContext
  /** Refuses new exchanges, waits for the running ones, then closes every connection. */
  readonly close: () => Promise<void>
}

const defaults: Timeouts = { connect: 5_000, headers: 20_000, body: 20_000 }

const checked = (options: TransportOptions) => {
  const timeouts = { ...defaults, ...options.timeouts }
  const {
    dispatcher = "undici",
    maxReplyBytes = 1_048_576,
    connections = 128,
    drain = 10_000,
    allowLive
  } = options
  const numbers = { maxReplyBytes, connections, drain, ...timeouts }
  for (const [field, value] of Object.entries(numbers)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new TypeError(`makeTransport: ${field}: give a whole number above 0`)
  }
  if (dispatcher !== "undici" && dispatcher !== "fetch")
    throw new TypeError(`makeTransport: dispatcher: give "undici" or "fetch"`)
  if (typeof allowLive !== "boolean") throw new TypeError("makeTransport: allowLive: give true or false")
  return { timeouts, dispatcher, maxReplyBytes, connections, drain, allowLive }
}

const parse = (request: HttpRequest): URL => {
  const url = URL.parse(request.url)
  if (url === null)
    throw new TransportError("before_write", "forbidden_host", `${request.method}: the URL is not absolute`)
  if (url.protocol === "https:") return url
  if (url.protocol === "http:" && isLoopback(bareHost(url.hostname))) return url
  throw failure("before_write", "forbidden_host", request, url, "only https is allowed beyond this machine")
}

/**
 * Builds the transport. Configuration errors are `TypeError`s that name the field; everything that goes wrong later is a
 * `TransportError` that says whether a byte may have left, and holds no query, header or body.
 */
export const makeTransport = (options: TransportOptions): Transport => {
  const config = checked(options)
  const { allowLive, drain, timeouts } = config
  const requester = config.dispatcher === "fetch" ? fetchRequester(config) : undiciRequester(config)
  const streams = sockets({ connectTimeout: timeouts.connect, allowLive })
  const exchanges = running()
  const gates = new WeakMap<Channel, HostGate>()
  let closing: Promise<void> | undefined

  const gateOf = (channel: Channel): HostGate => {
    const known = gates.get(channel)
    if (known !== undefined) return known
    const gate = hostGate(channel, {
      allowLive,
      ...(options.hosts === undefined ? {} : { operatorHosts: options.hosts })
    })
    gates.set(channel, gate)
    return gate
  }

  const stillOpen = () => {
    if (closing !== undefined)
      throw new TransportError("before_write", "connection", "the transport is closed")
  }

  const context: Transport["context"] = (channel, signal, now) => {
    const gate = gateOf(channel)
    const request: ChannelContext["request"] = async (message) => {
      stillOpen()
      const url = parse(message)
      const tls = url.protocol === "https:"
      gate({
        hostname: bareHost(url.hostname),
        port: url.port === "" ? (tls ? 443 : 80) : Number(url.port),
        tls
      })
      exchanges.add()
      try {
        return await requester.request(message, url, signal)
      } finally {
        exchanges.done()
      }
    }
    if (!channel.manifest.connects) return { request, signal, now }
    const connect: NonNullable<ChannelContext["connect"]> = async ({ host, port, tls }) => {
      stillOpen()
      const target = { hostname: bareHost(host), port, tls }
      gate(target)
      return streams.connect(target, signal)
    }
    return { request, connect, signal, now }
  }

  const shut = async () => {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drain)
    })
    await Promise.race([Promise.all([exchanges.idle(), streams.idle()]), patience])
    clearTimeout(timer)
    streams.destroy()
    await requester.destroy()
  }

  return { allowLive, context, close: () => (closing ??= shut()) }
}
