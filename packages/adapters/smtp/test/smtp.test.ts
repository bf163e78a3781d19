/** The adapter against the sink and against servers that misbehave, over real sockets. */
import { ChannelConfigError, rejected, unknown, type Sender, type WireMessage } from "@forbear/channels"
import net, { type AddressInfo, type Socket } from "node:net"
import { inspect } from "node:util"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { afterEach, describe, expect, it } from "vitest"
import { smtp, type SmtpConfig } from "../src/index.ts"
import { smtpSink, type MailFault } from "../src/sandbox.ts"
import { context } from "./context.ts"

const start = 1_780_000_000_000
const sender: Sender = {
  id: "billing",
  channel: "email",
  address: "billing@acme.example",
  kind: "domain",
  displayName: "Acme Financial, Billing"
}
const configFor = (port: number, more: Partial<SmtpConfig> = {}): SmtpConfig => ({
  host: "127.0.0.1",
  port,
  secure: false,
  senders: [sender],
  ...more
})

const content = {
  kind: "email",
  subject: "Your plan: 4 × $310.12",
  text: "Dear Jane,\n.a line that starts with a dot\nYour plan is ready.",
  html: "<p>Dear Jané, your plan is <b>ready</b>.</p>",
  headers: {
    "List-Unsubscribe": "<https://acme.example/u/1>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"
  }
} as const

const message = (more: Partial<WireMessage> = {}): WireMessage => ({
  attemptId: "att_1",
  channel: "email",
  sender,
  to: "jane@consumer.example",
  toName: "Jane Smith",
  content,
  notAfter: start + 60_000,
  ...more
})

const ctx = context(() => start)

const cleanups: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** A server that says `script[command]`, or does it. */
const scripted = async (script: Record<string, string | ((socket: Socket) => void)>): Promise<number> => {
  const defaults: Record<string, string> = {
    "": "220 hi",
    EHLO: "250 ok",
    MAIL: "250 ok",
    RCPT: "250 ok",
    DATA: "354 go",
    ".": "250 ok",
    QUIT: "221 bye"
  }
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    const act = (command: string) => {
      const action = script[command] ?? defaults[command] ?? "500 what?"
      if (typeof action === "string") socket.write(`${action}\r\n`)
      else action(socket)
    }
    let data = false
    let buffer = ""
    socket.on("data", (chunk) => {
      buffer += chunk.toString("latin1")
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        if (data && line !== ".") continue
        const command = line === "." ? "." : line.slice(0, 4).trim().toUpperCase()
        if (command === "DATA" && script["DATA"] === undefined) data = true
        else data = false
        act(command)
      }
    })
    act("")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

const send = (port: number, more: Partial<WireMessage> = {}, config: Partial<SmtpConfig> = {}) =>
  smtp(configFor(port, config)).send(message(more), ctx)

