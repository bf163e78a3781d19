"use strict"
// The other side: a page that shows the texts and mails that left, and lets the consumer answer a text.

const http = require("node:http")

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

const bubble = ({ to, body }) =>
  `<li><b>${escape(to)}</b><p>${escape(body)}</p>
<form method="post"><input type="hidden" name="from" value="${escape(to)}">
<input name="text" value="STOP" size="12"> <button>Reply</button></form></li>`

const page = (messages, mails) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>The consumers' side</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}li{margin:1rem 0}p{margin:.2rem 0}</style></head>
<body><h1>What consumers received</h1>
<h2>Texts</h2><ul>${messages.map(bubble).join("") || "<li>none yet</li>"}</ul>
<h2>E-mails</h2><ul>${mails.map((mail) => `<li><b>${escape(mail.to)}</b>: ${escape(mail.subject)}<pre>${escape(mail.text)}</pre></li>`).join("") || "<li>none yet</li>"}</ul>
</body></html>`

/** Serves the page on a free loopback port. */
const openPhone = async ({ texts, mails, shortCode }) => {
  const server = http.createServer(async (request, response) => {
    if (request.method === "POST") {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      const form = new URLSearchParams(Buffer.concat(chunks).toString("utf8"))
      await texts.reply(shortCode, form.get("from") ?? "", form.get("text") ?? "")
      response.writeHead(303, { location: "/" }).end()
      return
    }
    response
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(page(texts.messages, mails.mails))
  })
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve)
  })
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${server.address().port}`, close }
}

module.exports = { openPhone }
