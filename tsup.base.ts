/** One build for every package: ESM from what package.json exports, and a one-line CommonJS face where it asks for one. */
import fs from "node:fs"
import path from "node:path"
import { build as run, defineConfig, type Options } from "tsup"
import { declarations } from "./scripts/declarations.ts"

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

type Required = NonNullable<Conditions["require"]>

const shared = {
  format: "esm",
  target: "node22",
  platform: "node",
  // `node:sqlite` has no name without its prefix.
  removeNodeProtocol: false,
  clean: false
} as const satisfies Options

/**
 * A CommonJS caller gets the ESM build itself (Node >= 22.12 can require it), so that there is one copy of each class. Its types
 * are a copy: TypeScript lets no `.d.cts` point at an ESM file, so they must stand alone.
 */
const commonjsFace = ({ types, default: code }: Required) => {
  const text = fs.readFileSync(types.replace(/\.d\.cts$/, ".d.ts"), "utf8")
  const other = [...text.matchAll(/from ['"]([^'"]+)['"]/g)].find(([, name]) => !name?.startsWith("node:"))
  if (other !== undefined) throw new Error(`${types} must stand alone, but it imports ${other[1]}`)
  fs.writeFileSync(types, text)
  fs.writeFileSync(code, `module.exports = require("./${path.basename(code, ".cjs")}.js")\n`)
}

/** Types of a CommonJS face are bundled, one entry at a time, so that each file stands alone. */
const faces = async (entry: Record<string, string>, required: ReadonlyArray<Required>) => {
  await Promise.all(
    Object.entries(entry).map(([name, file]) =>
      run({ ...shared, config: false, silent: true, entry: { [name]: file }, dts: { only: true } })
    )
  )
  for (const face of required) commonjsFace(face)
}

/** The configuration for the package in the current folder. */
export const build = () => {
  const json = JSON.parse(fs.readFileSync("package.json", "utf8")) as Json
  const entry = entries(json)
  const required = Object.values(json.exports).flatMap((target) =>
    typeof target === "object" && target.require !== undefined ? [target.require] : []
  )
  fs.rmSync("dist", { recursive: true, force: true }) // tsup's own cleaning would take the CommonJS types with it
  return defineConfig({
    ...shared,
    entry,
    sourcemap: true,
    treeshake: true,
    dts: false,
    onSuccess: async () => {
      if (required.length > 0) await faces(entry, required)
      else declarations(process.cwd(), Object.values(entry))
    }
  })
}
