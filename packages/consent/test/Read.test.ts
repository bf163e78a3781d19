import { layers, read, stopLike, type Layer, type Reading } from "@forbear/consent"
import { assert, describe, it } from "vitest"
import { ctia, english, fcc, others, providers } from "../src/reading/Exact.ts"
import { random } from "./kit.ts"

const isStop = ({ labels }: Reading): boolean => labels.includes("stop") || labels.includes("cease")

describe("per-se words", () => {
  for (const word of [...fcc, ...ctia, ...providers, ...others, ...english]) {
    it(word, () => {
      const forms = [
        word,
        word.toUpperCase(),
        `  ${word}  `,
        `${word}.`,
        `"${word}!!!"`,
        `*${word}*\n`,
        word.replaceAll(" ", "-"),
        `${word} please`,
        `Please ${word}`,
        [...word]
          .map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + (letter === " " ? 0 : 0xfee0)))
          .join("")
      ]
      for (const form of forms) {
        const reading = read(form, "sms")
        assert.isTrue(isStop(reading), form)
        assert.isFalse(reading.hold, form)
      }
    })
  }
})

type Row = readonly [text: string, labels: string, prefers?: string, refuses?: string]

const understood: ReadonlyArray<Row> = [
  ["stop texting me, use email", "stop", "email", "sms"],
  ["Stop texting me use e-mail", "stop", "email", "sms"],
  ["no more texts. use e-mail!", "stop", "email", "sms"],
  ["email only please, no texts", "stop", "email", "sms"],
  ["please do not email me, text me instead", "stop", "sms", "email"],
  ["Stop calling me and stop texting me. Write me a letter instead", "stop", "letter", "sms,voice_call"],
  ["do not text", "stop", "", "sms"],
  ["Don’t text me again", "stop", "", "sms"],
  ["dont ever call me", "stop", "", "voice_call"],
  ["do not call, text or email me", "stop", "", "sms,voice_call,email"],
  ["stop texting and calling me", "stop", "", "sms,voice_call"],
  ["never use email", "stop", "", "email"],
  ["no mas", "stop", "", "sms"],
  ["No más mensajes por favor", "stop", "", "sms"],
  ["no me escriban", "stop", "", "sms"],
  ["deje de llamarme", "stop", "", "voice_call"],
  ["quiero darme de baja", "stop", "", "sms"],
  ["S T O P", "stop", "", "sms"],
  ["s.t.o.p", "stop", "", "sms"],
  ["st0p", "stop", "", "sms"],
  ["stoooop", "stop", "", "sms"],
  ["STOP STOP STOP", "stop", "", "sms"],
  ["SТОР", "stop", "", "sms"],
  ["🛑", "stop", "", "sms"],
  ["STOP 😡😡", "stop", "", "sms"],
  ["s\u200btop", "stop", "", "sms"],
  ["ok then stop", "stop", "", "sms"],
  ["take me off your list", "stop", "", "sms"],
  ["lose my number", "stop", "", "sms"],
  ["I revoke my consent", "stop", "", "sms"],
  ["I do not want to receive text messages", "stop", "", "sms"],
  ["cease and desist", "cease", "", "sms"],
  ["do not contact me again", "cease", "", "sms"],
  ["use email", "other", "email"],
  ["prefiero correo electrónico", "other", "email"],
  ["only letters please", "other", "letter"],
  ["START", "start"],
  ["Unstop", "start"],
  ["HELP", "info_request"],
  ["wrong number", "wrong_party"],
  ["numero equivocado", "wrong_party"],
  ["my lawyer will hear about this", "attorney"],
  ["I filed chapter 7", "bankruptcy"],
  ["my husband passed away last week", "deceased"],
  ["mi madre falleció", "deceased"],
  ["I don't owe this", "dispute"],
  ["I dispute this debt", "dispute"],
  ["I lost my job, can't pay", "hardship"],
  ["no puedo pagar", "hardship"],
  ["I will pay friday", "promise_to_pay"],
  ["already paid this", "paid"],
  ["ya lo pagué", "paid"],
  ["who is this", "info_request"],
  ["this is harassment, I will sue", "complaint"],
  ["no hablo ingles", "language"],
  ["ok", "other"],
  ["Gracias!", "other"]
]

