/** What hosts hand in, decoded at the edge: every refusal names the field and the fix, and repeats no value. */
import { Fields, Id, Instant, Words, type Timeline } from "@forbear/core"
import { Engine, type Request } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Time } from "./types.ts"

const people = { person: Id.PersonId, debts: Schema.Array(Id.DebtId) }

const AttemptSchema = Schema.Struct({
  ...people,
  key: Schema.String,
  purpose: Words.Purpose,
  template: Schema.NonEmptyString,
  channels: Schema.optionalKey(Schema.Array(Words.Channel)),
  address: Schema.optionalKey(Id.AddressId),
  document: Schema.optionalKey(Words.Document),
  inReplyTo: Schema.optionalKey(Id.EventId),
  data: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  notAfter: Schema.optionalKey(Schema.Unknown),
  onDefer: Schema.optionalKey(Schema.Literals(["schedule", "return"]))
})

/** A question about a contact. */
export const May = Schema.Struct({
  ...people,
  purpose: Words.Purpose,
  channels: Schema.optionalKey(Schema.Array(Words.Channel)),
  inReplyTo: Schema.optionalKey(Id.EventId)
})

/** A question about the days to come. */
export const Calendar = Schema.Struct({
  ...May.fields,
  at: Schema.optionalKey(Schema.Unknown),
  days: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 })))
})

/** Whom a question is about. */
export const Subject = Schema.Struct(people)

/** Whom a link is for. */
export const LinkInput = Schema.Struct({ ...people, key: Id.AttemptId })

const call = {
  ...people,
  call: Id.EventId,
  from: Schema.optionalKey(Schema.NonEmptyString),
  agent: Schema.NonEmptyString
}

/** A call that an agent took. */
export const Call = Schema.Struct(call)

/** A call on which identity was proved. */
export const Conversation = Schema.Struct({ ...call, identified: Schema.NonEmptyString })

/** The end of a call. */
export const CallEnd = Schema.Struct({ ...people, call: Id.EventId })

/** A plan that was negotiated. */
export const Plan = Schema.Struct({
  plan: Id.PlanId,
  debt: Id.DebtId,
  person: Id.PersonId,
  installments: Schema.Array(Fields.Installment).check(Schema.isMinLength(1))
})

/** A consent that was given on a call. */
export const Consent = Schema.Struct({
  ...people,
  call: Id.EventId,
  channels: Schema.Array(Words.Channel).check(Schema.isMinLength(1)),
  address: Schema.Struct({ type: Schema.Literals(["phone", "email"]), value: Schema.NonEmptyString }),
  words: Schema.optionalKey(Schema.NonEmptyString)
})

/** What became of a queued call. */
export const CallMade = Schema.Struct({
  attempt: Id.AttemptId,
  person: Id.PersonId,
  outcome: Words.CallOutcome,
  spoke: Schema.Boolean
})

const id = "give 1 to 200 letters, digits or ._:/@+-, beginning with a letter or digit"

const fixes: Readonly<Record<string, string>> = {
  person: id,
  debts: `give a list of debt ids; each: ${id}`,
  key: "give the idempotency key of the contact, 1 to 151 letters, digits or ._:/@+-",
  purpose: `give one of ${Words.Purpose.literals.join(", ")}`,
  template: "name a template",
  channels: `give a list of ${Words.Channel.literals.join(", ")}`,
  address: "give what the documentation of this call says: an address id, or { type, value }",
  data: "give a plain object",
  days: "give a whole number from 1 to 366",
  onDefer: 'give "schedule" or "return"',
  call: `give the call's id in your phone system: ${id}`,
  agent: "name the agent by an id",
  identified: "name how identity was proved; never the answers",
  installments: "give at least one { on: 2026-03-17, amount: { amount, currency } }",
  outcome: `give one of ${Words.CallOutcome.literals.join(", ")}`,
  spoke: "give true or false"
}

const refusal = (field: string, fix: string, cause?: unknown) =>
  new Engine.OutreachError({
    reason: "input",
    field,
    message: `${field}: ${fix}`,
    ...(cause === undefined ? {} : { cause })
  })

/** Fails with a misuse that names the field and the fix. */
export const refuse = (field: string, fix: string): Effect.Effect<never, Engine.OutreachError> =>
  Effect.fail(refusal(field, fix))

/** A field that JavaScript callers leave `undefined` is a field that was left out. */
const present = (input: unknown): unknown =>
  typeof input === "object" && input !== null && !Array.isArray(input)
    ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    : input

const segment = (part: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof part === "object" ? part.key : part)

/**
 * Decodes an input. Unknown fields are refused, so that a slip of the pen is not ignored; at the desk they are left out, because
 * there one object describes a call from beginning to end.
 */
export const decoder = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  onExcessProperty: "error" | "ignore" = "error"
) => {
  const { validate } = Schema.toStandardSchemaV1(schema, { parseOptions: { onExcessProperty } })["~standard"]
  return (input: unknown): Effect.Effect<S["Type"], Engine.OutreachError> =>
    Effect.suspend(() => {
      const result = validate(present(input))
      if (result instanceof Promise) return Effect.die("inputs decode at once")
      if (result.issues === undefined) return Effect.succeed(result.value)
      const [first] = result.issues[0]?.path ?? []
      const field = first === undefined ? "input" : segment(first)
      return Effect.fail(
        refusal(
          field,
          first === undefined
            ? "give an object"
            : (fixes[field] ?? "is missing, malformed or not a field of this call")
        )
      )
    })
}

/** Reads a time that came in. */
export const timeOf = (time: unknown, field: string): Effect.Effect<Instant.Instant, Engine.OutreachError> =>
  Effect.try({
    try: () => Instant.from(time as Time, field),
    catch: (cause) =>
      refusal(field, "give a Date, ISO 8601 with an offset, or anything with epochMilliseconds", cause)
  })

const attemptDecoder = decoder(AttemptSchema)

/** A wish of the host as the loop takes it. */
export const attemptRequest = (input: unknown): Effect.Effect<Request.AttemptRequest, Engine.OutreachError> =>
  Effect.flatMap(attemptDecoder(input), ({ notAfter, ...rest }) =>
    notAfter === undefined
      ? Effect.succeed(rest)
      : Effect.map(timeOf(notAfter, "notAfter"), (instant) => ({ ...rest, notAfter: instant }))
  )

/** A store's own error as the engine's. */
export const store: <A>(
  effect: Effect.Effect<A, Timeline.TimelineError>
) => Effect.Effect<A, Engine.OutreachError> = Effect.mapError(Engine.wrap("timeline"))
