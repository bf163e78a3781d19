/** The size note: what each package adds by itself, minified and compressed, without its dependencies. */
import path from "node:path"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { isBuildable, publicPackages, type Workspace } from "./workspaces.ts"

interface Note {
  readonly package: string
  readonly entry: string
  readonly minified: number
  readonly gzip: number
}

const measure = async (workspace: Workspace, entry: string, source: string): Promise<Note> => {
  const { outputFiles } = await build({
    entryPoints: [path.join(workspace.absolute, source)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node22",
    packages: "external"
  })
  const bytes = outputFiles[0]?.contents ?? new Uint8Array()
  return { package: workspace.name, entry, minified: bytes.length, gzip: gzipSync(bytes).length }
}

const entries = publicPackages()
  .filter(isBuildable)
  .flatMap((workspace) =>
    Object.entries(workspace.json.exports ?? {}).flatMap(([entry, target]) => {
      const source = typeof target === "object" ? target["source"] : undefined
      return typeof source === "string" ? [{ workspace, entry, source }] : []
    })
  )
const notes = await Promise.all(
  entries.map(({ workspace, entry, source }) => measure(workspace, entry, source))
)

if (process.argv.includes("--json")) {
  console.log(JSON.stringify(notes, null, 2))
} else {
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`.padStart(10)
  console.log(`${"entry".padEnd(36)}${"minified".padStart(10)}${"gzip".padStart(10)}`)
  for (const note of notes) {
    const name = path.posix.join(note.package, note.entry)
    console.log(`${name.padEnd(36)}${kilobytes(note.minified)}${kilobytes(note.gzip)}`)
  }
}
