/** The whole way through the handler, and every way in which it must not go. */
import { assert, describe, it } from "vitest"
import {
  Browser,
  DEBT,
  formsIn,
  makeWorld,
  ORIGIN,
  PERSON,
  PLAN,
  START,
  subject,
  type World
} from "./fixture.ts"

const opened = async (world: World, options = {}) => {
  const portal = world.portal(options)
  const browser = new Browser(portal.handler)
  const link = await world.run(portal.link(subject()))
  return { portal, browser, link }
}

const entered = async (world: World, options = {}) => {
  const all = await opened(world, options)
  await all.browser.enter(all.link)
  return all
}

describe("the way through", () => {
  it("asks who she is, shows the plan, takes her choice, hands her over, shows the payment", async () => {
    const world = await makeWorld()
    const { browser, link } = await opened(world)

    const first = await browser.get(link)
    assert.equal(first.status, 200)
    for (const secretWord of ["Jane", "First Desert", "4821", "1,240", "310", "debt"])
      assert.notInclude(browser.page, secretWord)

    const proved = await browser.submit(new URL(link).pathname, { postalCode: " 85701 " })
    assert.equal(proved.status, 303)
    assert.equal(proved.headers.get("location"), "/portal/account?lang=en")
    const cookie = proved.headers.get("set-cookie") ?? ""
    for (const part of ["HttpOnly", "SameSite=Lax", "Secure", "Path=/portal", "Max-Age=1800"])
      assert.include(cookie, part)

    await browser.get("/portal/account")
    for (const shown of [
      "Hello, Jane Smith",
      "First Desert Bank",
      "…4821",
      "$1,240.50",
      "$310.13",
      "$310.12",
      "Nov 20, 2026",
      "Jan 1, 2027",
      "4 payments"
    ]) {
      assert.include(browser.page, shown)
    }
    assert.notInclude(browser.page, "5678")
    assert.include(browser.page, "This communication is from a debt collector")

    const chosen = await browser.submit("/account/choose")
    assert.equal(chosen.status, 303)
    const to = new URL(chosen.headers.get("location") ?? "")
    assert.equal(to.origin, "https://cards.bank.example")
    assert.equal(to.searchParams.get("reference"), "plan-5/1")
    assert.equal(to.searchParams.get("amount"), "310.13")
    assert.equal(to.searchParams.get("back"), `${ORIGIN}/portal/account`)
    const choice = (await world.events()).find((event) => event.kind === "plan.chosen")
    assert.equal(choice?.id, "plan-5/chosen")
    assert.deepEqual(choice?.body, { plan: PLAN, debt: DEBT, person: PERSON, via: "portal" })

    await world.record(
      {
        kind: "payment.recorded",
        body: {
          debt: DEBT,
          person: PERSON,
          amount: { amount: "310.13", currency: "USD" },
          result: "received",
          plan: PLAN
        }
      },
      {
        kind: "debt.changed",
        body: { debt: DEBT, person: PERSON, balance: { amount: "930.37", currency: "USD" } }
      }
    )
    await browser.get("/portal/account")
    for (const shown of [
      "We received $310.13 on November 20, 2026",
      "Next payment: $310.13 on December 4, 2026",
      "$930.37",
      "Your plan",
      "Paid"
    ]) {
      assert.include(browser.page, shown)
    }
    const next = await browser.submit("/account/pay")
    assert.include(next.headers.get("location") ?? "", "plan-5%2F2")

    assert.deepEqual(
      (await world.kinds()).filter((kind) => kind === "portal.visited" || kind === "plan.chosen"),
      ["portal.visited", "portal.visited", "portal.visited", "plan.chosen"]
    )
  })

  it("records the choice once however often it is pressed", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    const { action, fields } = formsIn(browser.page).find((form) => form.action.includes("choose")) ?? {
      action: "",
      fields: {}
    }
    const answers = await Promise.all([1, 2, 3].map(() => browser.post(action, fields)))
    assert.deepEqual(
      answers.map((one) => one.status),
      [303, 303, 303]
    )
    assert.equal((await world.kinds()).filter((kind) => kind === "plan.chosen").length, 1)
  })

  it("asks for the date of birth where the host wants that", async () => {
    const world = await makeWorld()
    const { browser, link } = await opened(world, { knows: "birthDate" })
    await browser.get(link)
    const path = new URL(link).pathname
    assert.equal((await browser.submit(path, { month: "3", day: "8", year: "1980" })).status, 422)
    assert.equal((await browser.submit(path, { month: "3", day: "", year: "1980" })).status, 422)
    assert.equal((await browser.submit(path, { month: "03", day: "7", year: "1980" })).status, 303)
  })

  it("speaks her language, the one that is asked for, and says no debt collector where none is", async () => {
    const world = await makeWorld({ language: "es", role: "first_party" })
    const { browser, link } = await opened(world)
    await browser.get(link)
    assert.include(browser.page, '<html lang="es">')
    await browser.get(`${link}?lang=en`)
    assert.include(browser.page, '<html lang="en">')
    await browser.enter(link)
    assert.include(browser.page, "El plan que acordamos")
    assert.include(browser.page, "$1,240.50")
    assert.notInclude(browser.page, "cobrador")
    await browser.get("/portal/account?lang=fr")
    assert.include(browser.page, '<html lang="es">')
  })

  it("shows what failed, what is overdue, and what is paid off", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    const amount = { amount: "310.13", currency: "USD" }
    await world.record({
      kind: "plan.chosen",
      body: { plan: PLAN, debt: DEBT, person: PERSON, via: "phone" }
    })
    await world.record({
      kind: "payment.recorded",
      body: { debt: DEBT, person: PERSON, amount, result: "failed", plan: PLAN }
    })
    world.pass(10 * 60_000)
    await browser.get("/portal/account")
    assert.include(browser.page, "did not go through")
    await world.record({ kind: "debt.changed", body: { debt: DEBT, person: PERSON, status: "paid" } })
    await browser.get("/portal/account")
    assert.include(browser.page, "This debt is paid")
    assert.notInclude(browser.page, "/account/pay")
  })
})

