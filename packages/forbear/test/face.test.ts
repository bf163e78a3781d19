/** Recording and attempting through promises: nothing twice, nothing half, and every error one that can be told. */
import { accepted, type ChannelContext, type WireMessage } from "@forbear/channels"
import { afterEach, describe, expect, it } from "vitest"
import {
  ForbearError,
  isForbearError,
  type AttemptInput,
  type Forbear,
  type ForbearOptions,
  type HostEvent
} from "../src/index.ts"
import { fakeSms, jane, NAME, open, PHONE, wish } from "./kit.ts"

let opened: Forbear | undefined
const start = async (more: Partial<ForbearOptions> = {}): Promise<Forbear> => (opened = await open(more))
afterEach(() => opened?.close())

const caught = async (promise: Promise<unknown>): Promise<ForbearError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason
  )
  if (!isForbearError(error)) throw new Error("it did not reject with a ForbearError")
  return error
}

const paid = (id: string, amount = "10.00"): HostEvent => ({
  id,
  kind: "payment.recorded",
  occurredAt: "2026-03-03T12:00:00Z",
  body: { debt: "debt-1", person: "jane", amount: { amount, currency: "USD" }, result: "received" }
})

describe("record", () => {
  it("adds nothing for ids that it knows, sealed fields included", async () => {
    const forbear = await start()
    expect(await forbear.record(jane)).toEqual({ added: 3, known: 0 })
    expect(await forbear.record([...jane, paid("p1")])).toEqual({ added: 1, known: 3 })
    expect(await forbear.timeline("jane")).toHaveLength(4)
  })

  it("refuses a known id with other content, and with it the whole call", async () => {
    const forbear = await start()
    await forbear.record([...jane, paid("p1")])
    const error = await caught(forbear.record([paid("p2"), paid("p1", "11.00")]))
    expect(error).toMatchObject({ code: "FORBEAR_INPUT", field: "id", retryable: false })
    expect(await forbear.timeline("jane")).toHaveLength(4)
  })

  const good = paid("good")
  const wrong: ReadonlyArray<readonly [string, unknown, string]> = [
    ["a kind that does not exist", { ...good, id: "x", kind: "payment.guessed" }, "kind"],
    ["an id with spaces", { ...good, id: "two words" }, "id"],
    ["an id of 201 characters", { ...good, id: "x".repeat(201) }, "id"],
    [
      "a body that is larger than 64 KiB",
      { ...jane[0], id: "x", body: { person: "jane", name: "n".repeat(70_000) } },
      "body"
    ],
    [
      "a field that the kind does not have",
      { ...good, id: "x", body: { ...good.body, card: "4111" } },
      "card"
    ],
    ["a time without an offset", { ...good, id: "x", occurredAt: "2026-03-03T12:00:00" }, "occurredAt"],
    ["an amount that is a number", { ...good, id: "x", body: { ...good.body, amount: 10 } }, "amount"],
    ["null", null, "event"]
  ]
  it.each(wrong)("refuses %s, and with it the whole call", async (_, event, field) => {
    const forbear = await start()
    const error = await caught(forbear.record([paid("before"), event as HostEvent, paid("after")]))
    expect(error.code).toBe("FORBEAR_INPUT")
    if (field !== "event") expect(error.field).toBe(field)
    expect(await forbear.timeline("jane")).toEqual([])
  })
})

describe("attempt", () => {
  it("sends once under one key, whoever asks and however often", async () => {
    const { channel, sent } = fakeSms()
    const forbear = await start({ channels: [channel] })
    await forbear.record(jane)
    const answers = await Promise.all([forbear.attempt(wish), forbear.attempt(wish), forbear.attempt(wish)])
    // Whoever asks while the provider has it hears "unknown": it left, and there is no answer yet.
    expect(answers.map(({ outcome }) => outcome)).toContain("dispatched")
    expect(answers.filter(({ outcome }) => outcome !== "dispatched" && outcome !== "unknown")).toEqual([])
    expect(await forbear.attempt(wish)).toMatchObject({ outcome: "dispatched", providerId: "fake-1" })
    expect(sent.map(({ to }) => to)).toEqual([PHONE])
  })

  it("answers a refusal with its citation and does not throw", async () => {
    const { channel, sent } = fakeSms()
    const forbear = await start({ channels: [channel] })
    await forbear.record([
      ...jane,
      {
        id: "stop",
        kind: "contact.refused",
        occurredAt: "2026-03-04T17:00:00Z",
        body: { person: "jane", channels: ["sms"], provenance: { via: "phone", by: "consumer" } }
      }
    ])
    const { outcome, decisions } = await forbear.attempt(wish)
    expect(outcome).toBe("suppressed")
    expect(decisions[0]?.reasons[0]).toMatchObject({
      citation: expect.stringContaining("47 CFR 64.1200"),
      facts: ["stop"]
    })
    expect(sent).toEqual([])
  })

  const wrong: ReadonlyArray<readonly [string, unknown, string]> = [
    ["nothing", undefined, "input"],
    ["no key", { ...wish, key: undefined }, "key"],
    ["a key with spaces", { ...wish, key: "two words" }, "key"],
    ["a person that is a number", { ...wish, person: 5 }, "person"],
    ["one debt instead of a list", { ...wish, debts: "debt-1" }, "debts"],
    ["a purpose of its own", { ...wish, purpose: "hello" }, "purpose"],
    ["a channel that does not exist", { ...wish, channels: ["fax"] }, "channels"],
    ["a time in words", { ...wish, notAfter: "tomorrow" }, "notAfter"],
    ["a misspelt field", { ...wish, notafter: "2026-03-05T00:00:00Z" }, "notafter"],
    ["another way to defer", { ...wish, onDefer: "never" }, "onDefer"]
  ]
  it.each(wrong)("refuses %s", async (_, input, field) => {
    const forbear = await start()
    await forbear.record(jane)
    const error = await caught(forbear.attempt(input as AttemptInput))
    expect(error).toMatchObject({ code: "FORBEAR_INPUT", field })
    expect(error.message).toMatch(new RegExp(`^${field}: `))
  })

  it("names the template that is missing", async () => {
    const forbear = await start()
    await forbear.record(jane)
    const error = await caught(forbear.attempt({ ...wish, template: "no_such" }))
    expect(error.code).toMatch(/^FORBEAR_(CONFIGURATION|NOT_FOUND|COMPOSITION)$/)
    expect(error.message).toContain("no_such")
  })

  it("does not send what the host does not confirm, also when its hook fails", async () => {
    const { channel, sent } = fakeSms()
    const log: Array<string> = []
    const forbear = await start({
      channels: [channel],
      confirm: () => {
        throw new Error(`${NAME} is not in the database`)
      },
      log: (line) => log.push(JSON.stringify(line))
    })
    await forbear.record(jane)
    expect((await forbear.attempt(wish)).outcome).toBe("suppressed")
    expect(sent).toEqual([])
    expect(log.join()).toContain("confirm.failed")
    expect(log.join()).not.toContain(NAME)
  })
})

