/** Who acts in a replay beside the engine: the file, whose events arrive at their times; customers who reply; agents who call. */
import type { Actor, Sandboxes } from "@forbear/testkit"
import type { Forbear } from "forbear"
import { chance, SYSTEM } from "./Plan.ts"
import type { StagedEvent } from "./Staging.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Events told in one call, at most. */
const CHUNK = 200

/** What an actor may use. */
export interface Stage {
  readonly forbear: Pick<Forbear, "record" | "desk" | "timeline" | "addressId">
  readonly sandboxes: Sandboxes
  readonly seed: number
  /** Who owes a debt of the file. */
  readonly personOf: (debt: string) => string
  /** Runs when nothing else does. */
  readonly turn: <A>(work: () => Promise<A>) => Promise<A>
}

/** An attempt of the journey names its debt: `dunning/<debt>@<due date>/<step>/<n>`. */
const debtOf = (attempt: string): string | undefined => /^dunning\/(.+)@\d{4}-\d\d-\d\d\//.exec(attempt)?.[1]

/** Shares of addresses at which nothing arrives. */
const DEAD_NUMBERS = 0.02
const DEAD_MAILBOXES = 0.01

/** Events of the file at their times. `until`: what comes at or after it is not told. */
export const fileActor = (stage: Stage, events: Iterator<StagedEvent>, until: number): Actor => {
  let ahead = events.next()

  /** The provider learns of numbers and mailboxes that do not work before anything is sent there. */
  const settleFate = ({ kind, body }: StagedEvent): void => {
    const { person, value } = body
    if (kind !== "address.added" || typeof value !== "string") return
    if (body["type"] === "phone" && chance(stage.seed, "number", String(person)) < DEAD_NUMBERS) {
      stage.sandboxes.twilio?.undeliverable.set(value, "30005")
    }
    if (body["type"] === "email" && chance(stage.seed, "mailbox", String(person)) < DEAD_MAILBOXES) {
      stage.sandboxes.smtp?.unknownMailboxes.add(value)
    }
  }
  const tell = async (batch: ReadonlyArray<StagedEvent>): Promise<void> => {
    if (batch.length === 0) return
    batch.forEach(settleFate)
    await stage.turn(() =>
      stage.forbear.record(
        batch.map(({ id, kind, at, body }) => ({
          id,
          kind,
          occurredAt: new Date(at),
          source: { system: SYSTEM },
          body
        }))
      )
    )
  }

  return {
    nextDue: () => (ahead.done === true || ahead.value.at >= until ? undefined : ahead.value.at),
    act: async (now) => {
      let batch: Array<StagedEvent> = []
      while (ahead.done !== true && ahead.value.at <= now && ahead.value.at < until) {
        batch.push(ahead.value)
        ahead = events.next()
        if (batch.length < CHUNK) continue
        await tell(batch)
        batch = []
      }
      await tell(batch)
    }
  }
}

interface Planned {
  readonly at: number
  readonly act: () => Promise<unknown>
}

/** Things that will be done at their times, soonest first; ties in the order of planning. */
const agenda = () => {
  const waiting: Array<Planned> = []
  return {
    add: (planned: Planned) => {
      let index = waiting.length
      while (index > 0 && (waiting[index - 1]?.at ?? 0) > planned.at) index--
      waiting.splice(index, 0, planned)
    },
    next: () => waiting[0]?.at,
    run: async (now: number) => {
      while ((waiting[0]?.at ?? Infinity) <= now) await waiting.shift()?.act()
    }
  }
}

/** What an agent makes of a reply that put everything on hold. */
type Meaning = "dispute" | "wrong_party"

/** What customers write: the share of texts that is answered so. */
const REPLIES: ReadonlyArray<readonly [share: number, text: string, meaning?: Meaning]> = [
  [0.03, "STOP"],
  [0.07, "I paid this already"],
  [0.02, "I dispute this invoice", "dispute"],
  [0.02, "Please email me instead"],
  [0.06, "Ok, will pay on Friday"],
  [0.01, "Wrong number", "wrong_party"]
]

const pickBy = <A extends readonly [share: number, ...rest: ReadonlyArray<unknown>]>(
  choices: ReadonlyArray<A>,
  roll: number
): A | undefined => {
  let left = roll
  for (const choice of choices) {
    if (left < choice[0]) return choice
    left -= choice[0]
  }
  return undefined
}

