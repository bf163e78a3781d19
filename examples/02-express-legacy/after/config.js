const fs = require("node:fs")
const { env } = process

// What differs from one installation to the next is in a file of its own.
const settings = env.SETTINGS ? JSON.parse(fs.readFileSync(env.SETTINGS, "utf8")) : {}

module.exports = { port: 8080, file: "collections.db", now: () => Date.now(), ...settings }