describe("what she may decide", () => {
  it("stops a medium at an address, at once, and allows it again", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    assert.include(browser.page, "(•••) •••-0187")
    assert.include(browser.page, "j•••@example.com")
    assert.notInclude(browser.page, "jane.smith@")
    const stopped = await browser.submit("/account/stop", {}, { medium: "text" })
    assert.equal(stopped.headers.get("location"), "/portal/account?lang=en&done=stopped")
    const event = (await world.events()).findLast((one) => one.kind === "contact.refused")
    assert.deepInclude(event?.body as object, {
      person: PERSON,
      channels: ["sms", "mms", "rcs"],
      addresses: [world.phone]
    })
    assert.deepInclude((event?.body as { provenance: object }).provenance, { via: "portal", by: "consumer" })
    await browser.get(stopped.headers.get("location") ?? "")
    assert.include(browser.page, 'role="status"')

    world.pass(1_000)
    await browser.submit("/account/allow", {}, { medium: "text" })
    await browser.get("/portal/account")
    assert.notInclude(browser.page, "/account/allow")
    world.pass(1_000)
    await browser.submit("/account/stop", {}, { medium: "text" })
    assert.equal((await world.kinds()).filter((kind) => kind === "contact.refused").length, 2)
  })

  it("ranks channels, and asks when none is chosen", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    assert.equal((await browser.submit("/account/prefer", { first: "", second: "" })).status, 422)
    assert.include(browser.page, 'aria-invalid="true"')
    await browser.submit("/account/prefer", { first: "email", second: "sms" })
    const event = (await world.events()).find((one) => one.kind === "preference.stated")
    assert.deepInclude(event?.body as object, { person: PERSON, prefers: ["email", "sms"] })
    await browser.get("/portal/account")
    assert.include(browser.page, '<option value="email" selected>')
  })

  it("takes a dispute of all or of a part, and no more than is owed", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    for (const amount of ["", "twelve", "0", "-5", "1240.51", "1e3"]) {
      assert.equal((await browser.submit("/account/dispute", { which: "part", amount })).status, 422, amount)
    }
    await browser.submit("/account/dispute", { which: "part", amount: "$1,000.00" })
    const event = (await world.events()).find((one) => one.kind === "dispute.raised")
    assert.deepEqual(event?.body, {
      person: PERSON,
      debts: [DEBT],
      via: "portal",
      amount: { amount: "1000.00", currency: "USD" }
    })
    await browser.get("/portal/account")
    assert.include(browser.page, "You told us that you dispute this debt")
  })

  it("stops all contact", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    await browser.submit("/account/cease")
    assert.deepEqual((await world.events()).find((one) => one.kind === "cease.requested")?.body, {
      person: PERSON,
      debts: [],
      via: "portal"
    })
    await browser.get("/portal/account")
    assert.include(browser.page, "You asked us to stop all contact")
  })

  it("closes the page for good: the cookie that was copied before opens nothing", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    const copied = browser.cookie
    await browser.submit("/account/leave")
    assert.equal(browser.cookie, "")
    assert.equal((await browser.get("/portal/account", { cookie: copied })).status, 403)
    assert.notInclude(browser.page, "Jane")
  })
})