describe("a good message", () => {
  it("arrives whole: addresses, names, both bodies, headers, our Message-ID, the store's time", async () => {
    await using sink = await smtpSink({ now: () => start + 1 })
    expect(await send(sink.port)).toEqual({
      _tag: "accepted",
      providerId: "<att_1@acme.example>",
      status: "250"
    })
    const [mail] = sink.mails
    expect(sink.mails.length).toBe(1)
    expect(mail).toMatchObject({
      from: "billing@acme.example",
      fromName: "Acme Financial, Billing",
      to: "jane@consumer.example",
      toName: "Jane Smith",
      returnPath: "billing@acme.example",
      subject: content.subject,
      messageId: "<att_1@acme.example>",
      at: start + 1
    })
    expect(mail?.text.trimEnd()).toBe(content.text)
    expect(mail?.html.trimEnd()).toBe(content.html)
    expect(mail?.headers).toMatchObject({
      "list-unsubscribe": "<https://acme.example/u/1>",
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
      date: "Thu, 28 May 2026 20:26:40 +0000"
    })
  })

  it("return path, domain and unsubscribe mailbox come from the configuration; a message's own header wins", async () => {
    await using sink = await smtpSink()
    const config = {
      returnPath: "bounce@acme.example",
      domain: "mail.acme.example",
      unsubscribe: { mailto: "stop@acme.example" }
    }
    await send(sink.port, { content: { ...content, headers: {} } }, config)
    await send(sink.port, {}, config)
    expect(sink.mails[0]).toMatchObject({
      returnPath: "bounce@acme.example",
      messageId: "<att_1@mail.acme.example>"
    })
    expect(sink.mails[0]?.headers["list-unsubscribe"]).toBe("<mailto:stop@acme.example?subject=unsubscribe>")
    expect(sink.mails[1]?.headers["list-unsubscribe"]).toBe("<https://acme.example/u/1>")
  })

  it("an attempt id of any shape makes a valid Message-ID", async () => {
    await using sink = await smtpSink()
    const result = await send(sink.port, { attemptId: "a b/(c)>.é" })
    expect(result).toMatchObject({
      _tag: "accepted",
      providerId: "<a%20b%2F%28c%29%3E%2E%C3%A9@acme.example>"
    })
    expect(sink.mails[0]?.messageId).toBe("<a%20b%2F%28c%29%3E%2E%C3%A9@acme.example>")
  })

  it("names and subjects with line breaks add no header and no recipient", async () => {
    await using sink = await smtpSink()
    const subject = "hello\r\nBcc: eve@evil.example\r\n\r\nbody"
    await send(sink.port, { toName: "Jane\r\nBcc: eve@evil.example", content: { ...content, subject } })
    expect(sink.mails.length).toBe(1)
    expect(sink.mails[0]?.headers).not.toHaveProperty("bcc")
    expect(sink.mails[0]?.to).toBe("jane@consumer.example")
  })

  it("a large body arrives", async () => {
    await using sink = await smtpSink()
    const text = "0123456789abcdef\n".repeat(60_000)
    expect(await send(sink.port, { content: { ...content, text } })).toMatchObject({ _tag: "accepted" })
    expect(sink.mails[0]?.text.trimEnd()).toBe(text.trimEnd())
  })

  it("logs in where credentials are configured, and says what refused them", async () => {
    await using sink = await smtpSink({ auth: { user: "acme", pass: "right" } })
    expect(await send(sink.port, {}, { auth: { user: "acme", pass: "right" } })).toMatchObject({
      _tag: "accepted"
    })
    expect(await send(sink.port, {}, { auth: { user: "acme", pass: "wrong" } })).toEqual(
      rejected("not_permitted", "535")
    )
    expect(await send(sink.port)).toEqual(rejected("not_permitted", "530"))
    expect(sink.mails.length).toBe(1)
  })
})

describe("TLS", () => {
  const encrypted = async (options: SMTPServerOptions) => {
    const received: Array<boolean> = []
    const server = new SMTPServer({
      logger: false,
      authOptional: true,
      disableReverseLookup: true,
      closeTimeout: 50,
      onData: (stream, session, done) => {
        received.push(session.secure)
        stream.resume().on("end", () => done())
      },
      ...options
    })
    server.on("error", () => undefined)
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    cleanups.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
    return { port: (server.server.address() as AddressInfo).port, received }
  }

  it("from the first byte", async () => {
    const { port, received } = await encrypted({ secure: true })
    expect(await send(port, {}, { secure: true })).toMatchObject({ _tag: "accepted" })
    expect(received).toEqual([true])
  })

  it("by STARTTLS: a certificate that nobody vouches for ends it before anything is sent", async () => {
    const { port, received } = await encrypted({})
    expect(await send(port, {}, { requireTls: true })).toEqual(rejected("retryable", "not_sent_connection"))
    expect(received).toEqual([])
  })
})

