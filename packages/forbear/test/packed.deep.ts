/** What is published, as users meet it: packed, unpacked beside the other dependencies, required, imported and type-checked. */
import { execFile } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buildAll } from "../../../scripts/build.ts"
import { bin } from "../../../scripts/run.ts"
import { publicPackages, root, type Workspace } from "../../../scripts/workspaces.ts"

const exec = promisify(execFile)
/** A user's Node has no conditions of ours. */
const env = { ...process.env, NODE_OPTIONS: "" }
const home = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-packed-"))
const modules = path.join(home, "node_modules")

/** `forbear` and everything of ours that it depends on. */
const needed = (): ReadonlyArray<Workspace> => {
  const all = new Map(publicPackages().map((workspace) => [workspace.name, workspace]))
  const found = new Map<string, Workspace>()
  const visit = (name: string): void => {
    const workspace = all.get(name)
    if (workspace === undefined || found.has(name)) return
    found.set(name, workspace)
    for (const dependency of Object.keys(workspace.json.dependencies ?? {})) visit(dependency)
  }
  visit("forbear")
  return [...found.values()]
}

const install = async ({ name, absolute }: Workspace): Promise<void> => {
  const tarballs = path.join(home, "tarballs")
  const { stdout } = await exec(
    "npm",
    ["pack", "--silent", "--ignore-scripts", "--pack-destination", tarballs],
    { cwd: absolute, env }
  )
  const target = path.join(modules, name)
  fs.mkdirSync(target, { recursive: true })
  const tarball = path.join(tarballs, stdout.trim().split("\n").at(-1) ?? "")
  await exec("tar", ["-xzf", tarball, "--strip-components=1", "-C", target])
}

/** What others publish is taken from the monorepo's own installation: nothing is downloaded. */
const borrow = (): void => {
  const ours = new Set(["forbear", "@forbear", ".bin"])
  for (const name of fs.readdirSync(path.join(root, "node_modules"))) {
    if (!ours.has(name) && !name.startsWith("."))
      fs.symlinkSync(path.join(root, "node_modules", name), path.join(modules, name))
  }
}

beforeAll(async () => {
  expect(await buildAll(needed())).toBe(true)
  fs.mkdirSync(path.join(home, "tarballs"), { recursive: true })
  fs.mkdirSync(modules)
  borrow()
  for (const workspace of needed()) await install(workspace)
})

