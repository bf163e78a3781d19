import { compose, preview, type Composition } from "@forbear/messages"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { base, business, confirmation, data, duty, email, links, optOut, text } from "./kit.ts"

const textOf = (input: Composition) =>
  Effect.map(compose(input), (content) =>
    content.kind === "text" ? content.text : assert.fail("not a text")
  )
const emailOf = (input: Composition) =>
  Effect.map(compose(input), (content) => (content.kind === "email" ? content : assert.fail("not an e-mail")))
const errorOf = (input: Composition) => Effect.flip(compose(input))

const mail = (parts: Parameters<typeof email>[0], rest: Partial<Composition> = {}): Composition => ({
  ...base,
  template: email(parts),
  duties: [optOut],
  channel: "email",
  ...rest
})

describe("texts", () => {
  it.effect("are the template with every duty in it", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* textOf(base),
        "Example Collections: as you asked, here is your secure link to see your payment plan: https://pay.example.test/p/abc This is from Example Collections, a debt collector. Reply STOP to stop texts to this telephone number."
      )
    })
  )

  it.effect("put what the template does not place itself where the others go", () =>
    Effect.gen(function* () {
      const extra = duty("require", "state_disclosure", { en: "License 12345." })
      assert.include(
        yield* textOf({ ...base, duties: [...base.duties, extra] }),
        "a debt collector. License 12345. Reply"
      )
    })
  )

  it.effect("name the variable that is missing, and no value", () =>
    Effect.gen(function* () {
      const error = yield* errorOf({
        ...base,
        template: text("{{ consumer.name }} {{ debt.id }} {{ duties.opt_out_statement }}")
      })
      assert.strictEqual(error.reason, "missing_variable")
      assert.strictEqual(error.field, "debt.id")
      assert.notInclude(error.message, "Jane")
    })
  )

  it.effect("refuse a variable that is null, an object, an unknown filter, a broken template", () =>
    Effect.gen(function* () {
      const sources: ReadonlyArray<readonly [string, string, string]> = [
        ["{{ gone }}", "missing_variable", "gone"],
        ["{{ debt.balance }}", "bad_template", "debt.balance"],
        ["{{ consumer.name | shout }}", "bad_template", "text"],
        ["{{ consumer.name", "bad_template", "text"],
        ["{{ consumer.name | money }}", "bad_data", "consumer.name"],
        ["{{ consumer.name | date }}", "bad_data", "consumer.name"],
        ["{{ at | date }}", "bad_data", "at"],
        ["{{ payment.on | date: 'tiny' }}", "bad_template", "payment.on"],
        ["{{ 'x' | raw }}", "bad_template", "text"],
        ["{% include 'x' %}", "bad_template", "text"],
        ["{{ duties.typo }}", "missing_variable", "duties.typo"],
        ["{{ consumer.constructor }}", "missing_variable", "consumer.constructor"]
      ]
      for (const [source, reason, field] of sources) {
        const error = yield* errorOf({
          ...base,
          template: text(source),
          data: { ...data, gone: null, at: 0 },
          duties: []
        })
        assert.strictEqual(`${error.reason} ${error.field}`, `${reason} ${field}`, source)
        assert.notInclude(error.message, "Jane")
      }
    })
  )

  it.effect("tell money and dates in the language and in the zone", () =>
    Effect.gen(function* () {
      const template = text(
        "{{ debt.balance | money }} / {{ payment.on | date }} / {{ at | date: 'short' }} {{ at | time }}"
      )
      const at = Date.parse("2026-11-21T06:30:00Z")
      const one = {
        ...base,
        template,
        data: { ...data, at },
        duties: [],
        format: { zone: "America/Phoenix" }
      }
      assert.strictEqual(yield* textOf(one), "$1,240.50 / December 5, 2026 / 11/20/26 11:30 PM")
      const es = { ...one, template: { ...template, language: "es" }, language: "es-US" }
      assert.match(
        yield* textOf(es),
        /^\$1,240\.50 \/ 5 de diciembre de 2026 \/ 20\/11\/(20)?26 11:30 p\. ?m\.$/
      )
    })
  )

  it.effect("render what data holds as it is: braces, tags and emoji are not run", () =>
    Effect.gen(function* () {
      const names = ["{{ debt.balance }}", "{% raw %}", "Zoë 🎉", "יעל כהן", "<script>alert(1)</script>"]
      for (const name of names) {
        const said = yield* textOf({
          ...base,
          template: text("Hi {{ consumer.name }}!"),
          data: { consumer: { name } },
          duties: []
        })
        assert.strictEqual(said, `Hi ${name}!`)
      }
    })
  )

  it.effect("lose control characters and direction overrides that data brings", () =>
    Effect.gen(function* () {
      const said = yield* textOf({
        ...base,
        template: text("Hi {{ consumer.nick }}! {{ duties.opt_out_statement }}"),
        data: { consumer: { nick: "\u202eJ\u0007ane\ud800\u2066" } },
        duties: [optOut]
      })
      assert.strictEqual(said, "Hi Jane\ufffd! Reply STOP to stop texts to this telephone number.")
    })
  )

  it.effect("refuse more segments than allowed, and say how many", () =>
    Effect.gen(function* () {
      const error = yield* errorOf({ ...base, format: { maxSegments: 1 } })
      assert.strictEqual(error.reason, "too_long")
      assert.include(error.message, "takes 2 segments")
    })
  )

  it.effect("refuse a channel of another group, data with our names, an empty text", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* errorOf({ ...base, channel: "email" })).reason, "wrong_channel")
      assert.strictEqual((yield* errorOf({ ...base, data: { duties: {} } })).field, "duties")
      assert.strictEqual((yield* errorOf({ ...base, template: text(" "), duties: [] })).reason, "empty")
    })
  )
})

