/** Builds every public package whose sources exist, two at a time. */
import { inPairs, tool } from "./run.ts"
import { isBuildable, publicPackages, type Workspace } from "./workspaces.ts"

/** Builds all, or some; true if every build passed. Packages without sources yet are named, not hidden. */
export const buildAll = async (all: ReadonlyArray<Workspace> = publicPackages()): Promise<boolean> => {
  for (const { name } of all.filter((workspace) => !isBuildable(workspace))) {
    console.log(`build: ${name} skipped, an exported source does not exist yet`)
  }
  const outcomes = await inPairs(all.filter(isBuildable), async ({ name, absolute }) => {
    const { code, output, seconds } = await tool("tsup", [], { cwd: absolute })
    console.log(`build: ${name} ${code === 0 ? "ok" : "FAILED"} in ${seconds.toFixed(1)} s`)
    if (code !== 0) console.error(output)
    return code
  })
  return outcomes.every((code) => code === 0)
}

if (process.argv[1] === import.meta.filename && !(await buildAll())) process.exitCode = 1
