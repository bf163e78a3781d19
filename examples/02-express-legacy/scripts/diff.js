"use strict"
// The difference between the system before and after, counted, and written into README.md between its markers.

const { spawnSync } = require("node:child_process")
const fs = require("node:fs")
const os = require("node:os")
const path = require("node:path")

const home = path.resolve(__dirname, "..")
const readme = path.join(home, "README.md")
const [BEGIN, END] = ["<!-- diff:begin -->", "<!-- diff:end -->"]

/** `git diff` of the two folders; nothing of the reader's own git configuration shows in it. */
const git = (...options) => {
  const args = [
    "-c",
    "core.quotePath=true",
    "diff",
    "--no-index",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv"
  ]
  const { status, stdout, stderr, error } = spawnSync("git", [...args, ...options, "before", "after"], {
    cwd: home,
    encoding: "utf8",
    env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_SYSTEM: os.devNull, LC_ALL: "C" }
  })
  if (error !== undefined) throw error
  if (status > 1) throw new Error(`git diff failed: ${stderr}`)
  return stdout
}

/** Lines added and removed, in every file. */
const count = () => {
  const files = git("--numstat")
    .trim()
    .split("\n")
    .map((line) => line.split("\t").map(Number))
  const sum = (column) => files.reduce((total, file) => total + file[column], 0)
  return { added: sum(0), removed: sum(1), files: files.length }
}

/** What stands between the markers. */
const section = () => {
  const { added, removed, files } = count()
  const diff = git("--unified=1", "--diff-algorithm=histogram").replace(/^index .*\n/gm, "")
  return `${BEGIN}\n${added} lines added, ${removed} removed, in ${files} files.\n\n\`\`\`diff\n${diff}\`\`\`\n${END}`
}

const between = new RegExp(`${BEGIN}[^]*${END}`)

/** The README as it ought to be. */
const render = (text) => {
  if (!between.test(text)) throw new Error(`README.md: the markers ${BEGIN} and ${END} are missing`)
  return text.replace(between, () => section())
}

module.exports = { count, render, readme }

if (require.main === module) {
  fs.writeFileSync(readme, render(fs.readFileSync(readme, "utf8")))
  console.log(`README.md: ${count().added} lines added`)
}
