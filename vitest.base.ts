/** What every test project shares: packages resolve to their sources, and no test leaves this machine. */
import fs from "node:fs"
import path from "node:path"
import { defineProject } from "vitest/config"
import { readPackage, root, shortName } from "./scripts/workspaces.ts"

export const conditions = ["source", "module", "node", "development"]
export const setupFiles = [path.join(root, "scripts/no-network.setup.ts")]

interface Kind {
  readonly suffix: string
  readonly include: string
  readonly testTimeout: number
}
export const fast: Kind = { suffix: "", include: "test/**/*.test.ts", testTimeout: 20_000 }
export const deep: Kind = { suffix: "-deep", include: "test/**/*.deep.ts", testTimeout: 900_000 }

/** The test project of the workspace in `dir`; its name is the package's name without the scope. */
export const project = (dir: string, kind: Kind = fast) =>
  defineProject({
    root: dir,
    ssr: { resolve: { conditions } },
    test: {
      name: shortName(readPackage(dir).name) + kind.suffix,
      include: [kind.include],
      setupFiles,
      testTimeout: kind.testTimeout,
      hookTimeout: kind.testTimeout,
      env: { NODE_OPTIONS: [process.env["NODE_OPTIONS"], "--conditions=source"].filter(Boolean).join(" ") }
    }
  })

/** True if the workspace has tests of that kind. */
export const hasDeep = (dir: string): boolean =>
  fs.existsSync(path.join(dir, "test")) &&
  fs
    .readdirSync(path.join(dir, "test"), { recursive: true })
    .some((file) => String(file).endsWith(".deep.ts"))
