"use strict"

const assert = require("node:assert/strict")
const { spawn } = require("node:child_process")
const { once } = require("node:events")
const path = require("node:path")
const { it } = require("node:test")

const start = path.resolve(__dirname, "../start.js")

it("starts with one command, shows three accounts, and ends cleanly", async () => {
  const child = spawn(process.execPath, [start, "--installed", "--at=2026-09-15T10:30:00-07:00"], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const exit = once(child, "exit")
  let output = ""
  child.stderr.on("data", (chunk) => (output += chunk))
  await new Promise((resolve) => {
    child.stdout.on("data", (chunk) => {
      output += chunk
      if (output.includes("Ctrl-C")) resolve()
    })
    child.once("exit", resolve)
  })
  const [system, consumers] =
    output.match(/http:\/\/127\.0\.0\.1:\d+(?=\/accounts\n|\n)/g) ?? assert.fail(output)
  const list = await (await fetch(`${system}/accounts`)).text()
  assert.equal(list.match(/<td class="late">LATE/g)?.length, 3)
  const remind = (account) =>
    fetch(`${system}/accounts/${account}/reminders`, {
      method: "POST",
      body: new URLSearchParams({ channel: "sms" })
    })
  assert.equal((await remind("A00001")).status, 200)
  assert.equal((await remind("A00003")).status, 409)
  assert.match(await (await fetch(consumers)).text(), /\+15205550142<\/b><p>Saguaro Recovery LLC/)
  const answered = await fetch(consumers, {
    method: "POST",
    body: new URLSearchParams({ from: "+15205550142", text: "STOP" })
  })
  assert.equal(answered.status, 200)
  child.kill("SIGINT")
  const [code] = await exit
  assert.equal(code, 0, output)
  assert.match(output, /stopped\n$/)
})
