/**
 * Kills the story at every one of its points and runs it again on the same files, while providers, in this process, live
 * on: nothing is sent twice, nothing is lost, and the second run ends the story.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { host } from "@forbear/testkit"
import { afterAll, describe, expect, it } from "vitest"
import { localProviders, serveProviders } from "../src/providers.ts"

const MAIN = path.join(import.meta.dirname, "../src/main.ts")

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
}

/** Runs the story in a process of its own. */
const run = (folder: string, port: number, providers: string, crashAt?: number): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        "--conditions=source",
        MAIN,
        "--json",
        "--people",
        "0",
        "--folder",
        folder,
        "--port",
        String(port),
        "--providers",
        providers,
        "--report",
        path.join(folder, "report.html")
      ],
      {
        env: { ...process.env, ...(crashAt === undefined ? {} : { FORBEAR_CRASH_AT: String(crashAt) }) },
        stdio: ["ignore", "pipe", "inherit"]
      }
    )
    let out = ""
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
    child.on("close", (code, signal) => resolve({ code, signal, out }))
  })

let next = 20_000 + (process.pid % 10_000)

/** A free port that stays ours between two runs: below the range from which the system hands out ports by itself. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = next++
    try {
      const server = await host(async () => new Response(), { port })
      await server.close()
      return port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error
    }
  }
}

/** What a world outside saw: each message by channel and its words, links left out (they are the same for one attempt). */
const keyOf = (one: {
  readonly channel: string
  readonly to: string
  readonly subject?: string
  readonly text: string
}) => `${one.channel} ${one.to} ${one.subject ?? ""} ${one.text}`

interface Report {
  readonly checks: ReadonlyArray<{ readonly id: string; readonly ok: boolean; readonly evidence: string }>
  readonly points: number
}

/** One world that outlives its engine. */
const world = async () => {
  const port = await freePort()
  const folder = mkdtempSync(path.join(tmpdir(), "forbear-kill-"))
  const providers = await localProviders(`http://127.0.0.1:${port}`)
  const server = await host(serveProviders(providers))
  return {
    run: (crashAt?: number) => run(folder, port, server.url, crashAt),
    messages: providers.messages,
    close: async () => {
      await server.close()
      await providers.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

describe.concurrent("the story, killed and run again", async () => {
  const whole = await world()
  const told = await whole.run()
  const expected = (await whole.messages()).map(
    (one) => `${one.channel} ${one.subject ?? one.text.slice(0, 30)}`
  )
  const { points } = JSON.parse(told.out) as Report
  afterAll(() => whole.close())

  it("is whole when nobody kills it", () => {
    expect(told.code).toBe(0)
    expect(points).toBeGreaterThan(30)
    expect(expected.length).toBeGreaterThanOrEqual(7)
  })

  for (let point = 1; point <= points; point++) {
    it(`killed at point ${point} of ${points}`, async () => {
      const one = await world()
      try {
        const first = await one.run(point)
        expect(first.signal).toBe("SIGKILL")
        const second = await one.run()
        const report = JSON.parse(second.out) as Report
        const messages = await one.messages()
        // Nothing twice.
        expect(new Set(messages.map(keyOf)).size).toBe(messages.length)
        // Nothing lost: every message arrived, or the record says that nobody knows whether it did.
        const unknown = report.checks.find((check) => check.id === "unknown")
        const missing = expected.length - messages.length
        expect(missing, `missing ${missing}, unknown ${unknown?.evidence}`).toBeLessThanOrEqual(
          Number(unknown?.evidence ?? 0)
        )
        const broken = report.checks.filter((check) => !check.ok).map((check) => check.id)
        if (missing === 0 && unknown?.evidence === "0") expect(broken).toEqual([])
        for (const id of ["once", "every-dispatch-decided", "chain", "replay", "stop-one-confirmation"])
          expect(broken).not.toContain(id)
      } finally {
        await one.close()
      }
    })
  }
})
