/** The desk over a system that remembers what it was told. */
import { assert, describe, it } from "vitest"
import { makePlan } from "../src/desk/Plan.ts"
import {
  makeDesk,
  type DeskApi,
  type DeskBrief,
  type DeskDecision,
  type DeskOptions,
  type DeskTask
} from "../src/desk.ts"

const ORIGIN = "http://127.0.0.1:4000"
const PERSON = "jane"
const MARKUP = `<script>alert("x")</script>`

const decision = (channel: string, more: Partial<DeskDecision> = {}): DeskDecision => ({
  outcome: "permit",
  channel,
  sender: `${channel}-sender`,
  reasons: [],
  duties: [],
  ...more
})

const closedCall = decision("voice_call", {
  outcome: "defer",
  next: "2026-02-27T15:00:00.000Z",
  reasons: [
    {
      rule: "regf.cooldown",
      citation: "12 CFR 1006.14(b)(2)(i)(B)",
      reason: "a conversation was held on February 20"
    }
  ],
  duties: [{ kind: "require", element: "subsequent_disclosure", citation: "12 CFR 1006.18(e)(2)" }]
})

const waiting: DeskTask = {
  attempt: "journey/1/call",
  person: PERSON,
  debts: ["debt-1"],
  queue: "callers",
  since: "2026-04-03T15:00:00.000Z",
  title: `Call about a failed payment ${MARKUP}`,
  context: [{ label: "Creditor", value: "First Desert Bank" }],
  mustSay: ["This is an attempt to collect a debt."],
  mustNotSay: ["Nothing to anybody else."],
  mayCallNow: decision("voice_call")
}

interface World {
  readonly told: Array<readonly [string, unknown]>
  readonly history: Array<DeskBrief["history"][number]>
  readonly api: DeskApi
  readonly browser: (options?: Partial<DeskOptions>) => Browser
}

const world = (tasks: ReadonlyArray<DeskTask> = [waiting]): World => {
  const told: World["told"] = []
  const history: World["history"] = [
    { at: Date.parse("2026-02-20T17:00:00Z"), kind: "debt.placed", event: "host:1", what: "debt.placed" }
  ]
  let plan: unknown = null
  const happened = (kind: string, event: string) =>
    void history.push({ at: Date.parse("2026-02-20T18:00:00Z"), kind, event, what: kind })
  const api: DeskApi = {
    brief: async () => ({
      data: {
        consumer: { name: `Jane ${MARKUP}`, language: "en" },
        creditor: { name: "First Desert Bank" },
        debt: { reference: "…4821", balance: { amount: "1240.50", currency: "USD" }, daysPastDue: 47 },
        plan,
        today: "2026-02-20"
      },
      channels: [
        closedCall,
        decision("sms"),
        decision("letter", { outcome: "deny", reasons: [{ rule: "x", citation: "y", reason: "refused" }] })
      ],
      history
    }),
    tasks: async (queue) => (queue === "callers" ? tasks : []),
    callReceived: async (call) => {
      told.push(["callReceived", call])
      happened("call.received", call.call)
    },
    conversation: async (about) => {
      told.push(["conversation", about])
      happened("conversation.held", `${about.call}/conversation`)
    },
    planAgreed: async (agreed) => {
      told.push(["planAgreed", agreed])
      plan = {
        id: agreed.plan,
        chosen: false,
        total: { amount: "1240.50", currency: "USD" },
        installments: agreed.installments.map((one, i) => ({ ...one, number: i + 1, paid: false }))
      }
    },
    consentGiven: async (given) => void told.push(["consentGiven", given]),
    send: async (call, request) => {
      told.push(["send", { call, ...request }])
      return {
        outcome: "dispatched",
        channel: "sms",
        sender: "short-code",
        decisions: [
          decision("sms", {
            outcome: "deny",
            sender: "long-code",
            reasons: [
              {
                rule: "carrier",
                citation: "Messaging policy",
                reason: "third-party collection is forbidden on this number"
              }
            ]
          }),
          decision("sms", { sender: "short-code" })
        ]
      }
    },
    callEnded: async (call) => {
      told.push(["callEnded", call])
      happened("call.ended", `${call.call}/ended`)
    },
    callMade: async (made) => void told.push(["callMade", made])
  }
  return {
    told,
    history,
    api,
    browser: (options = {}) => new Browser(makeDesk({ api, title: "Acme", ...options }).handler)
  }
}