describe("what is not sent at all", () => {
  it.each<[string, Partial<WireMessage>, string, string]>([
    ["a text", { content: { kind: "text", text: "hi" } }, "permanent", "content_not_supported"],
    ["one that is too late", { notAfter: start }, "permanent", "not_after_passed"],
    ["no address", { to: "jane" }, "invalid_address", "not_an_address"],
    ["two addresses", { to: "jane@consumer.example,eve@evil.example" }, "invalid_address", "not_an_address"],
    [
      "a command in the address",
      { to: "jane@consumer.example>\r\nRCPT TO:<eve@evil.example" },
      "invalid_address",
      "not_an_address"
    ],
    [
      "a header of ours",
      { content: { ...content, headers: { bCC: "eve@evil.example" } } },
      "permanent",
      "header_not_allowed"
    ],
    [
      "a header that is none",
      { content: { ...content, headers: { "X: y\r\nBcc": "eve@evil.example" } } },
      "permanent",
      "header_not_allowed"
    ]
  ])("%s", async (_name, more, reason, code) => {
    await using sink = await smtpSink()
    expect(await send(sink.port, more)).toEqual({ _tag: "rejected", reason, code })
    expect(sink.mails).toEqual([])
  })

  it("anything without a door to the network", async () => {
    const { connect: _closed, ...closed } = ctx
    expect(await smtp(configFor(2525)).send(message(), closed)).toEqual(
      rejected("not_permitted", "no_connect")
    )
  })

  it("anything in the clear where TLS is required", async () => {
    const port = await scripted({ STAR: "454 no" })
    expect(await send(port, {}, { requireTls: true })).toMatchObject({ _tag: "rejected" })
    await using sink = await smtpSink()
    expect(await send(sink.port, {}, { requireTls: true })).toMatchObject({ _tag: "rejected" })
    expect(sink.mails).toEqual([])
  })
})

describe("what the server answers", () => {
  it.each<[MailFault, object, number]>([
    ["reject_recipient", rejected("invalid_address", "550"), 0],
    ["greylist", rejected("retryable", "450"), 0],
    ["reject_message", rejected("policy", "554"), 0],
    ["drop_before_data", rejected("retryable", "not_sent_connection"), 0],
    ["drop_after_data", unknown("connection_lost"), 1],
    ["slow", { _tag: "accepted" }, 1]
  ])("%s", async (fault, expected, kept) => {
    await using sink = await smtpSink({ delay: 50 })
    sink.faults.next(fault)
    expect(await send(sink.port)).toMatchObject(expected)
    expect(sink.mails.length).toBe(kept)
    expect(await send(sink.port)).toMatchObject({ _tag: "accepted" })
  })

  it("a mailbox that does not exist", async () => {
    await using sink = await smtpSink()
    sink.unknownMailboxes.add("jane@consumer.example")
    expect(await send(sink.port)).toEqual(rejected("invalid_address", "550"))
    expect(await send(sink.port, { to: "john@consumer.example" })).toMatchObject({ _tag: "accepted" })
  })

  it.each<[string, Record<string, string>, object]>([
    ["busy at the greeting", { "": "421 busy" }, rejected("retryable", "421")],
    ["closed for us at the greeting", { "": "554 no" }, rejected("permanent", "554")],
    ["sender refused", { MAIL: "550 5.1.8 no" }, rejected("permanent", "550")],
    ["recipient refused by policy", { RCPT: "550 5.7.1 blocked" }, rejected("policy", "550")],
    ["mailbox name not allowed", { RCPT: "553 5.1.3 bad" }, rejected("invalid_address", "553")],
    ["not local", { RCPT: "551 no" }, rejected("invalid_address", "551")],
    ["mailbox full", { RCPT: "552 5.2.2 full" }, rejected("permanent", "552")],
    ["storage", { RCPT: "452 4.2.2 full" }, rejected("retryable", "452")],
    ["DATA refused", { DATA: "451 later" }, rejected("retryable", "451")],
    ["content refused", { ".": "550 5.6.0 bad content" }, rejected("permanent", "550")],
    ["content deferred", { ".": "451 4.3.0 later" }, rejected("retryable", "451")]
  ])("%s", async (_name, script, expected) => {
    expect(await send(await scripted(script))).toEqual(expected)
  })

  it.each(["", "EHLO", "MAIL", "RCPT", "DATA"])(
    "a connection lost at %j: nothing was sent",
    async (command) => {
      expect(await send(await scripted({ [command]: (socket) => socket.destroy() }))).toEqual(
        rejected("retryable", "not_sent_connection")
      )
    }
  )

  it("a connection lost in the middle of a large message: nothing was sent", async () => {
    const port = await scripted({
      DATA: (socket) => {
        socket.write("354 go\r\n")
        socket.removeAllListeners("data")
        socket.once("data", () => socket.destroy())
      }
    })
    const text = "0123456789abcdef\n".repeat(1_000_000)
    expect(await send(port, { content: { ...content, text } })).toEqual(
      rejected("retryable", "not_sent_connection")
    )
  })

  it("a connection lost after the final dot: unknown", async () => {
    expect(await send(await scripted({ ".": (socket) => socket.destroy() }))).toEqual(
      unknown("connection_lost")
    )
  })

  it("an abort after the final dot: unknown; before it: nothing was sent", async () => {
    for (const [command, expected] of [
      [".", unknown("timeout")],
      ["RCPT", rejected("retryable", "not_sent_connection")]
    ] as const) {
      const abort = new AbortController()
      const port = await scripted({ [command]: () => abort.abort() })
      expect(
        await smtp(configFor(port)).send(
          message(),
          context(() => start, abort.signal)
        )
      ).toEqual(expected)
    }
  })

  it("no server: nothing was sent", async () => {
    const sink = await smtpSink()
    await sink.close()
    expect(await send(sink.port)).toEqual(rejected("retryable", "not_sent_connection"))
  })
})

