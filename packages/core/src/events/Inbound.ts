/** Inbound events: what the consumer, or anybody, did towards us. */
import * as Schema from "effect/Schema"
import { define } from "../Event.ts"
import { AddressId, AttemptId, DebtId, PersonId } from "../Id.ts"
import * as Scope from "../Scope.ts"
import * as Words from "../Words.ts"
import { Label, Private } from "./Fields.ts"

interface InboundRef {
  readonly person?: PersonId
  readonly debts: ReadonlyArray<DebtId>
  readonly address?: AddressId
}

const scopes = (b: InboundRef) => [
  ...(b.person === undefined ? [] : [Scope.person(b.person)]),
  ...b.debts.map(Scope.debt),
  ...(b.address === undefined ? [] : [Scope.address(b.address)])
]

/** Somebody called us. Inbound calls use up no cap. */
export const CallReceived = define({
  kind: "call.received",
  body: {
    person: Schema.optionalKey(PersonId),
    debts: Schema.Array(DebtId),
    address: Schema.optionalKey(AddressId),
    /** The agent who took it; never a name. */
    agent: Schema.optionalKey(Label)
  },
  scopes
})

/** The call ended; what was permitted only during it is over. */
export const CallEnded = define({
  kind: "call.ended",
  body: { person: Schema.optionalKey(PersonId), debts: Schema.Array(DebtId), call: Label },
  scopes: (b) => scopes(b)
})

/** Somebody wrote to us. The text is kept whole and sealed; what it means is another event. */
export const MessageReceived = define({
  kind: "message.received",
  body: {
    person: Schema.optionalKey(PersonId),
    debts: Schema.Array(DebtId),
    channel: Words.Channel,
    address: AddressId,
    text: Private,
    /** The attempt of ours that it answers, when known. */
    answers: Schema.optionalKey(AttemptId),
    adapter: Schema.optionalKey(Label),
    /** The provider saw an opt-out word, blocked the sender for this address and answered itself. */
    confirmedByProvider: Schema.optionalKey(Schema.Boolean)
  },
  sealed: ["text"],
  subject: (b) => `address:${b.address}`,
  scopes
})

/** A visit to the portal began or ended. */
export const PortalVisited = define({
  kind: "portal.visited",
  body: {
    person: PersonId,
    debts: Schema.Array(DebtId),
    state: Schema.Literals(["opened", "authenticated", "ended"])
  },
  gate: false,
  scopes
})
