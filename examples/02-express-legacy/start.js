"use strict"
// One command: unpacks Forbear, starts the system of `after/` beside sandboxes of its providers, and says what to try.

const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error("This needs Node >= 22.19: start it with npm start -w examples/02-express-legacy")
  process.exit(1)
}

const fs = require("node:fs")
const os = require("node:os")
const path = require("node:path")
const { install } = require("./scripts/install-packed")
const { openPhone } = require("./demo/phone")
const { openWorld } = require("./demo/world")

const people = [
  ["Jane Smith", "Tucson", "AZ", "85701", "America/Phoenix", "+15205550142", "jane.smith@example.com", true],
  [
    "Carlos Ruiz",
    "Dallas",
    "TX",
    "75201",
    "America/Chicago",
    "+12145550117",
    "carlos.ruiz@example.com",
    true
  ],
  ["Ann Lee", "Portland", "OR", "97201", "America/Los_Angeles", "+15035550163", "ann.lee@example.com", false]
]

const DAY = 86_400_000
const date = (time) => new Date(time).toISOString().slice(0, 10)

/** The system's clock: this machine's, or with `--at=2026-09-15T10:30:00-07:00` one that starts there and runs on. */
const clockFrom = (argument) => {
  if (argument === undefined) return Date.now
  const begin = Date.parse(argument.slice("--at=".length))
  if (Number.isNaN(begin)) throw new Error("--at: give a time such as 2026-09-15T10:30:00-07:00")
  const offset = begin - Date.now()
  return () => Date.now() + offset
}

const seed = async (url, now) => {
  const post = (route, fields) =>
    fetch(url + route, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" })
  for (const [Name, City, State, Zip, TimeZone, Mobile, Email, agreed] of people) {
    const home = { Name, Street: "100 Main St", City, State, Zip, TimeZone, Mobile, Email }
    const debt = { Creditor: "Copper State Bank", Balance: "1240.50", Installment: "310.13" }
    const days = { NextDue: date(now() - 3 * DAY), ContactOk: agreed ? date(now() - 10 * DAY) : "" }
    const { status } = await post("/accounts", { ...home, ...debt, ...days })
    if (status !== 303) throw new Error(`seeding ${Name} was answered ${status}`)
  }
  await post("/jobs/aging", {})
}

const main = async () => {
  if (!process.argv.includes("--installed")) await install()
  const now = clockFrom(process.argv.find((argument) => argument.startsWith("--at=")))
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "collections-"))
  const world = await openWorld({ folder, port: Number(process.env.PORT ?? 8080), now })
  const phone = await openPhone(world)
  await seed(world.url(), now)
  console.log(`
  The collections system   ${world.url()}/accounts
  What consumers receive   ${phone.url}
  The database             ${path.join(folder, "collections.db")}
  The system's time        ${new Date(now()).toISOString()}

  Open A00001, press "by text" twice: one text. It is night in Tucson? The page says until when it waits.
  Answer STOP on the consumers' page, look at the notes, press "by text" on the next missed payment: refused, and why.
  A00003 never agreed to be texted: refused, and why.

  curl -s ${world.url()}/accounts/A00001/reminders -d channel=sms
  curl -s ${world.url()}/accounts/A00001/payments -d amount=310.13 -d method=CARD
  curl -si ${world.url()}/webhooks/twilio -d Body=STOP        (unsigned: 401)

  Ctrl-C ends it.`)
  const stop = async () => {
    await phone.close()
    await world.close()
    fs.rmSync(folder, { recursive: true })
    console.log("stopped")
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop)
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
