/** One SMTP conversation over the socket that `ctx.connect` gave. */
import {
  accepted,
  fromTransportError,
  rejected,
  unknown,
  type ChannelContext,
  type SendResult
} from "@forbear/channels"
import SMTPConnection from "nodemailer/lib/smtp-connection"
import type { Socket } from "node:net"
import { Readable } from "node:stream"
import { isLoopback, type SmtpConfig } from "./Config.ts"
import { fromSmtpError } from "./Results.ts"

/** What is sent. */
export interface Mail {
  readonly envelope: { readonly from: string; readonly to: string; readonly size: number }
  readonly raw: Buffer
  readonly messageId: string
}

type Done = (error?: Error | null) => void

/** Greeting, EHLO, STARTTLS where it is due, AUTH where it is configured; then `talk`, then QUIT. */
const converse = async (
  config: SmtpConfig,
  socket: Socket,
  talk: (connection: SMTPConnection, step: (run: (done: Done) => void) => Promise<void>) => Promise<void>
): Promise<void> => {
  const { host, port, secure, auth } = config
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    secured: secure,
    connection: socket,
    requireTLS: !secure && (config.requireTls ?? !isLoopback(host)),
    name: config.domain ?? "localhost",
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    logger: false
  })
  const failed = new Promise<never>((_resolve, reject) => {
    connection.on("error", reject)
    connection.once("end", () => reject(new Error("closed")))
  })
  failed.catch(() => undefined)
  const step = (run: (done: Done) => void) =>
    Promise.race([
      failed,
      new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())))
    ])
  try {
    await step((done) => connection.connect(done))
    if (auth !== undefined) await step((done) => connection.login({ user: auth.user, pass: auth.pass }, done))
    await talk(connection, step)
    connection.quit()
  } catch (error) {
    connection.close()
    socket.destroy()
    throw error
  }
}

const open = async (config: SmtpConfig, context: ChannelContext): Promise<Socket | SendResult> => {
  if (context.connect === undefined) return rejected("not_permitted", "no_connect")
  try {
    const { socket } = await context.connect({ host: config.host, port: config.port, tls: config.secure })
    return socket as Socket
  } catch (error) {
    return fromTransportError(error)
  }
}

/** Small pieces, so that the end of the stream means that all but the last of them left this process. */
function* slices(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += 16_384) yield raw.subarray(at, at + 16_384)
}

/** Accepted on the server's 250 after the final dot; unknown when that dot left and no reply came. */
export const deliver = async (
  config: SmtpConfig,
  mail: Mail,
  context: ChannelContext
): Promise<SendResult> => {
  const socket = await open(config, context)
  if ("_tag" in socket) return socket
  let final = false
  try {
    await converse(config, socket, (connection, step) => {
      const body = Readable.from(slices(mail.raw))
      body.once("end", () => {
        final = true
      })
      return step((done) => connection.send({ ...mail.envelope }, body, done))
    })
    return accepted(mail.messageId, "250")
  } catch (error) {
    if (final && context.signal.aborted) return unknown("timeout")
    return fromSmtpError(error, final)
  }
}

/** The server greets us and takes the credentials. */
export const check = async (
  config: SmtpConfig,
  context: ChannelContext
): Promise<{ readonly ok: boolean; readonly detail: string }> => {
  const socket = await open(config, context)
  if ("_tag" in socket) return { ok: false, detail: "the server cannot be reached" }
  try {
    await converse(config, socket, async () => undefined)
    return { ok: true, detail: "the server answers" }
  } catch (error) {
    const result = fromSmtpError(error, false)
    return {
      ok: false,
      detail: result._tag === "rejected" ? `the server refused: ${result.code}` : "no reply"
    }
  }
}
