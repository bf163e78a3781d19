/** The adapters' own sandboxes, started together: real servers on loopback that behave, sign and fail as the providers do. */
import { agent, type AgentConfig, type AgentQueue } from "@forbear/adapter-agent"
import { agentSandbox, type AgentFault, type AgentSandbox } from "@forbear/adapter-agent/sandbox"
import { smtp, type SmtpConfig } from "@forbear/adapter-smtp"
import { smtpSink, type MailFault, type SmtpSink } from "@forbear/adapter-smtp/sandbox"
import { twilio, type TwilioConfig } from "@forbear/adapter-twilio"
import { twilioSandbox, type Fault, type TwilioSandbox } from "@forbear/adapter-twilio/sandbox"
import type { Channel, Sender } from "@forbear/channels"

/** Options of `sandboxes`. What is left out is not started. */
export interface SandboxesOptions {
  /** The public base URL under which the host would mount its webhooks; the providers sign for it. `https://collector.example` unless given. */
  readonly publicUrl?: string
  /** Epoch milliseconds; give the virtual clock's. */
  readonly now?: () => number
  readonly twilio?: {
    readonly senders: ReadonlyArray<Sender>
    readonly name?: string
    readonly accountSid?: string
    readonly authToken?: string
    readonly optOut?: "twilio" | "host"
    /** Milliseconds of slow and late faults. */
    readonly delay?: number
  }
  readonly smtp?: {
    readonly senders: ReadonlyArray<Sender>
    readonly name?: string
    readonly domain?: string
  }
  readonly agent?: { readonly queues: ReadonlyArray<AgentQueue>; readonly name?: string }
}