it("health: reachable, refused, gone", async () => {
  await using sink = await smtpSink({ auth: { user: "acme", pass: "right" } })
  const health = (pass: string, port = sink.port) =>
    smtp(configFor(port, { auth: { user: "acme", pass } })).health?.(ctx)
  expect(await health("right")).toEqual({ ok: true, detail: "the server answers" })
  expect(await health("wrong")).toEqual({ ok: false, detail: "the server refused: 535" })
  await sink.close()
  expect(await health("right")).toEqual({ ok: false, detail: "the server cannot be reached" })
})

describe("configuration", () => {
  it.each<[string, Record<string, unknown>]>([
    ["host", { host: "mail.acme.example:587" }],
    ["port", { port: 0 }],
    ["port", { port: "587" }],
    ["secure", { secure: "yes" }],
    ["auth", { auth: { user: "acme", pass: "" } }],
    [
      "requireTls",
      { host: "mail.acme.example", requireTls: false, auth: { user: "acme", pass: "hush-hush" } }
    ],
    ["senders", { senders: [] }],
    ["senders.0.address", { senders: [{ ...sender, address: "Acme <billing@acme.example>" }] }],
    ["senders.billing.channel", { senders: [{ ...sender, channel: "sms" }] }],
    ["domain", { domain: "acme example" }],
    ["returnPath", { returnPath: "nobody" }],
    ["unsubscribe", { unsubscribe: { mailto: "" } }],
    ["name", { name: "A B" }]
  ])("%s is named when it cannot work", (field, change) => {
    const attempt = () => smtp({ ...configFor(2525), ...change } as SmtpConfig)
    expect(attempt).toThrow(ChannelConfigError)
    expect(attempt).toThrow(`smtp: ${field}:`)
    expect(attempt).not.toThrow(/hush/)
  })

  it("shows no secret, and names its host", () => {
    const channel = smtp(configFor(2525, { auth: { user: "acme", pass: "hush-hush" } }))
    expect(JSON.stringify(channel) + inspect(channel, { depth: 9, showHidden: true })).not.toContain(
      "hush-hush"
    )
    expect(channel.extraHosts).toEqual(["127.0.0.1:2525"])
  })
})

it("a sink says when its port is taken", async () => {
  await using sink = await smtpSink()
  await expect(smtpSink({ port: sink.port })).rejects.toThrow("EADDRINUSE")
})