/** The day after, an agent reads what the engine held: a dispute is written down for its invoice, a number is reported, and the hold ends. */
const lookAt = async (
  stage: Stage,
  debt: string,
  number: string,
  meaning: Meaning,
  now: number
): Promise<void> => {
  const { forbear, personOf } = stage
  const person = personOf(debt)
  const holds = (await forbear.timeline(person)).filter(
    ({ kind, body }) => kind === "hold.placed" && String(body["reason"]).startsWith("reply:")
  )
  const hold = holds.at(-1)
  if (hold === undefined) return
  const event = (kind: string, suffix: string, body: Readonly<Record<string, unknown>>) => ({
    id: `${hold.id}/${suffix}`,
    kind,
    occurredAt: new Date(now),
    source: { system: "desk" },
    body
  })
  const found =
    meaning === "dispute"
      ? event("dispute.raised", "dispute", { person, debts: [debt], via: "sms" })
      : event("address.reported", "report", {
          address: await forbear.addressId("phone", number),
          person,
          as: "wrong_party",
          by: "third_party"
        })
  const lifted = event("hold.lifted", "lifted", {
    person,
    debts: [],
    hold: String(hold.body["hold"]),
    reason: "an agent has looked"
  })
  await forbear.record([found, lifted])
}

/** Customers who answer some of the texts that they get, between two minutes and ten hours later, and the agent who reads them. */
export const customersActor = (stage: Stage): Actor => {
  const plans = agenda()
  const { twilio } = stage.sandboxes
  let seen = 0
  const look = (): void => {
    for (const { from, to, at, statusCallback } of twilio?.messages.slice(seen) ?? []) {
      seen++
      const attempt =
        statusCallback === undefined ? null : new URL(statusCallback).searchParams.get("attempt")
      const debt = attempt === null ? undefined : debtOf(attempt)
      const reply =
        debt === undefined ? undefined : pickBy(REPLIES, chance(stage.seed, "reply", String(attempt)))
      if (debt === undefined || reply === undefined || twilio?.undeliverable.has(to) === true) continue
      const [, text, meaning] = reply
      const repliedAt = at + 2 * MINUTE + Math.floor(chance(stage.seed, "delay", String(attempt)) * 10 * HOUR)
      plans.add({ at: repliedAt, act: async () => twilio?.reply(from, to, text) })
      if (meaning === undefined) continue
      const lookedAt = repliedAt + 24 * HOUR
      plans.add({ at: lookedAt, act: () => stage.turn(() => lookAt(stage, debt, to, meaning, lookedAt)) })
    }
  }
  return {
    nextDue: () => {
      look()
      return plans.next()
    },
    act: plans.run
  }
}

type CallEnd = readonly [share: number, outcome: string, spoke: boolean]

/** How calls end, and whether they spoke. */
const CALLS: ReadonlyArray<CallEnd> = [
  [0.3, "answered", true],
  [0.25, "voicemail", false],
  [0.35, "no_answer", false],
  [0.06, "busy", false],
  [0.04, "not_in_service", false]
]
const NOBODY: CallEnd = [1, "no_answer", false]

/** Agents who make each queued call within the half hour, while it still may be made. */
export const agentsActor = (stage: Stage, now: () => number): Actor => {
  const plans = agenda()
  const tasks = stage.sandboxes.agent?.tasks ?? []
  let seen = 0
  const look = (): void => {
    for (const task of tasks.slice(seen)) {
      seen++
      const wait = Math.floor(chance(stage.seed, "call", task.attemptId) * 30 * MINUTE)
      const end: CallEnd | undefined = pickBy(CALLS, chance(stage.seed, "outcome", task.attemptId))
      const [, outcome, spoke] = end ?? NOBODY
      const person = stage.personOf(debtOf(task.attemptId) ?? "")
      plans.add({
        at: Math.min(now() + wait, Math.max(now(), task.notAfter - 1)),
        act: () =>
          stage.turn(() => stage.forbear.desk.callMade({ attempt: task.attemptId, person, outcome, spoke }))
      })
    }
  }
  return {
    nextDue: () => {
      look()
      return plans.next()
    },
    act: plans.run
  }
}
