/** Jane Smith and what the host knows of her. All of it is synthetic: 555 numbers and example.com. */

import type { Sender } from "@forbear/channels"

/** The collector that runs Forbear. */
export const business = {
  name: "Sonoran Recovery Services",
  phone: "+1 520-555-0100",
  address: "100 E Congress St, Tucson, AZ 85701"
} as const

/** Jane, as the host's system holds her. */
export const jane = {
  id: "person-jane",
  name: "Jane Smith",
  postalCode: "85719",
  phone: "+12135550142",
  email: "jane.smith@example.com",
  postal: "2401 N Campbell Ave, Tucson, AZ 85719",
  debt: "debt-1",
  account: "acct-4821",
  accountNumber: "…4821",
  creditor: "Cactus Bank",
  balance: { amount: "1240.50", currency: "USD" },
  delinquentSince: "2026-01-15",
  plan: "plan-jane-1",
  call: "call-2026-03-03-0001",
  agent: "agent-7"
} as const

/** Four payments, fortnightly, as she negotiated them; they sum to the balance. */
export const installments = [
  { on: "2026-03-03", amount: { amount: "310.13", currency: "USD" } },
  { on: "2026-03-17", amount: { amount: "310.13", currency: "USD" } },
  { on: "2026-03-31", amount: { amount: "310.12", currency: "USD" } },
  { on: "2026-04-14", amount: { amount: "310.12", currency: "USD" } }
] as const

/** What is left of the balance after so many payments. */
export const balanceAfter = (payments: number): { readonly amount: string; readonly currency: string } => {
  const cents = installments
    .slice(payments)
    .reduce((sum, one) => sum + Math.round(Number(one.amount.amount) * 100), 0)
  return { amount: (cents / 100).toFixed(2), currency: "USD" }
}

/** The host's books after a payment. */
export const balanceEvent = (
  id: string,
  occurredAt: string | Date,
  balance: { readonly amount: string; readonly currency: string }
) => ({
  id,
  kind: "debt.changed",
  occurredAt,
  source: { system: "payments" },
  body: { debt: jane.debt, person: jane.id, balance }
})

/** Her zones, as two pieces of evidence: the mailing address and the area code of her mobile. */
const tucson = {
  zones: ["America/Phoenix"],
  regions: ["US-AZ"],
  basis: "mailing_address",
  locality: "Tucson"
}
const losAngeles = { zones: ["America/Los_Angeles"], regions: ["US-CA"], basis: "area_code" }

/** What the host tells Forbear when the account is placed, and what its letter vendor reports. */
export const placement = [
  {
    id: "host/person-jane",
    kind: "person.recorded",
    occurredAt: "2026-02-23T16:00:00Z",
    body: { person: jane.id, name: jane.name, postalCode: jane.postalCode, language: "en" }
  },
  {
    id: "host/debt-1",
    kind: "debt.placed",
    occurredAt: "2026-02-23T16:00:01Z",
    body: {
      debt: jane.debt,
      person: jane.id,
      account: jane.account,
      accountNumber: jane.accountNumber,
      creditor: jane.creditor,
      role: "third_party",
      type: "credit_card",
      balance: jane.balance,
      itemization: [
        { label: "Balance on 2026-01-15", amount: { amount: "1190.50", currency: "USD" } },
        { label: "Interest since", amount: { amount: "50.00", currency: "USD" } }
      ],
      itemizationDate: "2026-01-15",
      delinquentSince: jane.delinquentSince
    }
  },
  {
    id: "host/address-postal",
    kind: "address.added",
    occurredAt: "2026-02-23T16:00:02Z",
    body: {
      person: jane.id,
      type: "postal",
      value: jane.postal,
      place: "home",
      evidence: [tucson],
      from: "creditor"
    }
  },
  {
    id: "host/address-mobile",
    kind: "address.added",
    occurredAt: "2026-02-23T16:00:03Z",
    body: {
      person: jane.id,
      type: "phone",
      value: jane.phone,
      line: "mobile",
      evidence: [losAngeles],
      from: "creditor"
    }
  },
  {
    id: "host/address-email",
    kind: "address.added",
    occurredAt: "2026-02-23T16:00:04Z",
    body: { person: jane.id, type: "email", value: jane.email, evidence: [], from: "creditor" }
  },
  {
    id: "letter-vendor/0001",
    kind: "contact.foreign",
    occurredAt: "2026-02-24T19:00:00Z",
    source: { system: "letter-vendor" },
    body: {
      person: jane.id,
      debts: [jane.debt],
      channel: "letter",
      purpose: "statutory_notice",
      document: "validation_notice",
      outcome: "sent"
    }
  }
] as const

/** Two senders for texts: one as everybody has it, one with a (fictional) permission for third-party collection. */
export const smsSenders: ReadonlyArray<Sender> = [
  { id: "main-10dlc", channel: "sms", address: "+15205550100", kind: "ten_dlc", displayName: business.name },
  {
    id: "collections-short-code",
    channel: "sms",
    address: "78787",
    kind: "short_code",
    displayName: business.name,
    permittedUse: {
      thirdPartyDebt: {
        verdict: "allowed",
        source: "Carrier programme brief SRS-2026-014 (fictional)",
        asOf: "2026-02-01",
        evidence: "archive/carrier/SRS-2026-014.pdf (fictional)"
      }
    }
  }
]

/** The mailbox that writes to consumers. */
export const mailSenders: ReadonlyArray<Sender> = [
  {
    id: "mail",
    channel: "email",
    address: "accounts@sonoran.example",
    kind: "domain",
    displayName: business.name
  }
]
