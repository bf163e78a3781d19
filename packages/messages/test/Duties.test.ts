import { compose, type Composition } from "@forbear/messages"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { base, confirmation, disclosure, duty, email, optOut, text } from "./kit.ts"

const errorOf = (input: Composition) => Effect.flip(compose(input))
const STATEMENT = "Reply STOP to stop texts to this telephone number."

const mail = (html: string, rest: Partial<Composition> = {}): Composition => ({
  ...base,
  template: email({ html, text: STATEMENT }),
  duties: [optOut],
  channel: "email",
  ...rest
})

describe("require", () => {
  it.effect("fails with element and citation when the text is not there", () =>
    Effect.gen(function* () {
      const error = yield* errorOf({ ...base, template: text("Pay now."), duties: [optOut] })
      assert.strictEqual(error.reason, "undischarged_duty")
      assert.strictEqual(error.element, "opt_out_statement")
      assert.strictEqual(error.citation, "12 CFR 1006.6(e)")
      assert.strictEqual(error.field, "text")
      assert.include(error.message, "{{ duties.opt_out_statement }}")
    })
  )

  it.effect("fails when half of it is there", () =>
    Effect.gen(function* () {
      const error = yield* errorOf({
        ...base,
        template: text("{{ duties.opt_out_statement | truncate: 20 }}"),
        duties: [optOut]
      })
      assert.strictEqual(error.reason, "undischarged_duty")
    })
  )

  it.effect("is met by the template's own words, when they are the same", () =>
    Effect.gen(function* () {
      const content = yield* compose({ ...base, template: text(`Pay now.\n${STATEMENT}`), duties: [optOut] })
      assert.strictEqual(content.kind, "text")
    })
  )

  it.effect("must be met in both parts of an e-mail, and seen", () =>
    Effect.gen(function* () {
      const unseen = [
        "<p>Hello</p>",
        `<p>Hello</p><!-- ${STATEMENT} -->`,
        `<p>Hello</p><p style="display:none">${STATEMENT}</p>`,
        `<p>Hello</p><p hidden>${STATEMENT}</p>`,
        `<p>Hello</p><div style="font-size:0"><p>${STATEMENT}</p></div>`,
        `<head><title>${STATEMENT}</title></head><p>Hello</p>`,
        `<p>Hello</p><img alt="${STATEMENT}">`,
        `<style>${STATEMENT}</style><p>Hello</p>`
      ]
      for (const html of unseen) {
        const error = yield* errorOf(mail(html))
        assert.strictEqual(`${error.reason} ${error.field}`, "undischarged_duty html", html)
      }
      const split = "<p>Reply <b>STOP</b> to stop\n  texts to this&nbsp;telephone number.</p>"
      assert.strictEqual((yield* compose(mail(split))).kind, "email")
      const small = `<p style="font-size:0.9em">${STATEMENT}</p>`
      assert.strictEqual((yield* compose(mail(small))).kind, "email")
      const noText = { ...mail("<p>{{ duties.opt_out_statement }}</p>"), template: email({ text: "Hello" }) }
      assert.strictEqual((yield* errorOf(noText)).field, "text")
    })
  )

  it.effect("is not met by the subject", () =>
    Effect.gen(function* () {
      const template = email({ subject: STATEMENT, text: "Hello", html: "<p>Hello</p>" })
      assert.strictEqual((yield* errorOf({ ...mail(""), template })).reason, "undischarged_duty")
    })
  )

  it.effect("speaks the language of the message, or there is no message", () =>
    Effect.gen(function* () {
      const es = { ...text("{{ duties.opt_out_statement }}"), language: "es" }
      const content = yield* compose({ ...base, template: es, language: "es-MX", duties: [optOut] })
      assert.deepStrictEqual(content, {
        kind: "text",
        text: "Responda STOP para no recibir mensajes en este numero."
      })
      const fr = { ...text("{{ duties.opt_out_statement }}"), language: "fr" }
      const error = yield* errorOf({ ...base, template: fr, language: "fr", duties: [optOut] })
      assert.strictEqual(error.reason, "missing_language")
      assert.strictEqual(error.element, "opt_out_statement")
      const mixed = yield* errorOf({ ...base, template: es, language: "en", duties: [] })
      assert.strictEqual(`${mixed.reason} ${mixed.field}`, "missing_language language")
    })
  )

  it.effect(
    "fills its placeholders by the same engine, and fails when one is missing or nothing is left",
    () =>
      Effect.gen(function* () {
        const own = duty("require", "x", { en: "Write to {{ business.fax }}." })
        const error = yield* errorOf({ ...base, template: text("{{ duties.x }}", ["x"]), duties: [own] })
        assert.strictEqual(
          `${error.reason} ${error.field} ${error.element}`,
          "missing_variable business.fax x"
        )
        const empty = duty("require", "x", { en: " {% if nothing %}x{% endif %} " })
        assert.strictEqual((yield* errorOf({ ...base, duties: [empty] })).reason, "empty")
        const broken = duty("require", "x", { en: "{{ business.name" })
        assert.strictEqual((yield* errorOf({ ...base, duties: [broken] })).reason, "bad_template")
      })
  )

  it.effect("does not run a template that a name brings", () =>
    Effect.gen(function* () {
      const content = yield* compose({
        ...base,
        template: text("{{ duties.subsequent_disclosure }}", ["subsequent_disclosure"]),
        duties: [disclosure],
        business: { name: "{{ links.portal }}" }
      })
      assert.deepStrictEqual(content, {
        kind: "text",
        text: "This is from {{ links.portal }}, a debt collector."
      })
    })
  )
})