describe("unsubscribe", () => {
  const link = (world: World) => world.run(world.portal().unsubscribe({ ...subject(), address: world.email }))

  it("does nothing on GET, and stops the address on the post of RFC 8058, without cookies, from anywhere", async () => {
    const world = await makeWorld()
    const { handler } = world.portal()
    const url = await link(world)
    const page = await handler(new Request(url))
    assert.equal(page.status, 200)
    assert.include(await page.text(), 'name="List-Unsubscribe" value="One-Click"')
    assert.equal((await handler(new Request(url, { method: "HEAD" }))).status, 200)
    assert.notInclude(await world.kinds(), "contact.refused")

    for (const body of [new URLSearchParams({ "List-Unsubscribe": "One-Click" }), multipart()]) {
      const answer = await handler(
        new Request(url, {
          method: "POST",
          body,
          headers: { origin: "https://mail.example", "sec-fetch-site": "cross-site" }
        })
      )
      assert.equal(answer.status, 200)
      assert.isNull(answer.headers.get("set-cookie"))
    }
    const events = (await world.events()).filter((event) => event.kind === "contact.refused")
    assert.equal(events.length, 1)
    assert.deepInclude(events[0]?.body as object, {
      person: PERSON,
      channels: ["email"],
      addresses: [world.email]
    })
  })

  it("stops again after she allowed it again", async () => {
    const world = await makeWorld()
    const { handler } = world.portal()
    const url = await link(world)
    const post = () =>
      handler(
        new Request(url, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) })
      )
    await post()
    world.pass(1_000)
    const { browser } = await entered(world)
    await browser.submit("/account/allow", {}, { medium: "email" })
    world.pass(1_000)
    await post()
    assert.equal((await world.kinds()).filter((kind) => kind === "contact.refused").length, 2)
  })

  it("works for as long as somebody keeps the mail, and answers no other body", async () => {
    const world = await makeWorld()
    const { handler } = world.portal()
    const url = await link(world)
    world.pass(400 * 86_400_000)
    assert.equal((await handler(new Request(url))).status, 200)
    assert.equal(
      (await handler(new Request(url, { method: "POST", body: new URLSearchParams({ x: "1" }) }))).status,
      400
    )
    assert.notInclude(await world.kinds(), "contact.refused")
  })

  const multipart = () => {
    const form = new FormData()
    form.set("List-Unsubscribe", "One-Click")
    return form
  }
})

