/** Every refusal of the constructor: code, field, and a message that says what to give instead. */
import { us } from "@forbear/compliance/us"
import { describe, expect, it } from "vitest"
import {
  checkOptions,
  createForbear,
  ephemeralKey,
  ForbearError,
  keyFile,
  keyValue,
  sqlite,
  type ForbearOptions
} from "../src/index.ts"
import { fakeSms, options } from "./kit.ts"

const secret = Buffer.alloc(32, 1).toString("base64")
const portal = { secret, paymentUrl: () => "https://pay.example.com" }
const publicUrl = "https://contact.example.com"
const template = { id: "t", version: 1, group: "sms", language: "en", uses: [], data: {}, text: "Hello." }
const journey = {
  id: "j",
  version: "1",
  enters: () => undefined,
  begin: () => ({ state: 0, commands: [] }),
  react: () => undefined
}
const { channel } = fakeSms()
const off = { rule: "house.hold", off: true as const, reason: "tested elsewhere", by: "agent-1" }

/** What is wrong, the field that is named, and a word of the fix. */
const refusals: ReadonlyArray<readonly [what: string, options: unknown, field: string, fix: RegExp]> = [
  ["nothing", undefined, "options", /give an object/],
  ["a list", [], "options", /give an object/],
  ["a misspelt option", { ...options(), confrim: () => true }, "confrim", /is not an option; use .*confirm/],
  ["no tenant", { ...options(), tenant: undefined }, "tenant", /name the legal collector/],
  ["a tenant with spaces", options({ tenant: "a b" }), "tenant", /letters, digits/],
  ["no store", { ...options(), store: undefined }, "store", /sqlite\(|memory\(/],
  ["a store of another kind", { ...options(), store: { kind: "postgres" } }, "store", /sqlite\(/],
  [
    "a store without a file",
    options({ store: sqlite({ file: " " }), keys: keyFile("k") }),
    "store.file",
    /path of a file/
  ],
  ["no keys", { ...options(), keys: undefined }, "keys", /keyFile\(/],
  ["a key file without a path", options({ keys: keyFile("") }), "keys.file", /path of a file/],
  ["an empty key value", options({ keys: keyValue("") }), "keys.base64", /openssl rand/],
  [
    "a file under a key that ends with the process",
    options({ store: sqlite({ file: "x.db" }), keys: ephemeralKey() }),
    "keys",
    /keyFile/
  ],
  ["a clock that is a number", { ...options(), clock: 5 }, "clock", /function/],
  [
    "channels that are no list",
    { ...options(), channels: channel },
    "channels",
    /list of configured adapters/
  ],
  [
    "an adapter that was not called",
    { ...options(), channels: [() => channel] },
    "channels",
    /spec none; this version needs 1/
  ],
  [
    "two adapters of one name",
    options({ channels: [channel, channel] }),
    "channels",
    /two adapters are called fake; give/
  ],
  [
    "two senders of one id",
    options({ channels: [channel, { ...channel, name: "other" }] }),
    "channels.senders",
    /two senders are called text; give/
  ],
  ["no packs", options({ packs: [] }), "packs", /at least one rule pack/],
  ["no business", { ...options(), business: undefined }, "business.name", /say who sends them/],
  [
    "a business without an address",
    options({ business: { name: "A", phone: "1", address: "" } }),
    "business.address",
    /say who sends/
  ],
  ["a policy that is a word", { ...options(), policy: "strict" }, "policy", /standings, switches/],
  [
    "a standing mapped to nothing known",
    { ...options(), policy: { standings: { guideline: "ignore" } } },
    "policy.standings.guideline",
    /"block" or "warn"/
  ],
  [
    "a misspelt field of the policy",
    { ...options(), policy: { standing: { presumption: "block" } } },
    "policy.standing",
    /use standings, switches/
  ],
  [
    "switches that are no list",
    { ...options(), policy: { switches: { "regf.time": false } } },
    "policy.switches",
    /list of \{ rule, off: true/
  ],
  [
    "a switch without a rule",
    { ...options(), policy: { switches: [{ off: true }] } },
    "policy.switches",
    /rule, off: true/
  ],
  [
    "a switch without a reason",
    options({ policy: { switches: [{ ...off, reason: "" }] } }),
    "policy.switches.reason",
    /house.hold is off/
  ],
  [
    "a switch without a name",
    options({ policy: { switches: [{ ...off, by: "" }] } }),
    "policy.switches.by",
    /who switched/
  ],
  ["templates that are no list", { ...options(), templates: {} }, "templates", /list/],
  ["journeys that are no list", { ...options(), journeys: journey }, "journeys", /list/],
  [
    "a journey without react",
    { ...options(), journeys: [{ ...journey, react: undefined }] },
    "journeys",
    /enters, begin and react/
  ],
  [
    "two journeys of one id",
    options({ journeys: [journey, journey] }),
    "journeys",
    /two journeys are called j; give/
  ],
  ["a hook that is no function", { ...options(), confirm: true }, "confirm", /function/],
  ["a listener that is no function", { ...options(), onEvent: {} }, "onEvent", /function/],
  ["a log that is no function", { ...options(), log: console }, "log", /function/],
  [
    "a prohibition mapped away",
    { ...options(), policy: { standings: { prohibition: "warn" } } },
    "policy.standings.prohibition",
    /cannot be mapped/
  ],
  [
    "a standing that is none",
    { ...options(), policy: { standings: { presumtion: "warn" } } },
    "policy.standings.presumtion",
    /use one of presumption/
  ],
  [
    "a business with a field that is none",
    { ...options(), business: { name: "A", phone: "1", address: "B", fone: "2" } },
    "business.fone",
    /give name, phone and address/
  ],
  ["a template that is none", { ...options(), templates: [3] }, "templates[0]", /group/],
  [
    "a template of a group that is none",
    { ...options(), templates: [{ ...template, group: "fax" }] },
    "templates[0]",
    /sms, email, task or letter/
  ],
  [
    "a template without its text",
    { ...options(), templates: [{ ...template, text: undefined }] },
    "templates[0].text",
    /text of this part/
  ],
  [
    "a template that is not Liquid",
    { ...options(), templates: [{ ...template, text: "{{ x" }] },
    "templates[0]",
    /text/
  ],
  [
    "a template twice",
    { ...options(), templates: [template, template] },
    "templates[1]",
    /raise the version/
  ],
  ["a clock that tells no time", { ...options(), clock: () => Number.NaN }, "clock", /epoch milliseconds/],
  ["a mode of its own", { ...options(), mode: "prod" }, "mode", /"sandbox" or "live"/],
  ["a transport of its own", { ...options(), http: "axios" }, "http", /"undici" or "fetch"/],
  ["a zone that is none", options({ homeZone: "America/Tucson" }), "homeZone", /IANA zone/],
  ["a timeout of nothing", options({ sendTimeoutMillis: 0 }), "sendTimeoutMillis", /above 0/],
  ["a timeout in words", { ...options(), sendTimeoutMillis: "30s" }, "sendTimeoutMillis", /above 0/],
  ["a portal without a public URL", options({ portal }), "publicUrl", /base URL/],
  [
    "a short portal secret",
    options({ publicUrl, portal: { ...portal, secret: "c2hvcnQ=" } }),
    "portal.secret",
    /32 random bytes/
  ],
  [
    "a portal without a payment page",
    { ...options({ publicUrl }), portal: { secret } },
    "portal.paymentUrl",
    /function/
  ],
  [
    "a portal path without a slash",
    options({ publicUrl, portal: { ...portal, path: "portal" } }),
    "portal.path",
    /begin with a slash/
  ],
  [
    "a portal that asks for something else",
    { ...options({ publicUrl }), portal: { ...portal, knows: "ssn" } },
    "portal.knows",
    /postalCode/
  ],
  ["a relative public URL", options({ publicUrl: "/contact" }), "publicUrl", /absolute URL/],
  [
    "a public URL of another kind",
    options({ publicUrl: "ftp://x.example.com" }),
    "publicUrl",
    /absolute URL/
  ],
  [
    "live over plain http",
    options({ mode: "live", publicUrl: "http://contact.example.com" }),
    "publicUrl",
    /https in live/
  ]
]

describe("checkOptions refuses", () => {
  it.each(refusals)("%s", (_, given, field, fix) => {
    const check = () => checkOptions(given as ForbearOptions)
    expect(check).toThrow(ForbearError)
    expect(check).toThrow(fix)
    expect(check).toThrow(expect.objectContaining({ code: "FORBEAR_CONFIGURATION", field, retryable: false }))
  })

  it("nothing of what every test starts from", () => {
    const full = options({
      publicUrl,
      portal,
      journeys: [journey],
      policy: { switches: [off], standings: { guideline: "warn" } },
      mode: "live"
    })
    expect(checkOptions(full)).toBe(full)
  })
})

describe("createForbear refuses", () => {
  it("by rejecting, not by throwing", async () => {
    await expect(createForbear(options({ tenant: "" }))).rejects.toMatchObject({
      code: "FORBEAR_CONFIGURATION",
      field: "tenant"
    })
  })

  it("a pack that is not one, and says which rule and field", async () => {
    const broken = { ...us, rules: [{ ...us.rules[0], kind: "no_such_kind" }] }
    const refused = createForbear(options({ packs: [broken] }))
    await expect(refused).rejects.toMatchObject({ code: "FORBEAR_CONFIGURATION" })
    await expect(refused).rejects.toThrow(/no_such_kind/)
  })

  it("a key that is not 32 bytes", async () => {
    await expect(createForbear(options({ keys: keyValue("c2hvcnQ=") }))).rejects.toMatchObject({
      code: "FORBEAR_KEYS"
    })
  })

  it("a file in a folder that does not exist", async () => {
    const nowhere = options({ store: sqlite({ file: "/nonexistent/forbear.db" }), keys: keyValue(secret) })
    await expect(createForbear(nowhere)).rejects.toMatchObject({ code: "FORBEAR_STORE" })
  })
})