describe("bounds", () => {
  const loops = [
    "{% for i in (1..100000000) %}x{% endfor %}",
    "{% for i in (1..10000) %}{% for j in (1..10000) %}{% endfor %}{% endfor %}",
    "{% for a in (1..500) %}{% for b in (1..500) %}{% for c in (1..500) %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% assign s = 'x' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}"
  ]
  for (const source of loops) {
    it.effect(`stop ${source.slice(0, 48)}`, () =>
      Effect.gen(function* () {
        const started = performance.now()
        const error = yield* errorOf({ ...base, template: text(source), duties: [] })
        assert.strictEqual(error.reason, "limit_exceeded")
        assert.isBelow(performance.now() - started, 3_000)
      })
    )
  }

  it.effect("leave room for a plan of sixty payments", () =>
    Effect.gen(function* () {
      const installments = Array.from({ length: 60 }, () => ({
        on: "2026-11-21",
        amount: { amount: "20.00", currency: "USD" }
      }))
      const source = "{% for i in plan.installments %}{{ i.on | date }} {{ i.amount | money }}\n{% endfor %}"
      const said = yield* textOf({
        ...base,
        template: text(source),
        data: { plan: { installments } },
        duties: []
      })
      assert.lengthOf(said.split("\n"), 60)
    })
  )
})

