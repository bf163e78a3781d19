/** Finds the fenced TypeScript examples of a Markdown text and turns the runnable ones into modules that assert. */
import ts from "typescript"

export interface Block {
  /** Line of the first line of code, from 1. */
  readonly line: number
  readonly tag: "run" | "check"
  readonly code: string
}

/** The blocks fenced as `ts run` or `ts check`. Any other `ts` block is prose. */
export const blocks = (markdown: string): ReadonlyArray<Block> => {
  const found: Array<Block> = []
  const lines = markdown.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const open = /^(\s*)(`{3,})(?:ts|typescript)\s+(run|check)\s*$/.exec(lines[at] ?? "")
    if (open === null) continue
    const [, indent = "", fence = "```", tag] = open
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence)
    if (end < 0) throw new Error(`the block opened on line ${at + 1} is never closed`)
    const code = lines
      .slice(at + 1, end)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    found.push({ line: at + 2, tag: tag === "run" ? "run" : "check", code: code.join("\n") })
    at = end
  }
  return found
}

/** The text after `// =>` behind a statement, on its last line or alone on the next one. */
const expectation = (source: string, end: number): string | undefined =>
  /^;?[ \t]*(?:\r?\n[ \t]*)?\/\/ => ?(.*)/.exec(source.slice(end).replace(/\r/g, ""))?.[1]?.trim()

/** What a statement shows: the argument of `console.log`, or the expression itself. */
const shown = (expression: ts.Expression): ts.Expression => {
  const only = ts.isCallExpression(expression) ? expression.arguments[0] : undefined
  const isLog = ts.isCallExpression(expression) && expression.expression.getText() === "console.log"
  return isLog && only !== undefined && expression.arguments.length === 1 ? only : expression
}

/**
 * The block as a module: each expression statement, or `const name =`, followed by `// => value` becomes an assertion.
 * Lines keep their numbers, so that a failure points into the document.
 */
export const instrument = (block: Block, helper: string): string => {
  const file = ts.createSourceFile("example.ts", block.code, ts.ScriptTarget.ESNext, true)
  const edits: Array<{ readonly start: number; readonly end: number; readonly text: string }> = []
  for (const statement of file.statements) {
    const body = ts.isVariableStatement(statement) ? statement.declarationList : statement
    const end = ts.isExpressionStatement(statement) ? statement.expression.getEnd() : body.getEnd()
    const expected = expectation(block.code, end)
    if (expected === undefined) continue
    const line = block.line + file.getLineAndCharacterOfPosition(statement.getStart()).line
    const show = (value: string) => `await __shows((${value}), ${JSON.stringify(expected)}, ${line})`
    if (ts.isExpressionStatement(statement)) {
      edits.push({ start: statement.getStart(), end, text: show(shown(statement.expression).getText()) })
    } else if (ts.isVariableStatement(statement)) {
      const name = statement.declarationList.declarations.at(-1)?.name.getText() ?? ""
      edits.push({ start: end, end, text: `; ${show(name)}` })
    } else {
      throw new Error(`line ${line}: "// =>" must follow an expression or a const`)
    }
  }
  let code = block.code
  for (const edit of edits.reverse()) code = code.slice(0, edit.start) + edit.text + code.slice(edit.end)
  const blank = "\n".repeat(block.line - 2)
  return `import { shows as __shows } from ${JSON.stringify(helper)};${blank}\n${code}\nexport {}\n`
}
