import { defineProject } from "vitest/config"
import { root } from "../workspaces.ts"
import { conditions, setupFiles } from "../../vitest.base.ts"
import { docExamples } from "./plugin.ts"

export default defineProject({
  root,
  plugins: [docExamples()],
  ssr: { resolve: { conditions } },
  test: {
    name: "docs",
    include: ["scripts/doc-examples/*.test.ts"],
    setupFiles,
    testTimeout: 60_000
  }
})
