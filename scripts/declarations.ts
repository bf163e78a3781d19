/**
 * The types of a package, one declaration file for each source file, as the compiler itself writes them. (Bundlers of types lose
 * a type that shares its name with a value inside a namespace, as in `export * as Instant`.)
 */
import fs from "node:fs"
import path from "node:path"
import ts from "typescript"

const options = (dir: string): ts.CompilerOptions => {
  const file = path.join(dir, "tsconfig.json")
  const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name))
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, dir, {}, file)
  return {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    incremental: false
  }
}

/** Relative imports as every version of TypeScript follows them. */
const withJs = (text: string): string =>
  text.replace(/((?:from|import)\s*\(?\s*["']\.{1,2}\/[^"']+)\.tsx?(["'])/g, "$1.js$2")

/** Writes `dist/**.d.ts` for what the entries of the package in `dir` reach in its `src`; throws what the compiler says. */
export const declarations = (dir: string, entries: ReadonlyArray<string>): void => {
  const source = path.join(dir, "src") + path.sep
  const settings = options(dir)
  const program = ts.createProgram(
    entries.map((file) => path.resolve(dir, file)),
    settings
  )
  const own = program.getSourceFiles().filter(({ fileName }) => path.resolve(fileName).startsWith(source))
  const problems: Array<ts.Diagnostic> = []
  for (const file of own) {
    const { diagnostics } = program.emit(
      file,
      (_, text) => {
        const target = path.join(
          dir,
          "dist",
          path.relative(source, file.fileName).replace(/\.tsx?$/, ".d.ts")
        )
        fs.mkdirSync(path.dirname(target), { recursive: true })
        fs.writeFileSync(target, withJs(text))
      },
      undefined,
      true
    )
    problems.push(...diagnostics)
  }
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, ts.createCompilerHost(settings)))
}