describe("bad input and faults", () => {
  it("answers one page for every link that does not open", async () => {
    const world = await makeWorld()
    const { portal, link } = await opened(world)
    const other = await world.run(world.portal({ secret: new Uint8Array(32).fill(8) }).link(subject()))
    const stop = await world.run(portal.unsubscribe({ ...subject(), address: world.email }))
    const expired = await world.run(
      portal.link({ ...subject(), at: (START - 74 * 3_600_000) as typeof START })
    )
    const token = link.slice(link.lastIndexOf("/") + 1)
    const flipped = [0, 10, 20, 30, 40, token.length - 1].map((i) => {
      const code = token.charCodeAt(i) === 65 ? "B" : "A"
      return `${ORIGIN}/portal/${token.slice(0, i)}${code}${token.slice(i + 1)}`
    })
    const links = [
      other,
      expired,
      stop.replace("/u/", "/"),
      link.replace("/portal/", "/portal/u/"),
      `${link}A`,
      link.slice(0, -2),
      `${ORIGIN}/portal/`,
      `${ORIGIN}/portal/${"x".repeat(60)}`,
      `${ORIGIN}/elsewhere`,
      ...flipped
    ]
    const pages = new Set<string>()
    for (const url of links) {
      const answer = await portal.handler(new Request(url))
      assert.equal(answer.status, 404, url)
      pages.add(`${JSON.stringify([...answer.headers])}${await answer.text()}`)
    }
    assert.equal(pages.size, 1)
    assert.include([...pages][0], "(800) 555-0142")
  })

  it("treats a person that nobody knows as one who cannot remember", async () => {
    const world = await makeWorld()
    const portal = world.portal()
    const [known, stranger] = [new Browser(portal.handler), new Browser(portal.handler)]
    const of = { ...subject("a2"), person: "consumer-000" as typeof PERSON }
    const links = [await world.run(portal.link(subject())), await world.run(portal.link(of))] as const
    await known.get(links[0])
    await stranger.get(links[1])
    const same = (page: string) => page.replaceAll(/\/portal\/[\w-]+|value="[^"]*"/g, "")
    assert.equal(same(stranger.page), same(known.page))
    await known.submit("/portal/", { postalCode: "00000" })
    await stranger.submit("/portal/", { postalCode: "00000" })
    assert.equal(same(stranger.page), same(known.page))
  })

  it("never lets in somebody for whom nothing is on file", async () => {
    const world = await makeWorld({ postalCode: undefined })
    const { browser, link } = await opened(world)
    await browser.get(link)
    assert.equal((await browser.submit("/portal/", { postalCode: "85701" })).status, 422)
  })

  it("locks a link after five tries, also across a restart, also when they come at once", async () => {
    const world = await makeWorld()
    const { browser, link } = await opened(world)
    await browser.get(link)
    const path = new URL(link).pathname
    const [form] = formsIn(browser.page)
    const guess = (known: string) =>
      new Browser(world.portal().handler).post(path, { ...form?.fields, postalCode: known })
    assert.equal((await guess("")).status, 422)
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => guess(`9000${i}`)))
    assert.equal(answers.filter((answer) => answer.status === 422).length, 4)
    assert.equal(answers.filter((answer) => answer.status === 404).length, 8)
    assert.equal((await guess("85701")).status, 404)
    assert.equal((await browser.get(link)).status, 404)
    assert.equal((await world.events()).filter((event) => event.kind === "portal.visited").length, 6)
    const another = new Browser(world.portal().handler)
    assert.equal(
      (await another.enter(await world.run(world.portal().link(subject("attempt-2"))))).status,
      303
    )
  })

  it("gives five tries anew after she came in", async () => {
    const world = await makeWorld()
    const { browser, link } = await opened(world)
    for (let i = 0; i < 8; i++) {
      assert.equal((await browser.enter(link, "11111")).status, 422)
      assert.equal((await browser.enter(link)).status, 303)
    }
  })

  it("changes nothing for a form that is not its own", async () => {
    const world = await makeWorld()
    const { browser, link } = await opened(world)
    const mine = await entered(world)
    const before = (await world.kinds()).length
    const choose = formsIn(mine.browser.page).find((form) => form.action.includes("choose"))
    const fields = choose?.fields ?? {}
    const path = "/portal/account/choose"
    const bad: ReadonlyArray<[Record<string, string>, Record<string, string>]> = [
      [{ ...fields, form: "" }, {}],
      [{ plan: fields["plan"] ?? "", debt: fields["debt"] ?? "" }, {}],
      [{ ...fields, form: "A".repeat(24) }, {}],
      [fields, { "sec-fetch-site": "cross-site" }],
      [fields, { "sec-fetch-site": "same-site" }]
    ]
    for (const [sent, headers] of bad)
      assert.equal((await mine.browser.post(path, sent, headers)).status, 403)
    const crossOrigin = await mine.browser.send(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { origin: "https://evil.example" }
    })
    assert.equal(crossOrigin.status, 403)
    // A token of another session does not do, nor does no session at all.
    await browser.enter(link)
    assert.equal((await browser.post(path, fields)).status, 403)
    assert.equal((await new Browser(world.portal().handler).post(path, fields)).status, 403)
    const wrong: ReadonlyArray<[string, Record<string, string>]> = [
      ["choose", { plan: "plan-other" }],
      ["choose", { debt: "placement-other" }],
      ["stop", { address: "adr_someone" }],
      ["stop", { once: "../../x" }],
      ["dispute", { which: "none" }]
    ]
    for (const [action, changed] of wrong) {
      await browser.get("/portal/account")
      assert.equal((await browser.submit(`/account/${action}`, changed)).status, 400, action)
    }
    assert.deepEqual(
      (await world.kinds()).slice(before).filter((kind) => kind !== "portal.visited"),
      []
    )
    await browser.get(link)
    const [form] = formsIn(browser.page)
    assert.equal(
      (await browser.post(new URL(link).pathname, { ...form?.fields, postalCode: "85701", form: "x" }))
        .status,
      403
    )
  })

  it("ends sessions by time, by forgery and by another secret", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world)
    const cookie = browser.cookie
    const get = (value: string, portal = world.portal()) =>
      portal.handler(new Request(`${ORIGIN}/portal/account`, { headers: { cookie: value } }))
    assert.equal((await get(cookie)).status, 200)
    assert.equal((await get(cookie.replace("__Secure-portal=", "__Secure-portal=A"))).status, 403)
    assert.equal((await get(cookie, world.portal({ secret: new Uint8Array(32).fill(9) }))).status, 403)
    world.pass(29 * 60_000)
    assert.equal((await browser.get("/portal/account")).status, 200)
    world.pass(29 * 60_000)
    assert.equal((await browser.get("/portal/account")).status, 200)
    assert.equal((await get(cookie)).status, 403)
    world.pass(31 * 60_000)
    assert.equal((await browser.get("/portal/account")).status, 403)
  })

  it("shows a name with markup as text", async () => {
    const world = await makeWorld({ name: `<script>alert("x")</script> O'Neil & "Sons"` })
    const { browser } = await entered(world)
    assert.notInclude(browser.page, "<script")
    assert.include(
      browser.page,
      "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; O&#39;Neil &amp; &quot;Sons&quot;"
    )
  })

  it("answers 405, 413, 415, 400 and 429", async () => {
    const world = await makeWorld()
    const { portal, link, browser } = await opened(world)
    const put = await portal.handler(new Request(link, { method: "PUT", body: "x" }))
    assert.deepEqual([put.status, put.headers.get("allow")], [405, "GET, HEAD, POST"])
    assert.equal((await portal.handler(new Request(`${ORIGIN}/portal/account/choose`))).status, 405)
    const post = (body: BodyInit, headers: Record<string, string> = {}) =>
      portal.handler(new Request(link, { method: "POST", body, headers }))
    assert.equal((await post(new URLSearchParams({ postalCode: "x".repeat(20_000) }))).status, 413)
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(4_096)) })
    const streamed = new Request(link, {
      method: "POST",
      body: endless,
      duplex: "half",
      headers: { "content-type": "application/x-www-form-urlencoded" }
    } as RequestInit)
    assert.equal((await portal.handler(streamed)).status, 413)
    assert.equal((await post("{}", { "content-type": "application/json" })).status, 415)
    assert.equal((await post("no boundary", { "content-type": "multipart/form-data" })).status, 400)
    let last = 0
    for (let i = 0; i < 70; i++) last = (await browser.get(link)).status
    assert.equal(last, 429)
    world.pass(60_000)
    assert.equal((await browser.get(link)).status, 200)
  })

  it("says that it failed when the store or the payment page's address does, and loses nothing", async () => {
    const world = await makeWorld()
    const { browser } = await entered(world, { paymentUrl: () => "javascript:alert(1)" })
    assert.equal((await browser.get("/portal/account")).status, 503)
    const broken = world.portal({
      paymentUrl: () => {
        throw new Error("jane.smith@example.com")
      }
    })
    const answer = await broken.handler(
      new Request(`${ORIGIN}/portal/account`, { headers: { cookie: browser.cookie } })
    )
    assert.equal(answer.status, 503)
    assert.deepEqual(
      world.log.slice(-2).map((line) => line.event),
      ["portal.failed", "portal.defect"]
    )
  })

  it("puts nothing personal into addresses and logs, and guards every page", async () => {
    const world = await makeWorld()
    const { browser, link } = await entered(world)
    const stop = await world.run(world.portal().unsubscribe({ ...subject(), address: world.email }))
    await browser.submit("/account/stop", {}, { medium: "text" })
    await browser.submit("/account/prefer", { first: "email" })
    const told = JSON.stringify(world.log) + link + stop
    for (const word of [
      "jane",
      "smith",
      "85701",
      "0187",
      "4821",
      PERSON,
      DEBT,
      "example.com/portal/c",
      "1240"
    ])
      assert.notInclude(told.toLowerCase(), word)
    for (const [word] of [link, stop].map((url) => [
      Buffer.from(url.slice(url.lastIndexOf("/") + 1), "base64url").toString("latin1")
    ])) {
      assert.notInclude(word, PERSON)
    }
    const page = await browser.get("/portal/account")
    const policy = page.headers.get("content-security-policy") ?? ""
    assert.include(policy, "default-src 'none'")
    assert.include(policy, "form-action 'self' https://cards.bank.example;")
    assert.include(policy, "frame-ancestors 'none'")
    assert.notInclude(policy, "unsafe")
    assert.equal(page.headers.get("cache-control"), "no-store")
    assert.equal(page.headers.get("referrer-policy"), "no-referrer")
    assert.equal(page.headers.get("x-frame-options"), "DENY")
    assert.notMatch(browser.page, /<script|\son\w+=|style="/)
  })
})

