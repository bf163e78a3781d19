/** Lists the workspaces from the root package.json, so that no script keeps a list of its own. */
import fs from "node:fs"
import path from "node:path"

export const root = path.resolve(import.meta.dirname, "..")

export const readJson = (file) => JSON.parse(fs.readFileSync(file, "utf8"))

/** Folder names for one workspace pattern; only a trailing `/*` is a wildcard. */
const expand = (pattern) => {
  if (!pattern.endsWith("/*")) return [pattern]
  const parent = pattern.slice(0, -2)
  const absolute = path.join(root, parent)
  if (!fs.existsSync(absolute)) return []
  return fs
    .readdirSync(absolute)
    .sort()
    .map((name) => `${parent}/${name}`)
}

/** `@forbear/core` becomes `core`, `@forbear/adapter-smtp` becomes `adapter-smtp`, `forbear` stays. */
export const shortName = (name) => name.replace(/^@forbear\//, "")

/** Every workspace with its folder (relative to the root), its package.json and its short name. */
export const workspaces = () =>
  readJson(path.join(root, "package.json"))
    .workspaces.flatMap(expand)
    .filter((dir) => fs.existsSync(path.join(root, dir, "package.json")))
    .map((dir) => {
      const json = readJson(path.join(root, dir, "package.json"))
      return { dir, absolute: path.join(root, dir), name: json.name, short: shortName(json.name), json }
    })

/** The workspaces that are published. */
export const publicPackages = () => workspaces().filter((workspace) => workspace.json.private !== true)

/** Files under `dir` (absolute) whose name passes `test`, without node_modules, dist and generated folders. */
export const filesUnder = (dir, test) => {
  if (!fs.existsSync(dir)) return []
  const skip = new Set(["node_modules", "dist", "coverage", "api", ".packs", ".git"])
  return fs
    .readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(dir, entry.name)
      if (entry.isDirectory()) return skip.has(entry.name) ? [] : filesUnder(file, test)
      return entry.isFile() && test(file) ? [file] : []
    })
}
