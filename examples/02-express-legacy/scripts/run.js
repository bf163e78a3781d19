"use strict"
// Runs every test of the example on the packed packages. The legacy tests of `after/` get their settings as an installation would.

const { spawnSync } = require("node:child_process")
const fs = require("node:fs")
const os = require("node:os")
const path = require("node:path")
const { install } = require("./install-packed")
const { settingsFor } = require("../demo/world")

const main = async () => {
  await install()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "collections-settings-"))
  const settings = path.join(folder, "settings.json")
  fs.writeFileSync(settings, JSON.stringify(settingsFor(folder)))
  // Without NODE_OPTIONS: the `source` condition of this repository must not be on, the compiled packages are under test.
  const { NODE_OPTIONS: _, ...env } = process.env
  const { status } = spawnSync(process.execPath, ["--test", ...process.argv.slice(2)], {
    cwd: path.resolve(__dirname, ".."),
    env: { ...env, SETTINGS: settings },
    stdio: "inherit"
  })
  fs.rmSync(folder, { recursive: true })
  process.exitCode = status ?? 1
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
