/** Reads the documents as a stranger would: links and commands in them exist, and they promise without filler. */
import fs from "node:fs"
import path from "node:path"
import { documents, filesUnder, readPackage, root, workspaces } from "./workspaces.ts"

const filler =
  /\b(simply|easily|obviously|seamless(ly)?|effortless(ly)?|blazing(ly)?|cutting[- ]edge|world[- ]class|best[- ]in[- ]class|utili[sz]e[sd]?)\b/i
const unfinished = /\b(TODO|FIXME|XXX|HACK|TBD|lorem ipsum)\b/

/** Lines that are not inside a fenced block, with their numbers. */
const prose = (text: string): ReadonlyArray<readonly [number, string]> => {
  let fenced = false
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*`{3,}/.test(line)) {
      fenced = !fenced
      return []
    }
    return fenced ? [] : [[index + 1, line] as const]
  })
}

const brokenLinks = (file: string, line: string): ReadonlyArray<string> =>
  [...line.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^([a-z]+:|\/\/)/i.test(target))
    .filter((target) => !fs.existsSync(path.resolve(path.dirname(file), decodeURI(target))))
    .map((target) => `the link to ${target} leads nowhere`)

/** `npm run x` named anywhere in a document that neither the root nor the document's own package has. */
const unknownScripts = (text: string, scripts: ReadonlySet<string>): ReadonlyArray<string> =>
  [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => !scripts.has(name))
    .map((name) => `npm run ${name} does not exist`)

const scriptsOf = (dir: string): ReadonlyArray<string> =>
  Object.keys((readPackage(dir) as { readonly scripts?: Record<string, string> }).scripts ?? {})

/** What is wrong with one document. */
export const judge = (file: string, text: string, scripts: ReadonlySet<string>): ReadonlyArray<string> => [
  ...prose(text).flatMap(([number, line]) =>
    [
      ...[filler.exec(line)].flatMap((match) => (match === null ? [] : [`"${match[0]}" says nothing`])),
      ...[unfinished.exec(line)].flatMap((match) => (match === null ? [] : [`unfinished: ${match[0]}`])),
      ...brokenLinks(file, line)
    ].map((what) => `line ${number}: ${what}`)
  ),
  ...unknownScripts(text, scripts)
]

if (process.argv[1] === import.meta.filename) {
  const notes = filesUnder(path.join(root, ".changeset"), (file) => file.endsWith(".md"))
  const texts = [...documents(), ...notes]
  const found = texts.flatMap((file) => {
    const home = fs.existsSync(path.join(path.dirname(file), "package.json"))
      ? scriptsOf(path.dirname(file))
      : []
    const scripts = new Set([...scriptsOf(root), ...home])
    return judge(file, fs.readFileSync(file, "utf8"), scripts).map(
      (what) => `${path.relative(root, file)} ${what}`
    )
  })
  const sources = workspaces().flatMap(({ absolute }) =>
    filesUnder(path.join(absolute, "src"), (file) => /\.(tsx?|c?js)$/.test(file))
  )
  for (const file of sources) {
    const match = unfinished.exec(fs.readFileSync(file, "utf8"))
    if (match !== null) found.push(`${path.relative(root, file)} unfinished: ${match[0]}`)
  }
  for (const line of found) console.error(line)
  console.log(`words: ${texts.length} documents and ${sources.length} sources read, ${found.length} problems`)
  if (found.length > 0) process.exitCode = 1
}
