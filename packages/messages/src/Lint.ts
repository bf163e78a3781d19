/** Looks at a template without data: what it reads, what it reads and nobody declared, and what would fail when it is sent. */
import { RenderFailure, variablesOf, type Syntax } from "./internal/Engine.ts"
import { partsOf, type Template } from "./Template.ts"

/** What lint found. `problems` name the part and the fix; the template is good when there are none. */
export interface Lint {
  /** Paths that it takes from the data, each once, sorted. */
  readonly variables: ReadonlyArray<string>
  /** Among them, those that the declared data does not have. */
  readonly unknown: ReadonlyArray<string>
  /** Declared, and never read. */
  readonly unused: ReadonlyArray<string>
  readonly problems: ReadonlyArray<string>
}

const provided = (path: string): boolean =>
  /^(business\.(name|phone|address)|links\.[\w-]+|language)$/.test(path) || path === "links"

const syntaxOf = (part: string): Syntax => (part === "html" ? "html" : "text")

/** `plan.installments[0].on` and `plan.installments.size` are read out of `plan.installments`. */
const isKnown = (path: string, known: ReadonlySet<string>): boolean => {
  const plainPath = path.replace(/\[.*$/, "").replace(/\.(size|first|last)$/, "")
  return known.has(plainPath) || [...known].some((name) => name.startsWith(`${plainPath}.`))
}

const isUsed = (name: string, variables: ReadonlyArray<string>): boolean =>
  variables.some((path) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`))

const dutyProblems = (paths: ReadonlyArray<string>, uses: ReadonlyArray<string>): ReadonlyArray<string> =>
  paths
    .map((path) => path.slice("duties.".length))
    .filter((element) => element !== "others" && !uses.includes(element))
    .map((element) => `duties.${element} is placed and not in uses; add it there`)

const htmlProblems = (part: string, source: string): ReadonlyArray<string> =>
  part !== "html"
    ? []
    : [
        ...(/<script/i.test(source) ? ["html: has a script, which no mail program runs; remove it"] : []),
        ...(/(src|background)\s*=\s*["']?https?:|url\(/i.test(source)
          ? ["html: loads something from the network when it is opened; remove it"]
          : []),
        ...(/=\s*\{\{/.test(source) ? ["html: has a value in an attribute without quotes; quote it"] : [])
      ]

/** Checks a template against the data that it will be given, as paths; by default those that it declares itself. Pure. */
export const lint = (template: Template, data: Iterable<string> = Object.keys(template.data)): Lint => {
  const known = new Set(data)
  const paths = new Set<string>()
  const problems: Array<string> = []
  for (const [part, source] of partsOf(template)) {
    try {
      for (const path of variablesOf(source, syntaxOf(part))) paths.add(path)
      problems.push(...htmlProblems(part, source))
    } catch (error) {
      if (!(error instanceof RenderFailure)) throw error
      problems.push(`${part} ${error.fix}`)
    }
  }
  const all = [...paths].sort()
  const duties = all.filter((path) => path.startsWith("duties."))
  const variables = all.filter((path) => !duties.includes(path) && !provided(path))
  return {
    variables,
    unknown: variables.filter((path) => !isKnown(path, known)),
    unused: [...known].filter((name) => !isUsed(name, variables)),
    problems: [...problems, ...dutyProblems(duties, template.uses)]
  }
}
