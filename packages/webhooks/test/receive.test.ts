/** The receiver without sockets: one answer and one log line for every kind of request. */
import {
  ConfigurationError,
  type LogLine,
  receive,
  type ReceiveOptions,
  type Verified
} from "@forbear/webhooks"
import { sign, standard } from "@forbear/webhooks/standard"
import { assert, describe, it } from "vitest"
import { at, v1Secret } from "./support.ts"

const verifier = standard({ secrets: v1Secret })
const post = (
  id = "msg_1",
  change: { body?: string; headers?: Record<string, string>; method?: string } = {}
): Request => {
  const signed = sign({ secrets: v1Secret, id, timestamp: at, body: '{"n":1}' })
  return new Request("http://localhost/hooks", {
    method: change.method ?? "POST",
    headers: { ...signed.headers, ...change.headers },
    body: change.body ?? signed.body
  })
}
const setup = (options: Partial<ReceiveOptions> = {}) => {
  const lines: Array<LogLine> = []
  const handled: Array<Verified> = []
  const receiver = receive({
    verifier,
    now: () => at,
    handle: (verified) => void handled.push(verified),
    log: (line) => lines.push(line),
    ...options
  })
  return { receiver, lines, handled }
}
const memory = () => {
  const ids = new Set<string>()
  return { seen: async (id: string) => ids.has(id), remember: async (id: string) => void ids.add(id) }
}

describe("answers", () => {
  it.each([
    ["forged", () => post("m", { body: '{"n":2}' }), 401, "webhook.refused", "bad_signature"],
    [
      "unsigned",
      () =>
        new Request("http://localhost/", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: "{}"
        }),
      401,
      "webhook.refused",
      "missing_header"
    ],
    [
      "malformed",
      () => post("m", { headers: { "webhook-signature": "v1" } }),
      400,
      "webhook.refused",
      "malformed_header"
    ],
    ["wrong method", () => post("m", { method: "PUT" }), 405, "webhook.refused", "wrong_method"],
    [
      "wrong content type",
      () => post("m", { headers: { "content-type": "text/plain" } }),
      415,
      "webhook.refused",
      "wrong_content_type"
    ],
    ["good", () => post(), 200, "webhook.accepted", "ok"],
    [
      "good with a charset",
      () => post("m", { headers: { "content-type": "Application/JSON; charset=utf-8" } }),
      200,
      "webhook.accepted",
      "ok"
    ]
  ] as const)("%s", async (_, request, status, event, reason) => {
    const { receiver, lines, handled } = setup()
    const response = await receiver(request())
    assert.strictEqual(response.status, status)
    assert.strictEqual(await response.text(), "")
    assert.lengthOf(lines, 1)
    assert.deepInclude(lines[0], { event, reason, status, scheme: "standard-webhooks-v1" })
    assert.strictEqual(handled.length, status === 200 ? 1 : 0)
    if (status === 405) assert.strictEqual(response.headers.get("allow"), "POST")
  })

  it("stale in both directions: 401", async () => {
    for (const [now, reason] of [
      [at + 301_000, "too_old"],
      [at - 301_000, "too_new"]
    ] as const) {
      const { receiver, lines } = setup({ now: () => now })
      assert.strictEqual((await receiver(post())).status, 401)
      assert.deepInclude(lines[0], { reason })
    }
  })

  it("oversized: 413 by its length, without reading, and by counting, without reading on", async () => {
    const { receiver, lines } = setup({ maxBytes: 100 })
    let pulled = 0
    let canceled = false
    const endless = () =>
      new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            pulled++
            controller.enqueue(new Uint8Array(40))
          },
          cancel: () => {
            canceled = true
          }
        },
        { highWaterMark: 0 }
      )
    const request = (headers: Record<string, string>) =>
      new Request("http://localhost/", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: endless(),
        duplex: "half"
      } as RequestInit)
    assert.strictEqual((await receiver(request({ "content-length": "101" }))).status, 413)
    assert.strictEqual(pulled, 0)
    assert.strictEqual((await receiver(request({}))).status, 413)
    assert.strictEqual(pulled, 3)
    assert.isTrue(canceled)
    assert.deepEqual(
      lines.map((line) => line.reason),
      ["oversized", "oversized"]
    )
  })

  it("exactly maxBytes is read", async () => {
    const { receiver } = setup({ maxBytes: 7 })
    assert.strictEqual((await receiver(post())).status, 200)
  })

  it("a body that was read before: 500, the hint says where to mount", async () => {
    const { receiver, lines } = setup()
    const request = post()
    await request.json()
    assert.strictEqual((await receiver(request)).status, 500)
    assert.deepInclude(lines[0], { event: "webhook.failed", reason: "body_consumed" })
    assert.match(lines[0]?.hint ?? "", /before any body parser/)
  })

  it("the handler's own answer is given", async () => {
    const { receiver, lines } = setup({ handle: async () => new Response("<Response/>", { status: 202 }) })
    const response = await receiver(post())
    assert.strictEqual(await response.text(), "<Response/>")
    assert.deepInclude(lines[0], { event: "webhook.accepted", status: 202 })
  })

  it("a handler, a verifier, a clock or a log that throws: one answer all the same", async () => {
    const boom = () => {
      throw new Error("boom")
    }
    for (const [options, status, reason] of [
      [{ handle: boom }, 500, "handler_failed"],
      [{ handle: () => Promise.reject(new Error("boom")) }, 500, "handler_failed"],
      [{ now: boom }, 500, "verifier_failed"],
      [{ dedupe: { seen: boom } }, 500, "dedupe_failed"],
      [{ dedupe: { seen: async () => false, remember: boom } }, 200, "not_remembered"]
    ] as const) {
      const { receiver, lines } = setup(options)
      assert.strictEqual((await receiver(post())).status, status)
      assert.deepEqual(
        lines.map((line) => line.reason),
        [reason]
      )
    }
    assert.strictEqual((await setup({ log: boom }).receiver(post())).status, 200)
  })
})

