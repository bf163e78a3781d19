import { createHash } from "node:crypto"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Chain from "../src/Chain.ts"

const build = (events: ReadonlyArray<unknown>): Array<Chain.Entry> => {
  const entries: Array<Chain.Entry> = []
  for (const event of events) {
    const hash = Chain.hash(event)
    const head = Chain.link(entries.at(-1)?.head ?? Chain.GENESIS, hash)
    entries.push({ sequence: entries.length + 1, event, hash, head })
  }
  return entries
}

const events = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `e${index + 1}`, kind: "call.ended" }))
const renumber = (entries: ReadonlyArray<Chain.Entry>) =>
  entries.map((entry, index) => ({ ...entry, sequence: index + 1 }))
const entry = (entries: ReadonlyArray<Chain.Entry>, index: number): Chain.Entry => {
  const found = entries[index]
  if (found === undefined) throw new Error("no entry")
  return found
}

const sizes = {
  count: Schema.Int.check(Schema.isBetween({ minimum: 3, maximum: 20 })),
  pick: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1e6 }))
}

describe("Chain", () => {
  it("hashes canonical JSON under a prefix of its own", () => {
    const hex = (text: string) => createHash("sha256").update(text).digest("hex")
    expect(Chain.hashEvent('{"a":1}')).toBe(hex('forbear:event:1\n{"a":1}'))
    expect(Chain.hash({ b: 2, a: 1 })).toBe(Chain.hashEvent('{"a":1,"b":2}'))
    expect(Chain.link(Chain.GENESIS, "ab")).toBe(hex(`forbear:link:1\n${"0".repeat(64)}\nab`))
    expect(Chain.hashEvent(`${Chain.GENESIS}\nab`)).not.toBe(Chain.link(Chain.GENESIS, "ab"))
  })

  it("keeps the vector that stores in other languages may check", () => {
    expect(build([{ id: "e1" }, { id: "e2" }]).map(({ hash, head }) => [hash, head])).toMatchInlineSnapshot(`
      [
        [
          "7f3cc19eb79c403377e7fbe289c4314cb2870825785b4f0a3e3c8582f8cf6adc",
          "744f03ce47390537c8a10ae7c70635ee9b6c4ef2fab29a210c81c22dd1b09d7d",
        ],
        [
          "f2370d6cfc4062c0be73b7b4a3a9fb80268269f56ff9c66de7ad95efa958c735",
          "cfa285ba560c34392372cc4f8f20189240d957ed167adeb775d73ef7777003ca",
        ],
      ]
    `)
  })

  it.prop(
    "accepts what was written",
    { count: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 })) },
    ({ count }) => {
      const entries = build(events(count))
      expect(Chain.verify(entries)).toEqual({ ok: true })
      expect(Chain.verify(entries, { head: entries.at(-1)?.head ?? Chain.GENESIS })).toEqual({ ok: true })
      const tail = entries.slice(1)
      if (tail.length > 0) {
        expect(Chain.verify(tail, { before: entry(entries, 0).head, firstSequence: 2 })).toEqual({ ok: true })
      }
    }
  )

  it.prop("names the first altered event", sizes, ({ count, pick }) => {
    const at = pick % count
    const entries = build(events(count))
    entries[at] = { ...entry(entries, at), event: { id: "e-other", kind: "call.ended" } }
    expect(Chain.verify(entries)).toEqual({ ok: false, at, why: "altered" })
    entries[at] = { ...entry(entries, at), hash: Chain.hash(entry(entries, at).event) }
    expect(Chain.verify(entries)).toEqual({ ok: false, at, why: "altered" })
  })

  it("finds an altered hash, head, number, and an event that is no JSON", () => {
    const damage = (change: Partial<Chain.Entry>) => {
      const entries = build(events(4))
      entries[2] = { ...entry(entries, 2), ...change }
      return Chain.verify(entries)
    }
    for (const change of [
      { hash: Chain.GENESIS },
      { head: Chain.GENESIS },
      { sequence: 9 },
      { event: undefined }
    ]) {
      expect(damage(change)).toEqual({ ok: false, at: 2, why: "altered" })
    }
  })

  it.prop("names where events are missing", sizes, ({ count, pick }) => {
    const at = pick % (count - 1)
    const entries = build(events(count))
    const cut = entries.toSpliced(at, 1)
    expect(Chain.verify(cut)).toEqual({ ok: false, at, why: "missing" })
    expect(Chain.verify(renumber(cut))).toEqual({ ok: false, at, why: "altered" })
    expect(Chain.verify(entries.slice(0, at), { head: entry(entries, count - 1).head })).toEqual({
      ok: false,
      at,
      why: "missing"
    })
  })

  it.prop("names where the order changed", sizes, ({ count, pick }) => {
    const at = pick % (count - 1)
    const entries = build(events(count))
    const swapped = entries.toSpliced(at, 2, entry(entries, at + 1), entry(entries, at))
    expect(Chain.verify(swapped)).toEqual({ ok: false, at, why: "reordered" })
    expect(Chain.verify(renumber(swapped))).toEqual({ ok: false, at, why: "reordered" })
    const last = [...entries.toSpliced(at, 1), entry(entries, at)]
    expect(Chain.verify(last)).toEqual({ ok: false, at, why: "reordered" })
  })

  it.prop("names what was inserted, linked or not", sizes, ({ count, pick }) => {
    const at = pick % count
    const entries = build(events(count))
    const hash = Chain.hash({ id: "forged" })
    const previous = at === 0 ? Chain.GENESIS : entry(entries, at - 1).head
    for (const head of [Chain.link(previous, hash), Chain.GENESIS]) {
      const forged = entries.toSpliced(at, 0, { sequence: at + 1, event: { id: "forged" }, hash, head })
      expect(Chain.verify(forged)).toEqual({ ok: false, at, why: "inserted" })
      expect(Chain.verify(renumber(forged))).toEqual({ ok: false, at, why: "inserted" })
    }
    const repeated = entries.toSpliced(at + 1, 0, entry(entries, at))
    expect(Chain.verify(renumber(repeated)).ok).toBe(false)
    const longer = build([...events(count), { id: "forged" }])
    expect(Chain.verify(longer, { head: entry(longer, count - 1).head })).toEqual({
      ok: false,
      at: count,
      why: "inserted"
    })
  })
})