describe("errors", () => {
  it("hold nothing personal, in message, JSON or log", async () => {
    const log: Array<string> = []
    const forbear = await start({ log: (line) => log.push(JSON.stringify(line)) })
    await forbear.record(jane)
    const errors = [
      await caught(forbear.record({ ...jane[0], body: { ...jane[0].body, name: `${NAME} II` } })),
      await caught(
        forbear.record({ ...jane[2], id: "x", body: { ...jane[2].body, value: `${PHONE} ext 5 ${NAME}` } })
      ),
      await caught(forbear.record({ ...jane[0], id: "x", body: { person: "jane", name: [NAME] } })),
      await caught(forbear.addressId("email", `${NAME} at example`)),
      await caught(forbear.attempt({ ...wish, template: "no_such", data: { name: NAME } })),
      await caught(
        forbear.desk.callReceived({ call: `${NAME}`, person: "jane", debts: [], agent: "agent-1" })
      )
    ]
    for (const error of errors) {
      expect(error).toBeInstanceOf(ForbearError)
      expect(error).toBeInstanceOf(Error)
      expect(error.code).toMatch(/^FORBEAR_[A-Z_]+$/)
      const told = JSON.parse(JSON.stringify(error)) as Record<string, unknown>
      expect(Object.keys(told).sort()).toEqual(
        expect.arrayContaining(["code", "message", "name", "retryable"])
      )
      for (const secret of [NAME, PHONE, "5205550177"]) {
        expect(`${error.message} ${JSON.stringify(told)} ${log.join()}`).not.toContain(secret)
      }
    }
  })

  it("are recognised across copies of the package", () => {
    const copy = Object.assign(new Error("from another copy"), { [Symbol.for("forbear/error")]: true })
    expect(isForbearError(copy)).toBe(true)
    expect(isForbearError(new Error("FORBEAR_INPUT"))).toBe(false)
    expect(isForbearError(null)).toBe(false)
  })

  it("of a host's own function are shown again, and say whose", async () => {
    let broken = true
    const seen: Array<string> = []
    const forbear = await start({
      onEvent: ({ kind }) => {
        if (broken) throw new Error(NAME)
        seen.push(kind)
      }
    })
    await forbear.record(jane)
    const error = await caught(forbear.settle())
    expect(error).toMatchObject({ field: "onEvent", retryable: true })
    expect(JSON.stringify(error)).not.toContain(NAME)
    broken = false
    await forbear.settle()
    expect(seen).toEqual(["person.recorded", "debt.placed", "address.added"])
  })
})

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))))

describe("a provider that answers strangely", () => {
  it("gives unknown, which the same key does not send again", async () => {
    const { channel, sent } = fakeSms(() => {
      throw new Error("socket hang up")
    })
    const forbear = await start({ channels: [channel] })
    await forbear.record(jane)
    expect((await forbear.attempt(wish)).outcome).toBe("unknown")
    expect((await forbear.attempt(wish)).outcome).toBe("unknown")
    expect(sent).toHaveLength(1)
  })

  it("is given up on after sendTimeoutMillis", async () => {
    const { channel } = fakeSms(
      () => new Promise((resolve) => setTimeout(() => resolve(accepted("late")), 400))
    )
    const forbear = await start({
      channels: [
        {
          ...channel,
          send: (message: WireMessage, context: ChannelContext) =>
            Promise.race([channel.send(message, context), aborted(context.signal)])
        }
      ],
      sendTimeoutMillis: 20
    })
    await forbear.record(jane)
    expect((await forbear.attempt(wish)).outcome).toBe("unknown")
  })
})
