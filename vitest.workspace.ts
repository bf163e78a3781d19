/** The test projects: one for each workspace with a vitest.config.ts, its deep twin if it has one, and the tools' own. */
import fs from "node:fs"
import path from "node:path"
import { workspaces } from "./scripts/workspaces.ts"
import { deep, hasDeep, project } from "./vitest.base.ts"

const tested = workspaces().filter(({ absolute }) => fs.existsSync(path.join(absolute, "vitest.config.ts")))

export default [
  ...tested.map(({ dir }) => dir),
  ...tested.filter(({ absolute }) => hasDeep(absolute)).map(({ absolute }) => project(absolute, deep)),
  "scripts/vitest.config.ts",
  "scripts/doc-examples/vitest.config.ts"
]
