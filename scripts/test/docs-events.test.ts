import fs from "node:fs"
import { Events } from "@forbear/core"
import { expect, it } from "vitest"
import { document, file } from "../docs-events.ts"

it("docs/10-events.md is current: npm run docs:events", () => {
  expect(fs.readFileSync(file, "utf8")).toBe(document())
})

it("every kind of event has a section and a sentence", () => {
  const text = document()
  for (const kind of Events.kinds.keys()) {
    expect(text, kind).toMatch(new RegExp(`### \`${kind.replace(".", "\\.")}\`\n\n\\S.{10,}`))
  }
})
