/** A sandbox, a channel pointed at it, and a host that receives its callbacks through the channel's own webhook. */
import type { ChannelWebhook, ProviderEvent, RawRequest, Sender, WireMessage } from "@forbear/channels"
import http from "node:http"
import type { AddressInfo } from "node:net"
import { twilio, type TwilioConfig } from "../src/index.ts"
import { twilioSandbox, type TwilioSandboxOptions } from "../src/sandbox.ts"
import { context } from "./context.ts"

export const accountSid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
export const authToken = "0123456789abcdef0123456789abcdef"
export const sender: Sender = { id: "main", channel: "sms", address: "+15205550100", kind: "ten_dlc" }
export const start = 1_780_000_000_000

export const message = (to = "+13105550123", more: Partial<WireMessage> = {}): WireMessage => ({
  attemptId: "att_1",
  channel: "sms",
  sender,
  to,
  content: { kind: "text", text: "Acme: your plan is ready. Reply STOP to end." },
  notAfter: start + 3_600_000,
  ...more
})

const serve = async (webhook: ChannelWebhook, events: Array<ProviderEvent>) => {
  const server = http.createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const raw: RawRequest = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: new Headers(
          Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
        ),
        body: Buffer.concat(chunks)
      }
      const verdict = webhook.verify(raw, start)
      if (verdict._tag === "Refused") return void response.writeHead(verdict.status).end()
      events.push(...webhook.parse(raw))
      response
        .writeHead(200, { "content-type": webhook.acknowledge?.contentType ?? "" })
        .end(webhook.acknowledge?.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(resolve))
  }
}

export const harness = async (
  sandboxOptions: Partial<TwilioSandboxOptions> = {},
  config: Partial<TwilioConfig> = {}
) => {
  const events: Array<ProviderEvent> = []
  const publicUrl = "https://hooks.acme.example/forbear"
  const target: { port: number } = { port: 0 }
  const sandbox = await twilioSandbox({
    accountSid,
    authToken,
    webhookUrl: `${publicUrl}/twilio`,
    route: (url) => url.replace("https://hooks.acme.example", `http://127.0.0.1:${target.port}`),
    now: () => start,
    delay: 50,
    ...sandboxOptions
  })
  const channel = twilio({
    accountSid,
    authToken,
    senders: [sender],
    baseUrl: sandbox.url,
    publicUrl,
    ...config
  })
  if (channel.webhook === undefined) throw new Error("the channel has a webhook")
  const host = await serve(channel.webhook, events)
  target.port = host.port
  const ctx = context(() => start, 300)
  return {
    sandbox,
    channel,
    events,
    ctx,
    send: (wire: WireMessage = message()) => channel.send(wire, ctx),
    [Symbol.asyncDispose]: async () => {
      await sandbox.close()
      await host.close()
    }
  }
}
