/** Consent events: what was said about contact, by whom, to whom, how, in which words. */
import * as Schema from "effect/Schema"
import { define } from "../Event.ts"
import { AddressId, DebtId, EventId, PersonId } from "../Id.ts"
import * as Scope from "../Scope.ts"
import * as Words from "../Words.ts"
import { Label, Private, Window } from "./Fields.ts"

interface ConsentRef {
  readonly person?: PersonId
  readonly addresses?: ReadonlyArray<AddressId>
  readonly debts?: ReadonlyArray<DebtId>
}

const scopes = (b: ConsentRef) => [
  ...(b.person === undefined ? [] : [Scope.person(b.person)]),
  ...(b.addresses ?? []).map(Scope.address),
  ...(b.debts ?? []).map(Scope.debt)
]

/** How far something said reaches: every part left out means "any". */
const reach = {
  channels: Schema.optionalKey(Schema.Array(Words.Channel)),
  addresses: Schema.optionalKey(Schema.Array(AddressId)),
  debts: Schema.optionalKey(Schema.Array(DebtId)),
  purposes: Schema.optionalKey(Schema.Array(Words.Purpose))
}

/** Where the words are: shown and said by hash, and the document that proves them. */
export const Provenance = Schema.Struct({
  via: Words.Via,
  by: Words.Relation,
  /** SHA-256, hex, of the words shown. */
  shown: Schema.optionalKey(Label),
  /** SHA-256, hex, of the words said. */
  said: Schema.optionalKey(Label),
  /** A call, message or document in the host's archive, or an event id. */
  evidence: Schema.optionalKey(Label)
})

/** Permission given. Never widens what another law forbids. */
export const ConsentGiven = define({
  kind: "consent.given",
  body: {
    person: PersonId,
    ...reach,
    /** Who received it: `collector` (this one), `creditor`, or a prior collector by name. */
    to: Label,
    form: Words.ConsentForm,
    provenance: Provenance,
    /** Epoch milliseconds. */
    expiresAt: Schema.optionalKey(Schema.Int)
  },
  scopes
})

/** Permission withdrawn. Wins every tie. */
export const ConsentRevoked = define({
  kind: "consent.revoked",
  body: {
    person: Schema.optionalKey(PersonId),
    ...reach,
    provenance: Provenance,
    inReplyTo: Schema.optionalKey(EventId)
  },
  scopes
})

/** "Do not contact me there, or like that": a medium or an address refused, for every debt (12 CFR 1006.14(h)). */
export const ContactRefused = define({
  kind: "contact.refused",
  body: {
    person: Schema.optionalKey(PersonId),
    channels: Schema.optionalKey(Schema.Array(Words.Channel)),
    addresses: Schema.optionalKey(Schema.Array(AddressId)),
    provenance: Provenance,
    inReplyTo: Schema.optionalKey(EventId)
  },
  scopes
})

/** A refusal was lifted by the same person, expressly. START at a provider is not this. */
export const RefusalLifted = define({
  kind: "refusal.lifted",
  body: {
    person: PersonId,
    channels: Schema.optionalKey(Schema.Array(Words.Channel)),
    addresses: Schema.optionalKey(Schema.Array(AddressId)),
    provenance: Provenance
  },
  scopes
})

/** A wish that lowers contact: times, places, channels in order, language. */
export const PreferenceStated = define({
  kind: "preference.stated",
  body: {
    person: PersonId,
    /** Local-time windows that are inconvenient. */
    inconvenient: Schema.optionalKey(Schema.Array(Window)),
    /** Places that are inconvenient. */
    notAt: Schema.optionalKey(Schema.Array(Schema.Literals(["home", "work"]))),
    /** Channels, most wanted first. */
    prefers: Schema.optionalKey(Schema.Array(Words.Channel)),
    language: Schema.optionalKey(Label),
    until: Schema.optionalKey(Schema.Int),
    provenance: Provenance,
    note: Schema.optionalKey(Private)
  },
  sealed: ["note"],
  subject: (b) => `person:${b.person}`,
  scopes
})

/** A reassigned-number database was asked about a number since a date (47 CFR 64.1200(m)). */
export const NumberChecked = define({
  kind: "number.checked",
  body: {
    person: Schema.optionalKey(PersonId),
    addresses: Schema.Array(AddressId),
    since: Schema.Int,
    result: Schema.Literals(["yes", "no", "no_data"]),
    database: Label
  },
  scopes
})
