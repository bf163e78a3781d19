/** The providers of the story: sandboxes in this process, or in another one that outlives this one (the test that kills it). */
import { sandboxes, type SandboxDelivery } from "@forbear/testkit"
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
  readonly messages: () => Promise<ReadonlyArray<Delivery>>
  /** She writes to a number of ours. */
  readonly reply: (to: string, from: string, text: string) => Promise<void>
  readonly settled: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts the sandboxes in this process; they call `publicUrl` back. */
export const localProviders = async (publicUrl: string, now: () => number): Promise<Providers> => {
  const running = await sandboxes({ publicUrl, now, twilio: { senders: smsSenders }, smtp: { senders: mailSenders } })
  running.deliverTo(publicUrl)
  const { twilio, smtp } = running.options
  if (twilio === undefined || smtp === undefined) throw new Error("the sandboxes did not start")
  return {
    twilio,
    smtp,
    messages: async () => {
      const html = new Map((running.smtp?.mails ?? []).map((mail) => [`${mail.to}\n${mail.subject}\n${mail.at}`, mail.html]))
      return running.messages().map((one) => {
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
    messages: async () => (await ask("/messages")) as ReadonlyArray<Delivery>,
    reply: async (to, from, text) => void (await ask("/reply", { to, from, text })),
    settled: async () => void (await ask("/settled")),
    close: async () => undefined
  }
}

/** The fetch handler behind `remoteProviders`. */
export const serveProviders = (providers: Providers) => async (request: Request): Promise<Response> => {
  const body = (await request.json()) as Record<string, string>
  switch (new URL(request.url).pathname) {
    case "/config":
      return Response.json({ twilio: providers.twilio, smtp: providers.smtp })
    case "/messages":
      return Response.json(await providers.messages())
    case "/reply":
      await providers.reply(body["to"] ?? "", body["from"] ?? "", body["text"] ?? "")
      return Response.json({})
    case "/settled":
      await providers.settled()
      return Response.json({})
    default:
      return new Response(null, { status: 404 })
  }
}
