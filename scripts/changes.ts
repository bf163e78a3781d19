/** Every change that users meet has a note: changesets name real packages, say something, and cover what changed. */
import { execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { publicPackages, root } from "./workspaces.ts"

const git = (...args: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
  try {
    const text = execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    })
    return text.split("\n").filter((line) => line !== "")
  } catch {
    return undefined
  }
}

interface Note {
  readonly file: string
  readonly packages: ReadonlyMap<string, string>
  readonly text: string
}

/** A changeset: front matter of `"package": bump` lines, then the text. */
export const parse = (file: string, source: string): Note => {
  const [, head = "", text = ""] = /^---\r?\n([\s\S]*?)\r?\n?---\r?\n([\s\S]*)$/.exec(source) ?? []
  const lines = head
    .split(/\r?\n/)
    .map((line) => /^\s*["']?([^"':]+(?:\/[^"':]+)?)["']?\s*:\s*(\w+)\s*$/.exec(line))
  const packages = new Map(
    lines.flatMap((line) => (line === null ? [] : [[line[1] ?? "", line[2] ?? ""] as const]))
  )
  return { file, packages, text: text.trim() }
}

/** What is wrong with the notes; `unreleased` are the packages that no release has carried yet. */
export const problems = (
  notes: ReadonlyArray<Note>,
  known: ReadonlyArray<string>,
  unreleased: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const named = new Set(notes.flatMap(({ packages }) => [...packages.keys()]))
  return [
    ...notes.flatMap(({ file, packages, text }) => [
      ...[...packages.keys()]
        .filter((name) => !known.includes(name))
        .map((name) => `${file}: no package ${name}`),
      ...[...packages.values()]
        .filter((bump) => !["patch", "minor", "major"].includes(bump))
        .map((bump) => `${file}: "${bump}" is not patch, minor or major`),
      ...(packages.size > 0 && text.length < 20
        ? [`${file}: tell users in a sentence what changes for them`]
        : [])
    ]),
    ...unreleased
      .filter((name) => !named.has(name))
      .map((name) => `${name} was never released and no changeset names it`)
  ]
}

/** Packages changed since the branch left origin/main without a new changeset. */
const uncovered = (): ReadonlyArray<string> => {
  const base = git("merge-base", "HEAD", "origin/main")?.[0]
  const changed = base === undefined ? [] : (git("diff", "--name-only", base) ?? [])
  const isNote = (file: string) => file.startsWith(".changeset/") && file.endsWith(".md")
  if (changed.some(isNote)) return []
  return publicPackages()
    .filter(({ dir }) => changed.some((file) => file.startsWith(`${dir}/src/`)))
    .map(({ name }) => `${name} changed and there is no new changeset: npx changeset`)
}

if (process.argv[1] === import.meta.filename) {
  const dir = path.join(root, ".changeset")
  const notes = fs
    .readdirSync(dir)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => parse(file, fs.readFileSync(path.join(dir, file), "utf8")))
  const all = publicPackages()
  const unreleased = all.filter(({ json }) => json.version === "0.0.0").map(({ name }) => name)
  const names = all.map(({ name }) => name)
  const found = [...problems(notes, names, unreleased), ...uncovered()]
  for (const line of found) console.error(line)
  console.log(`changes: ${notes.length} changesets, ${found.length} problems`)
  if (found.length > 0) process.exitCode = 1
}
