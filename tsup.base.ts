/** One build for every package: ESM from what package.json exports, and a one-line CommonJS face where it asks for one. */
import fs from "node:fs"
import path from "node:path"
import { defineConfig, type Options } from "tsup"

interface Conditions {
  readonly source?: string
  readonly require?: { readonly types: string; readonly default: string }
}

interface Json {
  readonly exports: Record<string, string | Conditions>
  readonly bin?: Record<string, string>
}

/** Entries as tsup takes them, name in `dist` to source, from the `source` condition of each export and from `bin`. */
const entries = (json: Json): Record<string, string> => {
  const exported = Object.values(json.exports).flatMap((target) =>
    typeof target === "object" && target.source !== undefined ? [target.source] : []
  )
  const bins = Object.values(json.bin ?? {}).map((file) =>
    file.replace(/^(\.\/)?dist\//, "./src/").replace(/\.js$/, ".ts")
  )
  return Object.fromEntries(
    [...exported, ...bins].map((file) => [file.replace(/^\.\/src\/|\.tsx?$/g, ""), file])
  )
}

/** A CommonJS caller gets the ESM build itself (Node >= 22.12 can require it), so that there is one copy of each class. */
const commonjsFaces = (json: Json) => {
  for (const target of Object.values(json.exports)) {
    if (typeof target !== "object" || target.require === undefined) continue
    const name = `./${path.basename(target.require.default, ".cjs")}.js`
    fs.writeFileSync(target.require.default, `module.exports = require("${name}")\n`)
    fs.writeFileSync(target.require.types, `export * from "${name}"\n`)
  }
}

/** The configuration for the package in the current folder; `extra` is laid over it. */
export const build = (extra: Options = {}) => {
  const json = JSON.parse(fs.readFileSync("package.json", "utf8")) as Json
  fs.rmSync("dist", { recursive: true, force: true }) // tsup's own cleaning would take the CommonJS types with it
  return defineConfig({
    entry: entries(json),
    format: ["esm"],
    target: "node22",
    platform: "node",
    dts: true,
    sourcemap: true,
    clean: false,
    treeshake: true,
    onSuccess: async () => commonjsFaces(json),
    ...extra
  })
}
