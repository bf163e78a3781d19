/** From bytes to records: encodings, lines of any length, quotes, and bad records that cost only themselves. */
import fs from "node:fs"
import { assert, describe, it } from "vitest"
import { delimiterOf, recordsOf, type CsvItem } from "../src/replay/Csv.ts"
import { decode, detect } from "../src/replay/Encoding.ts"
import { linesOf } from "../src/replay/Lines.ts"
import { openTable } from "../src/replay/Table.ts"
import { all, chunks, fileOf } from "./support.ts"

const told = (item: CsvItem) =>
  item._tag === "record" ? [item.record.line, ...item.record.fields] : [item.problem.line, item.problem.code]

const read = async (text: string, delimiter = ",") =>
  (await all(recordsOf(linesOf(chunks(text)), delimiter))).map(told)

describe("encodings", () => {
  const text = "id,name\n1,Zoë\n"
  const utf16 = (little: boolean): Buffer => {
    const bytes = Buffer.from(text, "utf16le")
    return little ? bytes : bytes.swap16()
  }
  const cases: ReadonlyArray<readonly [string, Uint8Array, string, string]> = [
    ["UTF-8", Buffer.from(text), "utf-8", "valid UTF-8"],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${text}`), "utf-8", "valid UTF-8"],
    [
      "UTF-16LE with a mark",
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(true)]),
      "utf-16le",
      "byte order mark"
    ],
    [
      "UTF-16BE with a mark",
      Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(false)]),
      "utf-16be",
      "byte order mark"
    ],
    ["UTF-16LE", utf16(true), "utf-16le", "zero bytes"],
    ["UTF-16BE", utf16(false), "utf-16be", "zero bytes"],
    ["Latin-1", Buffer.from(text, "latin1"), "windows-1252", "not UTF-8"]
  ]
  for (const [name, bytes, encoding, why] of cases) {
    it(`${name} is found and read`, async () => {
      const file = fileOf(bytes)
      assert.deepEqual(await detect(file), { encoding, damaged: false, why } as never)
      const table = await openTable(file)
      assert.deepEqual(table.columns, ["id", "name"])
      assert.deepEqual((await all(table.rows)).map(told), [[2, "1", "Zoë"]])
    })
  }
  it("a few broken bytes in UTF-8 are damage, not another encoding", async () => {
    const file = fileOf(
      Buffer.concat([Buffer.from("id,name\n1,Zoë\n2,"), Buffer.from([0xe9]), Buffer.from("\n")])
    )
    assert.deepEqual(await detect(file), { encoding: "utf-8", damaged: true, why: "UTF-8 with damage" })
  })
  it("a sequence that is cut by a chunk is whole", async () => {
    const bytes = Buffer.from("Zoë")
    assert.strictEqual(
      (await all(decode(chunks(bytes.subarray(0, 3), bytes.subarray(3)), "utf-8"))).join(""),
      "Zoë"
    )
  })
})

describe("lines", () => {
  it("end at LF, CRLF and CR, also across chunks, and are counted", async () => {
    const lines = await all(linesOf(chunks("a\r", "\nb\rc\n\nd")))
    assert.deepEqual(
      lines.map(({ number, text }) => [number, text]),
      [
        [1, "a"],
        [2, "b"],
        [3, "c"],
        [4, ""],
        [5, "d"]
      ]
    )
  })
  it("that are too long are thrown away while they are read: memory stays flat", async () => {
    const part = "x".repeat(1_048_576)
    const parts = async function* (): AsyncGenerator<string> {
      yield "before\n"
      for (let i = 0; i < 300; i++) yield part
      yield "\nafter\n"
    }
    const before = process.memoryUsage()
    let most = 0
    const watched = async function* () {
      for await (const chunk of parts()) {
        const { heapUsed, external } = process.memoryUsage()
        most = Math.max(most, heapUsed + external - before.heapUsed - before.external)
        yield chunk
      }
    }
    const lines = await all(linesOf(watched()))
    assert.deepEqual(
      lines.map(({ number, text }) => [number, text]),
      [
        [1, "before"],
        [2, undefined],
        [3, "after"]
      ]
    )
    assert.isBelow(most / 1_048_576, 60)
  })
})

describe("records", () => {
  it("have quotes, line breaks inside of them, and the line at which they begin", async () => {
    assert.deepEqual(await read('a,b\n1,"x, ""y"""\n\n2,"two\nlines"\n3,5" pipe\n'), [
      [1, "a", "b"],
      [2, "1", 'x, "y"'],
      [4, "2", "two\nlines"],
      [6, "3", '5" pipe']
    ])
  })
  it("a quote that is never closed costs its own line only", async () => {
    assert.deepEqual(await read('a,b\n1,"open\n2,y\n3,z\n'), [
      [1, "a", "b"],
      [2, "quote_not_closed"],
      [3, "2", "y"],
      [4, "3", "z"]
    ])
  })
  it("also when a later quote seems to close it", async () => {
    assert.deepEqual(await read('a,b\n1,"open\n2,"y, and"\n3,z\n'), [
      [1, "a", "b"],
      [2, "quote_not_closed"],
      [3, "2", "y, and"],
      [4, "3", "z"]
    ])
  })
  it("a quote that stands where none may be is a letter", async () => {
    assert.deepEqual(await read('a,b\n"2"y"",z\n3,w "x"\n'), [
      [1, "a", "b"],
      [2, '"2"y""', "z"],
      [3, "3", 'w "x"']
    ])
  })
  it("good lines survive whatever stands between them", async () => {
    const signs = ['"', '""', ",", "x", " ", "\n", "\r", "é"]
    let state = 42
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 8) % below
    }
    for (let round = 0; round < 400; round++) {
      const mess = Array.from({ length: next(14) }, () => signs[next(signs.length)]).join("")
      // A mess that ends inside of a quoted field may take the lines after it for its own; it must give them back.
      const items = await read(`a,b\n${mess}\ngood,1\ngood,2\ngood,3\n`)
      const good = items.filter(([, name]) => name === "good").map(([, , value]) => value)
      assert.deepEqual(good, ["1", "2", "3"], JSON.stringify(mess))
    }
  })
  it("a long line costs itself", async () => {
    assert.deepEqual(await read(`a,b\n1,x\n2,${"y".repeat(1_100_000)}\n3,z\n`), [
      [1, "a", "b"],
      [2, "1", "x"],
      [3, "line_too_long"],
      [4, "3", "z"]
    ])
  })
  it("the delimiter is the one that gives most names", () => {
    assert.strictEqual(delimiterOf("a;b;c,d"), ";")
    assert.strictEqual(delimiterOf('a\t"b,c,d"\te'), "\t")
    assert.strictEqual(delimiterOf("alone"), ",")
  })
})

describe("tables", () => {
  const fails = async (file: string, message: RegExp) => {
    const error = await openTable(file).then(
      () => undefined,
      (cause: Error) => cause
    )
    assert.strictEqual(error?.name, "ReplayError")
    assert.match(error?.message ?? "", message)
  }
  it("need a header", async () => {
    await fails(fileOf(""), /empty/)
    await fails(fileOf("\n\n"), /empty/)
    await fails(fileOf(`${"x".repeat(1_100_000)}\n1\n`), /longer than 1 MiB/)
    await fails(fileOf("id,due,id\n"), /two columns are called id/)
    await fails("/nowhere/at/all.csv", /cannot be opened/)
    await fails(fs.realpathSync("."), /not a file/)
  })
})
