/** Legal events: cease, dispute, attorney, bankruptcy, death, holds. */
import * as Schema from "effect/Schema"
import { define } from "../Event.ts"
import { DebtId, PersonId } from "../Id.ts"
import * as Scope from "../Scope.ts"
import * as Words from "../Words.ts"
import { Amount, DateText, Label } from "./Fields.ts"

const scopes = (b: { readonly person: PersonId; readonly debts: ReadonlyArray<DebtId> }) => [
  Scope.person(b.person),
  ...b.debts.map(Scope.debt)
]

/** A written request to cease, effective on receipt (12 CFR 1006.6(c)). */
export const CeaseRequested = define({
  kind: "cease.requested",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    via: Words.Via,
    sentOn: Schema.optionalKey(DateText)
  },
  scopes
})

/** The consumer disputes a debt or a part of it (12 CFR 1006.38). */
export const DisputeRaised = define({
  kind: "dispute.raised",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    via: Words.Via,
    sentOn: Schema.optionalKey(DateText),
    amount: Schema.optionalKey(Amount)
  },
  scopes
})

/** Verification was sent, or the dispute was withdrawn or resolved in the host's books. */
export const DisputeResolved = define({
  kind: "dispute.resolved",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    how: Schema.Literals(["verification_sent", "withdrawn", "corrected"])
  },
  scopes
})

/** An attorney represents the consumer on these debts (12 CFR 1006.6(b)(2)). */
export const AttorneyRetained = define({
  kind: "attorney.retained",
  body: { person: PersonId, debts: Schema.Array(DebtId), attorney: PersonId },
  scopes
})

/** The attorney consented, did not answer in a reasonable time, or no longer represents. */
export const AttorneyReleased = define({
  kind: "attorney.released",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    why: Schema.Literals(["unresponsive", "consented", "not_represented"])
  },
  scopes
})

/** A bankruptcy petition is known (11 USC 362). */
export const BankruptcyFiled = define({
  kind: "bankruptcy.filed",
  body: {
    person: PersonId,
    chapter: Schema.Literals(["7", "11", "12", "13"]),
    caseNumber: Schema.optionalKey(Label)
  },
  scopes: (b) => [Scope.person(b.person)]
})

/** A report that the person died. */
export const DeathReported = define({
  kind: "death.reported",
  body: { person: PersonId, by: Words.Relation },
  scopes: (b) => [Scope.person(b.person)]
})

/** The host, an agent or a reply puts everything on hold, for a reason of its own. */
export const HoldPlaced = define({
  kind: "hold.placed",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    hold: Label,
    reason: Label,
    /** Epoch milliseconds; without it the hold lasts until it is lifted. */
    until: Schema.optionalKey(Schema.Int)
  },
  scopes
})

/** Somebody entitled to it lifts a hold. */
export const HoldLifted = define({
  kind: "hold.lifted",
  body: { person: PersonId, debts: Schema.Array(DebtId), hold: Label, reason: Label },
  scopes
})
