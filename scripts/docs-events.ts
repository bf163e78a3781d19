/** Writes docs/10-events.md from the vocabulary itself: `npm run docs:events`. A test holds the file to it. */
import fs from "node:fs"
import path from "node:path"
import { Events, Fields, Id, Words } from "@forbear/core"
import { root } from "./workspaces.ts"

/** The parts of a schema that say what it is made of. */
interface Shape {
  readonly ast: { readonly _tag: string; readonly context?: { readonly isOptional?: boolean } }
  readonly schema?: Shape
  readonly value?: Shape
  readonly fields?: Readonly<Record<string, Shape>>
  readonly literals?: ReadonlyArray<string>
  readonly members?: ReadonlyArray<Shape>
}

interface Said {
  readonly about: string
  readonly fields: ReadonlyMap<string, string>
}

const folder = path.join(root, "packages/core/src/events")

const rooms = [
  ["Account", "People, debts, addresses, money, plans"],
  ["Legal", "Law: cease, dispute, attorney, bankruptcy, holds"],
  ["Consent", "What was said about contact"],
  ["Contact", "Attempts and contacts"],
  ["Inbound", "What came in"],
  ["Journey", "Journeys"]
] as const

const comment = (text: string): string => text.replace(/\s*\n\s*\*\s*/g, " ").trim()

/** The words above each kind and above its fields, by kind. */
const saidIn = (file: string): ReadonlyMap<string, Said> => {
  const text = fs.readFileSync(path.join(folder, `${file}.ts`), "utf8")
  const blocks = [
    ...text.matchAll(
      /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport const \w+ = define\(\{\n\s+kind: "([^"]+)",([^]*?)\n\}\)/g
    )
  ]
  return new Map(
    blocks.map(([, about = "", kind = "", body = ""]) => {
      const notes = [...body.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s+(\w+):/g)]
      return [
        kind,
        {
          about: comment(about),
          fields: new Map(notes.map(([, note = "", name = ""]) => [name, comment(note)]))
        }
      ]
    })
  )
}

const shapes = {
  Amount: Fields.Amount,
  Installment: Fields.Installment,
  PlaceEvidence: Fields.PlaceEvidence,
  Window: Fields.Window
}

/** Schemas that have a name of their own in this document. */
const named = new Map<unknown, string>([
  ...Object.entries(Id).map(([name, schema]): [unknown, string] => [
    schema,
    name.replace(/Id$/, " id").toLowerCase()
  ]),
  ...Object.entries(Words).map(([name, schema]): [unknown, string] => [schema, `[${name}](#words)`]),
  ...Object.entries(shapes).map(([name, schema]): [unknown, string] => [schema, `[${name}](#shapes)`]),
  [Fields.DateText, "date"],
  [Fields.Label, "short text"]
])

const fieldsOf = (fields: Readonly<Record<string, Shape>>): string =>
  `{ ${Object.entries(fields)
    .map(([name, shape]) => `${name}${isOptional(shape) ? "?" : ""}: ${typeOf(shape)}`)
    .join("; ")} }`

const isOptional = ({ ast }: Shape): boolean => ast.context?.isOptional === true

const typeOf = (shape: Shape): string => {
  const name = named.get(shape)
  if (name !== undefined) return name
  if (isOptional(shape) && shape.schema !== undefined) return typeOf(shape.schema)
  if (shape.literals !== undefined) return shape.literals.map((word) => `\`${word}\``).join(", ")
  if (shape.members !== undefined) return shape.members.map(typeOf).join(" or ")
  if (shape.value !== undefined) return `list of: ${typeOf(shape.value)}`
  if (shape.fields !== undefined) return fieldsOf(shape.fields)
  switch (shape.ast._tag) {
    case "String":
      return "text"
    case "Number":
      return "whole number"
    case "Boolean":
      return "true or false"
    default:
      return "any JSON"
  }
}

