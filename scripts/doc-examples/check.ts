/** Type-checks examples as one program, with the settings of tsconfig.base.json. */
import path from "node:path"
import ts from "typescript"
import { root } from "../workspaces.ts"

const options = (): ts.CompilerOptions => {
  const base = path.join(root, "tsconfig.base.json")
  const read = ts.readConfigFile(base, (file) => ts.sys.readFile(file))
  const { compilerOptions } = read.config as { readonly compilerOptions: unknown }
  const parsed = ts.convertCompilerOptionsFromJson(compilerOptions, root)
  return { ...parsed.options, noUnusedLocals: false, noUnusedParameters: false }
}

/** Compiler errors per virtual file; `files` maps an absolute name ending in `.mts` to its text. */
export const typeErrors = (
  files: ReadonlyMap<string, string>
): ReadonlyMap<string, ReadonlyArray<string>> => {
  const settings = options()
  const host = ts.createCompilerHost(settings)
  const { fileExists, getSourceFile } = host
  host.fileExists = (file) => files.has(file) || fileExists(file)
  host.getSourceFile = (file, language, ...rest) => {
    const text = files.get(file)
    return text === undefined
      ? getSourceFile(file, language, ...rest)
      : ts.createSourceFile(file, text, language)
  }
  const program = ts.createProgram([...files.keys()], settings, host)
  const errors = new Map<string, Array<string>>()
  for (const file of files.keys()) {
    const source = program.getSourceFile(file)
    if (source === undefined) continue
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    const lines = found.map((diagnostic) => {
      const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1
      return `line ${line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`
    })
    if (lines.length > 0) errors.set(file, lines)
  }
  return errors
}
