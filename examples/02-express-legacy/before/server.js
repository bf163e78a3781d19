"use strict"

const { once } = require("node:events")
const config = require("./config")
const { createApp } = require("./app")
const { openDatabase } = require("./db")

async function start(options = {}) {
  const settings = { ...config, ...options }
  const db = openDatabase(settings.file)
  const app = createApp({ db, now: settings.now })
  const server = app.listen(settings.port, "127.0.0.1")
  await once(server, "listening")
  const close = async () => {
    const closed = once(server, "close")
    server.close()
    await closed
    db.close()
  }
  return { url: `http://127.0.0.1:${server.address().port}`, close }
}

if (require.main === module) {
  start().then(({ url, close }) => {
    console.log(`${config.agency}: ${url}/accounts`)
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => close())
  })
}

module.exports = { start }
