/** The agent's desk: what is recorded and sent during a call, and the queue of work. */
import { createHash } from "node:crypto"
import { Instant } from "@forbear/core"
import { Desk as Engines, Record, type Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import type { Face } from "./face.ts"
import * as Inputs from "./inputs.ts"
import { attemptResult, decisionView } from "./translate.ts"
import type { Amount, AttemptInput, AttemptResult, DecisionView } from "./types.ts"

/** A call that an agent took. `call` is its id in the host's phone system, unique for ever. */
export interface CallInput {
  readonly call: string
  readonly person: string
  readonly debts: ReadonlyArray<string>
  /** The number that called, if it is hers. */
  readonly from?: string
  readonly agent: string
}

/** A queued call. */
export interface TaskView {
  readonly attempt: string
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly queue: string
  readonly since: string
  readonly title: string
  readonly context: ReadonlyArray<{ readonly label: string; readonly value: string }>
  readonly mustSay: ReadonlyArray<string>
  readonly mustNotSay: ReadonlyArray<string>
  /** Asked again now. */
  readonly mayCallNow: DecisionView
}

/** What an agent does. Every call may be repeated; nothing is recorded twice. */
export interface Desk {
  readonly callReceived: (call: CallInput) => Promise<void>
  /** Identity was proved and the debt was spoken about; `identified` names how, never the answers. */
  readonly conversation: (call: CallInput & { readonly identified: string }) => Promise<void>
  readonly planAgreed: (plan: {
    readonly plan: string
    readonly debt: string
    readonly person: string
    readonly installments: ReadonlyArray<{ readonly on: string; readonly amount: Amount }>
  }) => Promise<void>
  /** She agreed, on this call, to be contacted at this address about these debts. `words` is what was read out; only its hash is kept. */
  readonly consentGiven: (given: {
    readonly call: string
    readonly person: string
    readonly channels: ReadonlyArray<string>
    readonly address: { readonly type: "phone" | "email"; readonly value: string }
    readonly debts: ReadonlyArray<string>
    readonly words?: string
  }) => Promise<void>
  /** The agent presses send. */
  readonly send: (call: string, request: Omit<AttemptInput, "inReplyTo">) => Promise<AttemptResult>
  readonly callEnded: (call: Pick<CallInput, "call" | "person" | "debts">) => Promise<void>
  readonly tasks: (queue: string) => Promise<ReadonlyArray<TaskView>>
  /** What became of a queued call, and whether they spoke about the debt. */
  readonly callMade: (made: {
    readonly attempt: string
    readonly person: string
    readonly outcome: string
    readonly spoke: boolean
  }) => Promise<void>
}

const hashed = (words: string): string => createHash("sha256").update(words, "utf8").digest("hex")

const decodeCall = Inputs.decoder(Inputs.Call, "ignore")
const decodeConversation = Inputs.decoder(Inputs.Conversation, "ignore")
const decodePlan = Inputs.decoder(Inputs.Plan, "ignore")
const decodeConsent = Inputs.decoder(Inputs.Consent, "ignore")
const decodeEnd = Inputs.decoder(Inputs.CallEnd, "ignore")
const decodeMade = Inputs.decoder(Inputs.CallMade, "ignore")

/** Builds the desk over an engine. */
export const makeDesk = (engine: Engine.Engine): Face<Desk> => {
  const inbound = Effect.fnUntraced(function* ({ from, ...call }: typeof Inputs.Call.Type) {
    if (from === undefined) return call
    return { ...call, address: (yield* Record.addressId(engine, "phone", from)).id }
  })
  return {
    callReceived: Effect.fn("Forbear.desk.callReceived")(function* (input) {
      yield* Engines.callReceived(engine, yield* inbound(yield* decodeCall(input)))
    }),
    conversation: Effect.fn("Forbear.desk.conversation")(function* (input) {
      const { identified, ...call } = yield* decodeConversation(input)
      yield* Engines.conversation(engine, { ...(yield* inbound(call)), identified })
    }),
    planAgreed: Effect.fn("Forbear.desk.planAgreed")(function* (input) {
      yield* Engines.planAgreed(engine, { ...(yield* decodePlan(input)), via: "phone" })
    }),
    consentGiven: Effect.fn("Forbear.desk.consentGiven")(function* (input) {
      const { call, words, address, ...reach } = yield* decodeConsent(input)
      const { id } = yield* Record.addressId(engine, address.type, address.value)
      yield* Engines.consentGiven(engine, call, {
        ...reach,
        addresses: [id],
        ...(words === undefined ? {} : { shown: hashed(words) })
      })
    }),
    send: Effect.fn("Forbear.desk.send")(function* (call, input) {
      const { inReplyTo, ...request } = yield* Inputs.attemptRequest({ ...input, inReplyTo: call })
      if (inReplyTo === undefined)
        return yield* Inputs.refuse("call", "give the id of the call during which it is sent")
      return attemptResult(yield* Engines.sendDuringCall(engine, inReplyTo, request))
    }),
    callEnded: Effect.fn("Forbear.desk.callEnded")(function* (input) {
      yield* Engines.callEnded(engine, yield* decodeEnd(input))
    }),
    tasks: Effect.fn("Forbear.desk.tasks")(function* (queue) {
      if (!engine.senders.some(({ sender }) => sender.id === queue)) {
        return yield* Inputs.refuse("queue", "there is no sender of that name among the channels")
      }
      return (yield* Engines.tasks(engine, queue)).map(taskView)
    }),
    callMade: Effect.fn("Forbear.desk.callMade")(function* (input) {
      const { attempt, person, outcome, spoke } = yield* decodeMade(input)
      yield* Engines.callMade(engine, attempt, person, outcome, spoke)
    })
  }
}

const taskView = (task: Engines.Task): TaskView => ({
  attempt: task.attempt,
  person: task.person,
  debts: task.debts,
  queue: task.queue,
  since: Instant.toIso(task.since),
  title: task.content.title,
  context: task.content.context,
  mustSay: task.content.mustSay,
  mustNotSay: task.content.mustNotSay,
  mayCallNow: decisionView(task.mayCallNow)
})
