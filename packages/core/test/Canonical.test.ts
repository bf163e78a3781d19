import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Canonical from "../src/Canonical.ts"

const double = (hex: string): number =>
  new DataView(Uint8Array.from(Buffer.from(hex, "hex")).buffer).getFloat64(0)

/** RFC 8785, appendix B: the bits of a double and its text. */
const NUMBERS = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"]
] as const

const refused = (value: unknown): Canonical.CanonicalError => {
  try {
    Canonical.stringify(value)
  } catch (error) {
    if (error instanceof Canonical.CanonicalError) return error
    throw error
  }
  throw new Error("was not refused")
}

describe("Canonical", () => {
  it.each(NUMBERS)("writes the double %s as %s (RFC 8785, appendix B)", (bits, text) => {
    expect(Canonical.stringify(double(bits))).toBe(text)
  })

  it("writes the example of RFC 8785, section 3.2.2", () => {
    const value = {
      numbers: JSON.parse("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]"),
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false]
    }
    expect(Canonical.stringify(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
  })

  it("sorts keys by UTF-16 code units (RFC 8785, section 3.2.3)", () => {
    const value = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }
    expect(Object.values(JSON.parse(Canonical.stringify(value)))).toContain("Carriage Return")
    expect([...Canonical.stringify(value).matchAll(/:"([^"]*)"/g)].map(([, text]) => text)).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh"
    ])
  })

  it("sorts at every depth, keeps the order of arrays and escapes as little as it may", () => {
    expect(Canonical.stringify({ b: [{ z: 1, a: "\u2028</script>\u007f" }, 2], a: {} })).toBe(
      '{"a":{},"b":[{"a":"\u2028</script>\u007f","z":1},2]}'
    )
    expect(Canonical.stringify("\b\t\n\f\r\u0000\u001f")).toBe('"\\b\\t\\n\\f\\r\\u0000\\u001f"')
    expect(Canonical.stringify(JSON.parse('{"__proto__":1,"10":2,"9":3}'))).toBe(
      '{"10":2,"9":3,"__proto__":1}'
    )
    expect(Canonical.stringify(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}')
  })

  it.prop(
    "is JSON, says the same, and does not depend on the order of keys",
    { value: Schema.Json },
    ({ value: generated }) => {
      const value = JSON.parse(JSON.stringify(generated).replaceAll(/\\ud[89a-f][0-9a-f]{2}/g, "\\u0041"))
      const text = Canonical.stringify(value)
      const reversed = JSON.parse(text, (_, inner: unknown) =>
        typeof inner === "object" && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).reverse())
          : inner
      )
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(Canonical.stringify(reversed)).toBe(text)
    }
  )

  it.each([
    [undefined, "value is undefined; leave the key out or write null"],
    [{ a: [1, { b: undefined }] }, "/a/1/b is undefined; leave the key out or write null"],
    [{ amount: 1n }, "/amount is a bigint; JSON has none, write it as text"],
    [[() => 1], "/0 is a function; JSON has none, write it as text"],
    [Symbol("x"), "value is a symbol; JSON has none, write it as text"],
    [{ n: Number.NaN }, "/n is not a finite number; leave it out or write it as text"],
    [-Infinity, "value is not a finite number; leave it out or write it as text"],
    [{ t: "\ud800" }, "/t is text with half of a surrogate pair; send well-formed Unicode"],
    [{ o: { "\udfff": 1 } }, "/o is text with half of a surrogate pair; send well-formed Unicode"],
    [{ at: new Date(0) }, "/at is not a plain object; write dates and the like as text or numbers"],
    [new Map(), "value is not a plain object; write dates and the like as text or numbers"],
    [{ list: new Array(1) }, "/list/0 is undefined; leave the key out or write null"],
    [{ "jane@example.com": undefined }, "/* is undefined; leave the key out or write null"]
  ])("refuses %o", (value, message) => {
    expect(refused(value).message).toBe(message)
  })

  it("refuses what refers to itself", () => {
    const self: Record<string, unknown> = {}
    self["self"] = self
    expect(refused(self).message).toContain("nested more than 200 deep, or refers to itself")
  })
})
