/** The runner of examples itself: good blocks pass, wrong ones fail. */
import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { blocks } from "./blocks.ts"
import { typeErrors } from "./check.ts"

const file = path.join(import.meta.dirname, "fixtures/sample.md")
const found = blocks(fs.readFileSync(file, "utf8"))
const example = (index: number): Promise<unknown> =>
  import(/* @vite-ignore */ `${file}@${found[index]?.line}.example.mts`)

describe("the runner of examples", () => {
  it("finds tagged blocks only", () => {
    expect(found.map(({ tag }) => tag)).toEqual(["run", "run", "run", "check", "check"])
  })

  it("runs a block and accepts what it shows", async () => {
    await example(0)
  })

  it("fails when a block throws", async () => {
    await expect(example(1)).rejects.toThrow("broken on purpose")
  })

  it("fails when a value differs, and names the line of the document", async () => {
    const line = fs.readFileSync(file, "utf8").split("\n").indexOf("1 + 1 // => 3") + 1
    await expect(example(2)).rejects.toThrow(`line ${line}: the document says`)
  })

  it("reports type errors, only of the wrong block", { timeout: 60_000 }, () => {
    const files = new Map(found.map(({ code }, index) => [`/virtual/${index}.mts`, `${code}\nexport {}\n`]))
    const errors = typeErrors(files)
    expect([...errors.keys()]).toEqual(["/virtual/4.mts"])
    expect(errors.get("/virtual/4.mts")?.[0]).toContain("not assignable")
  })
})