class Browser {
  readonly handler: (request: Request) => Promise<Response>
  cookie = ""
  page = ""
  at = ""
  constructor(handler: (request: Request) => Promise<Response>) {
    this.handler = handler
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookie !== "") headers.set("cookie", this.cookie)
    const response = await this.handler(new Request(new URL(path, ORIGIN), { ...init, headers }))
    const set = response.headers.get("set-cookie")
    if (set !== null) this.cookie = set.split(";")[0] ?? ""
    const to = response.headers.get("location")
    if (to !== null) return this.send(to)
    this.at = path
    this.page = await response.clone().text()
    return response
  }

  async submit(
    action: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {}
  ): Promise<Response> {
    const form = [...this.page.matchAll(/<form[^>]*method="post" action="([^"]*)">([\s\S]*?)<\/form>/g)].find(
      ([, at]) => at?.endsWith(`/${action}`)
    )
    if (form === undefined) throw new Error(`the page has no form ${action}`)
    const hidden = [...(form[2] ?? "").matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
      ([, name = "", value = ""]) => [name, value] as const
    )
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields })
    return this.send(form[1] ?? "", {
      method: "POST",
      body,
      headers: { "sec-fetch-site": "same-origin", ...headers }
    })
  }
}

describe("a call", () => {
  it("goes from ringing to its end, each step told once and in order", async () => {
    const { told, browser } = world()
    const desk = browser()
    await desk.send(`/desk/person/${PERSON}?debts=debt-1`)
    for (const shown of [
      "$1,240.50",
      "First Desert Bank",
      "…4821",
      "47",
      "12 CFR 1006.14(b)(2)(i)(B)",
      "closed now",
      "subsequent disclosure"
    ])
      assert.include(desk.page, shown)
    await desk.submit("call", { agent: "a7", from: "+13105550187" })
    assert.include(desk.page, "Do not mention the debt")
    assert.notInclude(desk.page, "Negotiate a plan")
    await desk.submit("identified", { how: "last-four-and-postal-code" })
    assert.notInclude(desk.page, "Do not mention the debt")

    assert.equal(
      (await desk.submit("plan", { total: "1240.50", count: "0", first: "2026-02-20", everyDays: "14" }))
        .status,
      422
    )
    assert.include(desk.page, "enter 1 to 60 payments")
    await desk.submit("plan", { total: "1,240.50", count: "4", first: "2026-02-20", everyDays: "14" })
    for (const shown of [
      "$310.13",
      "$310.12",
      "Feb 20, 2026",
      "Apr 3, 2026",
      "Next: $310.13 on Feb 20, 2026"
    ])
      assert.include(desk.page, shown)

    assert.equal(
      (await desk.submit("consent", { number: "310 555 0187", words: "May we text you?" })).status,
      422
    )
    await desk.submit("consent", { number: "(310) 555-0187", words: "May we text you?", yes: "yes" })
    await desk.submit("send", { message: "0" })
    for (const shown of [
      "Sent.",
      "short-code",
      "third-party collection is forbidden on this number",
      "Messaging policy"
    ])
      assert.include(desk.page, shown)
    await desk.send(/href="([^"]*)">Back/.exec(desk.page)?.[1]?.replaceAll("&amp;", "&") ?? "")
    await desk.submit("end")
    assert.include(desk.page, "The call is over")

    assert.deepEqual(
      told.map(([name]) => name),
      ["callReceived", "conversation", "planAgreed", "consentGiven", "send", "callEnded"]
    )
    const call = (told[0]?.[1] as { call: string }).call
    assert.deepEqual(told[0]?.[1], {
      call,
      agent: "a7",
      person: PERSON,
      debts: ["debt-1"],
      from: "+13105550187"
    })
    assert.deepEqual(told[1]?.[1], {
      call,
      agent: "a7",
      person: PERSON,
      debts: ["debt-1"],
      identified: "last-four-and-postal-code"
    })
    const usd = (amount: string) => ({ amount, currency: "USD" })
    assert.deepInclude(told[2]?.[1] as object, {
      person: PERSON,
      debt: "debt-1",
      installments: [
        { on: "2026-02-20", amount: usd("310.13") },
        { on: "2026-03-06", amount: usd("310.13") },
        { on: "2026-03-20", amount: usd("310.12") },
        { on: "2026-04-03", amount: usd("310.12") }
      ]
    })
    assert.deepEqual(told[3]?.[1], {
      call,
      person: PERSON,
      debts: ["debt-1"],
      channels: ["sms"],
      address: { type: "phone", value: "+13105550187" },
      words: "May we text you?"
    })
    assert.deepInclude(told[4]?.[1] as object, {
      call,
      person: PERSON,
      template: "portal_link",
      purpose: "requested_information",
      channels: ["sms"]
    })
    assert.deepEqual(told[5]?.[1], { call, person: PERSON, debts: ["debt-1"] })
  })

  it("names one press by one key, however often it arrives", async () => {
    const { told, browser } = world()
    const desk = browser()
    await desk.send(`/desk/person/${PERSON}?debts=debt-1`)
    await desk.submit("call", { agent: "a7" })
    await desk.submit("identified", { how: "x" })
    const before = desk.page
    await desk.submit("send", { message: "0" })
    desk.page = before
    await desk.submit("send", { message: "0" })
    desk.page = before
    await desk.submit("send", { message: "1" })
    const keys = told.filter(([name]) => name === "send").map(([, sent]) => (sent as { key: string }).key)
    assert.equal(keys[0], keys[1])
    assert.notEqual(keys[0], keys[2])
    assert.match(keys[0] ?? "", /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,150}$/)
  })

  it("shows what the system behind it refuses", async () => {
    const { api, browser } = world()
    const desk = browser({
      api: { ...api, callReceived: () => Promise.reject(new Error("agent: is not known")) }
    })
    await desk.send(`/desk/person/${PERSON}?debts=debt-1`)
    assert.equal((await desk.submit("call", { agent: "a7" })).status, 422)
    assert.include(desk.page, "agent: is not known")
    assert.equal((await desk.send("/desk/person/%E0%A4%A")).status, 422)
  })
})

