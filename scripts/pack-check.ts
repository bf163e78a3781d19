/** Builds and packs every public package into .packs, then lets publint and attw judge the tarballs. */
import fs from "node:fs"
import path from "node:path"
import { buildAll } from "./build.ts"
import { inPairs, run, tool } from "./run.ts"
import { isBuildable, publicPackages, root, type Workspace } from "./workspaces.ts"

const packs = path.join(root, ".packs")

/** Entry points that also serve `require`; they are judged under every way of resolving. */
const commonjs = (workspace: Workspace): ReadonlyArray<string> =>
  Object.entries(workspace.json.exports ?? {}).flatMap(([name, target]) =>
    typeof target === "object" && target["require"] !== undefined ? [name] : []
  )

const pack = async (workspace: Workspace): Promise<string> => {
  const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", packs]
  const { code, output } = await run("npm", args, { cwd: workspace.absolute })
  const name = output.trim().split("\n").at(-1) ?? ""
  if (code !== 0 || !name.endsWith(".tgz")) throw new Error(`${workspace.name}: npm pack failed\n${output}`)
  return path.join(packs, name)
}

const judge = async (workspace: Workspace, tarball: string): Promise<boolean> => {
  const attw = (...args: ReadonlyArray<string>) =>
    tool("@arethetypeswrong/cli", ["--no-color", "--no-emoji", "--format", "ascii", ...args, tarball], {
      cwd: packs
    })
  const full = commonjs(workspace)
  const outcomes = [
    await tool("publint", ["run", tarball, "--strict"]),
    await attw("--profile", "esm-only", ...(full.length > 0 ? ["--exclude-entrypoints", ...full, "--"] : [])),
    ...(full.length > 0 ? [await attw("--profile", "strict", "--entrypoints", ...full, "--")] : [])
  ]
  const failed = outcomes.filter(({ code }) => code !== 0)
  const size = `${(fs.statSync(tarball).size / 1024).toFixed(0)} KB`
  console.log(`pack: ${workspace.name} ${size} ${failed.length === 0 ? "ok" : "FAILED"}`)
  for (const { output } of failed) console.error(output)
  return failed.length === 0
}

fs.rmSync(packs, { recursive: true, force: true })
fs.mkdirSync(packs)
if (await buildAll()) {
  const results = await inPairs(publicPackages().filter(isBuildable), async (workspace) =>
    judge(workspace, await pack(workspace))
  )
  if (results.includes(false)) process.exitCode = 1
} else {
  console.error("pack: nothing packed, a build failed")
  process.exitCode = 1
}
