/** The documentation's table of schemes is the data's, and the data knows every verifier. */
import fs from "node:fs"
import path from "node:path"
import { schemes, schemesTable } from "@forbear/webhooks"
import { assert, describe, it } from "vitest"
import standardVectors from "./vectors/standard.json" with { type: "json" }
import twilioVectors from "./vectors/twilio.json" with { type: "json" }

describe("schemes", () => {
  it("are printed in docs/40-webhooks.md", () => {
    const text = fs.readFileSync(path.join(import.meta.dirname, "../../../docs/40-webhooks.md"), "utf8")
    assert.strictEqual(
      /<!-- schemes:begin .*-->\n([\s\S]*?)\n<!-- schemes:end -->/.exec(text)?.[1],
      schemesTable()
    )
  })
  it("each has a vector, a source and a subpath that exists", () => {
    const manifest = JSON.parse(
      fs.readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8")
    ) as {
      exports: Record<string, unknown>
    }
    const withVectors = new Set([...twilioVectors, ...standardVectors].map((vector) => vector.scheme))
    assert.deepEqual([...withVectors].sort(), schemes.map((each) => each.id).sort())
    for (const each of schemes) {
      assert.isNotEmpty(each.sources)
      assert.property(manifest.exports, each.subpath.replace("@forbear/webhooks", "."))
    }
  })
})