describe("the queue", () => {
  it("shows calls oldest first, whether each may be made now and why not, and takes the outcome", async () => {
    const later: DeskTask = {
      ...waiting,
      attempt: "later",
      title: "Second",
      since: "2026-04-04T15:00:00.000Z",
      mayCallNow: closedCall
    }
    const { told, browser } = world([later, waiting])
    const desk = browser({ zone: "America/Phoenix" })
    await desk.send("/desk")
    assert.isBelow(desk.page.indexOf("Call about a failed payment"), desk.page.indexOf("Second"))
    for (const shown of [
      "may be called now",
      "must not be called now",
      "a conversation was held on February 20",
      "Feb 27, 2026, 8:00 AM MST",
      "3:00 PM UTC",
      "This is an attempt to collect a debt.",
      "Nothing to anybody else."
    ]) {
      assert.include(desk.page.replaceAll("\u202f", " "), shown)
    }
    assert.notInclude(desk.page, "<script")
    await desk.send("/desk/task?queue=callers&attempt=later")
    assert.include(desk.page, "Do not call now")
    await desk.send(`/desk/task?queue=callers&attempt=${encodeURIComponent(waiting.attempt)}`)
    assert.equal((await desk.submit("made", { outcome: "no_answer", spoke: "yes" })).status, 422)
    await desk.send(`/desk/task?queue=callers&attempt=${encodeURIComponent(waiting.attempt)}`)
    await desk.submit("made", { outcome: "answered", spoke: "yes" })
    assert.deepEqual(told, [
      ["callMade", { attempt: waiting.attempt, person: PERSON, outcome: "answered", spoke: true }]
    ])
    assert.equal((await desk.send("/desk/task?queue=callers&attempt=gone")).status, 404)
    assert.equal((await desk.send("/desk/task?queue=other&attempt=later")).status, 404)
  })
})

