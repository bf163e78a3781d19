"use strict"
// The system of `after/` with its providers on this machine: Twilio's and a mail server's sandboxes, from the packed adapters.

const path = require("node:path")
const example = require("../settings.example.json")

const PUBLIC = "https://collections.example.com"

/** Settings with which the system runs on a database of its own; `providers` says where the sandboxes listen. */
function settingsFor(folder, providers = {}) {
  const { twilio, smtp } = example.channels
  return {
    ...example,
    file: path.join(folder, "collections.db"),
    collector: { ...example.collector, keys: { kind: "file", file: path.join(folder, "collections.key") } },
    channels: { twilio: { ...twilio, ...providers.twilio }, smtp: { ...smtp, ...providers.smtp } }
  }
}

/** Opens the sandboxes, and the system on `port`; what the providers call goes to it as if it had its public address. */
async function openWorld({ folder, port = 0, now }) {
  const { twilioSandbox } = require("@forbear/adapter-twilio/sandbox")
  const { smtpSink } = require("@forbear/adapter-smtp/sandbox")
  const { start } = require("../after/server")
  const { accountSid, authToken, senders } = example.channels.twilio
  let system
  const texts = await twilioSandbox({
    accountSid,
    authToken,
    now,
    numbers: senders.map((sender) => sender.address),
    webhookUrl: `${example.channels.twilio.publicUrl}/twilio`,
    route: (url) => url.replace(PUBLIC, system.url)
  })
  const mails = await smtpSink({ now })
  const providers = { twilio: { baseUrl: texts.url }, smtp: { port: mails.port } }
  const open = async (at) => {
    system = await start({ ...settingsFor(folder, providers), port: at, now })
  }
  await open(port)
  return {
    texts,
    mails,
    url: () => system.url,
    shortCode: senders[0].address,
    /** Ends the system and starts it again on the same database. */
    async restart() {
      await texts.settled()
      await system.close()
      await open(0)
    },
    async close() {
      await texts.settled()
      await system.close()
      await texts.close()
      await mails.close()
    }
  }
}

module.exports = { openWorld, settingsFor }
