/** A whole run with everything that can go wrong, and not one personal datum in any log line, error or stored row. */
import { inspect } from "node:util"
import { MalformedWebhookError, rejected, unknown, type ProviderEvent } from "@forbear/channels"
import { Instant, Scope, type Id } from "@forbear/core"
import { Cause, Effect, Exit } from "effect"
import { expect, it } from "vitest"
import { Attempt, Desk, Engine, Intake, Journey, Record, Worker } from "../src/index.ts"
import {
  BODY,
  channelTo,
  DAY,
  drive,
  EMAIL,
  events,
  HOUR,
  inbound,
  NAME,
  NOON,
  person,
  PHONE,
  record,
  run,
  status,
  told,
  using,
  wish,
  world
} from "./kit.ts"

const REPLY = "my reply that nobody may log"
const NOTE = "data of the host's that nobody may log"
const secrets = [
  NAME,
  "Ada Q",
  "Testperson",
  PHONE,
  PHONE.slice(1),
  "5205550177",
  EMAIL,
  "ada.q",
  BODY,
  REPLY,
  NOTE,
  "1,240.50",
  "9911",
  "85701"
]

const expectClean = (what: string, value: unknown): void => {
  const text =
    typeof value === "string"
      ? value
      : `${inspect(value, { depth: 12, getters: true })} ${JSON.stringify(value)} ${String(value)}`
  for (const secret of secrets)
    expect(text.includes(secret), `${what} holds ${secret}: ${text.slice(0, 300)}`).toBe(false)
}

it("logs, errors and rows of a whole run hold nothing personal", async () => {
  const w = world()
  const errors: Array<unknown> = []
  const trial = async <A, E>(effect: Effect.Effect<A, E>): Promise<void> => {
    const exit = await Effect.runPromiseExit(effect)
    if (Exit.isFailure(exit)) errors.push(Cause.squash(exit.cause))
  }
  const thrower = Journey.journey<object>({
    id: "thrower",
    version: "1",
    enters: (event) =>
      event.kind === "debt.placed"
        ? { key: event.body.debt, person: event.body.person, debts: [event.body.debt] }
        : undefined,
    begin: () => ({
      state: {},
      commands: [
        {
          _tag: "attempt",
          step: "write",
          request: { purpose: "payment_reminder", template: "nowhere", data: { note: NOTE } }
        },
        {
          _tag: "attempt",
          step: "two",
          request: { purpose: "payment_reminder", template: "note", data: { note: NOTE } }
        }
      ]
    }),
    react: () => {
      throw new Error(`${NAME} ${PHONE}`)
    }
  })
  const channel = channelTo(w.provider, {
    senders: ["one", "two"],
    lookup: async () => {
      throw new Error(PHONE)
    }
  })
  const engine = (more: Partial<Engine.Engine> = {}) =>
    w.engine({ ...using(channel), journeys: [thrower], sendTimeoutMillis: 50, ...more })
  const one = engine()
  await record(one, person())
  w.provider.next.push(
    () => rejected("retryable", "20429"),
    (message) => {
      throw new Error(`could not send to ${message.to}`)
    },
    () => unknown("timeout"),
    () => rejected("invalid_address", "21211")
  )
  for (const key of ["a", "b", "c", "d", "e"])
    await trial(Attempt.attempt(one, wish(key, { data: { note: NOTE } })))
  await trial(Attempt.attempt(engine({ confirm: () => Effect.die(new Error(NAME)) }), wish("f")))
  await trial(Attempt.attempt(engine({ links: { portal: () => Effect.die(new Error(PHONE)) } }), wish("g")))
  await trial(Attempt.attempt(engine({ templates: [] }), wish("h")))
  await trial(
    Attempt.attempt(
      engine({
        templates: [
          {
            id: "note",
            version: 1,
            group: "sms",
            language: "en",
            uses: [],
            data: {},
            text: `${BODY} {{ nothing.there }}`
          }
        ]
      }),
      wish("i")
    )
  )
  await trial(Attempt.attempt(one, wish(`${PHONE} is no key`)))
  await trial(
    Record.record(one, [
      told("address.added", "x", {
        person: "ada",
        type: "email",
        value: `${EMAIL} and more`,
        evidence: [],
        from: "x"
      })
    ])
  )
  await trial(
    Record.record(one, [
      told("person.recorded", "ada/person", { person: "ada", name: `${NAME} Jr`, birthDate: 5 })
    ])
  )
  await trial(Record.record(one, [told("person.recorded", "y", { person: NAME, name: NAME })]))
  const take = (event: ProviderEvent) => trial(Intake.take(one, channel, event))
  for (const text of [REPLY, "STOP", `dispute ${REPLY}`, NAME]) await take(inbound(text, `in-${text.length}`))
  await take(inbound(REPLY, "in-x", { from: NAME }))
  await take(inbound(REPLY, "in-y", { from: 5 as never }))
  await take(status("b", "failed.permanent", "r1", { raw: { status: "failed", code: "30003" } }))
  const receiver = Intake.receiver(
    one,
    {
      ...channel,
      webhook: {
        path: "/x",
        verify: ({ body }) => ({ _tag: "Verified", scheme: "x", body }),
        parse: () => {
          throw new MalformedWebhookError(PHONE)
        }
      }
    },
    run,
    () => NOON
  )
  await receiver(new Request(`http://localhost/x?to=${PHONE}`, { method: "POST", body: REPLY }))
  await trial(Desk.callMade(one, "b" as Id.AttemptId, "ada" as Id.PersonId, "answered", true))
  await trial(
    Desk.conversation(one, {
      call: "c" as Id.EventId,
      person: "ada" as Id.PersonId,
      debts: [],
      agent: "x",
      identified: ""
    })
  )
  await run(
    Record.appendAll(
      one,
      [],
      [
        {
          _tag: "set",
          scope: Scope.attempt("z" as Id.AttemptId),
          name: "attempt",
          dueAt: Instant.make(NOON),
          payload: `{"broken": "${NAME}`
        }
      ]
    )
  )
  const host: Worker.Follower = {
    name: "host",
    see: (event) =>
      event.kind === "message.received" ? Effect.die(new Error(`${NAME} ${REPLY}`)) : Effect.void
  }
  for (let i = 0; i < 3; i++) await trial(Worker.settleDown(one, [host]))
  await drive(w, one, NOON + 4 * DAY)
  w.clock.now += HOUR

  expect(w.logs.length).toBeGreaterThan(20)
  const words = new Set(w.logs.map(({ event }) => event))
  for (const word of [
    "adapter.defect",
    "confirm.failed",
    "timer.failed",
    "timer.poison",
    "reaction.failed",
    "work.failed",
    "attempt.settled",
    "attempt.unknown_expired",
    "webhook.unknown_sender"
  ])
    expect(words).toContain(word)
  for (const line of w.logs) expectClean("a log line", line)
  const ours = errors.filter((error) => error instanceof Engine.OutreachError)
  expect(ours.length).toBeGreaterThan(8)
  for (const error of ours) {
    expectClean("an error", [error.name, error.message, error.field, error.reason, error.stack])
    // What a function of the host's threw is the host's own, and goes no further than the cause.
    const { cause } = error
    if (typeof cause === "object" && cause !== null && "_tag" in cause) expectClean("a cause", cause)
  }
  const rows = (await run(one.timeline.follow(one.tenant, 0, 10_000))).map((event) => JSON.stringify(event))
  const personal = rows.filter((row) =>
    secrets.some((secret) => secret !== "1,240.50" && row.includes(secret))
  )
  expect(personal).toEqual([])
  expect((await events(one)).length).toBeGreaterThan(20)
})
