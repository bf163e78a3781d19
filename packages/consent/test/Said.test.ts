import { type ConsentError, grant, lift, prefer, refuse, revoke } from "@forbear/consent"
import type { Id } from "@forbear/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { day, head, jane, mobile } from "./kit.ts"

const provenance = { via: "phone", by: "consumer", evidence: "call:1" } as const
const consent = { ...head(day(0)), person: jane, to: "acme", form: "oral", provenance } as const

const errorOf = (effect: Effect.Effect<unknown, ConsentError>) => Effect.flip(effect)

describe("builders", () => {
  it.effect("build a checked event of the vocabulary", () =>
    Effect.gen(function* () {
      const event = yield* grant({ ...consent, channels: ["sms"], addresses: [mobile] })
      assert.strictEqual(event.kind, "consent.given")
      assert.strictEqual(event.version, 1)
      assert.deepStrictEqual(event.body.channels, ["sms"])
      assert.isFalse("now" in event.body)
    })
  )

  it.effect("derive the id from what was said and when, so that a repetition is the same event", () =>
    Effect.gen(function* () {
      const one = yield* grant(consent)
      const again = yield* grant({ ...consent, source: { system: "file-of-monday" } })
      const later = yield* grant({ ...consent, occurredAt: day(1) })
      const given = yield* grant({ ...consent, id: "mine" as Id.EventId })
      assert.strictEqual(one.id, again.id)
      assert.notStrictEqual(one.id, later.id)
      assert.strictEqual(given.id, "mine")
    })
  )

  const { provenance: _, ...bare } = consent
  const refusals: ReadonlyArray<readonly [string, Effect.Effect<unknown, ConsentError>, string, string]> = [
    ["no provenance", grant(bare as typeof consent), "NoProvenance", "provenance"],
    [
      "provenance without a speaker",
      grant({ ...consent, provenance: { via: "phone" } as typeof provenance }),
      "NoProvenance",
      "provenance.by"
    ],
    [
      "permission by the creditor",
      grant({ ...consent, provenance: { via: "file", by: "creditor" } }),
      "NotEntitled",
      "provenance.by"
    ],
    ["an empty reach", grant({ ...consent, channels: [] }), "NothingSaid", "channels"],
    [
      "a date without an offset",
      grant({ ...consent, occurredAt: "2026-11-02T09:00" }),
      "BadTime",
      "occurredAt"
    ],
    ["a consent from the future", grant({ ...consent, now: day(-1) }), "BadTime", "occurredAt"],
    ["an expiry before it began", grant({ ...consent, expiresAt: day(-1) }), "BadTime", "expiresAt"],
    ["an unknown channel", grant({ ...consent, channels: ["fax" as "sms"] }), "Malformed", "channels"],
    ["a stop of nobody", revoke({ ...head(day(0)), provenance }), "NothingSaid", "person"],
    [
      "a refusal of nobody",
      refuse({ ...head(day(0)), channels: ["sms"], provenance }),
      "NothingSaid",
      "person"
    ],
    ["a wish without one", prefer({ ...head(day(0)), person: jane, provenance }), "NothingSaid", "prefers"],
    [
      "a lift by a provider's list",
      lift({ ...head(day(0)), person: jane, provenance: { ...provenance, via: "provider_list" } }),
      "NotEntitled",
      "provenance.via"
    ],
    [
      "a lift by a spouse",
      lift({ ...head(day(0)), person: jane, provenance: { ...provenance, by: "spouse" } }),
      "NotEntitled",
      "provenance.by"
    ],
    [
      "a lift without evidence",
      lift({ ...head(day(0)), person: jane, provenance: { via: "phone", by: "consumer" } }),
      "NoEvidence",
      "provenance.evidence"
    ]
  ]
  for (const [name, effect, reason, field] of refusals) {
    it.effect(`refuse ${name}`, () =>
      Effect.gen(function* () {
        const error = yield* errorOf(effect)
        assert.strictEqual(error.reason, reason)
        assert.strictEqual(error.field, field)
        assert.notInclude(error.message, "jane")
      })
    )
  }

  it.effect("keep a stop of an address that belongs to nobody we know", () =>
    Effect.gen(function* () {
      const event = yield* revoke({
        ...head(day(0)),
        addresses: [mobile],
        provenance: { via: "sms", by: "third_party" }
      })
      assert.isUndefined(event.body.person)
    })
  )
})
