/** The sink: a real SMTP server whose mailbox is an array. Needs `smtp-server` and `postal-mime`. */
import { timingSafeEqual } from "node:crypto"
import type { AddressInfo, Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import PostalMime from "postal-mime"
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession
} from "smtp-server"

/**
 * What the next message suffers.
 * - `reject_recipient`: 550 5.1.1. `greylist`: 450 4.7.1. `reject_message`: 554 5.7.1 after the message.
 * - `drop_before_data`: the connection goes when the recipient is named. `drop_after_data`: the message is kept, the reply is lost.
 * - `slow`: the message is kept, the reply is late.
 */
export type MailFault =
  | "reject_recipient"
  | "greylist"
  | "reject_message"
  | "drop_before_data"
  | "drop_after_data"
  | "slow"

/** A mail as it was received. */
export interface SinkMail {
  /** The From header's mailbox and name. */
  readonly from: string
  readonly fromName: string
  /** The envelope's recipient, and the To header's name. */
  readonly to: string
  readonly toName: string
  /** The envelope's sender: where bounces would go. */
  readonly returnPath: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly messageId: string
  /** Epoch milliseconds of the sink's clock. */
  readonly at: number
}

/** Options of `smtpSink`. */
export interface SmtpSinkOptions {
  /** 0 (default) takes a free one. */
  readonly port?: number
  /** The only credentials that are let in; nobody is asked if absent. */
  readonly auth?: { readonly user: string; readonly pass: string }
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number
  /** Milliseconds of the fault `slow`; 250 by default. */
  readonly delay?: number
}

/** A running sink. */
export interface SmtpSink extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** What arrived, in order. */
  readonly mails: ReadonlyArray<SinkMail>
  /** Mailboxes that do not exist here: 550 for each message to them. */
  readonly unknownMailboxes: Set<string>
  readonly faults: { readonly next: (fault: MailFault, times?: number) => void }
  readonly close: () => Promise<void>
}

const reply = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode })

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const readAll = async (stream: SMTPServerDataStream): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

const mailOf = async (raw: Buffer, { envelope }: SMTPServerSession, at: number): Promise<SinkMail> => {
  const mail = await PostalMime.parse(raw)
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))
  return {
    from: mail.from?.address ?? "",
    fromName: mail.from?.name ?? "",
    to: envelope.rcptTo[0]?.address ?? "",
    toName: mail.to?.[0]?.name ?? "",
    returnPath: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html ?? "",
    headers,
    messageId: mail.messageId ?? "",
    at
  }
}

/** smtp-server waits 100 ms before it greets, to catch spammers who talk too soon; a sink need not. */
class PromptServer extends SMTPServer {
  override connect(...given: Parameters<SMTPServer["connect"]>): void {
    super.connect(...given)
    const connection = [...this.connections].at(-1)
    connection?.connectionReady()
    if (connection !== undefined) connection.connectionReady = () => undefined
  }
}

/** Starts a sink on loopback. Rejects when the port is taken. */
export const smtpSink = async (options: SmtpSinkOptions = {}): Promise<SmtpSink> => {
  const now = options.now ?? (() => Math.floor(performance.timeOrigin + performance.now()))
  const { auth } = options
  const mails: Array<SinkMail> = []
  const queue: Array<MailFault> = []
  const faultOf = new Map<string, MailFault>()
  const unknownMailboxes = new Set<string>()
  const sockets = new Map<number, Socket>()
  const drop = (session: SMTPServerSession) => sockets.get(session.remotePort)?.destroy()

  const keep = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const fault = faultOf.get(session.id)
    faultOf.delete(session.id)
    const mail = await mailOf(await readAll(stream), session, now())
    if (fault === "reject_message") throw reply(554, "5.7.1 Message refused")
    mails.push(mail)
    if (fault === "drop_after_data") drop(session)
    if (fault === "slow") await sleep(options.delay ?? 250)
  }

  const receive: NonNullable<SMTPServerOptions["onData"]> = async (stream, session, done) => {
    try {
      await keep(stream, session)
      done(null, "2.0.0 Taken")
    } catch (error) {
      done(error instanceof Error ? error : reply(451, "4.3.0 Failed"))
    }
  }

  const server = new PromptServer({
    name: "sink.localhost",
    logger: false,
    disableReverseLookup: true,
    allowInsecureAuth: true,
    authOptional: auth === undefined,
    disabledCommands: auth === undefined ? ["STARTTLS", "AUTH"] : ["STARTTLS"],
    closeTimeout: 50,
    onAuth: ({ username, password }, _session, done) => {
      const good =
        auth !== undefined && sameText(username ?? "", auth.user) && sameText(password ?? "", auth.pass)
      if (good) done(null, { user: auth.user })
      else done(reply(535, "5.7.8 Authentication failed"))
    },
    onRcptTo: ({ address }, session, done) => {
      if (unknownMailboxes.has(address)) return done(reply(550, "5.1.1 No such mailbox"))
      const fault = queue.shift()
      if (fault === "reject_recipient") return done(reply(550, "5.1.1 No such mailbox"))
      if (fault === "greylist") return done(reply(450, "4.7.1 Try again later"))
      if (fault === "drop_before_data") return void drop(session)
      if (fault !== undefined) faultOf.set(session.id, fault)
      return done()
    },
    onData: receive
  })
  server.on("error", () => undefined)
  server.server.on("connection", (socket: Socket) => {
    const port = socket.remotePort ?? 0
    sockets.set(port, socket)
    socket.on("close", () => sockets.delete(port))
  })
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject)
    server.listen(options.port ?? 0, "127.0.0.1", resolve)
  })

  let closing: Promise<void> | undefined
  const close = () =>
    (closing ??= new Promise<void>((resolve) => {
      for (const socket of sockets.values()) socket.destroy()
      server.close(() => resolve())
    }))
  return {
    host: "127.0.0.1",
    port: (server.server.address() as AddressInfo).port,
    mails,
    unknownMailboxes,
    faults: {
      next: (fault, times = 1) => {
        for (let index = 0; index < times; index++) queue.push(fault)
      }
    },
    close,
    [Symbol.asyncDispose]: close
  }
}
