/** The lint rules themselves: each bad line below must be caught, in a library's source and not in a test. */
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { root } from "../workspaces.ts"

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-lint-"))
fs.copyFileSync(path.join(root, ".oxlintrc.json"), path.join(dir, ".oxlintrc.json"))
afterAll(() => fs.rmSync(dir, { recursive: true }))

const lint = (file: string, code: string): string => {
  const target = path.join(dir, file)
  fs.mkdirSync(path.dirname(target), { recursive: true })
  fs.writeFileSync(target, code)
  const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint")
  const { stdout } = spawnSync(process.execPath, [oxlint, "--format", "unix", file], {
    cwd: dir,
    encoding: "utf8"
  })
  return stdout
}

describe("lint", () => {
  it.each([
    [`import { Effect } from "effect"\nexport const a = Effect`, "no-restricted-imports"],
    [`export const a = Date.now()`, "no-restricted-properties"],
    [`export const a = Math.random()`, "no-restricted-properties"],
    [`export const a = process.env.A`, "no-restricted-properties"],
    [`export const a = (x: any) => x`, "no-explicit-any"],
    [`export const a = "1" as any`, "no-explicit-any"],
    [`// @ts-ignore\nexport const a: string = 1`, "ban-ts-comment"],
    [`console.log("x")`, "no-console"]
  ])("catches %j in src", (code, rule) => {
    expect(lint("packages/core/src/A.ts", code)).toContain(rule)
    expect(lint("packages/adapters/x/src/A.ts", code)).toContain(rule)
  })

  it("allows sub-paths in src, and the barrel in tests", () => {
    expect(
      lint("packages/core/src/B.ts", `import * as Effect from "effect/Effect"\nexport const a = Effect`)
    ).not.toContain("no-restricted")
    expect(
      lint("packages/core/test/B.test.ts", `import { Effect } from "effect"\nexport const a = Effect`)
    ).not.toContain("no-restricted")
    expect(lint("packages/cli/src/B.ts", `console.log(process.env.A, Date.now())`)).not.toMatch(
      /no-console|no-restricted/
    )
  })
})