describe("only", () => {
  const only = (source: string): Composition => ({
    ...base,
    template: text(source, ["opt_out_confirmation"]),
    duties: [confirmation]
  })

  it.effect("passes that text alone", () =>
    Effect.gen(function* () {
      const content = yield* compose(only("{{ duties.opt_out_confirmation }}\n"))
      assert.strictEqual(content.kind, "text")
    })
  )

  it.effect("refuses anything beside it", () =>
    Effect.gen(function* () {
      for (const source of [
        "{{ duties.opt_out_confirmation }} Reply START to get texts again.",
        "Hi! {{ duties.opt_out_confirmation }}",
        "{{ duties.opt_out_confirmation }} {{ links.portal }}",
        "{{ duties.opt_out_confirmation }}."
      ]) {
        const error = yield* errorOf(only(source))
        assert.strictEqual(error.reason, "not_only", source)
        assert.strictEqual(error.element, "opt_out_confirmation")
      }
    })
  )

  it.effect("contradicts another text that must be said", () =>
    Effect.gen(function* () {
      const both = yield* errorOf({
        ...only("{{ duties.opt_out_confirmation }}"),
        duties: [confirmation, optOut]
      })
      assert.strictEqual(both.reason, "undischarged_duty")
      const other = duty("only", "limited_content", { en: "Please call us." })
      const two = yield* errorOf({
        ...only("{{ duties.opt_out_confirmation }}"),
        duties: [confirmation, other]
      })
      assert.strictEqual(two.reason, "contradictory_duties")
    })
  )

  it.effect("lets an e-mail's subject say a part of it, and no more", () =>
    Effect.gen(function* () {
      const one = email({
        uses: ["opt_out_confirmation"],
        subject: "you will get no more texts",
        text: "{{ duties.opt_out_confirmation }}",
        html: "<p>{{ duties.opt_out_confirmation }}</p>"
      })
      const input = { ...mail(""), template: one, duties: [confirmation] }
      assert.strictEqual((yield* compose(input)).kind, "email")
      const error = yield* errorOf({ ...input, template: { ...one, subject: "Pay your debt" } })
      assert.strictEqual(`${error.reason} ${error.field}`, "not_only subject")
    })
  )
})

describe("forbid", () => {
  const forbidden = duty("forbid", "threat_to_sue", { en: "we will sue", es: "vamos a demandar" })

  it.effect("finds the words in any part, in any case, in every language", () =>
    Effect.gen(function* () {
      for (const source of ["We  will\nSUE you", "vamos a demandar"]) {
        const error = yield* errorOf({ ...base, template: text(source), duties: [forbidden] })
        assert.strictEqual(`${error.reason} ${error.element}`, "forbidden_content threat_to_sue")
      }
      const subject = yield* errorOf({
        ...mail("<p>Hi</p>"),
        template: email({ subject: "We will sue" }),
        duties: [forbidden]
      })
      assert.strictEqual(subject.field, "subject")
      assert.strictEqual(
        (yield* compose({ ...base, template: text("Hello"), duties: [forbidden] })).kind,
        "text"
      )
    })
  )

  it.effect("refuses a template that says it carries the element, when it has no text to look for", () =>
    Effect.gen(function* () {
      const bare = duty("forbid", "opt_out_statement", {})
      const error = yield* errorOf({ ...base, template: text("Hello"), duties: [bare] })
      assert.strictEqual(error.reason, "forbidden_content")
      assert.strictEqual(
        (yield* compose({ ...base, template: text("Hello", []), duties: [bare] })).kind,
        "text"
      )
    })
  )
})

describe("properties", () => {
  it.effect(
    "whatever is composed says every required text whole; dropping a placeholder never composes",
    () =>
      Effect.gen(function* () {
        const elements = ["a", "b", "c", "d"]
        for (let mask = 0; mask < 16; mask++) {
          for (let placed = 0; placed < 16; placed++) {
            const duties = elements
              .filter((_, bit) => mask & (1 << bit))
              .map((element) =>
                duty("require", element, { en: `Text ${element} of {{ business.name }} <${element}>.` })
              )
            const uses = elements.filter((_, bit) => placed & (1 << bit))
            const source = `Hello. ${uses.map((element) => `{{ duties.${element} }}`).join(" ")}`
            const template = email({
              uses: elements,
              subject: "Hello",
              text: source,
              html: `<p>${source}</p>`
            })
            const result = yield* Effect.result(compose({ ...base, template, duties, channel: "email" }))
            const isWhole = (mask & ~placed) === 0
            assert.strictEqual(result._tag, isWhole ? "Success" : "Failure", `${mask} ${placed}`)
            const others = {
              ...template,
              uses,
              text: `${source} {{ duties.others }}`,
              html: `<p>${source} {{ duties.others }}</p>`
            }
            assert.strictEqual(
              (yield* compose({ ...base, template: others, duties, channel: "email" })).kind,
              "email"
            )
          }
        }
      })
  )
})