describe("e-mails", () => {
  it.effect("have both parts, and the headers of one-click unsubscribe", () =>
    Effect.gen(function* () {
      const content = yield* emailOf(mail({}))
      assert.include(content.text, "Hello Jane Smith\n\nReply STOP")
      assert.include(content.html, "<p>Hello Jane Smith</p>")
      assert.deepStrictEqual(content.headers, {
        "List-Unsubscribe": "<https://pay.example.test/u/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"
      })
      assert.deepStrictEqual((yield* emailOf(mail({}, { links: { portal: links.portal } }))).headers, {})
      const both = yield* emailOf(
        mail({}, { links: { ...links, unsubscribeMail: "mailto:stop@example.test" } })
      )
      assert.strictEqual(
        both.headers["List-Unsubscribe"],
        "<https://pay.example.test/u/abc>, <mailto:stop@example.test>"
      )
    })
  )

  it.effect("escape every value in HTML, filtered or not, and none in text", () =>
    Effect.gen(function* () {
      const name = `<script>alert("1")</script> & 'co'`
      const html = `<p title="{{ consumer.name }}">{{ consumer.name | upcase }}{% assign x = consumer.name %}{{ x }}</p>{{ duties.opt_out_statement }}`
      const content = yield* emailOf(mail({ html }, { data: { consumer: { name } } }))
      assert.notMatch(content.html, /<script|"1"|'co'/i)
      assert.include(content.html, "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; &#39;co&#39;")
      assert.include(content.text, name)
    })
  )

  it.effect("refuse a line break in the subject, in a name, in a phone number", () =>
    Effect.gen(function* () {
      const evil = "Jane\r\nBcc: all@example.test"
      const inputs: ReadonlyArray<readonly [Composition, string]> = [
        [mail({ subject: "For {{ nick }}" }, { data: { ...data, nick: evil } }), "subject"],
        [mail({}, { data: { consumer: { name: evil } } }), "consumer.name"],
        [mail({}, { business: { ...business, name: evil } }), "business.name"],
        [mail({}, { business: { ...business, phone: "1\n2" } }), "business.phone"],
        [mail({}, { data: { ...data, people: [{ firstName: "A\nB" }] } }), "people.0.firstName"]
      ]
      for (const [input, field] of inputs) {
        const error = yield* errorOf(input)
        assert.strictEqual(`${error.reason} ${error.field}`, `header_injection ${field}`)
        assert.notInclude(error.message, "Bcc")
      }
    })
  )

  it.effect("refuse links that are not links", () =>
    Effect.gen(function* () {
      const bad = [
        "javascript:alert(1)",
        "http://example.test/",
        "https://a.test/\r\nX: y",
        "https://a.test/>",
        "",
        "https://a.test/ b"
      ]
      for (const portal of bad) {
        const error = yield* errorOf(mail({}, { links: { portal } }))
        assert.strictEqual(`${error.reason} ${error.field}`, "bad_link links.portal", portal)
      }
      assert.isTrue(
        (yield* emailOf(mail({}, { links: { portal: "http://127.0.0.1:8080/p" } }))).text.length > 0
      )
      assert.strictEqual(
        (yield* errorOf(mail({}, { links: { unsubscribeMail: "https://a.test" } }))).reason,
        "bad_link"
      )
    })
  )

  it.effect("refuse a part that says nothing", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* errorOf(mail({ subject: " " }))).field, "subject")
      assert.strictEqual((yield* errorOf(mail({ html: "<p></p>" }, { duties: [] }))).field, "html")
      assert.strictEqual((yield* errorOf(mail({ text: "" }, { duties: [] }))).field, "text")
    })
  )
})

describe("preview", () => {
  it.effect("counts segments, and names what is not in GSM-7", () =>
    Effect.gen(function* () {
      const short = yield* preview({ ...base, template: text("Hi {{ consumer.name }}"), duties: [] })
      assert.deepStrictEqual(short.segments, { count: 1, encoding: "GSM-7", length: 13, nonGsm: [] })
      assert.deepStrictEqual(short.warnings, [])
      const curly = yield* preview({ ...base, template: text("It’s 😀 ’tis"), duties: [] })
      assert.strictEqual(curly.segments?.encoding, "UCS-2")
      assert.deepStrictEqual(curly.segments?.nonGsm, ["’", "😀"])
      assert.match(curly.warnings[0] ?? "", /not in GSM-7/)
    })
  )

  it.effect("never pays for a space that Intl made narrow", () =>
    Effect.gen(function* () {
      const template = { ...text("{{ debt.balance | money }}"), language: "fr" }
      const shown = yield* preview({ ...base, template, language: "fr", duties: [] })
      assert.strictEqual(shown.text, "1 240,50 $US")
      assert.strictEqual(shown.segments?.encoding, "GSM-7")
    })
  )

  it.effect("is the same twice", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* preview(mail({})), yield* preview(mail({})))
    })
  )

  it.effect("shows an opt-out confirmation as it goes out", () =>
    Effect.gen(function* () {
      const shown = yield* preview({
        ...base,
        template: text("{{ duties.opt_out_confirmation }}", ["opt_out_confirmation"]),
        duties: [confirmation]
      })
      assert.strictEqual(shown.text, "Example Collections: you will get no more texts at this number.")
    })
  )
})
