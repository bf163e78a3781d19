/** The receiver behind real loopback sockets: slow, huge, cut off, copied, already parsed. */
import http from "node:http"
import net from "node:net"
import { type AddressInfo } from "node:net"
import { type LogLine, receive, type ReceiveOptions, toNodeHandler, type Verified } from "@forbear/webhooks"
import { sign, standard } from "@forbear/webhooks/standard"
import { sign as signTwilio, twilio } from "@forbear/webhooks/twilio"
import { afterEach, assert, describe, it } from "vitest"
import { at, v1Secret } from "./support.ts"

const closers: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

type Before = (request: http.IncomingMessage & { body?: unknown; rawBody?: unknown }) => Promise<void>
const listen = async (options: Partial<ReceiveOptions> = {}, before?: Before) => {
  const lines: Array<LogLine> = []
  const handled: Array<Verified> = []
  const handler = toNodeHandler(
    receive({
      verifier: standard({ secrets: v1Secret }),
      now: () => at,
      handle: (verified) => void handled.push(verified),
      log: (line) => lines.push(line),
      ...options
    })
  )
  const server = http.createServer((request, response) => {
    void (async () => {
      await before?.(request)
      await handler(request, response)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  )
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}/hooks`, lines, handled }
}
const signed = (id: string, body = '{"n":1}') => sign({ secrets: v1Secret, id, timestamp: at, body })
const headLines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")

/** Speaks raw HTTP; resolves with what came back once the peer hung up or `until` matched. */
const talk = (
  port: number,
  script: (socket: net.Socket) => void,
  until: RegExp = /\r\n\r\n/
): Promise<string> =>
  new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1")
    let text = ""
    socket.on("connect", () => script(socket))
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1")
      if (until.test(text)) {
        resolve(text)
        socket.destroy()
      }
    })
    socket.on("error", () => undefined)
    socket.on("close", () => resolve(text))
  })
const eventually = async (check: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 200 && !check(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  assert.isTrue(check())
}

describe("over loopback", () => {
  it("accepts a signed request and refuses a changed one", async () => {
    const { url, lines } = await listen()
    const { headers, body } = signed("msg_1")
    assert.strictEqual((await fetch(url, { method: "POST", headers, body })).status, 200)
    assert.strictEqual((await fetch(url, { method: "POST", headers, body: '{"n":2}' })).status, 401)
    assert.deepEqual(
      lines.map((line) => line.status),
      [200, 401]
    )
  })

  it("a header sent twice: 400", async () => {
    const { port, lines } = await listen()
    const { headers, body } = signed("msg_1")
    const answer = await talk(port, (socket) =>
      socket.write(
        `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\nwebhook-id: other\r\n${headLines(headers)}\r\n${Buffer.from(body).toString()}`
      )
    )
    assert.match(answer, /^HTTP\/1.1 400/)
    assert.deepEqual(
      lines.map((line) => line.reason),
      ["duplicate_header"]
    )
  })

  it("duplicate deliveries at once and later: 200, one effect", async () => {
    const ids = new Set<string>()
    const { url, handled } = await listen({
      dedupe: { seen: async (id) => ids.has(id), remember: async (id) => void ids.add(id) }
    })
    const { headers, body } = signed("msg_1")
    const post = () => fetch(url, { method: "POST", headers, body })
    const answers = [...(await Promise.all([post(), post(), post(), post()])), await post()]
    assert.deepEqual(
      answers.map((each) => each.status),
      [200, 200, 200, 200, 200]
    )
    assert.lengthOf(handled, 1)
  })

  it("huge body, declared: 413 before it is sent", async () => {
    const { port, lines } = await listen()
    const answer = await talk(port, (socket) =>
      socket.write(
        `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10000000000\r\n\r\n`
      )
    )
    assert.match(answer, /^HTTP\/1.1 413/)
    assert.deepEqual(
      lines.map((line) => line.reason),
      ["oversized"]
    )
  })

  it("huge body, chunked without end: 413, then the connection is closed", async () => {
    const { port, lines } = await listen({ maxBytes: 65_536 })
    const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`
    let timer: NodeJS.Timeout | undefined
    const answer = await talk(
      port,
      (socket) => {
        socket.write(
          "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        timer = setInterval(() => socket.writable && socket.write(chunk), 1)
      },
      /$never/
    )
    clearInterval(timer)
    assert.match(answer, /^HTTP\/1.1 413/)
    assert.deepEqual(
      lines.map((line) => line.reason),
      ["oversized"]
    )
  })

  it("slow body: 408 after bodyTimeoutMs", async () => {
    const { port, lines, handled } = await listen({ bodyTimeoutMs: 100 })
    const { headers, body } = signed("msg_1")
    const answer = await talk(port, (socket) => {
      socket.write(
        `POST / HTTP/1.1\r\nhost: x\r\n${headLines(headers)}content-length: ${body.length}\r\n\r\n`
      )
      socket.write(body.subarray(0, 3))
    })
    assert.match(answer, /^HTTP\/1.1 408/)
    assert.deepEqual(
      lines.map((line) => line.reason),
      ["body_timeout"]
    )
    assert.lengthOf(handled, 0)
  })

  it("a body in many small pieces is one body", async () => {
    const { port } = await listen()
    const { headers, body } = signed("msg_1")
    const answer = await talk(port, (socket) => {
      socket.setNoDelay(true)
      socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${headLines(headers)}transfer-encoding: chunked\r\n\r\n`)
      body.forEach((byte, index) =>
        setTimeout(
          () =>
            socket.write(
              `1\r\n${String.fromCharCode(byte)}\r\n${index === body.length - 1 ? "0\r\n\r\n" : ""}`
            ),
          index * 2
        )
      )
    })
    assert.match(answer, /^HTTP\/1.1 200/)
  })

  it("wrong length: cut short is 400 and no effect, and longer is not the signed body", async () => {
    const { port, lines, handled } = await listen()
    const { headers, body } = signed("msg_1")
    const text = Buffer.from(body).toString()
    await talk(port, (socket) =>
      socket.end(
        `POST / HTTP/1.1\r\nhost: x\r\n${headLines(headers)}content-length: ${body.length + 5}\r\n\r\n${text}`
      )
    )
    await eventually(() => lines.length === 1)
    assert.deepInclude(lines[0], { reason: "body_aborted", status: 400 })
    const answer = await talk(port, (socket) =>
      socket.write(
        `POST / HTTP/1.1\r\nhost: x\r\n${headLines(headers)}content-length: ${body.length - 1}\r\n\r\n${text.slice(0, -1)}`
      )
    )
    assert.match(answer, /^HTTP\/1.1 401/)
    assert.lengthOf(handled, 0)
  })

  it("a parser ran first: 500 and a clear reason", async () => {
    const { url, lines } = await listen({}, async (request) => {
      const chunks: Array<Buffer> = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      request.body = JSON.parse(Buffer.concat(chunks).toString())
    })
    const { headers, body } = signed("msg_1")
    assert.strictEqual((await fetch(url, { method: "POST", headers, body })).status, 500)
    assert.deepEqual(
      lines.map((line) => line.reason),
      ["body_consumed"]
    )
  })

  it("a parser ran first but kept the bytes: verified", async () => {
    for (const field of ["body", "rawBody"] as const) {
      const { url } = await listen({}, async (request) => {
        const chunks: Array<Buffer> = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        request[field] = Buffer.concat(chunks)
      })
      const { headers, body } = signed("msg_1")
      assert.strictEqual((await fetch(url, { method: "POST", headers, body })).status, 200)
    }
  })

  it("twilio's form and JSON through the same mount", async () => {
    const url = "https://hooks.example.com/hooks"
    const { url: local, handled } = await listen({ verifier: twilio({ authTokens: "12345", url }) })
    const form = signTwilio.form({
      authToken: "12345",
      url,
      params: { MessageSid: "SM1", MessageStatus: "sent" }
    })
    assert.strictEqual(
      (await fetch(local, { method: "POST", headers: form.headers, body: form.body })).status,
      200
    )
    const json = signTwilio.json({ authToken: "12345", url, body: "{}" })
    assert.strictEqual(
      (
        await fetch(local + new URL(json.url ?? "").search, {
          method: "POST",
          headers: json.headers,
          body: json.body
        })
      ).status,
      200
    )
    assert.deepEqual(
      handled.map((each) => [each.scheme, each.eventId]),
      [
        ["twilio-form", "SM1:sent"],
        ["twilio-json", undefined]
      ]
    )
  })

  it("200 at once, all answered", async () => {
    const { url, handled, lines } = await listen()
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const { headers, body } = signed(`msg_${index}`)
        return fetch(url, { method: "POST", headers, body }).then((each) => each.status)
      })
    )
    assert.isTrue(answers.every((each) => each === 200))
    assert.strictEqual(new Set(handled.map((each) => each.eventId)).size, 200)
    assert.lengthOf(lines, 200)
  })

  it("TRACE: 405", async () => {
    const { port } = await listen()
    assert.match(
      await talk(port, (socket) => socket.write("TRACE / HTTP/1.1\r\nhost: x\r\n\r\n")),
      /^HTTP\/1.1 405/
    )
  })
})
