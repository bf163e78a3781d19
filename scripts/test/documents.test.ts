import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { parse, problems } from "../changes.ts"
import { judge } from "../words.ts"
import { publicPackages, root } from "../workspaces.ts"

describe("documents", () => {
  const scripts = new Set(["test"])
  const file = path.join(root, "docs/x.md")

  it("accepts a plain one", () => {
    const text =
      "# X\nRun `npm run test`, see [here](contributing.md#setup) or [there](https://example.org).\n"
    expect(judge(file, text, scripts)).toEqual([])
  })

  it.each([
    ["Simply call it.", "says nothing"],
    ["TODO: write", "unfinished"],
    ["[gone](nowhere.md)", "leads nowhere"],
    ["`npm run nothing`", "does not exist"]
  ])("refuses %j", (text, message) => {
    expect(judge(file, text, scripts).join()).toContain(message)
  })

  it("leaves code alone, but not the commands in it", () => {
    expect(judge(file, "```sh\nsimply --todo\n```\n", scripts)).toEqual([])
    expect(judge(file, "```sh\nnpm run nothing\n```\n", scripts)).toHaveLength(1)
  })
})

describe("changesets", () => {
  const note = (text: string) => parse("x.md", text)
  const good = note(
    `---\n"@forbear/core": minor\nforbear: patch\n---\n\nMoney now adds up in every currency.\n`
  )

  it("reads the front matter", () => {
    expect([...good.packages]).toEqual([
      ["@forbear/core", "minor"],
      ["forbear", "patch"]
    ])
    expect(problems([good], ["@forbear/core", "forbear"], ["forbear"])).toEqual([])
  })

  it("refuses unknown packages, unknown bumps, silence, and first releases without a word", () => {
    const bad = note(`---\n"@forbear/nothing": huge\n---\n\nx\n`)
    expect(problems([bad], ["forbear"], ["forbear"])).toEqual([
      "x.md: no package @forbear/nothing",
      `x.md: "huge" is not patch, minor or major`,
      "x.md: tell users in a sentence what changes for them",
      "forbear was never released and no changeset names it"
    ])
  })
})

describe("every public package", () => {
  it.each(publicPackages().map((workspace) => [workspace.name, workspace] as const))(
    "%s is complete",
    (_, workspace) => {
      const { json, absolute, dir } = workspace
      const all = json as unknown as Record<string, unknown>
      for (const file of ["tsconfig.json", "vitest.config.ts", "tsup.config.ts"]) {
        expect(fs.existsSync(path.join(absolute, file)), file).toBe(true)
      }
      expect(all).toMatchObject({
        license: "MIT",
        type: "module",
        engines: { node: ">=22.19" },
        repository: { directory: dir },
        publishConfig: { access: "public", provenance: true }
      })
      expect(String(json.description).length).toBeGreaterThan(10)
      expect(all["files"]).toEqual(expect.arrayContaining(["dist", "src"]))
      const { effect: peer = "^" } = json.peerDependencies ?? {}
      const { effect: exact = "0" } = json.devDependencies ?? {}
      expect(peer).toMatch(/^\^/)
      expect(exact).toMatch(/^\d/)
      for (const target of Object.values(json.exports ?? {})) {
        expect(typeof target === "string" || Object.keys(target)[0] === "source").toBe(true)
      }
    }
  )
})
