/** The providers of the story, in a process of their own as providers are; a test may hold them, so that they outlive the story. */
import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { host, sandboxes, type SandboxDelivery } from "@forbear/testkit"
import type { SmtpConfig } from "@forbear/adapter-smtp"
import type { TwilioConfig } from "@forbear/adapter-twilio"
import { mailSenders, smsSenders } from "./people.ts"

/** A delivery with what a mail reader shows as well. */
export interface Delivery extends SandboxDelivery {
  readonly html?: string
}

/** What the story needs of its providers. */
export interface Providers {
  readonly twilio: TwilioConfig
  readonly smtp: SmtpConfig
  /** What arrived, at one address or at all. */
  readonly messages: (to?: string) => Promise<ReadonlyArray<Delivery>>
  /** Tells the providers what time it is in the story: epoch milliseconds. */
  readonly tick: (at: number) => Promise<void>
  /** She writes to a number of ours. */
  readonly reply: (to: string, from: string, text: string) => Promise<void>
  readonly settled: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts the sandboxes in this process; they call `publicUrl` back. */
export const localProviders = async (publicUrl: string): Promise<Providers> => {
  let time = 0
  const now = () => time
  const running = await sandboxes({
    publicUrl,
    now,
    twilio: { senders: smsSenders },
    smtp: { senders: mailSenders }
  })
  running.deliverTo(publicUrl)
  const { twilio, smtp } = running.options
  if (twilio === undefined || smtp === undefined) throw new Error("the sandboxes did not start")
  return {
    twilio,
    smtp,
    tick: async (at) => {
      time = Math.max(time, at)
    },
    messages: async (to) => {
      const html = new Map(
        (running.smtp?.mails ?? []).map((mail) => [`${mail.to}\n${mail.subject}\n${mail.at}`, mail.html])
      )
      const all = running.messages().filter((one) => to === undefined || one.to === to)
      return all.map((one) => {
        const rich = html.get(`${one.to}\n${one.subject}\n${one.at}`)
        return rich === undefined ? one : { ...one, html: rich }
      })
    },
    reply: async (to, from, text) => {
      await running.twilio?.reply(to, from, text)
    },
    settled: running.settled,
    close: running.close
  }
}

/** Talks to sandboxes that `serveProviders` holds in another process. */
export const remoteProviders = async (url: string): Promise<Providers> => {
  const ask = async (path: string, body: unknown = {}): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`the providers answered ${response.status}`)
    return response.json()
  }
  const { twilio, smtp } = (await ask("/config")) as { twilio: TwilioConfig; smtp: SmtpConfig }
  return {
    twilio,
    smtp,
    tick: async (at) => void (await ask("/tick", { at })),
    messages: async (to) => (await ask("/messages", { to })) as ReadonlyArray<Delivery>,
    reply: async (to, from, text) => void (await ask("/reply", { to, from, text })),
    settled: async () => void (await ask("/settled")),
    close: async () => undefined
  }
}

/** The fetch handler behind `remoteProviders`. */
export const serveProviders =
  (providers: Providers) =>
  async (request: Request): Promise<Response> => {
    const body = (await request.json()) as { to?: string; from?: string; text?: string; at?: number }
    switch (new URL(request.url).pathname) {
      case "/config":
        return Response.json({ twilio: providers.twilio, smtp: providers.smtp })
      case "/messages":
        return Response.json(await providers.messages(body.to))
      case "/tick":
        await providers.tick(body.at ?? 0)
        return Response.json({})
      case "/reply":
        await providers.reply(body.to ?? "", body.from ?? "", body.text ?? "")
        return Response.json({})
      case "/settled":
        await providers.settled()
        return Response.json({})
      default:
        return new Response(null, { status: 404 })
    }
  }

/** Starts the sandboxes in a process of their own, which ends with this one. */
export const spawnProviders = async (publicUrl: string): Promise<Providers> => {
  const child = fork(fileURLToPath(import.meta.url), [publicUrl], { execArgv: ["--conditions=source"] })
  const [url] = (await once(child, "message")) as [string]
  const providers = await remoteProviders(url)
  return {
    ...providers,
    close: async () => {
      const ended = once(child, "exit")
      child.disconnect()
      await ended
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const providers = await localProviders(process.argv[2] ?? "")
  const server = await host(serveProviders(providers))
  process.once(
    "disconnect",
    () => void Promise.all([server.close(), providers.close()]).then(() => process.exit(0))
  )
  process.send?.(server.url)
}
