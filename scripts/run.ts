/** Runs the tools that the other scripts need, each under the Node that runs the script. */
import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { root } from "./workspaces.ts"

export interface Outcome {
  readonly code: number
  readonly output: string
  readonly seconds: number
}

/** The JavaScript file behind a tool's command, so that it starts without npx. */
export const bin = (tool: string): string => {
  const dir = path.join(root, "node_modules", tool)
  const json = JSON.parse(fs.readFileSync(path.join(dir, "package.json"), "utf8")) as {
    readonly bin: string | Record<string, string>
  }
  const file = typeof json.bin === "string" ? json.bin : (json.bin[tool] ?? Object.values(json.bin)[0])
  if (file === undefined) throw new Error(`${tool} has no command`)
  return path.join(dir, file)
}

/** Runs a command and collects what it prints; with `show` it prints as it goes as well. */
export const run = (
  command: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd?: string; readonly show?: boolean } = {}
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const begin = performance.now()
    const child = spawn(command, args, { cwd: options.cwd ?? root, stdio: ["ignore", "pipe", "pipe"] })
    const chunks: Array<Buffer> = []
    child.stdout.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      if (options.show) process.stdout.write(chunk)
    })
    child.stderr.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      if (options.show) process.stderr.write(chunk)
    })
    child.on("error", reject)
    child.on("close", (code) => {
      const seconds = (performance.now() - begin) / 1000
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8"), seconds })
    })
  })

/** Runs a tool of node_modules under this Node. */
export const tool = (
  name: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd?: string; readonly show?: boolean } = {}
): Promise<Outcome> => run(process.execPath, [bin(name), ...args], options)

/** Maps with at most two at a time; results keep their order. */
export const inPairs = async <A, B>(
  items: ReadonlyArray<A>,
  f: (item: A) => Promise<B>
): Promise<Array<B>> => {
  const results: Array<B> = []
  const rest = items.entries()
  const worker = async () => {
    for (const [index, item] of rest) results[index] = await f(item)
  }
  await Promise.all([worker(), worker()])
  return results
}
