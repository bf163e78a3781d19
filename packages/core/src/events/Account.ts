/** Account events: people, debts, addresses, links, money, plans. */
import * as Schema from "effect/Schema"
import { define } from "../Event.ts"
import { AccountId, AddressId, DebtId, PersonId, PlanId } from "../Id.ts"
import * as Scope from "../Scope.ts"
import * as Words from "../Words.ts"
import { Amount, DateText, Installment, Label, PlaceEvidence, Private } from "./Fields.ts"

const ofPerson = (body: { readonly person: PersonId }) => `person:${body.person}`

/** A person became known, or what is known of them changed. */
export const PersonRecorded = define({
  kind: "person.recorded",
  body: {
    person: PersonId,
    name: Schema.optionalKey(Private),
    /** Things the person knows, for re-authentication: never shown. */
    postalCode: Schema.optionalKey(Private),
    birthDate: Schema.optionalKey(Private),
    /** BCP 47 tag. */
    language: Schema.optionalKey(Label)
  },
  sealed: ["name", "postalCode", "birthDate"],
  subject: ofPerson,
  scopes: (b) => [Scope.person(b.person)]
})

/** A debt was placed with, or incurred towards, this collector. */
export const DebtPlaced = define({
  kind: "debt.placed",
  body: {
    debt: DebtId,
    person: PersonId,
    account: AccountId,
    /** The account number as it may be shown, truncated: `…4821`. */
    accountNumber: Schema.optionalKey(Private),
    creditor: Label,
    originalCreditor: Schema.optionalKey(Label),
    role: Words.CollectorRole,
    /** What the debt is: `credit_card`, `medical`, `telecom`, `invoice`. */
    type: Label,
    balance: Amount,
    itemization: Schema.Array(Schema.Struct({ label: Label, amount: Amount })),
    itemizationDate: Schema.optionalKey(DateText),
    /** The date since which payment has been missing; days past due are counted from it. */
    delinquentSince: Schema.optionalKey(DateText),
    limitationExpires: Schema.optionalKey(DateText)
  },
  sealed: ["accountNumber"],
  subject: (b) => `person:${b.person}/debt:${b.debt}`,
  scopes: (b) => [Scope.person(b.person), Scope.debt(b.debt), Scope.account(b.account)]
})

/** The balance or the status of a debt changed in the host's books. */
export const DebtChanged = define({
  kind: "debt.changed",
  body: {
    debt: DebtId,
    person: PersonId,
    balance: Schema.optionalKey(Amount),
    status: Schema.optionalKey(Schema.Literals(["open", "paid", "settled", "closed", "recalled", "sold"])),
    delinquentSince: Schema.optionalKey(DateText)
  },
  scopes: (b) => [Scope.person(b.person), Scope.debt(b.debt)]
})

/** A payment fell due and did not come. */
export const PaymentMissed = define({
  kind: "payment.missed",
  body: { debt: DebtId, person: PersonId, dueOn: DateText, amount: Amount, plan: Schema.optionalKey(PlanId) },
  scopes: (b) => [Scope.person(b.person), Scope.debt(b.debt)]
})

/** The host reports money: received, received in full, or failed. Card numbers never come here. */
export const PaymentRecorded = define({
  kind: "payment.recorded",
  body: {
    debt: DebtId,
    person: PersonId,
    amount: Amount,
    result: Schema.Literals(["received", "paid_in_full", "failed"]),
    plan: Schema.optionalKey(PlanId),
    /** The host's reference for it. */
    reference: Schema.optionalKey(Label)
  },
  scopes: (b) => [Scope.person(b.person), Scope.debt(b.debt)]
})

/** A plan was negotiated; it is an offer until the person chooses it. */
export const PlanAgreed = define({
  kind: "plan.agreed",
  body: {
    plan: PlanId,
    debt: DebtId,
    person: PersonId,
    installments: Schema.Array(Installment).check(Schema.isMinLength(1)),
    via: Words.Via
  },
  scopes: (b) => [Scope.person(b.person), Scope.debt(b.debt)]
})

/** The person chose a plan. */
export const PlanChosen = define({
  kind: "plan.chosen",
  body: { plan: PlanId, debt: DebtId, person: PersonId, via: Words.Via },
  scopes: (b) => [Scope.person(b.person), Scope.debt(b.debt)]
})

/** A person can be reached at an address, with the evidence that it gives of place and kind. */
export const AddressAdded = define({
  kind: "address.added",
  body: {
    address: AddressId,
    person: PersonId,
    type: Words.AddressKind,
    /** E.164 number, e-mail address, one-line postal address or token. */
    value: Private,
    line: Schema.optionalKey(Schema.Literals(["mobile", "landline", "voip", "unknown"])),
    place: Schema.optionalKey(Schema.Literals(["home", "work"])),
    evidence: Schema.Array(PlaceEvidence),
    /** Who gave it: `consumer`, `creditor`, `skip_trace`, `prior_collector`. */
    from: Label
  },
  sealed: ["value"],
  subject: (b) => `address:${b.address}`,
  scopes: (b) => [Scope.person(b.person), Scope.address(b.address)]
})

/** Somebody said something about an address: it is not hers, it is the employer's, it bounced. */
export const AddressReported = define({
  kind: "address.reported",
  body: {
    address: AddressId,
    person: Schema.optionalKey(PersonId),
    as: Schema.Literals(["wrong_party", "employer_provided", "undeliverable", "reassigned", "confirmed"]),
    by: Words.Relation
  },
  scopes: (b) => [...(b.person === undefined ? [] : [Scope.person(b.person)]), Scope.address(b.address)]
})

/** Two people are linked; caps hold over known identity. */
export const LinkMade = define({
  kind: "link.made",
  body: {
    a: PersonId,
    b: PersonId,
    relation: Schema.Literals([
      "same_person",
      "spouse",
      "co_debtor",
      "guardian",
      "estate_representative",
      "attorney"
    ])
  },
  scopes: (x) => [Scope.person(x.a), Scope.person(x.b)]
})

/** A foreign source (dialer, letter vendor) is complete up to an instant; past it, what depends on it is unknown. */
export const WatermarkMoved = define({
  kind: "watermark.moved",
  body: { feed: Label, upTo: Schema.Int },
  scopes: () => [Scope.tenant]
})
