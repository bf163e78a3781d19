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
import { host, virtualClock } from "@forbear/testkit"
import { createForbear, keyFile, sqlite, type Forbear, type JourneyDefinition, type LogLine } from "forbear"
import { crashPoint } from "./crash.ts"
import { hostSystem } from "./hostSystem.ts"
import * as Journeys from "./journeys.ts"
import { business, installments, jane, mailSenders, smsSenders } from "./people.ts"
import { localProviders, remoteProviders } from "./providers.ts"

/** When the story begins: the day before she calls. */
export const BEGIN = "2026-03-02T15:00:00Z"

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

/** Builds the world in a folder. A test that outlives this process hands in the port and the providers. */
export const makeWorld = async (options: {
  readonly folder: string
  readonly port?: number
  readonly providersUrl?: string
  readonly log?: (line: LogLine) => void
}) => {
  const clock = virtualClock(BEGIN)
  let forbear: Forbear | undefined
  const ready = (): Forbear => {
    if (forbear === undefined) throw new Error("the world is not ready")
    return forbear
  }
  const theHost = hostSystem(path.join(options.folder, "host.db"), () => ({ record: ready().record, now: () => clock.now() }))
  const more = new Map<string, () => Response>()
  let desk: ReturnType<typeof makeDesk> | undefined
  const server = await host(
    async (request) => {
      const { pathname } = new URL(request.url)
      const extra = more.get(pathname)
      if (extra !== undefined) return extra()
      if (pathname.startsWith("/pay")) return theHost.handler(request)
      if (pathname.startsWith("/desk") && desk !== undefined) return desk.handler(request)
      return ready().handler(request)
    },
    { port: options.port ?? 0 }
  )
  const providers = await (options.providersUrl === undefined
    ? localProviders(server.url, () => clock.now())
    : remoteProviders(options.providersUrl))
  const opened = await createForbear({
    tenant: "sonoran",
    store: sqlite({ file: path.join(options.folder, "forbear.db") }),
    keys: keyFile(path.join(options.folder, "forbear.key")),
    channels: [
      mortal(twilio({ ...providers.twilio, publicUrl: server.url, senders: smsSenders })),
      mortal(smtp({ ...providers.smtp, senders: mailSenders })),
      mortal(agent({ queues: [{ id: "callers", displayName: "Outbound calls" }] }))
    ],
    packs: [us],
    business,
    journeys: [Journeys.reminders, Journeys.plan(installments.map((one) => one.on))] as ReadonlyArray<JourneyDefinition>,
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
  forbear = opened
  desk = makeDesk({ api: { ...opened.desk, brief: opened.brief }, basePath: "/desk", title: business.name, zone: "America/Phoenix" })
  return {
    clock,
    providers,
    forbear: opened,
    theHost,
    server,
    folder: options.folder,
    /** Serves one more page, such as the report. */
    serve: (path: string, page: () => Response) => void more.set(path, page),
    close: async () => {
      await opened.close()
      await server.close()
      await providers.close()
      theHost.close()
    }
  }
}

/** A world. */
export type World = Awaited<ReturnType<typeof makeWorld>>
