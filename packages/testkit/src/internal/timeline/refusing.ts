/** Cases: what cannot be recorded is refused whole, with the field and the fix and never the value. */
import assert from "node:assert/strict"
import { Timeline, type Events } from "@forbear/core"
import * as Effect from "effect/Effect"
import { acme, missed, other, personScope, received, setTimer, type Case, type Lab } from "./Lab.ts"

const p1 = personScope("p1")

const refuses = Effect.fnUntraced(function* (
  what: string,
  effect: Effect.Effect<unknown, Timeline.TimelineError>,
  reason: Timeline.TimelineError["reason"] = "invalid"
) {
  const error = yield* Effect.flip(effect).pipe(
    Effect.mapError((value) => new Error(`${what} was accepted: ${JSON.stringify(value)}`))
  )
  assert.ok(error instanceof Timeline.TimelineError, what)
  assert.equal(error.reason, reason, `${what}: ${error.message}`)
  assert.equal(error.isRetryable, false)
  assert.doesNotMatch(error.message, /secret/, what)
})

const bad = (change: Record<string, unknown>): Events.Event =>
  ({ ...missed({ id: "e1" }), ...change }) as unknown as Events.Event

const malformed: ReadonlyArray<readonly [string, Events.Event]> = [
  ["a malformed id", bad({ id: "has spaces secret" })],
  ["an empty id", bad({ id: "" })],
  ["a kind nobody knows", bad({ kind: "secret.kind" })],
  ["a version nobody knows", bad({ version: 99 })],
  ["an instant that is text", bad({ occurredAt: "secret" })],
  ["an instant that is a fraction", bad({ occurredAt: 1.5 })],
  ["no source", bad({ source: {} })],
  ["a body without its person", bad({ body: { debt: "d1" } })],
  ["a body with a field too many", bad({ body: { ...missed({ id: "e1" }).body, more: 1 } })],
  ["a scope with a space", bad({ scopes: ["person:secret x"] })],
  ["a body of more than 64 KB", received("e1", "x".repeat(200_000))],
  ["text with half a surrogate pair", received("e1", "secret \ud800")],
  ["nothing at all", undefined as unknown as Events.Event]
]

const rest = Effect.fnUntraced(function* ({ timeline }: Lab) {
  assert.deepEqual(yield* timeline.follow(acme, 0, 10), [])
  assert.deepEqual(yield* timeline.tenants, [])
})

export const refusing: ReadonlyArray<Case> = [
  {
    says: "refuses malformed and oversized events, and everything that came with them",
    run: Effect.fnUntraced(function* (lab) {
      for (const [what, event] of malformed) {
        yield* refuses(
          what,
          lab.timeline.append(acme, [{ events: [missed({ id: "good" })] }, { events: [event] }])
        )
      }
      yield* rest(lab)
    })
  },
  {
    says: "refuses an event or a timer of another tenant",
    run: Effect.fnUntraced(function* (lab) {
      const { timeline, clock } = lab
      yield* refuses(
        "event",
        timeline.append(acme, [{ events: [missed({ id: "e1", tenant: other })] }]),
        "wrong_tenant"
      )
      const timer = {
        tenant: other,
        scope: p1,
        name: "t",
        dueAt: clock.now(),
        payload: "",
        lease: "x",
        claims: 1
      }
      yield* refuses(
        "timer",
        timeline.append(acme, [{ events: [], timers: [{ _tag: "complete", timer }] }]),
        "wrong_tenant"
      )
      yield* rest(lab)
    })
  },
  {
    says: "refuses malformed expectations, timers, scopes, tenants and numbers",
    run: Effect.fnUntraced(function* (lab) {
      const { timeline, clock } = lab
      const scope = "no scope secret" as typeof p1
      const tenant = "two words" as typeof acme
      const item = (more: Partial<Timeline.AppendItem>) =>
        timeline.append(acme, [{ events: [missed({ id: "e1" })], ...more }])
      yield* refuses("a scope", item({ expect: [{ scope, version: 0 }] }))
      yield* refuses("a version", item({ expect: [{ scope: p1, version: -1 }] }))
      yield* refuses("a name", item({ timers: [setTimer("", clock.now())] }))
      yield* refuses("a payload", item({ timers: [setTimer("t", clock.now(), "x".repeat(70_000))] }))
      yield* refuses("a due instant", item({ timers: [setTimer("t", 0.5 as never)] }))
      yield* refuses("before", item({ before: Number.NaN as never }))
      yield* refuses("a tenant", timeline.append(tenant, []))
      yield* refuses("a tenant", timeline.read(tenant, []))
      yield* refuses("a scope", timeline.read(acme, [scope]))
      yield* refuses("a limit", timeline.read(acme, [p1], { limit: 0 }))
      yield* refuses("a limit", timeline.follow(acme, 0, 0))
      yield* refuses("a position", timeline.follow(acme, -1, 10))
      yield* refuses("a name", timeline.cursor(acme, ""))
      yield* refuses("a position", timeline.advance(acme, "f", -1))
      yield* refuses("a limit", timeline.claimDue(0, 1_000))
      yield* refuses("a lease", timeline.claimDue(1, 0))
      yield* refuses("a lease without an end", timeline.claimDue(1, Number.MAX_SAFE_INTEGER))
      yield* refuses("a scope", timeline.timers(acme, scope))
      yield* refuses("a scope", timeline.chain(acme, scope))
      yield* rest(lab)
    })
  }
]
