"use strict"

const { env } = process

module.exports = {
  port: Number(env.PORT ?? 8080),
  file: env.DATABASE ?? "collections.db",
  agency: "Saguaro Recovery LLC",
  now: () => Date.now()
}
