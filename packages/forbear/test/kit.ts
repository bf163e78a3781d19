/** An engine in memory, one invented person, and a channel that keeps what it is given. */
import { createHmac } from "node:crypto"
import {
  accepted,
  type Channel,
  type ProviderEvent,
  type SendResult,
  type WireMessage
} from "@forbear/channels"
import { us } from "@forbear/compliance/us"
import { createForbear, ephemeralKey, memory, type Forbear, type ForbearOptions } from "../src/index.ts"

/** A Wednesday, 11:00 where she lives. */
export const NOON = Date.parse("2026-03-04T18:00:00Z")

export const signature = (body: string): string =>
  createHmac("sha256", "webhook-secret").update(body).digest("hex")

const allowed = { verdict: "allowed", source: "test", asOf: "2026-01-01" } as const

/** `answer`: what the provider does; accepts unless given. */
export const fakeSms = (answer?: (message: WireMessage) => Promise<SendResult> | SendResult) => {
  const sent: Array<WireMessage> = []
  const channel: Channel = {
    manifest: {
      specVersion: 1,
      name: "fake",
      title: "Fake",
      channels: ["sms"],
      directions: ["outbound", "inbound"],
      content: ["text"],
      limits: {},
      evidence: "delivered",
      idempotency: { kind: "reference" },
      cancellable: false,
      webhook: "fake",
      optOut: { owner: "us", reported: false, autoReply: false },
      permittedUse: { firstPartyDebt: allowed, thirdPartyDebt: allowed },
      senders: ["short_code"],
      personalFields: ["to", "content"],
      hosts: [],
      connects: false,
      sandbox: true
    },
    name: "fake",
    senders: [
      {
        id: "text",
        channel: "sms",
        address: "78787",
        kind: "short_code",
        permittedUse: { thirdPartyDebt: { ...allowed, evidence: "archive/carrier.pdf" } }
      }
    ],
    extraHosts: [],
    send: async (message) => {
      sent.push(message)
      return answer === undefined ? accepted(`fake-${sent.length}`) : answer(message)
    },
    webhook: {
      path: "/fake",
      verify: ({ headers, body }) =>
        headers.get("x-signature") === signature(Buffer.from(body).toString())
          ? { _tag: "Verified", scheme: "fake", body }
          : {
              _tag: "Refused",
              reason: "bad_signature",
              status: 401,
              hint: "the signature does not fit the body"
            },
      parse: ({ body }) => JSON.parse(Buffer.from(body).toString()) as ReadonlyArray<ProviderEvent>
    }
  }
  return { channel, sent }
}

export const business = {
  name: "Acme Recovery",
  phone: "+1 800-555-0142",
  address: "1 Main St, Tucson, AZ 85701"
}

/** What every test starts from. */
export const options = (more: Partial<ForbearOptions> = {}): ForbearOptions => ({
  tenant: "acme",
  store: memory(),
  keys: ephemeralKey(),
  channels: [fakeSms().channel],
  packs: [us],
  business,
  templates: [
    {
      id: "reminder",
      version: 1,
      group: "sms",
      language: "en",
      uses: [],
      data: {},
      text: "{{ business.name }}: {{ debt.balance | money }} is due. {{ duties.others }}"
    }
  ],
  clock: () => NOON,
  ...more
})

export const open = (more: Partial<ForbearOptions> = {}): Promise<Forbear> => createForbear(options(more))

export const PHONE = "+15205550177"
export const NAME = "Jane Q. Testperson"

const at = "2026-03-02T16:00:00Z"

/** A person with one debt and one mobile number. */
export const jane = [
  {
    id: "jane",
    kind: "person.recorded",
    occurredAt: at,
    body: { person: "jane", name: NAME, postalCode: "85701", language: "en" }
  },
  {
    id: "jane/debt",
    kind: "debt.placed",
    occurredAt: at,
    body: {
      debt: "debt-1",
      person: "jane",
      account: "account-1",
      creditor: "Saguaro Bank",
      role: "first_party",
      type: "credit_card",
      balance: { amount: "1240.50", currency: "USD" },
      itemization: [],
      delinquentSince: "2026-01-15"
    }
  },
  {
    id: "jane/phone",
    kind: "address.added",
    occurredAt: at,
    body: {
      person: "jane",
      type: "phone",
      value: PHONE,
      line: "mobile",
      evidence: [{ zones: ["America/Phoenix"], regions: ["US-AZ"], basis: "mailing_address" }],
      from: "consumer"
    }
  }
] as const

export const wish = {
  key: "march",
  person: "jane",
  debts: ["debt-1"],
  purpose: "payment_reminder",
  template: "reminder",
  channels: ["sms"]
} as const
