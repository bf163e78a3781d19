/** Cases: nothing is ever read or written across tenants. */
import assert from "node:assert/strict"
import { type Id } from "@forbear/core"
import * as Effect from "effect/Effect"
import { debtScope, missed, personScope, setTimer, type Case } from "./Lab.ts"

const tenants = ["t1", "t2", "t3"] as ReadonlyArray<string> as ReadonlyArray<Id.TenantId>
const scope = personScope("p1")

export const crossing: ReadonlyArray<Case> = [
  {
    says: "keeps tenants that use the same ids, scopes, timers and followers apart",
    run: Effect.fnUntraced(function* ({ timeline, clock }) {
      for (let round = 0; round < 9; round++) {
        for (const [i, tenant] of tenants.entries()) {
          if (round % (i + 1) !== 0) continue
          const events = [missed({ id: `e${round}`, tenant, amount: `${i}.00` })]
          const [result] = yield* timeline.append(tenant, [
            { events, timers: [setTimer("a", clock.now(), tenant)] }
          ])
          assert.equal(result?._tag, "appended")
          yield* timeline.advance(tenant, "f", round + i)
        }
      }
      assert.deepEqual(yield* timeline.tenants, tenants)
      for (const [i, tenant] of tenants.entries()) {
        const count = Math.ceil(9 / (i + 1))
        const { events, versions } = yield* timeline.read(tenant, [scope, debtScope("d1")])
        const chain = yield* timeline.chain(tenant, scope)
        assert.deepEqual([events.length, versions.get(scope), chain.length], [count, count, count])
        assert.ok(
          [...events, ...(yield* timeline.follow(tenant, 0, 100))].every((event) => event.tenant === tenant)
        )
        assert.deepEqual(
          (yield* timeline.timers(tenant, scope)).map(({ payload }) => payload),
          [tenant]
        )
        assert.equal(yield* timeline.cursor(tenant, "f"), [8, 9, 8][i])
      }
      const claimed = yield* timeline.claimDue(10, 1_000)
      assert.deepEqual(
        claimed.map(({ tenant, payload }) => [tenant, payload]).sort(),
        tenants.map((tenant) => [tenant, tenant])
      )
    })
  }
]
