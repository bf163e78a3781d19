/** The world of the story: a clock to move, providers on loopback, the host, and Forbear on a real file. */
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { makeDesk, type Desk } from "@forbear/adapter-agent/desk"
import type { Channel } from "@forbear/channels"
import { host, virtualClock } from "@forbear/testkit"
import { createForbear, type Forbear, type JourneyDefinition, type LogLine } from "forbear"
import { crashPoint } from "./crash.ts"
import { channelsOf, engineOptions, type Place } from "./engine.ts"
import { hostSystem } from "./hostSystem.ts"
import * as Journeys from "./journeys.ts"
import { business, installments } from "./people.ts"
import { remoteProviders, spawnProviders } from "./providers.ts"

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
  // Host and server are there before the engine that they call.
  const late: { forbear?: Forbear; desk?: Desk } = {}
  const ready = (): Forbear => {
    if (late.forbear === undefined) throw new Error("the world is not ready")
    return late.forbear
  }
  const theHost = hostSystem(path.join(options.folder, "host.db"), () => ({
    record: ready().record,
    now: () => clock.now()
  }))
  const more = new Map<string, () => Response>()
  const server = await host(
    async (request) => {
      const { pathname } = new URL(request.url)
      const extra = more.get(pathname)
      if (extra !== undefined) return extra()
      if (pathname.startsWith("/pay")) return theHost.handler(request)
      if (pathname.startsWith("/desk") && late.desk !== undefined) return late.desk.handler(request)
      return ready().handler(request)
    },
    { port: options.port ?? 0 }
  )
  const providers = await (options.providersUrl === undefined
    ? spawnProviders(server.url)
    : remoteProviders(options.providersUrl))
  await providers.tick(clock.now())
  const place: Place = {
    folder: options.folder,
    publicUrl: server.url,
    providers: { twilio: providers.twilio, smtp: providers.smtp }
  }
  const opened = await createForbear({
    ...engineOptions(place, () => clock.now()),
    channels: channelsOf(place).map(mortal),
    journeys: [
      Journeys.reminders,
      Journeys.plan(installments.map((one) => one.on))
    ] as ReadonlyArray<JourneyDefinition>,
    confirm: () => {
      crashPoint()
      return true
    },
    onEvent: (event) => theHost.note(event),
    ...(options.log === undefined ? {} : { log: options.log })
  })
  late.forbear = opened
  late.desk = makeDesk({
    api: { ...opened.desk, brief: opened.brief },
    basePath: "/desk",
    title: business.name,
    zone: "America/Phoenix"
  })
  return {
    clock,
    providers,
    forbear: opened,
    theHost,
    server,
    folder: options.folder,
    place,
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
