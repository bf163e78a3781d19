/** The world of the story: a clock to move, providers on loopback, the host, and Forbear on a real file. */
import { createHash } from "node:crypto"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { agent } from "@forbear/adapter-agent"
import { makeDesk } from "@forbear/adapter-agent/desk"
import { smtp } from "@forbear/adapter-smtp"
import { twilio } from "@forbear/adapter-twilio"
import type { Channel } from "@forbear/channels"
import { us } from "@forbear/compliance/us"
import { host, sandboxes, virtualClock } from "@forbear/testkit"
import { createForbear, keyFile, sqlite, type Forbear, type LogLine } from "forbear"
import { crashPoint } from "./crash.ts"
import { hostSystem } from "./hostSystem.ts"
import * as Journeys from "./journeys.ts"
import { business, installments, jane } from "./people.ts"

/** When the story begins: the day before she calls. */
export const BEGIN = "2026-03-02T15:00:00Z"

/** Two senders for texts: one as everybody has it, one with a (fictional) permission for third-party collection. */
const smsSenders = [
  { id: "main-10dlc", channel: "sms", address: "+15205550100", kind: "ten_dlc", displayName: business.name },
  {
    id: "collections-short-code",
    channel: "sms",
    address: "78787",
    kind: "short_code",
    displayName: business.name,
    permittedUse: {
      thirdPartyDebt: {
        verdict: "allowed",
        source: "Carrier programme brief SRS-2026-014 (fictional)",
        asOf: "2026-02-01",
        evidence: "archive/carrier/SRS-2026-014.pdf (fictional)"
      }
    }
  }
] as const

/** Wraps a channel so that the process can be made to die just before and just after the bytes leave. */
const mortal = (channel: Channel): Channel => ({
  ...channel,
  send: async (message, context) => {
    crashPoint()
    const result = await channel.send(message, context)
    crashPoint()
    return result
  }
})

/** Where the story's files are: given, so that a killed story can go on, or new. */
export const folderOf = (given: string | undefined): string =>
  given ?? mkdtempSync(path.join(tmpdir(), "forbear-scenario-"))

/** Builds the world in a folder. `providers` may be handed in by a test that outlives the process's death. */
export const makeWorld = async (options: { readonly folder: string; readonly log?: (line: LogLine) => void }) => {
  const clock = virtualClock(BEGIN)
  const providers = await sandboxes({
    clock,
    twilio: { accountSid: "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", authToken: "0123456789abcdef0123456789abcdef", numbers: smsSenders.map((one) => one.address) },
    smtp: {}
  })
  let forbear: Forbear | undefined
  const theHost = hostSystem(path.join(options.folder, "host.db"), () => ({
    record: (event) => (forbear as Forbear).record(event),
    now: () => clock.now()
  }))
  const desk = () => makeDesk({ api: deskApi(forbear as Forbear), basePath: "/desk", title: business.name })
  const server = await host(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith("/pay")) return theHost.handler(request)
    if (pathname.startsWith("/desk")) return desk().handler(request)
    return (forbear as Forbear).handler(request)
  })
  forbear = await createForbear({
    tenant: "sonoran",
    store: sqlite({ file: path.join(options.folder, "forbear.db") }),
    keys: keyFile(path.join(options.folder, "forbear.key")),
    channels: [
      mortal(twilio({ ...providers.twilioOptions, publicUrl: server.url, senders: smsSenders })),
      mortal(
        smtp({
          ...providers.smtpOptions,
          senders: [{ id: "mail", channel: "email", address: "accounts@sonoran.example", kind: "domain", displayName: business.name }]
        })
      ),
      mortal(agent({ queues: [{ id: "callers", displayName: "Outbound calls" }] }))
    ],
    packs: [us],
    business,
    journeys: [Journeys.reminders, Journeys.plan(installments.map((one) => one.on))],
    publicUrl: server.url,
    portal: {
      secret: createHash("sha256").update("the story's portal secret").digest("base64"),
      paymentUrl: ({ plan, debt, amount, reference, returnUrl }) =>
        `${server.url}/pay?${new URLSearchParams({ plan, debt, person: jane.id, ...amount, reference, return: returnUrl })}`
    },
    confirm: () => {
      crashPoint()
      return true
    },
    onEvent: (event) => theHost.note(event),
    clock: () => clock.now(),
    homeZone: "America/Phoenix",
    ...(options.log === undefined ? {} : { log: options.log })
  })
  providers.deliverTo(server.url)
  return {
    clock,
    providers,
    forbear,
    theHost,
    server,
    folder: options.folder,
    close: async () => {
      await (forbear as Forbear).close()
      await server.close()
      await providers.close()
      theHost.close()
    }
  }
}

/** A world. */
export type World = Awaited<ReturnType<typeof makeWorld>>

/** The desk page speaks the Promise face. */
const deskApi = (forbear: Forbear) => ({ ...forbear.desk, brief: forbear.brief })
