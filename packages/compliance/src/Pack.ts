/** Packs are data: checked whole when they are built or loaded, and refused whole, naming the rule and the field. */
import { LocalDate, Words, Zone } from "@forbear/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AnyKind } from "./Kind.ts"
import { kinds } from "./Kinds.ts"
import type { Pack, Rule } from "./Rule.ts"

/** A pack that cannot be used. `rule` is the rule's id, or its place in the list, or empty when the pack itself is wrong. */
export class PackError extends Schema.TaggedError<PackError>("@forbear/compliance/PackError")("PackError", {
  pack: Schema.String,
  rule: Schema.String,
  field: Schema.String,
  fix: Schema.String,
  message: Schema.String
}) {}

const Text = Schema.String.check(Schema.isPattern(/\S/, { message: "must not be empty" }))
const RuleId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9_.-]{0,79}$/, {
    message: "must be lower-case letters, digits, dots, - or _"
  })
)
const Version = Schema.String.check(
  Schema.isPattern(/^\d{4}\.\d{1,2}\.\d{1,4}$/, { message: "must be a calendar version such as 2026.11.0" })
)

const AppliesTo = Schema.Struct({
  roles: Schema.optionalKey(Schema.Array(Words.CollectorRole)),
  acts: Schema.optionalKey(Schema.Array(Words.Act)),
  channels: Schema.optionalKey(Schema.Array(Words.Channel)),
  purposes: Schema.optionalKey(Schema.Array(Words.Purpose)),
  exceptPurposes: Schema.optionalKey(Schema.Array(Words.Purpose)),
  debtTypes: Schema.optionalKey(Schema.Array(Text)),
  regions: Schema.optionalKey(
    Schema.Array(
      Schema.String.check(
        Schema.isPattern(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, { message: "must be ISO 3166: US or US-AZ" })
      )
    )
  )
})

const RuleSchema = Schema.Struct({
  id: RuleId,
  title: Text,
  kind: Text,
  params: Schema.Record(Schema.String, Schema.Unknown),
  citation: Text,
  standing: Schema.Literals([
    "prohibition",
    "presumption",
    "lost_safe_harbour",
    "guideline",
    "unsettled",
    "preference",
    "house_policy"
  ]),
  confidence: Schema.Literals(["confirmed", "secondary", "unconfirmed"]),
  reading: Schema.optionalKey(Text),
  source: Schema.optionalKey(Text),
  appliesTo: AppliesTo,
  inForce: Schema.Struct({
    from: Schema.optionalKey(LocalDate.LocalDate),
    to: Schema.optionalKey(LocalDate.LocalDate),
    zone: Schema.optionalKey(Schema.String)
  })
})

const PackSchema = Schema.Struct({
  id: RuleId,
  version: Version,
  title: Text,
  rules: Schema.Array(Schema.Unknown).check(Schema.isMinLength(1))
})

const strict = { onExcessProperty: "error" } as const
const readPack = Schema.decodeUnknownResult(PackSchema, strict)
const readRule = Schema.decodeUnknownResult(RuleSchema, strict)

/** Where a schema said no: the path of the first complaint, without the value that it complained about. */
const fieldOf = (error: Schema.SchemaError, whole: string): string =>
  [...error.message.matchAll(/\[(?:"([^"]+)"|(\d+))\]/g)].map(([, name, index]) => name ?? index).join(".") ||
  whole

const refuse = (pack: string, rule: string, field: string, fix: string): PackError =>
  new PackError({
    pack,
    rule,
    field,
    fix,
    message: `pack ${pack}${rule === "" ? "" : `, rule ${rule}`}: ${field}: ${fix}`
  })

/** The first line of a complaint, which says what was expected. */
const fixOf = (error: Schema.SchemaError): string => (error.message.split("\n")[0] ?? "").slice(0, 160)

const idOf = (input: unknown, index: number): string =>
  typeof input === "object" && input !== null && "id" in input && typeof input.id === "string"
    ? input.id
    : `number ${index + 1}`

const problemOfParams = (pack: string, rule: Rule, kind: AnyKind): PackError | undefined => {
  const read = Schema.decodeUnknownResult(kind.params as Schema.Codec<unknown, unknown>, strict)(rule.params)
  if (Result.isFailure(read))
    return refuse(
      pack,
      rule.id,
      `params.${fieldOf(read.failure, "")}`.replace(/\.$/, ""),
      fixOf(read.failure)
    )
  const problem = kind.check?.(rule.params)
  return problem === undefined ? undefined : refuse(pack, rule.id, `params.${problem.field}`, problem.fix)
}

const problemOfForce = (pack: string, { id, inForce: { from, to, zone } }: Rule): PackError | undefined => {
  if (from !== undefined && to !== undefined && from > to)
    return refuse(pack, id, "inForce.to", "must not lie before inForce.from")
  if (zone !== undefined && Zone.lookup(zone) === undefined)
    return refuse(pack, id, "inForce.zone", "write an IANA zone such as America/New_York")
  return undefined
}

const problemOfRule = (pack: string, input: unknown, index: number): PackError | undefined => {
  const read = readRule(input)
  const id = idOf(input, index)
  if (Result.isFailure(read)) return refuse(pack, id, fieldOf(read.failure, "rule"), fixOf(read.failure))
  const rule = input as Rule
  const kind = kinds.get(rule.kind)
  if (kind === undefined)
    return refuse(
      pack,
      id,
      "kind",
      `there is no kind ${rule.kind}; use one of ${[...kinds.keys()].join(", ")}`
    )
  return problemOfParams(pack, rule, kind) ?? problemOfForce(pack, rule)
}

/** Two versions of one rule may follow each other, and must not be in force on the same date. */
const overlap = (pack: string, rules: ReadonlyArray<Rule>): PackError | undefined => {
  const seen = new Map<string, Array<Rule>>()
  for (const rule of rules) {
    const others = seen.get(rule.id) ?? []
    const first = ({ inForce }: Rule) => inForce.from ?? "0000-01-01"
    const last = ({ inForce }: Rule) => inForce.to ?? "9999-12-31"
    if (others.some((other) => first(other) <= last(rule) && first(rule) <= last(other))) {
      return refuse(
        pack,
        rule.id,
        "inForce",
        "two rules of this id are in force on the same date; give each its own id or dates"
      )
    }
    seen.set(rule.id, [...others, rule])
  }
  return undefined
}

/** Checks a pack from anywhere (TypeScript, JSON, YAML that was read): the pack itself, or what is wrong with it. */
export const check = (input: unknown): Result.Result<Pack, PackError> => {
  const head = readPack(input)
  const name = typeof input === "object" && input !== null ? idOf(input, 0) : "unnamed"
  if (Result.isFailure(head))
    return Result.fail(refuse(name, "", fieldOf(head.failure, "pack"), fixOf(head.failure)))
  const { rules } = head.success
  for (const [index, rule] of rules.entries()) {
    const problem = problemOfRule(name, rule, index)
    if (problem !== undefined) return Result.fail(problem)
  }
  const problem = overlap(name, rules as ReadonlyArray<Rule>)
  return problem === undefined ? Result.succeed(input as Pack) : Result.fail(problem)
}

/** `check` that throws `PackError`. The same object comes back, so that a checked pack stays plain data. */
export const checkPack = (input: unknown): Pack => {
  const checked = check(input)
  if (Result.isFailure(checked)) throw checked.failure
  return checked.success
}
