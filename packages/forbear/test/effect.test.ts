/** The same engine as a service: the same answers, errors as values, the store from the options or from the context. */
import { expect, it, describe } from "@effect/vitest"
import { Instant, Timeline, TimelineMemory, Vault, type Id, Words } from "@forbear/core"
import { channelNames } from "@forbear/channels"
import { Effect, Exit, Fiber, Layer } from "effect"
import { Forbear, layer, make, OutreachError, type HostedOptions } from "../src/effect.ts"
import type { ChannelName, ForbearOptions } from "../src/index.ts"
import { fakeSms, jane, NOON, options, wish } from "./kit.ts"

const hostedOptions = (): HostedOptions => {
  const { store: _, keys: __, clock: ___, ...rest } = options()
  return rest
}

describe("the service", () => {
  it.effect("records, sends once and says why not, as the Promise face does", () => {
    const { channel, sent } = fakeSms()
    return Effect.gen(function* () {
      const forbear = yield* Forbear
      expect(yield* forbear.record(jane)).toEqual({ added: 3, known: 0 })
      expect((yield* forbear.attempt(wish)).outcome).toBe("dispatched")
      expect((yield* forbear.attempt(wish)).outcome).toBe("dispatched")
      expect(sent).toHaveLength(1)
      yield* forbear.record({
        id: "stop",
        kind: "contact.refused",
        occurredAt: new Date(NOON),
        body: { person: "jane", channels: ["sms"], provenance: { via: "phone", by: "consumer" } }
      })
      const { outcome, decisions } = yield* forbear.attempt({ ...wish, key: "april" })
      expect(outcome).toBe("suppressed")
      expect(decisions[0]?.reasons[0]?.citation).toContain("47 CFR 64.1200")
      expect(
        (yield* forbear.may({ person: "jane", debts: ["debt-1"], purpose: "payment_reminder" }))[0]?.outcome
      ).toBe("deny")
    }).pipe(Effect.provide(layer(options({ channels: [channel] }))))
  })

  it.effect("takes timeline and vault from the context", () =>
    Effect.gen(function* () {
      const forbear = yield* Forbear
      yield* forbear.record(jane)
      const timeline = yield* Timeline.Timeline
      const { events } = yield* timeline.read("acme" as Id.TenantId, ["person:jane" as never])
      expect(events.map(({ kind }) => kind)).toEqual(["person.recorded", "debt.placed", "address.added"])
    }).pipe(
      Effect.provide(
        layer(hostedOptions()).pipe(
          Layer.provideMerge(
            Layer.mergeAll(TimelineMemory.layer({ clock: () => Instant.make(NOON) }), Vault.layerMemory)
          )
        )
      )
    )
  )

  it.effect("fails with OutreachError, naming field and fix", () =>
    Effect.gen(function* () {
      const wrong = { ...options(), tenant: "" } satisfies ForbearOptions
      const configuration = yield* Effect.flip(Effect.scoped(make(wrong)))
      expect(configuration).toBeInstanceOf(OutreachError)
      expect(configuration).toMatchObject({ reason: "configuration", field: "tenant", isRetryable: false })
      const slip = yield* Effect.flip(
        Effect.scoped(make({ ...options(), store: undefined } as unknown as ForbearOptions))
      )
      expect(slip).toMatchObject({ reason: "configuration", field: "store" })
      const input = yield* Effect.gen(function* () {
        return yield* Effect.flip((yield* Forbear).attempt({ ...wish, purpose: "hello" }))
      }).pipe(Effect.provide(layer(options())))
      expect(input).toMatchObject({ _tag: "OutreachError", reason: "input", field: "purpose" })
      const caught = yield* Effect.gen(function* () {
        const forbear = yield* Forbear
        return yield* forbear.record({ ...jane[0], kind: "no.such" }).pipe(
          Effect.as("recorded"),
          Effect.catchTag("OutreachError", ({ field }) => Effect.succeed(field))
        )
      }).pipe(Effect.provide(layer(options())))
      expect(caught).toBe("kind")
    })
  )

  it.live("works until it is interrupted", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const context = layer(options({ onEvent: ({ kind }) => void seen.push(kind) }))
      yield* Effect.gen(function* () {
        const forbear = yield* Forbear
        yield* forbear.record(jane[0])
        const fiber = yield* Effect.forkChild(forbear.work({ pauseMillis: 5 }))
        while (seen.length === 0) yield* Effect.sleep(5)
        yield* Fiber.interrupt(fiber)
        expect(Exit.isFailure(yield* Fiber.await(fiber))).toBe(true)
      }).pipe(Effect.provide(context))
      expect(seen).toEqual(["person.recorded"])
    })
  )
})

describe("the plain words", () => {
  it("are those of the contract and of core", () => {
    const plain: ReadonlyArray<ChannelName> = channelNames
    const back: ReadonlyArray<Words.Channel> = plain
    expect([...back].sort()).toEqual([...Words.Channel.literals].sort())
  })
})
