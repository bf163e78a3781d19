import { defineConfig } from "vitest/config"
import projects from "./vitest.workspace.ts"

const report = process.env["FORBEAR_TEST_REPORT"]

export default defineConfig({
  test: {
    projects,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"]
  }
})
