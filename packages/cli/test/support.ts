/** What the tests share: the command with outputs that are kept, and files in a folder that goes away. */
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { main, type Report } from "@forbear/cli"
import { onTestFinished } from "vitest"

export const here = path.join(import.meta.dirname, "..")
export const sample = path.join(here, "samples/late-payments.sample.csv")
export const badSample = path.join(here, "samples/bad-rows.sample.csv")
export const mapping = path.join(here, "mappings/late-payments.json")

/** A new folder, removed after the test. */
export const folder = (): string => {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-cli-test-"))
  onTestFinished(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

/** A file in a new folder. */
export const fileOf = (content: string | Uint8Array, name = "file.csv"): string => {
  const file = path.join(folder(), name)
  fs.writeFileSync(file, content)
  return file
}

/** Runs a command line. */
export const cli = async (...args: ReadonlyArray<string>) => {
  const out: Array<string> = []
  const err: Array<string> = []
  const cwd = folder()
  const code = await main(args, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    resolve: (file) => path.resolve(cwd, file)
  })
  return { code, out: out.join(""), err: err.join(""), cwd }
}

/** Runs a replay and reads its report; fails the test when it failed. */
export const replayed = async (
  ...args: ReadonlyArray<string>
): Promise<Report & { readonly err: string; readonly cwd: string }> => {
  const { code, out, err, cwd } = await cli("replay", ...args, "--json", "--quiet")
  if (code !== 0) throw new Error(`exit code ${code}: ${err}`)
  return { ...(JSON.parse(out) as Report), err, cwd }
}

/** Chunks of a file that is never built. */
export const chunks = async function* <A>(...parts: ReadonlyArray<A>): AsyncGenerator<A> {
  for (const part of parts) yield part
}

/** Everything that a generator gives. */
export const all = async <A>(items: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const list: Array<A> = []
  for await (const item of items) list.push(item)
  return list
}
