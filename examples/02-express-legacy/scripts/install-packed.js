"use strict"
// Puts the packed tarballs of Forbear into this example's own node_modules, as `npm install` from a registry would: each
// package is built if its sources are newer, packed by `npm pack`, and unpacked here. Needs no network.

const { execFile: execFileCallback } = require("node:child_process")
const fs = require("node:fs")
const os = require("node:os")
const path = require("node:path")
const { promisify } = require("node:util")

const execFile = promisify(execFileCallback)
const root = path.resolve(__dirname, "../../..")
const home = path.resolve(__dirname, "..")
const modules = path.join(home, "node_modules")
const stampFile = path.join(modules, ".packed.json")

const readJson = (file) => JSON.parse(fs.readFileSync(file, "utf8"))

/** Folders of the monorepo's published packages, by name. */
const workspaces = () => {
  const found = new Map()
  for (const pattern of readJson(path.join(root, "package.json")).workspaces) {
    const parent = path.join(root, pattern.replace(/\/\*$/, ""))
    const dirs = pattern.endsWith("/*")
      ? fs.readdirSync(parent).map((name) => path.join(parent, name))
      : [parent]
    for (const dir of dirs) {
      const file = path.join(dir, "package.json")
      if (fs.existsSync(file) && readJson(file).private !== true) found.set(readJson(file).name, dir)
    }
  }
  return found
}

/** The example's own Forbear dependencies and theirs, dependencies first. */
const needed = () => {
  const all = workspaces()
  const order = new Map()
  const visit = (json) => {
    for (const name of Object.keys(json.dependencies ?? {})) {
      const dir = all.get(name)
      if (dir === undefined || order.has(name)) continue
      visit(readJson(path.join(dir, "package.json")))
      order.set(name, dir)
    }
  }
  visit(readJson(path.join(home, "package.json")))
  return order
}

const files = (dir) =>
  fs.existsSync(dir)
    ? fs
        .readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => fs.statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
    : []

const newest = (dir) => Math.max(0, ...files(dir))

/** A build that is older than what it is made of, or has no types yet, is made again. */
const isStale = (dir) => {
  const inputs = ["package.json", "tsup.config.ts"].map((name) => fs.statSync(path.join(dir, name)).mtimeMs)
  const built = files(path.join(dir, "dist"))
  return built.length === 0 || Math.min(...built) < Math.max(newest(path.join(dir, "src")), ...inputs)
}

/** npm may set conditions and options of its own for us; a build must not see them. */
const env = { ...process.env, NODE_OPTIONS: "" }

const npm = async (args, cwd) => {
  const cli = process.env.npm_execpath
  const isScript = cli !== undefined && /\.c?js$/.test(cli)
  const [command, before] = isScript ? [process.execPath, [cli]] : ["npm", []]
  const { stdout } = await execFile(command, [...before, ...args], { cwd, env })
  return stdout
}

const build = async (name, dir) => {
  console.log(`building ${name}`)
  try {
    await npm(["run", "build", "--silent"], dir)
  } catch (error) {
    throw new Error(`${name}: the build failed\n${error.stdout ?? ""}${error.stderr ?? error.message}`)
  }
}

/** Two at a time: a build reads the sources of other packages, not what was built of them. */
const inPairs = async (items, work) => {
  const waiting = [...items]
  const next = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(...item)
  }
  await Promise.all([next(), next()])
}

const unpack = async (name, dir, folder) => {
  const [{ filename }] = JSON.parse(
    await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], dir)
  )
  const target = path.join(modules, name)
  fs.rmSync(target, { recursive: true, force: true })
  fs.mkdirSync(target, { recursive: true })
  await execFile("tar", ["-xzf", path.join(folder, filename), "--strip-components=1", "-C", target])
}

/** Builds, packs and unpacks what has changed since the last time. Returns the names that were unpacked. */
const install = async () => {
  const packages = needed()
  const stale = [...packages].filter(([, dir]) => isStale(dir))
  await inPairs(stale, build)
  const stamp = fs.existsSync(stampFile) ? readJson(stampFile) : {}
  const changed = [...packages].filter(([name, dir]) => {
    const installed = fs.existsSync(path.join(modules, name, "package.json"))
    return !installed || stamp[name] !== newest(path.join(dir, "dist"))
  })
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-packs-"))
  try {
    for (const [name, dir] of changed) {
      await unpack(name, dir, folder)
      stamp[name] = newest(path.join(dir, "dist"))
      fs.writeFileSync(stampFile, JSON.stringify(stamp))
    }
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
  if (changed.length > 0)
    console.log(`unpacked ${changed.length} tarballs into ${path.relative(root, modules)}`)
  return changed.map(([name]) => name)
}

module.exports = { install }

if (require.main === module) {
  install().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
