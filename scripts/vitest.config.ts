import { defineProject } from "vitest/config"
import { conditions, setupFiles } from "../vitest.base.ts"

export default defineProject({
  root: import.meta.dirname,
  ssr: { resolve: { conditions } },
  test: { name: "structure", include: ["test/**/*.test.ts"], setupFiles, testTimeout: 20_000 }
})
