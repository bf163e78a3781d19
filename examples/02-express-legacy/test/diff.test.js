"use strict"

const assert = require("node:assert/strict")
const fs = require("node:fs")
const path = require("node:path")
const { it } = require("node:test")
const { count, readme, render } = require("../scripts/diff")

const home = path.resolve(__dirname, "..")
const read = (file) => fs.readFileSync(path.join(home, file), "utf8")

it("adds fewer than sixty lines", () => {
  const { added, removed } = count()
  assert.ok(added > 0 && added < 60, `${added} lines were added`)
  assert.ok(removed < 10, `${removed} lines were removed`)
})

it("changes no table and no test", () => {
  assert.equal(read("after/schema.sql"), read("before/schema.sql"))
  assert.deepEqual(
    fs.readdirSync(path.join(home, "after/test")),
    fs.readdirSync(path.join(home, "before/test"))
  )
  for (const file of fs.readdirSync(path.join(home, "before/test"))) {
    assert.equal(read(`after/test/${file}`), read(`before/test/${file}`))
  }
})

it("stands in the README as it is", () => {
  const text = fs.readFileSync(readme, "utf8")
  assert.equal(
    text,
    render(text),
    "README.md is out of date; run: npm run diff -w examples/02-express-legacy"
  )
})

it("is written without a word about Forbear before", () => {
  for (const file of fs.readdirSync(path.join(home, "before"), { recursive: true })) {
    if (fs.statSync(path.join(home, "before", file)).isFile())
      assert.doesNotMatch(read(`before/${file}`), /forbear/i)
  }
})
