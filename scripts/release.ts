/** Publishes what the changesets have versioned: every package complete, built, judged as a tarball, then uploaded. */
import path from "node:path"
import { run, tool } from "./run.ts"
import { isBuildable, publicPackages, root } from "./workspaces.ts"

const incomplete = publicPackages().filter((workspace) => !isBuildable(workspace))
if (incomplete.length > 0) {
  console.error(`release: without sources: ${incomplete.map(({ name }) => name).join(", ")}`)
  process.exit(1)
}
const judged = await run(process.execPath, [path.join(root, "scripts/pack-check.ts")], { show: true })
if (judged.code !== 0) process.exit(1)
const published = await tool("@changesets/cli", ["publish"], { show: true })
process.exitCode = published.code
