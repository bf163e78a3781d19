/** Runs the slow projects (names ending in -deep) one after another; says so when there are none yet. */
import { spawnSync } from "node:child_process"
import path from "node:path"
import { filesUnder, root, workspaces } from "./workspaces.ts"

const found = workspaces().some(
  ({ absolute }) => filesUnder(path.join(absolute, "test"), (file) => file.endsWith(".deep.ts")).length > 0
)
if (!found) {
  console.log("test:deep: no test/**/*.deep.ts yet")
} else {
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs")
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--project=*-deep", ...process.argv.slice(2)],
    {
      stdio: "inherit",
      cwd: root
    }
  )
  process.exitCode = status ?? 1
}
