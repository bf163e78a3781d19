/** Starts workers on a shared file and collects what they say was acknowledged. */
import { spawn, type ChildProcess } from "node:child_process"
import path from "node:path"

const WORKER = path.join(import.meta.dirname, "worker.ts")

/** A running worker: its acknowledged ids with the version that each won, and its end. */
export interface Worker {
  readonly child: ChildProcess
  readonly acknowledged: ReadonlyArray<{ readonly id: string; readonly version: number }>
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>
  /** Resolves when so many have been acknowledged, or the worker ended. */
  readonly reached: (count: number) => Promise<void>
}

/** Starts a worker that appends `count` times. */
export const start = (filename: string, name: string, count: number): Worker => {
  const child = spawn(process.execPath, ["--conditions=source", WORKER, filename, name, String(count)])
  const acknowledged: Array<{ id: string; version: number }> = []
  const waiting: Array<{ count: number; resolve: () => void }> = []
  let rest = ""
  let errors = ""
  const wake = (all: boolean) => {
    for (const one of waiting) if (all || acknowledged.length >= one.count) one.resolve()
  }
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) {
      const [id = "", version = ""] = line.split(" ")
      acknowledged.push({ id, version: Number(version) })
    }
    wake(false)
  })
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk
  })
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.on("close", (code) => {
      wake(true)
      resolve({ code, errors })
    })
  })
  const reached = (count: number) =>
    new Promise<void>((resolve) => {
      waiting.push({ count, resolve })
      wake(child.exitCode !== null)
    })
  return { child, acknowledged, ended, reached }
}
