/** Every check that is not a test, all of them even if one fails, each with its time. */
import path from "node:path"
import { type Outcome, run, tool } from "./run.ts"
import { root } from "./workspaces.ts"

const script = (name: string) => run(process.execPath, [path.join(root, "scripts", name)])

const checks: ReadonlyArray<readonly [string, () => Promise<Outcome>]> = [
  ["types", () => script("types.ts")],
  ["lint", () => tool("oxlint", ["--deny-warnings"])],
  ["format", () => tool("oxfmt", ["--check"])],
  ["knip", () => tool("knip", ["--no-progress", "--no-config-hints"])],
  ["imports", () => script("imports.ts")],
  ["changes", () => script("changes.ts")],
  ["words", () => script("words.ts")]
]

const failed: Array<string> = []
for (const [name, check] of checks) {
  const { code, output, seconds } = await check()
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${name.padEnd(8)} ${seconds.toFixed(1)} s`)
  if (code !== 0) {
    failed.push(name)
    console.log(output.trimEnd())
  }
}
console.log(failed.length === 0 ? `check: ${checks.length} passed` : `check: failed: ${failed.join(", ")}`)
if (failed.length > 0) process.exitCode = 1