describe("sentences", () => {
  for (const [text, labels, prefers = "", refuses = ""] of understood) {
    it(text, () => {
      const reading = read(text, "sms")
      assert.strictEqual(reading.labels.join("|"), labels)
      assert.strictEqual((reading.prefers ?? []).join(","), prefers)
      assert.strictEqual((reading.refuses ?? []).join(","), refuses)
      assert.isFalse(reading.hold)
    })
  }

  it.each([
    "don't stop texting me",
    "the bus stop",
    "stop payment on my check",
    "stop calling me at work",
    "dont text me after 9pm",
    "Привет как дела",
    "",
    "   ",
    "asdf qwer",
    "cancel my plan",
    "no, use email",
    "please stop and start",
    `${"stop texting me ".repeat(2_000)}`
  ])("a person must look at: %.40s", (text) => {
    const reading = read(text, "sms")
    assert.isTrue(reading.hold || isStop(reading))
    assert.isFalse(reading.labels.length === 0)
  })

  it("unsure is held", () => {
    for (const text of ["don't stop texting me", "stop calling me at work", "asdf qwer", "", "Привет"])
      assert.isTrue(read(text, "sms").hold, text)
  })
})

describe("e-mail replies", () => {
  it("our own words, quoted, stop nothing", () => {
    const reading = read(
      "Ok, thank you\n\nOn Mon, Nov 2, 2026 at 9:00 AM Acme <a@example.test> wrote:\n> Reply STOP to stop",
      "email"
    )
    assert.deepStrictEqual(reading.labels, ["other"])
    assert.isFalse(reading.hold)
  })

  it("her words above a quotation do", () => {
    const reading = read(
      "unsubscribe\r\n\r\n-----Original Message-----\r\nFrom: a@example.test\r\nhello",
      "email"
    )
    assert.deepStrictEqual(reading.labels, ["stop"])
    assert.deepStrictEqual(reading.refuses, ["email"])
  })

  it("nothing but a quotation is held", () => {
    assert.isTrue(read("> Reply STOP to stop", "email").hold)
  })
})

describe("properties", () => {
  const scraps = understood.map(([text]) => text)

  it("any layer may stop, none may un-stop: more layers only add", () => {
    const gag: Layer = () => ({
      evidence: [{ layer: "fallback", rule: "gag", label: "start" }],
      prefers: [],
      refuses: [],
      hold: false
    })
    for (const text of scraps) {
      const alone = layers.map((layer) => read(text, "sms", [layer]))
      const whole = read(text, "sms", [gag, ...layers, gag])
      for (const { labels } of alone)
        for (const label of labels) if (stopLike.has(label)) assert.include(whole.labels, label, text)
    }
  })

  it("the order of layers never changes the meaning", () => {
    for (const text of scraps) {
      const [one, two] = [read(text, "sms"), read(text, "sms", [...layers].reverse())]
      assert.sameMembers([...one.labels], [...two.labels], text)
      assert.strictEqual(one.hold, two.hold)
      assert.sameMembers([...(one.refuses ?? [])], [...(two.refuses ?? [])])
    }
  })

  it("START added to a stop leaves the stop", () => {
    for (const [text, labels] of understood)
      if (labels === "stop")
        assert.isTrue(isStop(read(`${text}. START`, "sms")) || read(`${text}. START`, "sms").hold, text)
  })

  it("reads any noise without failing, and in linear time", () => {
    const next = random(11)
    const alphabet = [..."abcdefghijklmnopqrstuvwxyz 0123456789.,!?'\"\n\t🛑é\u202eñ中<>&{}%"]
    for (let run = 0; run < 500; run++) {
      const text = Array.from({ length: next(300) }, () => alphabet[next(alphabet.length)]).join("")
      assert.isAbove(read(text, "sms").labels.length, 0)
    }
    for (const piece of ["do not ", "stop ", "no me ", "email ", "a ", "call or text ", "never my the "]) {
      const started = performance.now()
      read(piece.repeat(20_000 / piece.length), "sms")
      assert.isBelow(performance.now() - started, 2_000, piece)
    }
  })

  it("evidence never holds the reply's own words", () => {
    const reading = read("stop texting Jane Smith at 5205550134", "sms")
    assert.notMatch(JSON.stringify(reading), /jane|smith|5205550134/i)
  })
})