describe("duplicates", () => {
  it("200 and no effect", async () => {
    const { receiver, lines, handled } = setup({ dedupe: memory() })
    assert.deepEqual(
      [
        (await receiver(post())).status,
        (await receiver(post())).status,
        (await receiver(post("msg_2"))).status
      ],
      [200, 200, 200]
    )
    assert.deepEqual(
      handled.map((each) => each.eventId),
      ["msg_1", "msg_2"]
    )
    assert.deepEqual(
      lines.map((line) => line.event),
      ["webhook.accepted", "webhook.duplicate", "webhook.accepted"]
    )
  })

  it("copies at the same moment are handled once", async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    let count = 0
    const { receiver } = setup({
      dedupe: memory(),
      handle: async () => {
        count++
        await gate
      }
    })
    const answers = [receiver(post()), receiver(post()), receiver(post())]
    await new Promise((resolve) => setTimeout(resolve, 20))
    release()
    assert.deepEqual(
      (await Promise.all(answers)).map((each) => each.status),
      [200, 200, 200]
    )
    assert.strictEqual(count, 1)
  })

  it("an event whose handler failed is handled when it comes again", async () => {
    let count = 0
    const { receiver, lines } = setup({
      dedupe: memory(),
      handle: () => {
        if (count++ === 0) throw new Error("down")
      }
    })
    assert.deepEqual(
      [(await receiver(post())).status, (await receiver(post())).status, (await receiver(post())).status],
      [500, 200, 200]
    )
    assert.deepEqual(
      lines.map((line) => line.reason),
      ["handler_failed", "ok", "already_handled"]
    )
  })
})

describe("construction", () => {
  it.each([
    ["maxBytes", { maxBytes: 0 }],
    ["maxBytes", { maxBytes: Number.NaN }],
    ["bodyTimeoutMs", { bodyTimeoutMs: -1 }],
    ["methods", { methods: [] }],
    ["contentTypes", { contentTypes: [] }],
    ["now", { now: undefined }],
    ["handle", { handle: undefined }],
    ["verifier.verify", { verifier: undefined }]
  ])("refuses %s %j", (field, change) => {
    const options = {
      verifier,
      handle: () => undefined,
      now: () => at,
      ...change
    } as unknown as ReceiveOptions
    try {
      receive(options)
      assert.fail("was built")
    } catch (error) {
      assert.instanceOf(error, ConfigurationError)
      assert.strictEqual(error.field, field)
      assert.isNotEmpty(error.fix)
    }
  })
})
