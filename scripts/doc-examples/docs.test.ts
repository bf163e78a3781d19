/** Every example tagged `ts run` in README.md, docs and the packages' READMEs runs; every `ts check` one compiles. */
import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { documents, root } from "../workspaces.ts"
import { blocks } from "./blocks.ts"
import { typeErrors } from "./check.ts"

const found = documents().map((file) => ({ file, blocks: blocks(fs.readFileSync(file, "utf8")) }))

for (const { file, blocks } of found) {
  const runnable = blocks.filter(({ tag }) => tag === "run")
  if (runnable.length === 0) continue
  describe(path.relative(root, file), () => {
    for (const { line } of runnable) {
      it(`the example at line ${line} runs`, () => import(/* @vite-ignore */ `${file}@${line}.example.mts`))
    }
  })
}

describe("the types of all examples", () => {
  const files = new Map(
    found.flatMap(({ file, blocks }) =>
      blocks.map(({ line, code }) => [
        `${file}@${line}.example.mts`,
        "\n".repeat(line - 1) + code + "\nexport {}\n"
      ])
    )
  )
  it(`${files.size} blocks compile`, { timeout: 120_000 }, () => {
    const errors = [...typeErrors(files)].map(
      ([file, lines]) => `${path.relative(root, file)}\n  ${lines.join("\n  ")}`
    )
    expect(errors).toEqual([])
  })
})
