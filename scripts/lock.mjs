/**
 * Completes package-lock.json with placeholders for optional packages of other platforms that the registry in use did
 * not serve; without them `npm ci` refuses the lock file. Run after every `npm install`; running it twice changes nothing.
 */
import fs from "node:fs"

const file = process.argv[2] ?? "package-lock.json"
const before = fs.readFileSync(file, "utf8")
const lock = JSON.parse(before)
const packages = lock.packages

const systems = "aix android darwin freebsd linux netbsd openbsd openharmony sunos win32 wasi".split(" ")
const processors = "x64 arm64 arm ia32 ppc64 riscv64 s390x loong64 mips64el wasm32".split(" ")
const aliases = {
  windows: "win32",
  win: "win32",
  linuxmusl: "linux",
  musl: "linux",
  gnu: "linux",
  gnueabihf: "linux",
  musleabihf: "linux"
}

const isPlaceholder = (entry) =>
  entry.optional === true &&
  entry.integrity === undefined &&
  entry.resolved === undefined &&
  entry.link !== true

/** The lock's entry for `name` as seen from `from`, looked up the way Node does. */
const resolve = (from, name) => {
  for (let dir = from; ;) {
    const entry = packages[`${dir ? `${dir}/` : ""}node_modules/${name}`]
    if (entry !== undefined) return entry
    if (!dir) return undefined
    const cut = dir.lastIndexOf("/node_modules/")
    dir = cut < 0 ? "" : dir.slice(0, cut)
  }
}

const placeholder = (name, version, parent) => {
  const words = name
    .replace(/^@/, "")
    .split(/[-_/@.]/)
    .map((word) => aliases[word] ?? word)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  return {
    version,
    ...(cpu.length ? { cpu } : {}),
    ...(parent.dev ? { dev: true } : {}),
    optional: true,
    ...(os.length ? { os } : {}),
    ...(/musl/.test(name) ? { libc: ["musl"] } : /-gnu/.test(name) ? { libc: ["glibc"] } : {})
  }
}

for (const [key, entry] of Object.entries(packages)) {
  if (key.includes("node_modules/") && isPlaceholder(entry)) delete packages[key]
}
let added = 0
for (const [from, entry] of Object.entries({ ...packages })) {
  for (const [name, spec] of Object.entries(entry.optionalDependencies ?? {})) {
    const version = spec.replace(/^[\^~]/, "")
    const found = resolve(from, name)
    if (found !== undefined && (!isPlaceholder(found) || found.version === version)) continue
    const made = placeholder(name, version, entry)
    if (!made.os && !made.cpu) console.error(`lock: no platform in the name ${name}`)
    packages[found === undefined ? `node_modules/${name}` : `${from}/node_modules/${name}`] = made
    added++
  }
}
lock.packages = Object.fromEntries(
  Object.keys(packages)
    .sort((a, b) => a.localeCompare(b, "en"))
    .map((key) => [key, packages[key]])
)
const after = `${JSON.stringify(lock, null, 2)}\n`
if (after !== before) fs.writeFileSync(file, after)
console.log(`lock: ${added} placeholders, ${after === before ? "unchanged" : "written"}`)