const section = (
  name: string,
  kind: NonNullable<ReturnType<typeof Events.kindOf>>,
  said: Said | undefined
): string => {
  const fields = Object.entries(kind.body.fields as unknown as Readonly<Record<string, Shape>>)
  const rows = fields.map(([field, shape]) => {
    const notes = [
      typeOf(shape),
      kind.sealed.includes(field as never) ? "sealed" : "",
      said?.fields.get(field) ?? ""
    ].filter((note) => note !== "")
    return `| \`${field}\`${isOptional(shape) ? "" : " *"} | ${notes.join("; ").replaceAll("|", "\\|")} |`
  })
  const version = kind.version === 1 ? "" : ` Version ${kind.version}.`
  const gate = kind.gate ? "" : " No rule reads it."
  return [
    `### \`${name}\``,
    "",
    `${said?.about ?? ""}${version}${gate}`,
    "",
    "| field | |",
    "| --- | --- |",
    ...rows
  ].join("\n")
}

const vocabulary = (): ReadonlyArray<string> =>
  Object.entries(Words as unknown as Readonly<Record<string, Shape>>)
    .filter(([, shape]) => shape.literals !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { literals = [] }]) => `| ${name} | ${literals.map((word) => `\`${word}\``).join(", ")} |`)

const intro = `# Events

Written by \`npm run docs:events\` from \`@forbear/core\`; do not edit.

Everything that Forbear knows is an event, told once and never changed. A host tells its own with \`record\`:

\`\`\`json
{ "id": "payments/8812", "kind": "payment.recorded", "occurredAt": "2026-03-03T12:00:00-07:00",
  "source": { "system": "payments" },
  "body": { "debt": "debt-1", "person": "jane", "amount": { "amount": "310.13", "currency": "USD" }, "result": "received" } }
\`\`\`

- \`id\` is the idempotency key, unique for ever: 1 to 200 letters, digits or \`._:/@+-\`. The same id with the same content adds nothing; with
  other content the whole call is refused.
- \`occurredAt\` is when it happened: ISO 8601 with an offset, or a \`Date\`. The store adds \`recordedAt\`, its own clock, which never goes back.
- \`source\` names the system that says so; \`host\` unless given.
- \`body\` is plain JSON of at most 65,536 bytes, with the fields below and no others. Fields marked \`*\` are required; fields marked *sealed* hold
  personal data: told in plain text, kept encrypted. A *date* is \`2026-11-21\`; a *short text* has at most 200 characters.
- An \`address id\` comes from \`addressId(type, value)\`; leave it out of \`address.added\`, where it is derived from the value.

The \`attempt.*\`, \`decision.made\`, \`review.needed\`, \`journey.*\` and \`timer.fired\` events are Forbear's own; a host reads them in \`onEvent\` and \`timeline\`, and does not tell them.`

/** The whole document. */
export const document = (): string => {
  const parts = rooms.map(([file, title]) => {
    const said = saidIn(file)
    const own = [...said].flatMap(([name, words]) => {
      const kind = Events.kindOf(name)
      return kind === undefined ? [] : [section(name, kind, words)]
    })
    return `## ${title}\n\n${own.join("\n\n")}`
  })
  const told = new Set(rooms.flatMap(([file]) => [...saidIn(file).keys()]))
  const untold = [...Events.kinds.keys()].filter((kind) => !told.has(kind))
  if (untold.length > 0) throw new Error(`docs-events: no description found for ${untold.join(", ")}`)
  const table = Object.entries(shapes).map(
    ([name, shape]) => `| ${name} | ${fieldsOf((shape as Shape).fields ?? {})} |`
  )
  return (
    [
      intro,
      ...parts,
      ["## Shapes", "", "| name | fields |", "| --- | --- |", ...table].join("\n"),
      ["## Words", "", "| name | words |", "| --- | --- |", ...vocabulary()].join("\n")
    ].join("\n\n") + "\n"
  )
}

/** Where it is kept. */
export const file = path.join(root, "docs/10-events.md")

if (process.argv[1] === import.meta.filename) {
  fs.writeFileSync(file, document())
  console.log(`docs: ${path.relative(root, file)}, ${Events.kinds.size} kinds of event`)
}
