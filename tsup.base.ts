/** One build for every package: ESM from the entries that package.json exports, CommonJS where it asks for `require`. */
import fs from "node:fs"
import { defineConfig, type Options } from "tsup"

interface Conditions {
  readonly source?: string
  readonly require?: unknown
}

/** Entries as tsup takes them: `dist` name to source file, from the `source` condition of each export. */
const entries = (exports: Record<string, string | Conditions>, keep: (target: Conditions) => boolean) =>
  Object.fromEntries(
    Object.values(exports)
      .filter((target): target is Conditions => typeof target === "object" && keep(target))
      .flatMap(({ source }) =>
        source === undefined ? [] : [[source.replace(/^\.\/src\/|\.tsx?$/g, ""), source]]
      )
  )

/** The configuration for the package in the current folder; `extra` is merged over every output. */
export const build = (extra: Options = {}) => {
  const json = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
    readonly exports: Record<string, string | Conditions>
    readonly bin?: Record<string, string>
  }
  const bins = Object.fromEntries(
    Object.values(json.bin ?? {}).map((file) => {
      const name = file.replace(/^\.?\/?dist\/|\.js$/g, "")
      return [name, `src/${name}.ts`]
    })
  )
  const shared: Options = { sourcemap: true, target: "node22", platform: "node", treeshake: true, ...extra }
  const esm: Options = {
    ...shared,
    entry: { ...entries(json.exports, () => true), ...bins },
    format: ["esm"],
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    splitting: true
  }
  const both = entries(json.exports, (target) => target.require !== undefined)
  if (Object.keys(both).length === 0) return defineConfig(esm)
  return defineConfig([esm, { ...shared, entry: both, format: ["cjs"], splitting: false }])
}
