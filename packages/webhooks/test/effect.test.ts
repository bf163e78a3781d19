/** The Effect face: typed refusals, Clock, and the receiver with services. */
import { receive, verify, verifyAt, configure } from "@forbear/webhooks/effect"
import { sign, standard } from "@forbear/webhooks/standard"
import { twilio } from "@forbear/webhooks/twilio"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Ref } from "effect"
import { TestClock } from "effect/testing"
import { at, raw, v1Secret } from "./support.ts"

const verifier = standard({ secrets: v1Secret })
const signed = sign({ secrets: v1Secret, id: "msg_1", timestamp: at, body: "{}" })

class Inbox extends Context.Service<Inbox, { readonly put: (id: string) => Effect.Effect<void> }>()(
  "test/Inbox"
) {}

describe("verify", () => {
  it.effect("succeeds and fails by the clock", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(at)
      const verified = yield* verify(verifier, raw(signed))
      assert.strictEqual(verified.eventId, "msg_1")
      yield* TestClock.adjust("301 seconds")
      const error = yield* Effect.flip(verify(verifier, raw(signed)))
      assert.strictEqual(error._tag, "WebhookRefused")
      assert.deepInclude(error, { reason: "too_old", status: 401, scheme: "standard-webhooks-v1" })
      assert.match(error.message, /^standard-webhooks-v1: too_old\. /)
    })
  )
  it.effect("can be caught by tag", () =>
    Effect.gen(function* () {
      const status = yield* verifyAt(verifier, { ...raw(signed), body: new Uint8Array(1) }, at).pipe(
        Effect.as(200),
        Effect.catchTag("WebhookRefused", (error) => Effect.succeed<number>(error.status))
      )
      assert.strictEqual(status, 401)
    })
  )
})

describe("configure", () => {
  it.effect("turns a refusal to construct into a typed error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(configure(() => twilio({ authTokens: "", url: "https://x.example/" })))
      assert.deepInclude(error, { _tag: "WebhookMisconfigured", field: "authTokens" })
      const built = yield* configure(() => verifier)
      assert.strictEqual(built, verifier)
    })
  )
})

describe("receive", () => {
  it.effect("handles with services, dedupes and logs, at the clock's time", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(at)
      const ids = yield* Ref.make<ReadonlyArray<string>>([])
      const lines = yield* Ref.make<ReadonlyArray<string>>([])
      const receiver = yield* receive({
        verifier,
        handle: (verified) => Effect.flatMap(Inbox, (inbox) => inbox.put(verified.eventId ?? "")),
        dedupe: { seen: (id) => Effect.map(Ref.get(ids), (all) => all.includes(id)) },
        log: (line) => Ref.update(lines, (all) => [...all, line.reason])
      }).pipe(Effect.provideService(Inbox, { put: (id) => Ref.update(ids, (all) => [...all, id]) }))
      const post = () =>
        Effect.promise(() =>
          receiver(
            new Request("http://localhost/", {
              method: "POST",
              headers: { ...signed.headers },
              body: signed.body
            })
          )
        )
      assert.deepEqual([(yield* post()).status, (yield* post()).status], [200, 200])
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* post()).status, 401)
      assert.deepEqual(yield* Ref.get(ids), ["msg_1"])
      assert.deepEqual(yield* Ref.get(lines), ["ok", "already_handled", "too_old"])
    })
  )
  it.effect("a failed handler is 500", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(at)
      const receiver = yield* receive({ verifier, handle: () => Effect.fail("down") })
      const response = yield* Effect.promise(() =>
        receiver(
          new Request("http://localhost/", {
            method: "POST",
            headers: { ...signed.headers },
            body: signed.body
          })
        )
      )
      assert.strictEqual(response.status, 500)
    })
  )
})
