/** Lists the workspaces from the root package.json, so that no script keeps a list of its own. */
import fs from "node:fs"
import path from "node:path"

export const root = path.resolve(import.meta.dirname, "..")

export type Exports = Record<string, string | Record<string, unknown>>

export interface PackageJson {
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly private?: boolean
  readonly exports?: Exports
  readonly bin?: Record<string, string>
  readonly workspaces?: ReadonlyArray<string>
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

export interface Workspace {
  /** Folder relative to the root. */
  readonly dir: string
  readonly absolute: string
  readonly name: string
  /** `@forbear/core` is `core`, `@forbear/adapter-smtp` is `adapter-smtp`, `forbear` stays. */
  readonly short: string
  readonly json: PackageJson
}

export const readPackage = (dir: string): PackageJson =>
  JSON.parse(fs.readFileSync(path.join(dir, "package.json"), "utf8")) as PackageJson

/** Folder names for one workspace pattern; only a trailing `/*` is a wildcard. */
const expand = (pattern: string): ReadonlyArray<string> => {
  if (!pattern.endsWith("/*")) return [pattern]
  const parent = pattern.slice(0, -2)
  const absolute = path.join(root, parent)
  if (!fs.existsSync(absolute)) return []
  return fs
    .readdirSync(absolute)
    .sort()
    .map((name) => `${parent}/${name}`)
}

export const shortName = (name: string): string => name.replace(/^@forbear\//, "")

/** Every workspace, in the order of the root package.json. */
export const workspaces = (): ReadonlyArray<Workspace> =>
  (readPackage(root).workspaces ?? [])
    .flatMap(expand)
    .filter((dir) => fs.existsSync(path.join(root, dir, "package.json")))
    .map((dir) => {
      const absolute = path.join(root, dir)
      const json = readPackage(absolute)
      return { dir, absolute, name: json.name, short: shortName(json.name), json }
    })

/** The workspaces that are published. */
export const publicPackages = (): ReadonlyArray<Workspace> =>
  workspaces().filter(({ json }) => json.private !== true)

/** True if the source of every export exists, so that the package can be built. */
export const isBuildable = (workspace: Workspace): boolean =>
  Object.values(workspace.json.exports ?? {}).every((target) => {
    const source = typeof target === "object" ? target["source"] : undefined
    return typeof source !== "string" || fs.existsSync(path.join(workspace.absolute, source))
  })

const skipped = new Set(["node_modules", "dist", "coverage", "api", ".packs", ".git"])

/** Files under `dir` (absolute) that pass `test`, without node_modules and what is built. */
export const filesUnder = (dir: string, test: (file: string) => boolean): ReadonlyArray<string> => {
  if (!fs.existsSync(dir)) return []
  return fs
    .readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(dir, entry.name)
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(file, test)
      return entry.isFile() && test(file) ? [file] : []
    })
}

/** The documents that users read: the root README, docs and every workspace's README. */
export const documents = (): ReadonlyArray<string> => [
  ...[path.join(root, "README.md")].filter((file) => fs.existsSync(file)),
  ...filesUnder(path.join(root, "docs"), (file) => file.endsWith(".md")),
  ...workspaces()
    .map(({ absolute }) => path.join(absolute, "README.md"))
    .filter((file) => fs.existsSync(file))
]
