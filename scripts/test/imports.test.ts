import { describe, expect, it } from "vitest"
import { breaches, isUnstable, sources } from "../imports.ts"

const sample = (name: string, files: Record<string, string>, dependencies: ReadonlyArray<string> = []) =>
  breaches({
    json: {
      name,
      version: "0.0.0",
      dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "0.0.0"])),
      peerDependencies: { effect: "^4.1.0" }
    },
    files: new Map(Object.entries(files))
  })

describe("the package table", () => {
  it("holds for every package", () => {
    expect(sources().flatMap(breaches)).toEqual([])
  })

  it("accepts a package that imports what is above it", () => {
    const files = {
      "src/index.ts": `export * from "./A.ts"`,
      "src/A.ts": `import * as Effect from "effect/Effect"; import { Money } from "@forbear/core"; import "node:crypto"`
    }
    expect(sample("@forbear/consent", files, ["@forbear/core"])).toEqual([])
  })
})

describe("the checker", () => {
  const one = (name: string, code: string, dependencies: ReadonlyArray<string> = [], file = "src/A.ts") =>
    sample(name, { [file]: code }, dependencies).join("\n")

  it.each([
    ["@forbear/core", `import { x } from "@forbear/consent"`, ["@forbear/consent"], "below it"],
    ["@forbear/core", `export { x } from "@forbear/consent"`, ["@forbear/consent"], "below it"],
    ["@forbear/core", `type X = import("@forbear/cli").X`, ["@forbear/cli"], "below it"],
    ["@forbear/core", `await import("forbear")`, ["forbear"], "below it"],
    [
      "@forbear/adapter-smtp",
      `import "@forbear/adapter-twilio/sandbox"`,
      ["@forbear/adapter-twilio"],
      "plugin"
    ],
    ["@forbear/store-sqlite", `import "@forbear/consent"`, ["@forbear/consent"], "may not import consent"],
    ["@forbear/outreach", `import "@forbear/core"`, [], "does not declare"],
    ["@forbear/outreach", `import "undici"`, [], "does not declare"],
    ["@forbear/nowhere", ``, [], "package-table"],
    ["@forbear/core", `import { Effect } from "effect"`, [], "barrel"],
    ["@forbear/core", `import * as H from "effect/http/HttpClient"`, [], "unstable"],
    ["@forbear/core", `import * as H from "effect/http"`, [], "unstable"],
    ["@forbear/core", `import "fs"`, [], "node:fs"],
    ["@forbear/core", `import "./B"`, [], "does not end in .ts"],
    ["@forbear/core", `import "../../consent/src/index.ts"`, [], "leaves"],
    ["@forbear/channels", `import "node:crypto"`, [], "plain face"],
    ["@forbear/channels", `import * as Effect from "effect/Effect"`, [], "plain face"],
    ["@forbear/webhooks", `import "node:http"`, [], "plain face"],
    ["@forbear/webhooks", `import { Server } from "node:http"`, [], "plain face"],
    ["@forbear/channels", `import type { Server } from "node:http"`, [], "plain face"],
    ["@forbear/webhooks", `import "./effect.ts"`, [], "plain face"],
    ["@forbear/core", `const at = new Date()`, [], "new Date()"],
    ["@forbear/core", `const at = Date.now()`, [], "Date.now"],
    ["@forbear/core", `const key = process.env.KEY`, [], "process.env"]
  ] as const)("%s refuses %s", (name, code, dependencies, message) => {
    expect(one(name, code, dependencies)).toContain(message)
  })

  it("allows what the table allows", () => {
    expect(one("@forbear/webhooks", `import "node:crypto"`)).toBe("")
    expect(one("@forbear/webhooks", `import type { Server } from "node:http"`)).toBe("")
    expect(one("@forbear/webhooks", `import * as Effect from "effect/Effect"`, [], "src/effect.ts")).toBe("")
    expect(one("@forbear/cli", `import * as Command from "effect/cli/Command"; Date.now()`)).toBe("")
    expect(one("@forbear/core", `const at = new Date(0)`)).toBe("")
  })

  it("reads Effect's own marks", () => {
    expect(isUnstable("effect/Effect")).toBe(false)
    expect(isUnstable("effect/Schema")).toBe(false)
    expect(isUnstable("effect/testing/TestClock")).toBe(false)
    expect(isUnstable("effect/FileSystem")).toBe(true)
    expect(isUnstable("effect/sql/SqlClient")).toBe(true)
  })
})
