/** Journey events: entering, stepping and leaving; the state itself is folded from them. */
import * as Schema from "effect/Schema"
import { define } from "../Event.ts"
import { DebtId, EventId, InstanceId, PersonId } from "../Id.ts"
import * as Scope from "../Scope.ts"
import { Label } from "./Fields.ts"

const fields = { instance: InstanceId, person: PersonId, debts: Schema.Array(DebtId), journey: Label }
const scopes = (b: { readonly instance: InstanceId; readonly person: PersonId }) => [
  Scope.instance(b.instance),
  Scope.person(b.person)
]

/** A person entered a journey; the hash pins the definition that they walk. */
export const JourneyEntered = define({
  kind: "journey.entered",
  body: { ...fields, definitionHash: Label, because: EventId },
  gate: false,
  scopes
})

/** One event was reduced: the state that it led to, and the commands that it issued. */
export const JourneyStepped = define({
  kind: "journey.stepped",
  body: { ...fields, because: EventId, state: Schema.Unknown, commands: Schema.Array(Schema.Unknown) },
  gate: false,
  scopes
})

/** A timer of a journey came due. */
export const TimerFired = define({
  kind: "timer.fired",
  body: { ...fields, timer: Label, dueAt: Schema.Int },
  gate: false,
  scopes
})

/** The walk is over. */
export const JourneyEnded = define({
  kind: "journey.ended",
  body: { ...fields, because: EventId, why: Label },
  gate: false,
  scopes
})
