/** The agent's desk as promises: what is recorded and sent during a call, and the queue of work. */
import type { Events, Id, Words } from "@forbear/core"
import { Instant } from "@forbear/core"
import { Desk as Engines, Record, type Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import { attemptRequest, attemptResult, decisionView } from "./translate.ts"
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
  readonly callMade: (made: { readonly attempt: string; readonly person: string; readonly outcome: string; readonly spoke: boolean }) => Promise<void>
}

type Run = <A, E>(effect: Effect.Effect<A, E>) => Promise<A>
type Guard = <A>(go: () => Promise<A>) => Promise<A>

const hashed = async (words: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words))).toString("hex")

/** Builds the desk over an engine. */
export const makeDesk = (engine: Engine.Engine, run: Run, guard: Guard): Desk => {
  const inbound = async ({ from, ...call }: CallInput): Promise<Engines.InboundCall> => ({
    call: call.call as Id.EventId,
    person: call.person as Id.PersonId,
    debts: call.debts as ReadonlyArray<Id.DebtId>,
    agent: call.agent,
    ...(from === undefined ? {} : { address: (await run(Record.addressId(engine, "phone", from))).id })
  })
  return {
    callReceived: (call) => guard(async () => run(Engines.callReceived(engine, await inbound(call)))),
    conversation: (call) =>
      guard(async () => run(Engines.conversation(engine, { ...(await inbound(call)), identified: call.identified }))),
    planAgreed: (plan) =>
      guard(() => run(Engines.planAgreed(engine, { ...plan, via: "phone" } as unknown as Events.Body<"plan.agreed">))),
    consentGiven: ({ call, words, address, ...given }) =>
      guard(async () => {
        const { id } = await run(Record.addressId(engine, address.type, address.value))
        const reach = { ...given, addresses: [id], ...(words === undefined ? {} : { shown: await hashed(words) }) }
        await run(Engines.consentGiven(engine, call as Id.EventId, reach as unknown as Parameters<typeof Engines.consentGiven>[2]))
      }),
    send: (call, request) =>
      guard(async () => attemptResult(await run(Engines.sendDuringCall(engine, call as Id.EventId, attemptRequest(request))))),
    callEnded: (call) =>
      guard(() => run(Engines.callEnded(engine, call as unknown as Parameters<typeof Engines.callEnded>[1]))),
    tasks: (queue) => guard(async () => (await run(Engines.tasks(engine, queue))).map(taskView)),
    callMade: ({ attempt, person, outcome, spoke }) =>
      guard(() =>
        run(
          Effect.asVoid(
            Engines.callMade(engine, attempt as Id.AttemptId, person as Id.PersonId, outcome as Words.CallOutcome, spoke)
          )
        )
      )
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
