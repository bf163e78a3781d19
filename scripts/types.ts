/** Type-checks everything: packages that only extend the base settings as one program, the others each by itself. */
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { root, workspaces } from "./workspaces.ts"

interface Settings {
  readonly compilerOptions?: unknown
  readonly include?: ReadonlyArray<string>
}

const tsc = (project: string): number =>
  spawnSync(
    process.execPath,
    [path.join(root, "node_modules/typescript/bin/tsc"), "--pretty", "false", "-p", project],
    {
      stdio: "inherit",
      cwd: root
    }
  ).status ?? 1

const configured = workspaces()
  .filter(({ absolute }) => fs.existsSync(path.join(absolute, "tsconfig.json")))
  .map(({ absolute }) => {
    const file = path.join(absolute, "tsconfig.json")
    return { absolute, file, settings: JSON.parse(fs.readFileSync(file, "utf8")) as Settings }
  })
const isPlain = (settings: Settings) => settings.compilerOptions === undefined
const together = configured.filter(({ settings }) => isPlain(settings))

const cache = path.join(root, "node_modules/.cache/forbear")
fs.mkdirSync(cache, { recursive: true })
const combined = path.join(cache, "tsconfig.json")
const tools = JSON.parse(fs.readFileSync(path.join(root, "tsconfig.json"), "utf8")) as Settings
const include = [
  ...(tools.include ?? []).map((entry) => path.join(root, entry)),
  ...together.flatMap(({ absolute, settings }) =>
    (settings.include ?? ["."]).map((entry) => path.join(absolute, entry))
  ),
  ...together.map(({ absolute }) => path.join(absolute, "*.ts"))
]
const settings = { extends: path.join(root, "tsconfig.json"), include }
fs.writeFileSync(
  combined,
  JSON.stringify({ ...settings, compilerOptions: { typeRoots: [path.join(root, "node_modules/@types")] } })
)

const alone = configured.filter(({ settings }) => !isPlain(settings)).map(({ file }) => file)
const failed = [combined, ...alone].filter((project) => tsc(project) !== 0)
console.log(
  `types: ${together.length} packages together, ${alone.length} alone, ${failed.length === 0 ? "ok" : "errors"}`
)
if (failed.length > 0) process.exitCode = 1
