/** The transport against real loopback servers: what arrives, and in which phase it is said to have broken. */
import type { Channel, ChannelContext, HttpRequest, TransportError } from "@forbear/channels"
import { fromTransportError } from "@forbear/channels"
import dns from "node:dns"
import http from "node:http"
import net, { type AddressInfo, type Socket } from "node:net"
import { afterEach, describe, expect, it, vi } from "vitest"
import { makeTransport, type TransportOptions } from "../src/transport/Transport.ts"

const cleanups: Array<() => Promise<unknown> | void> = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const listen = async (server: net.Server): Promise<number> => {
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.on("close", () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

const channelFor = (hosts: ReadonlyArray<string>, connects = false): Channel => {
  const use = { verdict: "allowed", source: "test", asOf: "2026-11-21" } as const
  return {
    name: "test",
    manifest: {
      specVersion: 1,
      name: "test",
      title: "Test",
      channels: ["sms"],
      directions: ["outbound"],
      content: ["text"],
      limits: {},
      evidence: "none",
      idempotency: { kind: "none" },
      cancellable: false,
      webhook: null,
      optOut: { owner: "us", reported: false, autoReply: false },
      permittedUse: { firstPartyDebt: use, thirdPartyDebt: use },
      senders: ["person"],
      personalFields: ["to"],
      hosts: ["api.twilio.com"],
      connects,
      sandbox: false
    },
    senders: [],
    extraHosts: hosts,
    send: () => Promise.reject(new Error("not used"))
  }
}

const contextFor = (
  hosts: ReadonlyArray<string>,
  options: Partial<TransportOptions> = {},
  signal: AbortSignal = new AbortController().signal,
  connects = false
): ChannelContext => {
  const transport = makeTransport({ allowLive: false, ...options })
  cleanups.push(() => transport.close())
  return transport.context(channelFor(hosts, connects), signal, () => 0)
}

const post = (port: number, path = "/a?secret=1"): HttpRequest => ({
  method: "POST",
  url: `http://127.0.0.1:${port}${path}`,
  headers: { authorization: "Basic hush", "content-type": "text/plain" },
  body: "Dear Jane"
})

const broken = async (promise: Promise<unknown>): Promise<TransportError> => {
  const error = await promise.then(
    () => expect.fail("expected a TransportError"),
    (cause: unknown) => cause
  )
  expect(error).toMatchObject({ name: "TransportError" })
  expect((error as Error).message).not.toMatch(/secret|hush|Jane/)
  return error as TransportError
}

const freePort = async (): Promise<number> => {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

for (const dispatcher of ["undici", "fetch"] as const) {
  describe(dispatcher, () => {
    it("carries method, path, query, headers and body there, and the whole reply back", async () => {
      let seen:
        | { method?: string | undefined; url?: string | undefined; auth?: string | undefined; body: string }
        | undefined
      const port = await listen(
        http.createServer(async (request, response) => {
          let body = ""
          for await (const chunk of request) body += String(chunk)
          seen = { method: request.method, url: request.url, auth: request.headers.authorization, body }
          response.writeHead(201, { "X-Thing": "1", "content-type": "text/plain" }).end("grüß")
        })
      )
      const reply = await contextFor([`127.0.0.1:${port}`], { dispatcher }).request(post(port))
      expect(seen).toEqual({ method: "POST", url: "/a?secret=1", auth: "Basic hush", body: "Dear Jane" })
      expect(reply.status).toBe(201)
      expect(reply.headers["x-thing"]).toBe("1")
      expect(new TextDecoder().decode(reply.body)).toBe("grüß")
    })

    it("a refused connection: before_write", async () => {
      const port = await freePort()
      const error = await broken(contextFor([`127.0.0.1:${port}`], { dispatcher }).request(post(port)))
      expect(error).toMatchObject({ phase: "before_write", kind: "connection" })
      expect(fromTransportError(error)).toMatchObject({ _tag: "rejected", reason: "retryable" })
    })

    it("a reset after the request was read: after_write, and the request is not written again", async () => {
      let read = 0
      const port = await listen(
        http.createServer((request) => {
          request.resume().on("end", () => {
            read++
            request.socket.resetAndDestroy()
          })
        })
      )
      const error = await broken(contextFor([`127.0.0.1:${port}`], { dispatcher }).request(post(port)))
      expect(error).toMatchObject({ phase: "after_write", kind: "connection" })
      expect(fromTransportError(error)).toEqual({ _tag: "unknown", why: "connection_lost" })
      expect(read).toBe(1)
    })

    it("a reset before the whole request was read: after_write all the same", async () => {
      const port = await listen(
        net.createServer((socket) => socket.once("data", () => socket.resetAndDestroy()))
      )
      const big = { ...post(port), body: new Uint8Array(8_000_000) }
      const error = await broken(contextFor([`127.0.0.1:${port}`], { dispatcher }).request(big))
      expect(error).toMatchObject({ phase: "after_write", kind: "connection" })
    })

    it("a reply cut short: after_write", async () => {
      const port = await listen(
        net.createServer((socket) => {
          socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"))
        })
      )
      const error = await broken(contextFor([`127.0.0.1:${port}`], { dispatcher }).request(post(port)))
      expect(error).toMatchObject({ phase: "after_write", kind: "connection" })
    })

    it("bytes that are not HTTP: after_write", async () => {
      const port = await listen(
        net.createServer((socket) => socket.once("data", () => socket.end("hello?\r\n\r\n")))
      )
      const error = await broken(contextFor([`127.0.0.1:${port}`], { dispatcher }).request(post(port)))
      expect(error).toMatchObject({ phase: "after_write", kind: "connection" })
    })

    it("no headers in time: after_write timeout", async () => {
      const port = await listen(http.createServer(() => undefined))
      const timeouts = { connect: 50, headers: 100, body: 100 }
      const error = await broken(
        contextFor([`127.0.0.1:${port}`], { dispatcher, timeouts }).request(post(port))
      )
      expect(error).toMatchObject({ phase: "after_write", kind: "timeout" })
      expect(fromTransportError(error)).toEqual({ _tag: "unknown", why: "timeout" })
    })

    it("a body that drips for ever: after_write timeout", async () => {
      const port = await listen(
        http.createServer((_request, response) => {
          response.writeHead(200)
          const timer = setInterval(() => response.write("."), 20)
          response.on("close", () => clearInterval(timer))
        })
      )
      const timeouts = { body: 150 }
      const error = await broken(
        contextFor([`127.0.0.1:${port}`], { dispatcher, timeouts }).request(post(port))
      )
      expect(error).toMatchObject({ phase: "after_write", kind: "timeout" })
    })

    it("a huge reply stops at the limit; one at the limit passes", async () => {
      const port = await listen(
        http.createServer((request, response) =>
          response.end(Buffer.alloc(request.url === "/at" ? 1000 : 1001))
        )
      )
      const context = contextFor([`127.0.0.1:${port}`], { dispatcher, maxReplyBytes: 1000 })
      expect((await context.request(post(port, "/at"))).body.length).toBe(1000)
      expect(await broken(context.request(post(port, "/over")))).toMatchObject({
        phase: "after_write",
        kind: "too_large"
      })
    })

    it("an abort while waiting: after_write; one before: before_write", async () => {
      const abort = new AbortController()
      const port = await listen(http.createServer(() => abort.abort()))
      const context = contextFor([`127.0.0.1:${port}`], { dispatcher }, abort.signal)
      expect(await broken(context.request(post(port)))).toMatchObject({
        phase: "after_write",
        kind: "aborted"
      })
      expect(await broken(context.request(post(port)))).toMatchObject({
        phase: "before_write",
        kind: "aborted"
      })
    })

    it("a redirect is a reply like any other", async () => {
      let requests = 0
      const port = await listen(
        http.createServer((_request, response) => {
          requests++
          response.writeHead(307, { location: "/elsewhere" }).end()
        })
      )
      expect((await contextFor([`127.0.0.1:${port}`], { dispatcher }).request(post(port))).status).toBe(307)
      expect(requests).toBe(1)
    })

    it("a host that the channel does not declare is forbidden, as is one that the operator left out", async () => {
      const port = await listen(http.createServer((_request, response) => response.end()))
      const undeclared = await broken(contextFor([], { dispatcher }).request(post(port)))
      expect(undeclared).toMatchObject({ phase: "before_write", kind: "forbidden_host" })
      expect(fromTransportError(undeclared)).toMatchObject({ _tag: "rejected", reason: "not_permitted" })
      const host = `127.0.0.1:${port}`
      expect(await broken(contextFor([host], { dispatcher, hosts: [] }).request(post(port)))).toMatchObject({
        kind: "forbidden_host"
      })
      expect((await contextFor([host], { dispatcher, hosts: [host] }).request(post(port))).status).toBe(200)
    })

    it.each([
      "https://api.twilio.com/2010-04-01/Accounts.json",
      "https://127.0.0.1.example.com/",
      "https://127.0.0.1@api.twilio.com/",
      "https://localhost.example.com/",
      "http://api.twilio.com/",
      "http://[::ffff:10.0.0.1]/",
      "file:///etc/passwd",
      "/relative"
    ])("cannot leave this machine unless live: %s", async (url) => {
      const lookup = vi.spyOn(dns, "lookup")
      const connect = vi.spyOn(net.Socket.prototype, "connect")
      const hosts = [
        "127.0.0.1.example.com",
        "localhost.example.com",
        "api.twilio.com:80",
        "[::ffff:a00:1]:80"
      ]
      const request = { method: "GET", url, headers: {} } as const
      expect(await broken(contextFor(hosts, { dispatcher }).request(request))).toMatchObject({
        phase: "before_write",
        kind: "forbidden_host"
      })
      expect(lookup).not.toHaveBeenCalled()
      expect(connect).not.toHaveBeenCalled()
      vi.restoreAllMocks()
    })

    it("live mode still wants https beyond this machine", async () => {
      const context = contextFor(["api.twilio.com:80"], { dispatcher, allowLive: true })
      const request = { method: "GET", url: "http://api.twilio.com/", headers: {} } as const
      expect(await broken(context.request(request))).toMatchObject({
        phase: "before_write",
        kind: "forbidden_host"
      })
    })

    it("close waits for what runs and refuses what comes after", async () => {
      let release: () => void = () => undefined
      const arrived = new Promise<void>((seen) => {
        release = seen
      })
      const port = await listen(
        http.createServer((_request, response) => {
          release()
          setTimeout(() => response.end("done"), 100)
        })
      )
      const transport = makeTransport({ allowLive: false, dispatcher })
      const context = transport.context(
        channelFor([`127.0.0.1:${port}`]),
        new AbortController().signal,
        () => 0
      )
      const running = context.request(post(port))
      await arrived
      const closing = transport.close()
      expect(await broken(context.request(post(port)))).toMatchObject({
        phase: "before_write",
        kind: "connection"
      })
      expect((await running).status).toBe(200)
      await closing
    })

    it("close breaks off what does not end in time", async () => {
      const port = await listen(http.createServer(() => undefined))
      const transport = makeTransport({ allowLive: false, dispatcher, drain: 50 })
      const context = transport.context(
        channelFor([`127.0.0.1:${port}`]),
        new AbortController().signal,
        () => 0
      )
      const running = broken(context.request(post(port)))
      await new Promise((resolve) => setTimeout(resolve, 30))
      await transport.close()
      expect(await running).toMatchObject({ phase: "after_write" })
    })
  })
}

describe("undici", () => {
  it("reuses a connection, waits for a free one at the limit, and an abort in that queue sends nothing", async () => {
    const sockets = new Set<Socket>()
    let requests = 0
    const port = await listen(
      http.createServer((request, response) => {
        requests++
        sockets.add(request.socket)
        setTimeout(() => response.end(), 30)
      })
    )
    const transport = makeTransport({ allowLive: false, connections: 1 })
    cleanups.push(() => transport.close())
    const channel = channelFor([`127.0.0.1:${port}`])
    const abort = new AbortController()
    const first = transport.context(channel, new AbortController().signal, () => 0).request(post(port))
    const second = broken(transport.context(channel, abort.signal, () => 0).request(post(port)))
    abort.abort()
    expect(await second).toMatchObject({ phase: "before_write", kind: "aborted" })
    await first
    await transport.context(channel, new AbortController().signal, () => 0).request(post(port))
    expect(requests).toBe(2)
    expect(sockets.size).toBeLessThanOrEqual(2)
  })

  it("a connection that never comes about: before_write timeout", async () => {
    const port = await freePort()
    const connect = vi.spyOn(net, "connect").mockImplementation(() => new net.Socket())
    cleanups.push(() => connect.mockRestore())
    const context = contextFor([`127.0.0.1:${port}`], { timeouts: { connect: 100 } })
    expect(await broken(context.request(post(port)))).toMatchObject({
      phase: "before_write",
      kind: "timeout"
    })
  })

  it("knows localhost without asking anybody", async () => {
    const port = await listen(http.createServer((_request, response) => response.end("here")))
    const lookup = vi.spyOn(dns, "lookup")
    cleanups.push(() => lookup.mockRestore())
    const reply = await contextFor([`localhost:${port}`]).request({
      method: "GET",
      url: `http://localhost:${port}/`,
      headers: {}
    })
    expect(reply.status).toBe(200)
    expect(lookup).not.toHaveBeenCalled()
  })
})

describe("connect", () => {
  const never = new AbortController().signal
  const open = ({ connect }: ChannelContext, host: string, port: number, tls = false) =>
    connect === undefined ? Promise.reject(new Error("no connect")) : connect({ host, port, tls })
  const echo = () => net.createServer((socket) => socket.pipe(socket))

  it("exists only for channels that declare it", () => {
    expect(contextFor([]).connect).toBeUndefined()
    expect(contextFor([], {}, never, true).connect).toBeTypeOf("function")
  })

  it("gives a connected socket; an abort destroys it", async () => {
    const port = await listen(echo())
    const abort = new AbortController()
    const context = contextFor([`127.0.0.1:${port}`], {}, abort.signal, true)
    const { socket } = (await open(context, "127.0.0.1", port)) as {
      socket: Socket
    }
    const answer = new Promise((resolve) => socket.once("data", resolve))
    socket.write("hi")
    expect(String(await answer)).toBe("hi")
    const closed = new Promise((resolve) => socket.once("close", resolve))
    abort.abort()
    await closed
    expect(await broken(open(context, "127.0.0.1", port))).toMatchObject({ kind: "aborted" })
  })

  it("refused, undeclared and foreign hosts: before_write", async () => {
    const port = await freePort()
    const context = contextFor([`127.0.0.1:${port}`, "smtp.example.com:587"], {}, never, true)
    const to = (host: string, at: number) => broken(open(context, host, at))
    expect(await to("127.0.0.1", port)).toMatchObject({ phase: "before_write", kind: "connection" })
    expect(await to("127.0.0.1", port + 1)).toMatchObject({ phase: "before_write", kind: "forbidden_host" })
    expect(await to("smtp.example.com", 587)).toMatchObject({ phase: "before_write", kind: "forbidden_host" })
  })

  it("a failed TLS handshake: before_write", async () => {
    const port = await listen(
      net.createServer((socket) => socket.once("data", () => socket.end("220 plain text\r\n")))
    )
    const context = contextFor([`127.0.0.1:${port}`], {}, never, true)
    expect(await broken(open(context, "127.0.0.1", port, true))).toMatchObject({
      phase: "before_write",
      kind: "connection"
    })
  })

  it("close destroys sockets that nobody closes", async () => {
    const port = await listen(echo())
    const transport = makeTransport({ allowLive: false, drain: 50 })
    const context = transport.context(channelFor([`127.0.0.1:${port}`], true), never, () => 0)
    const { socket } = (await open(context, "127.0.0.1", port)) as {
      socket: Socket
    }
    await transport.close()
    expect(socket.destroyed).toBe(true)
  })
})

describe("configuration", () => {
  it.each([
    [{ maxReplyBytes: 0 }, "maxReplyBytes"],
    [{ timeouts: { headers: -1 } }, "headers"],
    [{ drain: 1.5 }, "drain"],
    [{ connections: Number.NaN }, "connections"]
  ])("refuses %o and names the field", (options, field) => {
    expect(() => makeTransport({ allowLive: false, ...options })).toThrow(field)
  })
})
