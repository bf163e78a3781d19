import {
  choose,
  compose,
  Defaults,
  htmlText,
  lint,
  lookup,
  preview,
  segments,
  type Composition
} from "@forbear/messages"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { base, confirmation, data, disclosure, email, optOut, text } from "./kit.ts"

const channel = { sms: "sms", email: "email", task: "voice_call", letter: "letter" } as const

const inputFor = (template: (typeof Defaults.all)[number]): Composition => ({
  ...base,
  template,
  language: `${template.language}-US`,
  channel: channel[template.group],
  duties: template.id === "opt_out_confirmation" ? [confirmation] : [disclosure, optOut]
})

describe("the ready templates", () => {
  for (const template of Defaults.all) {
    const name = `${template.id} ${template.group} ${template.language}`
    it.effect(`${name} composes, and lint finds nothing`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(lint(template).problems, [])
        assert.deepStrictEqual(lint(template).unknown, [])
        assert.deepStrictEqual(lint(template).unused, [])
        const { content, text: said, segments: measured } = yield* preview(inputFor(template))
        assert.notMatch(said, /\{\{|\}\}|\{%|undefined|\[object|\n{3}| {3}/)
        if (measured !== undefined) assert.strictEqual(measured.encoding, "GSM-7")
        if (measured !== undefined) assert.isAtMost(measured.count, 2)
        if (content.kind === "email") assert.notMatch(content.html, /<table|<img|url\(|src=/i)
      })
    )
  }

  it("exist in English and Spanish, with the same data", () => {
    for (const template of Defaults.all) {
      const other = choose(Defaults.all, { ...template, language: template.language === "en" ? "es" : "en" })
      assert.deepStrictEqual(Object.keys(other?.data ?? {}), Object.keys(template.data), template.id)
      assert.deepStrictEqual(lint(other ?? template).variables, lint(template).variables, template.id)
    }
  })

  it.effect("work without a payment, a next one, an address to call from", () =>
    Effect.gen(function* () {
      const { payment: _, next: __, ...less } = data
      const [plan] = Defaults.planDetails
      assert.isDefined(plan)
      const { content } = yield* preview({ ...inputFor(plan), data: less, business: { name: "Example" } })
      assert.strictEqual(content.kind, "email")
      if (content.kind !== "email") return
      assert.notInclude(content.text, "received")
      assert.include(content.text, "1. November 21, 2026: $310.13\n2. December 5, 2026: $310.13")
    })
  )

  it.effect("say the same amounts and dates in both parts of an e-mail", () =>
    Effect.gen(function* () {
      for (const template of Defaults.all.filter(({ group }) => group === "email")) {
        const content = yield* compose(inputFor(template))
        if (content.kind !== "email") return assert.fail("not an e-mail")
        const amounts = (said: string) => (said.match(/\$\d+\.\d\d/g) ?? []).sort()
        assert.deepStrictEqual(amounts(htmlText(content.html)), amounts(content.text), template.id)
        assert.isAbove(amounts(content.text).length, 0)
      }
    })
  )

  it.effect("tell an agent what to say, and what a rule adds", () =>
    Effect.gen(function* () {
      const [call] = Defaults.agentCall
      assert.isDefined(call)
      const threat = {
        _tag: "forbid",
        element: "threat_to_sue",
        texts: {},
        rule: { id: "r", pack: "p", citation: "c" }
      } as const
      const from = Date.parse("2026-12-08T17:00:00Z")
      const content = yield* compose({
        ...inputFor(call),
        duties: [disclosure, threat],
        data: { ...data, task: { ...data.task, from, until: from + 3_600_000 } },
        format: { zone: "America/Phoenix" }
      })
      if (content.kind !== "task") return assert.fail("not a task")
      assert.strictEqual(content.title, "Call Jane Smith: Payment failed")
      assert.deepStrictEqual(content.context[1], { label: "When", value: "Dec 8, 2026 10:00 AM - 11:00 AM" })
      assert.include(content.mustSay, "This is from Example Collections, a debt collector.")
      assert.include(content.mustNotSay, "threat to sue")
      const without = yield* compose(inputFor(call))
      if (without.kind === "task")
        assert.notInclude(
          without.context.map(({ label }) => label),
          "When"
        )
    })
  )

  it.effect("survive a hostile name", () =>
    Effect.gen(function* () {
      const name = `<img src=x onerror=alert(1)>{{ 7 | times: 7 }}\u202e`
      for (const template of Defaults.all) {
        const { content, text: said } = yield* preview({
          ...inputFor(template),
          data: { ...data, consumer: { name } }
        })
        assert.notInclude(said, "49")
        if (content.kind === "email") assert.notMatch(content.html, /<img/)
      }
    })
  )
})

describe("language", () => {
  it.each([
    ["es-MX", ["en", "es"], "es"],
    ["es", ["es-MX"], undefined],
    ["zh-Hant-TW", ["zh-Hant", "zh"], "zh-Hant"],
    ["en-x-private-US", ["en"], "en"],
    ["ES-mx", ["es-MX"], "es-MX"],
    ["fr", ["en", "und"], "und"],
    ["", ["en"], undefined],
    ["e", ["en"], undefined]
  ])("%s among %j is %s", (wanted, available, found) => {
    assert.strictEqual(lookup(wanted, available), found)
  })

  it("chooses the newest version", () => {
    const [one, two] = [text("a"), { ...text("b"), version: 2 }]
    assert.strictEqual(choose([one, two], { id: "test", group: "sms", language: "en-GB" })?.version, 2)
    assert.isUndefined(choose([one, two], { id: "test", group: "sms", language: "de" }))
    assert.isUndefined(choose([one, two], { id: "test", group: "email", language: "en" }))
  })
})

describe("lint", () => {
  it("lists what a template reads, and what nobody declared", () => {
    const template = {
      ...text(
        "{{ a.b }}{% for x in list %}{{ x.y }}{% endfor %}{{ list.size }}{{ c }}{{ links.portal }}{{ duties.x }}{{ duties.others }}"
      ),
      data: { "a.b": "", list: "", d: "" }
    }
    const found = lint(template)
    assert.deepStrictEqual(found.variables, ["a.b", "c", "list", "list.size"])
    assert.deepStrictEqual(found.unknown, ["c"])
    assert.deepStrictEqual(found.unused, ["d"])
    assert.deepStrictEqual(found.problems, ["duties.x is placed and not in uses; add it there"])
    assert.deepStrictEqual(lint(template, ["a.b", "c", "list"]).unknown, [])
  })

  it("finds what would not parse, and HTML that loads, runs or leaks", () => {
    assert.match(lint(text("{{ a")).problems[0] ?? "", /^text cannot be parsed/)
    const html = `<script>1</script><img src="https://x.test/a.png"><p title={{ a }}>`
    assert.lengthOf(lint(email({ html })).problems, 3)
  })
})

describe("measures", () => {
  it.each([
    ["", 0, "GSM-7"],
    ["a".repeat(160), 1, "GSM-7"],
    ["a".repeat(161), 2, "GSM-7"],
    ["€".repeat(80), 1, "GSM-7"],
    ["€".repeat(81), 2, "GSM-7"],
    ["á".repeat(70), 1, "UCS-2"],
    ["á".repeat(71), 2, "UCS-2"],
    ["😀".repeat(35), 1, "UCS-2"],
    ["😀".repeat(36), 2, "UCS-2"]
  ])("%.3s… takes %i in %s", (said, count, encoding) => {
    assert.strictEqual(segments(said).count, count)
    assert.strictEqual(segments(said).encoding, encoding)
  })

  it("reads HTML as a person does", () => {
    const html = `<!doctype html><head><title>no</title></head><body><p>A&amp;B &#60;c&#x3e;</p><ul><li>1<li>2</ul>x<b>y</b><br>z<div style="display: none"><p>no</p></div><script>if (a < b) "no"</script>end`
    assert.strictEqual(htmlText(html), "A&B <c> 1 2 xy z end")
  })
})
