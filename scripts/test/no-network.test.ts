import dns from "node:dns"
import net from "node:net"
import { once } from "node:events"
import { describe, expect, it } from "vitest"

describe("the guard around the network", () => {
  it("refuses a connection to another machine, by every door", async () => {
    expect(() => net.connect({ host: "192.0.2.1", port: 9 })).toThrow("leave this machine")
    expect(() => net.connect(9, "192.0.2.1")).toThrow("leave this machine")
    expect(() => new net.Socket().connect({ host: "example.org", port: 9 })).toThrow("leave this machine")
    await expect(fetch("http://192.0.2.1:9/")).rejects.toThrow()
    const cause = await fetch("http://example.org/").catch((error: Error) => error.cause as Error)
    expect(String(cause)).toContain("leave this machine")
  })

  it("refuses to look up a foreign name", () => {
    expect(() => dns.lookup("example.org", () => undefined)).toThrow("leave this machine")
    expect(() => dns.promises.lookup("example.org")).toThrow("leave this machine")
    expect(() => dns.resolveMx("example.org", () => undefined)).toThrow("leave this machine")
  })

  it("lets loopback through", async () => {
    const server = net.createServer((socket) => socket.end("hello")).listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as net.AddressInfo
    const socket = net.connect({ host: "localhost", port, family: 4 })
    const [chunk] = (await once(socket, "data")) as [Buffer]
    expect(chunk.toString()).toBe("hello")
    server.close()
  })
})
