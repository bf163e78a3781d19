/**
 * Compares package-lock.json, rebuilt from nothing against the registry in use, with the committed one. The same version under
 * another hash is an error; hashes for placeholders and versions that have moved since are shown.
 */
import { execFileSync } from "node:child_process"
import fs from "node:fs"

/** Hashes by `name@version`; a placeholder has none. */
const hashes = (text) =>
  new Map(
    Object.entries(JSON.parse(text).packages)
      .filter(([key, entry]) => key.includes("node_modules/") && entry.link !== true)
      .map(([key, entry]) => [
        `${entry.name ?? key.slice(key.lastIndexOf("node_modules/") + 13)}@${entry.version}`,
        entry.integrity
      ])
  )

const git = (file) => execFileSync("git", ["show", `HEAD:${file}`], { encoding: "utf8", maxBuffer: 1 << 28 })
const before = hashes(git("package-lock.json"))
const after = hashes(fs.readFileSync("package-lock.json", "utf8"))
let wrong = 0
for (const [name, hash] of before) {
  const now = after.get(name)
  if (!after.has(name)) {
    console.log(`moved   ${name}`)
  } else if (hash === undefined && now !== undefined) {
    console.log(`pinned  ${name} ${now}`)
  } else if (now !== undefined && now !== hash) {
    console.error(`CHANGED ${name} ${hash} became ${now}`)
    wrong++
  }
}
console.log(`lock: ${before.size} versions compared with the registry's, ${wrong} under another hash`)
if (wrong > 0) process.exitCode = 1
