import path from "node:path"
import { defineProject } from "vitest/config"
import { root } from "../workspaces.mjs"
import { conditions, setupFiles } from "../../vitest.base.ts"

export default defineProject({
  root,
  ssr: { resolve: { conditions } },
  test: {
    name: "docs",
    include: [path.join(import.meta.dirname, "*.test.ts")],
    setupFiles,
    testTimeout: 30_000,
  },
})