describe("links and configuration", () => {
  it("gives the same attempt the same link, and another one another", async () => {
    const world = await makeWorld()
    const [a, b] = [world.portal(), world.portal()]
    const first = await world.run(a.link(subject()))
    assert.equal(await world.run(b.link(subject())), first)
    assert.equal(
      await world.run(b.link(subject("attempt-1", (START + 60_000) as typeof START))),
      await world.run(b.link(subject("attempt-1", (START + 1) as typeof START)))
    )
    assert.notEqual(await world.run(a.link(subject("attempt-2"))), first)
    assert.isBelow(first.length, 120)
  })

  it("works for its time and up to an hour longer", async () => {
    const world = await makeWorld()
    const { portal, link } = await opened(world, { linkTtlMillis: 90 * 60_000 })
    world.pass(90 * 60_000 - 1)
    assert.equal((await portal.handler(new Request(link))).status, 200)
    world.pass(3_600_000)
    assert.equal((await portal.handler(new Request(link))).status, 404)
  })

  it("works under a path, whether the framework leaves it in the request or not", async () => {
    const world = await makeWorld()
    const { portal, link } = await opened(world, { publicUrl: `${ORIGIN}/collect/` })
    assert.isTrue(link.startsWith(`${ORIGIN}/collect/portal/`))
    for (const strip of [(url: string) => url, (url: string) => url.replace("/collect", "")]) {
      const browser = new Browser((request) => portal.handler(new Request(strip(request.url), request)))
      assert.equal((await browser.enter(link)).headers.get("location"), "/collect/portal/account?lang=en")
      assert.include(browser.page, 'action="/collect/portal/account/choose?lang=en"')
    }
  })

  it("refuses what is not safe, and names it", async () => {
    const world = await makeWorld()
    const bad: ReadonlyArray<[string, object]> = [
      ["secret", { secret: new Uint8Array(31) }],
      ["secret", { secret: "x".repeat(32) }],
      ["basePath", { basePath: "/portal/" }],
      ["basePath", { basePath: "portal" }],
      ["publicUrl", { publicUrl: "http://pay.example.com" }],
      ["publicUrl", { publicUrl: "https://pay.example.com/?x" }],
      ["publicUrl", { publicUrl: "pay" }],
      ["linkTtlMillis", { linkTtlMillis: 0 }],
      ["knows", { knows: "petName" }],
      ["paymentUrl", { paymentUrl: "https://x" }],
      ["theme", { theme: { light: { accent: "red;}</style><script>" } } }]
    ]
    for (const [field, options] of bad) assert.throws(() => world.portal(options), new RegExp(`^${field}:`))
    assert.doesNotThrow(() =>
      world.portal({
        publicUrl: "http://127.0.0.1:8080",
        basePath: "",
        theme: { light: { accent: "#123456" } }
      })
    )
  })
})
