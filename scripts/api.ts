/** The API reference of every public package, one page tree, into api/ (not committed). */
import fs from "node:fs"
import path from "node:path"
import { Application, type TypeDocOptions } from "typedoc"
import { isBuildable, publicPackages, root, type Workspace } from "./workspaces.ts"

const cache = path.join(root, "node_modules/.cache/forbear/api")
const effect = "https://effect.website/docs/"

const shared: Partial<TypeDocOptions> = {
  logLevel: "Warn",
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  externalSymbolLinkMappings: {
    effect: { "*": effect },
    "@types/node": { "*": "https://nodejs.org/api/" },
    typescript: { "*": "https://developer.mozilla.org/" }
  }
}

const entryPoints = (workspace: Workspace): ReadonlyArray<string> =>
  Object.values(workspace.json.exports ?? {}).flatMap((target) => {
    const source = typeof target === "object" ? target["source"] : undefined
    return typeof source === "string" ? [path.join(workspace.absolute, source)] : []
  })

/** One package as JSON, the way TypeDoc's own strategy for packages does it, but from the sources. */
const convert = async (workspace: Workspace): Promise<string> => {
  const readme = path.join(workspace.absolute, "README.md")
  const app = await Application.bootstrap({
    ...shared,
    name: workspace.name,
    readme: fs.existsSync(readme) ? readme : "none",
    entryPoints: [...entryPoints(workspace)],
    basePath: workspace.absolute,
    tsconfig: path.join(workspace.absolute, "tsconfig.json"),
    skipErrorChecking: true,
    validation: false
  })
  const project = await app.convert()
  if (project === undefined || app.logger.hasErrors())
    throw new Error(`typedoc could not read ${workspace.name}`)
  const file = path.join(cache, `${workspace.short}.json`)
  await app.generateJson(project, file)
  return file
}

fs.rmSync(cache, { recursive: true, force: true })
fs.mkdirSync(cache, { recursive: true })
const files: Array<string> = []
for (const workspace of publicPackages().filter(isBuildable)) files.push(await convert(workspace))
const readme = path.join(root, "README.md")
const app = await Application.bootstrap({
  ...shared,
  name: "Forbear",
  readme: fs.existsSync(readme) ? readme : "none",
  entryPointStrategy: "merge",
  entryPoints: files,
  validation: false
})
const project = await app.convert()
if (project === undefined || app.logger.hasErrors()) throw new Error("typedoc could not merge the packages")
await app.generateDocs(project, path.join(root, "api"))
console.log(`api: ${files.length} packages in api/index.html`)
