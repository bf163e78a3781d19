/** Holds the package table: who may import whom, what must be declared, and what no library source may touch. */
import fs from "node:fs"
import { builtinModules } from "node:module"
import path from "node:path"
import ts from "typescript"
import { applications, mayUseUnstable, only, order, plain, row } from "./package-table.ts"
import { filesUnder, type PackageJson, publicPackages, root, shortName } from "./workspaces.ts"

export interface Sources {
  readonly json: PackageJson
  /** Text by path inside the package, such as `src/index.ts`. */
  readonly files: ReadonlyMap<string, string>
}

interface Specifier {
  readonly name: string
  /** True for `import type`, which leaves no trace in what is built. */
  readonly erased: boolean
}

interface Found {
  readonly specifiers: ReadonlyArray<Specifier>
  /** Uses of the machine's clock or environment, as text. */
  readonly ambient: ReadonlyArray<string>
}

const scan = (file: string, text: string): Found => {
  const specifiers: Array<Specifier> = []
  const add = (node: ts.Node | undefined, erased: boolean) => {
    if (node !== undefined && ts.isStringLiteral(node)) specifiers.push({ name: node.text, erased })
  }
  const ambient: Array<string> = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly)
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
    } else if (ts.isCallExpression(node)) {
      const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require"
      if (isImport || isRequire) add(node.arguments[0], false)
    } else if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      if (node.expression.text === "Date" && (node.arguments ?? []).length === 0) ambient.push("new Date()")
    } else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const name = `${node.expression.text}.${node.name.text}`
      if (["Date.now", "Math.random", "process.env"].includes(name)) ambient.push(name)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true))
  return { specifiers, ambient }
}

/** `@scope/name/sub` is `@scope/name`, `effect/Schema` is `effect`. */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const stability = new Map<string, boolean>()

/** True if Effect marks the whole module unstable, or if it is an area's barrel, where stable and unstable mix. */
export const isUnstable = (specifier: string): boolean => {
  const known = stability.get(specifier)
  if (known !== undefined) return known
  const file = path.join(root, "node_modules/effect/src", `${specifier.slice("effect/".length)}.ts`)
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined
  const head = text?.slice(0, Math.max(0, text.search(/^(import|export)\s/m)))
  const unstable = head === undefined || /@stability (unstable|experimental)/.test(head)
  stability.set(specifier, unstable)
  return unstable
}

const own = (name: string): boolean =>
  name === "forbear" || name === "create-forbear-adapter" || name.startsWith("@forbear/")

const againstTable = (from: string, to: string): string | undefined => {
  const [a, b] = [row(from), row(to)]
  if (b === undefined) return `imports ${to}, which is not in the package table`
  if (a === b && from !== to) return `a plugin imports the plugin ${to}`
  const allowed = only[a ?? ""]
  if (allowed !== undefined && !allowed.includes(to)) return `may not import ${to}`
  if (order.indexOf(b) > order.indexOf(a ?? ""))
    return `imports ${to}, which is below it in the package table`
  return undefined
}

const ofSpecifier = (
  json: PackageJson,
  file: string,
  { name: specifier, erased }: Specifier
): string | undefined => {
  const from = shortName(json.name)
  const face = plain[from]
  const isPlain = face !== undefined && !(face.except?.test(file) ?? false)
  if (specifier.startsWith(".")) {
    const target = path.posix.join(path.posix.dirname(file), specifier)
    if (!target.startsWith("src/")) return `"${specifier}" leaves the package's src`
    if (isPlain && face.except?.test(target)) return `the plain face imports ${target}`
    return /\.(tsx?|json)$/.test(specifier) ? undefined : `"${specifier}" does not end in .ts`
  }
  if (isPlain) {
    const isNodeType = erased && face.types === true && specifier.startsWith("node:")
    return isNodeType || face.modules.includes(specifier) ? undefined : `the plain face imports ${specifier}`
  }
  if (specifier.startsWith("node:")) return undefined
  if (builtinModules.includes(specifier)) return `"${specifier}" must be written node:${specifier}`
  const name = packageOf(specifier)
  if (specifier === "effect") return `imports the barrel "effect"; import "effect/Effect" and the like`
  if (own(name)) {
    if (name === json.name) return `imports its own name ${name}; use a relative path`
    const wrong = againstTable(from, shortName(name))
    if (wrong !== undefined) return wrong
  }
  const { dependencies, peerDependencies, optionalDependencies } = json
  if (!Object.hasOwn({ ...dependencies, ...peerDependencies, ...optionalDependencies }, name)) {
    return `imports ${name}, which its package.json does not declare`
  }
  if (name === "effect" && !mayUseUnstable.includes(from) && isUnstable(specifier)) {
    return `imports ${specifier}, which Effect marks unstable`
  }
  return undefined
}

/** Every breach in one package, as `name file: what`. */
export const breaches = ({ json, files }: Sources): ReadonlyArray<string> => {
  const from = shortName(json.name)
  const found: Array<string> = []
  if (row(from) === undefined) found.push(`${json.name} package.json: is not in scripts/package-table.ts`)
  for (const [file, text] of files) {
    const { specifiers, ambient } = scan(file, text)
    const wrong = specifiers.map((specifier) => ofSpecifier(json, file, specifier))
    if (!applications.includes(from)) wrong.push(...ambient.map((name) => `uses ${name}`))
    for (const what of wrong) if (what !== undefined) found.push(`${json.name} ${file}: ${what}`)
  }
  return found
}

/** The sources of every public package that exists. */
export const sources = (): ReadonlyArray<Sources> =>
  publicPackages().map(({ absolute, json }) => ({
    json,
    files: new Map(
      filesUnder(path.join(absolute, "src"), (file) => /\.tsx?$/.test(file)).map((file) => [
        path.relative(absolute, file).split(path.sep).join("/"),
        fs.readFileSync(file, "utf8")
      ])
    )
  }))

if (process.argv[1] === import.meta.filename) {
  const all = sources()
  const found = all.flatMap(breaches)
  for (const line of found) console.error(line)
  const files = all.reduce((sum, { files }) => sum + files.size, 0)
  console.log(`imports: ${files} files in ${all.length} packages, ${found.length} breaches`)
  if (found.length > 0) process.exitCode = 1
}