describe("bad input", () => {
  it("opens on this machine only, unless there is a token; then for the token only", async () => {
    const { api } = world()
    const free = makeDesk({ api, title: "Acme" }).handler
    assert.equal((await free(new Request("http://desk.example.com/desk"))).status, 403)
    assert.equal((await free(new Request("http://[::1]:9/desk"))).status, 200)

    const token = "0123456789abcdef-token"
    const { handler } = makeDesk({ api, title: "Acme", token })
    const desk = new Browser(handler)
    assert.equal((await desk.send(`/desk/person/${PERSON}?debts=debt-1`)).status, 401)
    assert.notInclude(desk.page, "Jane")
    assert.equal((await desk.submit("enter", { token: "wrong" })).status, 401)
    assert.equal((await desk.submit("enter", { token })).status, 200)
    assert.include(desk.page, "Calls to make")
    const again = new Browser(makeDesk({ api, title: "Acme", token }).handler)
    again.cookie = desk.cookie
    assert.equal((await again.send("/desk")).status, 200)
    again.cookie = `${desk.cookie.slice(0, -1)}x`
    assert.equal((await again.send("/desk")).status, 401)
    const bearer = (value: string) =>
      handler(new Request("https://desk.example.com/desk", { headers: { authorization: `Bearer ${value}` } }))
    assert.equal((await bearer(token)).status, 200)
    assert.equal((await bearer(`${token}x`)).status, 401)
  })

  it("tells nothing to the system for a form that is not its own", async () => {
    const { told, browser } = world()
    const [desk, other] = [browser(), browser()]
    await desk.send(`/desk/person/${PERSON}?debts=debt-1`)
    await other.send("/desk")
    const page = desk.page
    const again = (fields: Record<string, string>, headers: Record<string, string> = {}) => {
      desk.page = page
      return desk.submit("call", { agent: "a7", ...fields }, headers)
    }
    assert.equal((await again({ form: "" })).status, 403)
    assert.equal((await again({}, { "sec-fetch-site": "cross-site" })).status, 403)
    assert.equal((await again({ person: "../x" })).status, 400)
    assert.equal((await again({ once: "x" })).status, 400)
    assert.equal((await again({ agent: " " })).status, 422)
    assert.equal((await again({ filler: "x".repeat(70_000) })).status, 413)
    other.page = page
    assert.equal((await other.submit("call", { agent: "a7" })).status, 403)
    const cross = {
      method: "POST",
      body: new URLSearchParams({ agent: "a7" }),
      headers: { origin: "https://evil.example" }
    }
    assert.equal((await desk.send("/desk/call", cross)).status, 403)
    assert.equal(
      (
        await desk.send("/desk/call", {
          method: "POST",
          body: "{}",
          headers: { "content-type": "application/json" }
        })
      ).status,
      415
    )
    assert.equal((await desk.send("/desk/call")).status, 405)
    assert.equal((await desk.send("/desk", { method: "DELETE" })).status, 405)
    assert.equal((await desk.send("/desk/nothing")).status, 404)
    assert.equal((await desk.send("/elsewhere")).status, 404)
    assert.deepEqual(told, [])
  })

  it("shows markup as text, and guards its pages", async () => {
    const desk = world().browser()
    const page = await desk.send(`/desk/person/${PERSON}?debts=debt-1`)
    assert.notInclude(desk.page, "<script")
    assert.include(desk.page, "Jane &lt;script&gt;")
    assert.notMatch(desk.page, /\son\w+="|style="/)
    assert.include(page.headers.get("content-security-policy") ?? "", "default-src 'none'")
    assert.equal(page.headers.get("cache-control"), "no-store")
  })

  it("refuses options that cannot be used, by name", () => {
    const { api } = world()
    const bad: ReadonlyArray<[string, object]> = [
      ["basePath", { basePath: "/desk/" }],
      ["title", { title: " " }],
      ["token", { token: "short" }],
      ["zone", { zone: "Mars/Olympus" }]
    ]
    for (const [field, options] of bad)
      assert.throws(() => makeDesk({ api, title: "Acme", ...options }), new RegExp(`^${field}:`))
  })
})

describe("plans", () => {
  it("add up to the total to the cent, whatever is asked", () => {
    let seed = 7
    const random = (most: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % most
    }
    for (let i = 0; i < 500; i++) {
      const cents = 61 + random(9_999_999)
      const count = 1 + random(60)
      const total = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`
      const made = makePlan({ total, currency: "USD", count, first: "2026-01-31", everyDays: 1 + random(60) })
      if ("field" in made) throw new Error(made.field)
      const sum = made.installments.reduce((all, one) => all + BigInt(one.amount.amount.replace(".", "")), 0n)
      assert.equal(sum, BigInt(cents))
      assert.equal(made.installments.length, count)
      const amounts = made.installments.map((one) => Number(one.amount.amount))
      assert.isBelow(Math.max(...amounts) - Math.min(...amounts), 0.011)
    }
  })

  it("know currencies without cents, leap days, and what is no plan", () => {
    const yen = makePlan({ total: "1000", currency: "JPY", count: 3, first: "2028-02-28", everyDays: 1 })
    assert.deepEqual("installments" in yen && yen.installments, [
      { on: "2028-02-28", amount: { amount: "334", currency: "JPY" } },
      { on: "2028-02-29", amount: { amount: "333", currency: "JPY" } },
      { on: "2028-03-01", amount: { amount: "333", currency: "JPY" } }
    ])
    const good = { total: "10.00", currency: "USD", count: 2, first: "2026-02-20", everyDays: 14 }
    const bad: ReadonlyArray<[string, object]> = [
      ["total", { total: "0" }],
      ["total", { total: "10.001" }],
      ["total", { total: "-10" }],
      ["count", { count: 1.5 }],
      ["count", { count: 61 }],
      ["first", { first: "2026-02-30" }],
      ["first", { first: "tomorrow" }],
      ["everyDays", { everyDays: 0 }]
    ]
    for (const [field, change] of bad) assert.propertyVal(makePlan({ ...good, ...change }), "field", field)
  })
})
