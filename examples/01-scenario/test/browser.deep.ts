/** The portal and the agent's desk in a real browser with JavaScript off, as a person uses them. */
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { runUntil } from "@forbear/testkit"
import { chromium } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { installments, jane, placement } from "../src/people.ts"
import { CARD } from "../src/story.ts"
import { makeWorld, type World } from "../src/world.ts"

const program = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync)
if (program === undefined)
  console.warn("SKIPPED: the portal in a browser; there is no Chromium on this machine")

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

describe.runIf(program !== undefined)("the pages in Chromium, JavaScript off", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "forbear-browser-"))
  let world: World
  beforeAll(async () => {
    world = await makeWorld({ folder })
    const { forbear, clock } = world
    const person = jane.id
    await forbear.record(placement)
    await runUntil({ forbear, clock, until: Date.parse("2026-03-03T16:05:00Z") })
    await forbear.desk.planAgreed({ plan: jane.plan, debt: jane.debt, person, installments })
    await forbear.settle()
  })
  afterAll(async () => {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it("she proves who she is, sees the plan, chooses it, pays at the host, and comes back to it paid", async () => {
    const browser = await chromium.launch({ executablePath: program ?? "", args: flags })
    try {
      const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
      await page.goto(await world.forbear.portalLink({ person: jane.id, debts: [jane.debt], key: "browser" }))
      expect(await page.textContent("body")).not.toContain(jane.creditor)
      await page.fill("[name=postalCode]", jane.postalCode)
      await page.click("main form button[type=submit]")
      const plan = await page.textContent("main")
      for (const one of installments) expect(plan).toContain(one.amount.amount)
      await page.click("form[action*='/account/choose'] button[type=submit]")
      await page.fill("[name=card]", CARD)
      await page.click("button")
      expect(page.url()).toContain("/portal/")
      expect(world.theHost.payments()).toHaveLength(1)
    } finally {
      await browser.close()
    }
  })

  it("the agent's desk shows her, and what is open and closed with its citation", async () => {
    const browser = await chromium.launch({ executablePath: program ?? "", args: flags })
    try {
      const page = await browser.newPage({ javaScriptEnabled: false })
      await page.goto(`${world.server.url}/desk/person/${jane.id}?debts=${jane.debt}`)
      const text = await page.textContent("body")
      expect(text).toContain(jane.name)
      expect(text).toMatch(/12 CFR 1006\.6\(d\)/)
    } finally {
      await browser.close()
    }
  })
})
