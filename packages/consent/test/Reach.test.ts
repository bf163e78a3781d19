import { covers, touches, type Target } from "@forbear/consent"
import type { Facts } from "@forbear/core"
import { assert, describe, it } from "vitest"
import { card, loan, mobile, random, work } from "./kit.ts"

const sms: Target = { channel: "sms", address: mobile, debt: card, purpose: "payment_reminder" }

const table: ReadonlyArray<readonly [string, Facts.Reach, Target, covers: boolean, touches: boolean]> = [
  ["anything reaches everything", {}, sms, true, true],
  ["anything reaches the unknown", {}, {}, true, true],
  ["its own channel", { channels: ["sms"] }, sms, true, true],
  ["a permission for texts is not one for pictures", { channels: ["sms"] }, { channel: "mms" }, false, true],
  ["a stop of calls stops voicemail", { channels: ["voice_call"] }, { channel: "voicemail" }, false, true],
  ["another medium", { channels: ["email"] }, sms, false, false],
  ["another address", { addresses: [work] }, sms, false, false],
  ["an address not yet chosen", { addresses: [mobile] }, { channel: "sms" }, false, true],
  ["another debt", { debts: [loan] }, sms, false, false],
  ["no debt mentioned", { debts: [loan] }, { channel: "sms" }, false, true],
  ["another purpose", { purposes: ["plan_details"] }, sms, false, false],
  [
    "all four",
    { channels: ["sms"], addresses: [mobile, work], debts: [card], purposes: ["payment_reminder"] },
    sms,
    true,
    true
  ]
]

describe("reach", () => {
  it.each(table)("%s", (_, reach, target, isCovered, isTouched) => {
    assert.strictEqual(covers(reach, target), isCovered)
    assert.strictEqual(touches(reach, target), isTouched)
  })

  it("a permission never reaches further than a stop with the same words", () => {
    const next = random(7)
    const some = <T>(values: ReadonlyArray<T>): ReadonlyArray<T> | undefined =>
      next(3) === 0 ? undefined : values.filter(() => next(2) === 0)
    const one = <T>(values: ReadonlyArray<T>): T | undefined =>
      next(3) === 0 ? undefined : values[next(values.length)]
    const drop = <T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T =>
      Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T
    let covered = 0
    for (let run = 0; run < 5_000; run++) {
      const reach = drop<Facts.Reach>({
        channels: some(["sms", "mms", "email"] as const),
        addresses: some([mobile, work]),
        debts: some([card, loan]),
        purposes: undefined
      })
      const target = drop<Target>({
        channel: one(["sms", "mms", "email"] as const),
        address: one([mobile, work]),
        debt: one([card, loan])
      } as { readonly [K in keyof Target]: Target[K] | undefined })
      if (!covers(reach, target)) continue
      covered++
      assert.isTrue(touches(reach, target))
    }
    assert.isAbove(covered, 100)
  })
})
