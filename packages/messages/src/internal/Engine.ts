/** The Liquid engine: strict, without files, clock or chance, bounded in time and memory, escaping what it prints. */
import { Liquid, type Template as Parsed } from "liquidjs"
import type { Reason } from "../CompositionError.ts"
import { clean, escapeHtml } from "./Clean.ts"
import * as Filters from "./Filters.ts"
import { Problem } from "./Problem.ts"

/** How a part is written: as plain text, or as HTML in which every value is escaped. */
export type Syntax = "text" | "html"

/** Characters of a template's source. */
const PARSE_LIMIT = 200_000
/** Units of liquidjs: values made, characters handled. Counted, so that it does not depend on the machine. */
const MEMORY_LIMIT = 200_000
/** Milliseconds; the last resort behind the memory limit. */
const RENDER_LIMIT = 5_000

/** Files, chance, the clock, and the way around escaping: no template has them. */
const removedTags = ["include", "render", "layout", "block"]
const removedFilters = [
  "raw",
  "sample",
  "date_to_xmlschema",
  "date_to_rfc822",
  "date_to_string",
  "date_to_long_string"
]

const FORMAT = "~format"

const formatOf = (globals: object): Filters.Format => {
  const format: unknown = Reflect.get(globals, FORMAT)
  return format as Filters.Format
}

/** What a value looks like in the output. Only texts, numbers and booleans are printed. */
const print = (value: unknown, syntax: Syntax): string => {
  if (typeof value === "string") return syntax === "html" ? escapeHtml(clean(value)) : clean(value)
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value)
  if (value === null || value === undefined) throw new Problem("missing_variable", "has no value")
  throw new Problem(
    "bad_template",
    "is not a text; it needs a filter such as money, or a name of one of its fields"
  )
}

const makeEngine = (syntax: Syntax): Liquid => {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    parseLimit: PARSE_LIMIT,
    memoryLimit: MEMORY_LIMIT,
    renderLimit: RENDER_LIMIT,
    templates: {},
    outputEscape: (value: unknown) => print(value, syntax)
  })
  for (const tag of removedTags) delete liquid.tags[tag]
  for (const filter of removedFilters) delete liquid.filters[filter]
  liquid.registerFilter("money", function (value: unknown) {
    return Filters.money(value, formatOf(this.context.globals))
  })
  liquid.registerFilter("date", function (value: unknown, style?: unknown) {
    return Filters.date(value, formatOf(this.context.globals), style)
  })
  liquid.registerFilter("time", function (value: unknown, style?: unknown) {
    return Filters.time(value, formatOf(this.context.globals), style)
  })
  return liquid
}

const engines = new Map<Syntax, Liquid>()

const engine = (syntax: Syntax): Liquid => {
  const known = engines.get(syntax)
  if (known !== undefined) return known
  const made = makeEngine(syntax)
  engines.set(syntax, made)
  return made
}

/** Why a part could not be parsed or rendered. `field` is the variable or the piece of template that is at fault. */
export class RenderFailure extends Error {
  override readonly name = "RenderFailure"
  readonly reason: Reason
  readonly field: string | undefined
  readonly fix: string
  constructor(reason: Reason, field: string | undefined, fix: string) {
    super(fix)
    this.reason = reason
    this.field = field
    this.fix = fix
  }
}

interface LiquidFailure {
  readonly name: string
  readonly message: string
  readonly originalError?: Error & { readonly variableName?: string }
  readonly token?: { readonly getText: () => string }
}

/** The variable that a tag of the template prints: of `{{ a.b | money }}`, `a.b`. Template source only. */
const variableOf = (source: string | undefined): string | undefined =>
  /^\{\{-?\s*([\w.[\]-]+)/.exec(source ?? "")?.[1] ?? source?.slice(0, 80)

const failure = (error: unknown): RenderFailure => {
  const { name, message, originalError, token } = error as LiquidFailure
  const source = token?.getText()
  if (originalError instanceof Problem)
    return new RenderFailure(originalError.reason, variableOf(source), originalError.fix)
  if (name === "UndefinedVariableError") {
    return new RenderFailure("missing_variable", originalError?.variableName, "is not in the data")
  }
  if (/limit exceeded/.test(message))
    return new RenderFailure("limit_exceeded", undefined, "takes too much; shorten it or its loops")
  if (name === "ParseError" || name === "TokenizationError") {
    const where = /line:\d+, col:\d+/.exec(message)?.[0] ?? "line unknown"
    const what = (originalError?.message ?? message).split("\n")[0] ?? "cannot be parsed"
    return new RenderFailure("bad_template", undefined, `cannot be parsed: ${what} (${where})`)
  }
  return new RenderFailure("bad_template", variableOf(source), "cannot be rendered")
}

const caches: { readonly [S in Syntax]: Map<string, ReadonlyArray<Parsed>> } = {
  text: new Map(),
  html: new Map()
}

const parse = (source: string, syntax: Syntax): Array<Parsed> => {
  const parsed = caches[syntax]
  const known = parsed.get(source)
  if (known !== undefined) return [...known]
  const made = engine(syntax).parse(source)
  if (parsed.size >= 512) parsed.clear()
  parsed.set(source, made)
  return made
}

/** Renders one part. Throws `RenderFailure`. */
export const render = (source: string, syntax: Syntax, scope: object, format: Filters.Format): string => {
  try {
    return String(engine(syntax).renderSync(parse(source, syntax), scope, { globals: { [FORMAT]: format } }))
  } catch (error) {
    throw failure(error)
  }
}

/** Every variable that a part takes from outside, as paths such as `consumer.name`. Throws `RenderFailure`. */
export const variablesOf = (source: string, syntax: Syntax): ReadonlyArray<string> => {
  try {
    return engine(syntax).globalFullVariablesSync(parse(source, syntax))
  } catch (error) {
    throw failure(error)
  }
}
