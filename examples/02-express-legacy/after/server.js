const { once } = require("node:events")
const config = require("./config")
const { createApp } = require("./app")
const { openDatabase } = require("./db")
const { createLedger } = require("./ledger")
const { openOutreach } = require("./outreach")

async function start(options = {}) {
  const system = { ...config, ...options }
  system.db = openDatabase(system.file)
  system.outreach = await openOutreach(system)
  system.ledger = createLedger(system)
  const server = createApp(system).listen(system.port, "127.0.0.1")
  await once(server, "listening")
  const close = async () => {
    const closed = once(server, "close")
    server.close()
    await closed
    await system.outreach.close()
    system.db.close()
  }
  return { url: `http://127.0.0.1:${server.address().port}`, close }
}

if (require.main === module) {
  start().then(({ url, close }) => {
    console.log(`Accounts: ${url}/accounts`)
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => close())
  })
}

module.exports = { start }