/** Something that a consumer or an agent got, whatever carried it. */
export interface SandboxDelivery {
  readonly channel: "sms" | "email" | "voice_call"
  readonly to: string
  readonly from: string
  /** Of an e-mail, and the title of a task. */
  readonly subject?: string
  readonly text: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** Running sandboxes; those that were not asked for are absent. */
export interface Sandboxes extends AsyncDisposable {
  readonly twilio?: TwilioSandbox
  readonly smtp?: SmtpSink
  readonly agent?: AgentSandbox<string>
  /** The adapters' options that point here. */
  readonly options: {
    readonly twilio?: TwilioConfig
    readonly smtp?: SmtpConfig
    readonly agent?: AgentConfig
  }
  /** The adapters, configured with them, in the order Twilio, SMTP, agent. */
  readonly channels: ReadonlyArray<Channel>
  /** Where `publicUrl` is really listened on: the URL of a `host` with the same path. Until then, callbacks go nowhere. */
  readonly deliverTo: (url: string) => void
  /** Everything that arrived anywhere, in order of time. */
  readonly messages: () => ReadonlyArray<SandboxDelivery>
  /** Waits until every webhook that is due was answered. */
  readonly settled: () => Promise<void>
  /** How many webhooks were sent and answered, or given up. */
  readonly answered: () => number
  /** Faults for the next messages, per sandbox. */
  readonly faults: {
    readonly twilio: (fault: Fault, times?: number) => void
    readonly smtp: (fault: MailFault, times?: number) => void
    readonly agent: (fault: AgentFault) => void
  }
  readonly close: () => Promise<void>
}

/** Well-formed and owned by nobody. */
const ACCOUNT_SID = `AC${"0".repeat(32)}`
const AUTH_TOKEN = "sandbox-token"
const NOWHERE = "http://127.0.0.1:9/"

const missing = (name: string): never => {
  throw new TypeError(`sandboxes: ${name}: was not started; name it in the options`)
}

const trimmed = (url: string): string => url.replace(/\/+$/, "")

const startTwilio = async (options: SandboxesOptions, publicUrl: string, route: (url: string) => string) => {
  const { twilio: wanted, now } = options
  if (wanted === undefined) return undefined
  const { senders, name = "twilio", accountSid = ACCOUNT_SID, authToken = AUTH_TOKEN, optOut, delay } = wanted
  const shared = { accountSid, authToken, ...(optOut === undefined ? {} : { optOut }) }
  const sandbox = await twilioSandbox({
    ...shared,
    ...(now === undefined ? {} : { now }),
    ...(delay === undefined ? {} : { delay }),
    numbers: senders.map(({ address }) => address),
    webhookUrl: `${publicUrl}/${name}`,
    route
  })
  const config: TwilioConfig = { ...shared, senders, name, publicUrl, baseUrl: sandbox.url }
  return { sandbox, config }
}

const startSmtp = async ({ smtp: wanted, now }: SandboxesOptions) => {
  if (wanted === undefined) return undefined
  const sandbox = await smtpSink(now === undefined ? {} : { now })
  const config: SmtpConfig = { ...wanted, host: sandbox.host, port: sandbox.port, secure: false }
  return { sandbox, config }
}

const startAgent = ({ agent: wanted, now }: SandboxesOptions) => {
  if (wanted === undefined) return undefined
  const sandbox = agentSandbox()
  const arrivals = new Map<string, number>()
  const clock = now ?? (() => Math.floor(performance.timeOrigin + performance.now()))
  const deliver: NonNullable<AgentConfig["deliver"]> = async (task) => {
    if (!arrivals.has(task.attemptId)) arrivals.set(task.attemptId, clock())
    await sandbox.deliver(task)
  }
  const config: AgentConfig = { ...wanted, deliver }
  return { sandbox, config, arrivals }
}

/** Starts what is asked for. Rejects, with nothing left running, when one cannot start. */
export const sandboxes = async (options: SandboxesOptions): Promise<Sandboxes> => {
  const publicUrl = trimmed(options.publicUrl ?? "https://collector.example")
  let target: string | undefined
  const route = (url: string): string =>
    target === undefined || !url.startsWith(publicUrl) ? NOWHERE : target + url.slice(publicUrl.length)
  const text = await startTwilio(options, publicUrl, route)
  const mail = await startSmtp(options).catch(async (error: unknown) => {
    await text?.sandbox.close()
    throw error
  })
  const desk = startAgent(options)

  const messages = (): ReadonlyArray<SandboxDelivery> =>
    [
      ...(text?.sandbox.messages ?? []).map(({ to, from, body, at }) => ({
        channel: "sms" as const,
        to,
        from,
        text: body,
        at
      })),
      ...(mail?.sandbox.mails ?? []).map(({ to, from, subject, text: body, at }) => ({
        channel: "email" as const,
        to,
        from,
        subject,
        text: body,
        at
      })),
      ...(desk?.sandbox.tasks ?? []).map(({ attemptId, to, queue, content }) => ({
        channel: "voice_call" as const,
        to,
        from: queue,
        subject: content.title,
        text: content.context.map(({ label, value }) => `${label}: ${value}`).join("\n"),
        at: desk?.arrivals.get(attemptId) ?? 0
      }))
    ].sort((a, b) => a.at - b.at)

  const close = async (): Promise<void> => {
    await Promise.all([text?.sandbox.close(), mail?.sandbox.close()])
  }
  return {
    ...(text === undefined ? {} : { twilio: text.sandbox }),
    ...(mail === undefined ? {} : { smtp: mail.sandbox }),
    ...(desk === undefined ? {} : { agent: desk.sandbox }),
    options: {
      ...(text === undefined ? {} : { twilio: text.config }),
      ...(mail === undefined ? {} : { smtp: mail.config }),
      ...(desk === undefined ? {} : { agent: desk.config })
    },
    channels: [
      ...(text === undefined ? [] : [twilio(text.config)]),
      ...(mail === undefined ? [] : [smtp(mail.config)]),
      ...(desk === undefined ? [] : [agent(desk.config)])
    ],
    deliverTo: (url) => {
      target = trimmed(url)
    },
    messages,
    settled: async () => text?.sandbox.settled(),
    answered: () => text?.sandbox.callbacks.length ?? 0,
    faults: {
      twilio: (fault, times) => (text ?? missing("twilio")).sandbox.faults.next(fault, times),
      smtp: (fault, times) => (mail ?? missing("smtp")).sandbox.faults.next(fault, times),
      agent: (fault) => (desk ?? missing("agent")).sandbox.faults.next(fault)
    },
    close,
    [Symbol.asyncDispose]: close
  }
}