afterAll(() => fs.rmSync(home, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  const file = path.join(home, name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
  return file
}

const runs = async (name: string, text: string): Promise<string> =>
  (await exec(process.execPath, [write(name, text)], { cwd: home, env })).stdout.trim()

describe("the packed package", () => {
  it("is one package for require and import", async () => {
    const said = await runs(
      "same.cjs",
      `const { ForbearError, createForbear } = require("forbear")
       import("forbear").then(async (esm) => {
         const error = await createForbear({}).catch((e) => e)
         console.log(esm.ForbearError === ForbearError, error instanceof ForbearError, error.code, error.field)
       })`
    )
    expect(said).toBe("true true FORBEAR_CONFIGURATION tenant")
  })

  it("works with a store in a file, through require, and leaves nothing running", async () => {
    const said = await runs(
      "use.cjs",
      `const { createForbear, keyFile, sqlite } = require("forbear")
       const { us } = require("@forbear/compliance/us")
       createForbear({
         tenant: "acme", store: sqlite({ file: "packed.db" }), keys: keyFile("packed.key"), channels: [], packs: [us],
         business: { name: "Acme", phone: "+1 800-555-0142", address: "1 Main St" }
       }).then(async (forbear) => {
         const told = await forbear.record({ id: "p1", kind: "person.recorded", occurredAt: new Date(0), body: { person: "p1", name: "Jane" } })
         const { outcome } = await forbear.attempt({ key: "k", person: "p1", debts: [], purpose: "payment_reminder", template: "x" })
         await forbear.close()
         console.log(told.added, outcome)
       })`
    )
    expect(said).toBe("1 needs_review")
  })

  it("does not name effect, nor any package that only imports can reach, in the types of the main entry", () => {
    for (const file of ["index.d.ts", "index.d.cts"]) {
      const text = fs.readFileSync(path.join(modules, "forbear/dist", file), "utf8")
      const named = [...text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(([, name]) => name ?? "")
      expect(named.filter((name) => !name.startsWith("node:"))).toEqual([])
    }
  })
})

const use = `import { createForbear, memory, ephemeralKey, ForbearError, type AttemptResult, type Forbear } from "forbear"
export const open = (): Promise<Forbear> => createForbear({
  tenant: "acme", store: memory(), keys: ephemeralKey(), channels: [], packs: [],
  business: { name: "Acme", phone: "1", address: "1 Main St" }
})
export const ask = async (forbear: Forbear): Promise<AttemptResult["outcome"]> => {
  // @ts-expect-error a purpose is missing: what is not checked here would be any
  await forbear.may({ person: "p", debts: [] })
  const error: Error = new ForbearError("FORBEAR_INPUT", "x")
  return error instanceof ForbearError ? (await forbear.attempt({ key: "k", person: "p", debts: [], purpose: "payment_reminder", template: "t" })).outcome : "unknown"
}
`

const useEffect = `import { Effect } from "effect"
import { ephemeralKey, memory } from "forbear"
import { Forbear, layer, type OutreachError } from "forbear/effect"
export const program: Effect.Effect<string, OutreachError> = Effect.gen(function* () {
  const forbear = yield* Forbear
  return (yield* forbear.attempt({ key: "k", person: "p", debts: [], purpose: "payment_reminder", template: "t" })).outcome
}).pipe(Effect.provide(layer({
  tenant: "acme", store: memory(), keys: ephemeralKey(), channels: [], packs: [],
  business: { name: "Acme", phone: "1", address: "1 Main St" }
})))
`

interface Consumer {
  readonly name: string
  readonly type: "commonjs" | "module"
  readonly options: Readonly<Record<string, unknown>>
}

const consumers: ReadonlyArray<Consumer> = [
  { name: "CommonJS, node16", type: "commonjs", options: { module: "node16" } },
  { name: "CommonJS, nodenext", type: "commonjs", options: { module: "nodenext" } },
  {
    name: "CommonJS, the resolution of old Nest and Express projects (node10)",
    type: "commonjs",
    options: { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" }
  },
  { name: "ESM, node16", type: "module", options: { module: "node16" } },
  { name: "ESM, nodenext", type: "module", options: { module: "nodenext" } },
  { name: "ESM, bundler", type: "module", options: { module: "esnext", moduleResolution: "bundler" } }
]

const compile = async (
  dir: string,
  files: Readonly<Record<string, string>>,
  { type, options }: Omit<Consumer, "name">
): Promise<string> => {
  write(`${dir}/package.json`, JSON.stringify({ name: "user", private: true, type }))
  for (const [name, text] of Object.entries(files)) write(`${dir}/${name}`, text)
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "esnext.disposable", "dom"],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: ["node"],
    ...options
  }
  const config = write(`${dir}/tsconfig.json`, JSON.stringify({ compilerOptions, files: Object.keys(files) }))
  try {
    await exec(process.execPath, [bin("typescript"), "-p", config], { cwd: home, env })
    return ""
  } catch (error) {
    return (error as { readonly stdout: string }).stdout
  }
}

describe("TypeScript users, libraries checked", () => {
  for (const [index, consumer] of consumers.entries()) {
    it(consumer.name, async () =>
      expect(await compile(`user-${index}`, { "use.ts": use }, consumer)).toBe("")
    )
  }

  it("ESM with Effect, nodenext", async () => {
    const esm = { type: "module", options: { module: "nodenext" } } as const
    expect(await compile("user-effect", { "use.ts": useEffect }, esm)).toBe("")
  })
})
