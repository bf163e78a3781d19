/** One handler for everything that comes in: webhooks by adapter, the portal by its path, and nothing else. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, expect, it } from "vitest"
import { toNodeHandler, type Forbear, type ForbearOptions } from "../src/index.ts"
import { fakeSms, jane, open, PHONE, signature, wish } from "./kit.ts"

const publicUrl = "https://contact.example.com/hooks"
const portal = {
  secret: Buffer.alloc(32, 1).toString("base64"),
  paymentUrl: () => "https://pay.example.com/1"
}
const more: Partial<ForbearOptions> = { publicUrl, portal }

const hook = (path: string, events: ReadonlyArray<unknown>, sign = signature): Request => {
  const body = JSON.stringify(events)
  return new Request(`http://localhost${path}`, {
    method: "POST",
    body,
    headers: { "x-signature": sign(body) }
  })
}

const stop = {
  _tag: "inbound",
  channel: "sms",
  from: PHONE,
  to: "78787",
  text: "STOP",
  providerId: "in-1",
  eventId: "in-1"
}
const kinds = async (forbear: Forbear) => (await forbear.timeline("jane")).map(({ kind }) => kind)

describe("the handler", () => {
  it("takes a webhook under the path of the public URL, once", async () => {
    await using forbear = await open(more)
    await forbear.record(jane)
    expect((await forbear.handler(hook("/hooks/fake", [stop]))).status).toBe(200)
    expect((await forbear.handler(hook("/hooks/fake", [stop]))).status).toBe(200)
    await forbear.settle()
    expect((await kinds(forbear)).filter((kind) => kind === "message.received")).toHaveLength(1)
    expect((await forbear.attempt(wish)).outcome).toBe("suppressed")
  })

  it("refuses a forged one", async () => {
    await using forbear = await open(more)
    await forbear.record(jane)
    expect((await forbear.handler(hook("/hooks/fake", [stop], () => "forged"))).status).toBe(401)
    await forbear.settle()
    expect(await kinds(forbear)).not.toContain("message.received")
  })

  it("shows the portal to who has a link, and tells nothing to who has none", async () => {
    await using forbear = await open(more)
    await forbear.record(jane)
    const link = new URL(await forbear.portalLink({ person: "jane", debts: ["debt-1"], key: "march" }))
    expect(link.href).toMatch(/^https:\/\/contact\.example\.com\/hooks\/portal\//)
    const page = await forbear.handler(new Request(`http://localhost${link.pathname}${link.search}`))
    expect(page.status).toBe(200)
    expect(page.headers.get("content-type")).toContain("text/html")
    const text = await (await forbear.handler(new Request(`http://localhost/hooks/portal/l/nonsense`))).text()
    expect(text).not.toContain("Jane")
  })

  it("finds nothing elsewhere", async () => {
    await using forbear = await open({ publicUrl })
    for (const path of ["/", "/fake", "/hooks", "/hooks/fakes", "/hooks/portal/x"]) {
      expect((await forbear.handler(new Request(`http://localhost${path}`))).status, path).toBe(404)
    }
  })

  it("asks for the portal option before it makes a link", async () => {
    await using forbear = await open({ publicUrl })
    const asked = forbear.portalLink({ person: "jane", debts: [], key: "k" })
    await expect(asked).rejects.toMatchObject({ code: "FORBEAR_CONFIGURATION", field: "portal" })
  })

  it("is mounted on node's own server with the bytes as they came", async () => {
    await using forbear = await open({ ...more, channels: [fakeSms().channel] })
    await forbear.record(jane)
    const server = createServer((request, response) => void toNodeHandler(forbear.handler)(request, response))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    const body = JSON.stringify([{ ...stop, text: "STOP  \u{1F64F}" }])
    const answer = await fetch(`http://127.0.0.1:${port}/hooks/fake`, {
      method: "POST",
      body,
      headers: { "x-signature": signature(body) }
    })
    expect(answer.status).toBe(200)
    await new Promise((resolve) => server.close(resolve))
    expect(await kinds(forbear)).toContain("message.received")
  })
})
