/** A Vite plugin: `<file>.md@<line>.example.mts` is the example at that line of that document, as a module. */
import fs from "node:fs"
import path from "node:path"
import type { Vite } from "vitest/node"
import { blocks, instrument } from "./blocks.ts"

const name = /^(.*\.md)@(\d+)\.example\.mts$/
const helper = path.join(import.meta.dirname, "shows.ts")

export const docExamples = (): Vite.Plugin => ({
  name: "forbear-doc-examples",
  enforce: "pre",
  resolveId: (id) => (name.test(id) ? id : undefined),
  load(id) {
    const match = name.exec(id)
    if (match === null) return undefined
    const [, file = "", line = ""] = match
    this.addWatchFile(file)
    const block = blocks(fs.readFileSync(file, "utf8")).find((candidate) => candidate.line === Number(line))
    if (block === undefined) throw new Error(`${file} has no example at line ${line}`)
    return instrument(block, helper)
  }
})
