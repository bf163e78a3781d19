/**
 * Compares the lock file with one rebuilt elsewhere (`save` before, `compare` after): a pinned hash or version that changes
 * is an error, packages of other platforms that appear with their hashes are shown.
 */
import fs from "node:fs"
import path from "node:path"

const kept = path.resolve("node_modules/.cache/forbear/package-lock.json")
const packages = (file) => JSON.parse(fs.readFileSync(file, "utf8")).packages

if (process.argv[2] === "save") {
  fs.mkdirSync(path.dirname(kept), { recursive: true })
  fs.copyFileSync("package-lock.json", kept)
} else if (process.argv[2] === "compare") {
  const before = packages(kept)
  const after = packages("package-lock.json")
  const wrong = []
  for (const [name, entry] of Object.entries(before)) {
    const now = after[name]
    if (now === undefined) {
      if (entry.integrity !== undefined) wrong.push(`${name} is gone`)
    } else if (now.version !== entry.version) {
      wrong.push(`${name}: ${entry.version} became ${now.version}`)
    } else if (entry.integrity !== undefined && now.integrity !== entry.integrity) {
      wrong.push(`${name}: another hash for ${entry.version}`)
    } else if (entry.integrity === undefined && now.integrity !== undefined) {
      console.log(`${name}: ${now.version} ${now.integrity}`)
    }
  }
  for (const [name, entry] of Object.entries(after)) {
    if (before[name] === undefined && entry.optional !== true) wrong.push(`${name} is new`)
  }
  for (const line of wrong) console.error(line)
  console.log(`lock: ${Object.keys(before).length} entries compared, ${wrong.length} differ`)
  if (wrong.length > 0) process.exitCode = 1
} else {
  console.error("usage: node scripts/lock-diff.mjs save|compare")
  process.exitCode = 2
}
