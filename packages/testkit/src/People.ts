/**
 * Sample people. None exists: names are invented, telephone numbers are from the range kept for fiction (555-0100 to 555-0199),
 * mailboxes are at example.com (RFC 2606).
 */

/** An invented person with one debt. */
export interface SamplePerson {
  /** Host's key. */
  readonly person: string
  readonly debt: string
  readonly account: string
  readonly name: string
  /** E.164. */
  readonly phone: string
  readonly email: string
  /** One line. */
  readonly address: string
  readonly postalCode: string
  /** ISO 3166-2. */
  readonly region: string
  /** IANA. */
  readonly zone: string
  /** BCP 47. */
  readonly language: string
  readonly creditor: string
  readonly accountNumber: string
  readonly balance: { readonly amount: string; readonly currency: string }
  /** Local date. */
  readonly delinquentSince: string
}

/** An event as a host tells it; what `forbear.record` takes. */
export interface SampleEvent {
  readonly id: string
  readonly kind: string
  /** ISO 8601, UTC. */
  readonly occurredAt: string
  readonly source: { readonly system: string }
  readonly body: Readonly<Record<string, unknown>>
}

const sample = (
  person: string,
  name: string,
  rest: Omit<SamplePerson, "person" | "debt" | "account" | "name" | "email" | "creditor" | "accountNumber"> &
    Partial<Pick<SamplePerson, "creditor" | "accountNumber">>
): SamplePerson => ({
  creditor: "Saguaro Bank",
  accountNumber: "…4821",
  ...rest,
  person,
  debt: `${person}-debt`,
  account: `${person}-account`,
  name,
  email: `${person}@example.com`
})

/** Six people in places whose clocks and languages differ; Phoenix keeps standard time all year. */
export const people = {
  jane: sample("jane", "Jane Smith", {
    phone: "+15205550142",
    address: "12 Mesquite Lane, Tucson, AZ 85701",
    postalCode: "85701",
    region: "US-AZ",
    zone: "America/Phoenix",
    language: "en",
    balance: { amount: "1240.50", currency: "USD" },
    delinquentSince: "2026-01-15"
  }),
  diego: sample("diego", "Diego Herrera", {
    phone: "+12125550107",
    address: "200 Willow Street, New York, NY 10002",
    postalCode: "10002",
    region: "US-NY",
    zone: "America/New_York",
    language: "es",
    balance: { amount: "389.99", currency: "USD" },
    delinquentSince: "2026-02-01"
  }),
  noor: sample("noor", "Noor Haddad", {
    phone: "+13125550119",
    address: "48 Juniper Avenue, Chicago, IL 60601",
    postalCode: "60601",
    region: "US-IL",
    zone: "America/Chicago",
    language: "en",
    balance: { amount: "75.00", currency: "USD" },
    delinquentSince: "2026-02-20"
  }),
  mei: sample("mei", "Mei Tanaka", {
    phone: "+18085550160",
    address: "5 Plumeria Place, Honolulu, HI 96815",
    postalCode: "96815",
    region: "US-HI",
    zone: "Pacific/Honolulu",
    language: "en",
    balance: { amount: "2310.00", currency: "USD" },
    delinquentSince: "2025-12-30"
  }),
  sam: sample("sam", "Sam O'Neill", {
    phone: "+13035550171",
    address: "9 Aspen Court, Denver, CO 80202",
    postalCode: "80202",
    region: "US-CO",
    zone: "America/Denver",
    language: "en",
    balance: { amount: "640.25", currency: "USD" },
    delinquentSince: "2026-01-03"
  }),
  rosa: sample("rosa", "Rosa Lindqvist", {
    phone: "+12065550188",
    address: "31 Cedar Row, Seattle, WA 98101",
    postalCode: "98101",
    region: "US-WA",
    zone: "America/Los_Angeles",
    language: "en",
    balance: { amount: "118.40", currency: "USD" },
    delinquentSince: "2026-02-10"
  })
} as const satisfies Readonly<Record<string, SamplePerson>>

/** How the sample debt is collected, and since when it is known. */
export interface SampleEventsOptions {
  /** ISO 8601 with an offset; 2 March 2026, 16:00 UTC unless given. */
  readonly at?: string
  readonly role?: "third_party" | "first_party" | "debt_buyer" | "servicer"
  readonly type?: string
}

/** The person, the debt, the telephone number and the mailbox as four events; ids are stable, so recording them twice adds nothing. */
export const sampleEvents = (
  who: SamplePerson,
  options: SampleEventsOptions = {}
): ReadonlyArray<SampleEvent> => {
  const { at = "2026-03-02T16:00:00Z", role = "third_party", type = "credit_card" } = options
  const {
    person,
    debt,
    account,
    name,
    postalCode,
    language,
    creditor,
    accountNumber,
    balance,
    delinquentSince
  } = who
  const evidence = [{ zones: [who.zone], regions: [who.region], basis: "mailing_address" }]
  const event = (kind: string, suffix: string, body: SampleEvent["body"]): SampleEvent => ({
    id: `sample/${person}/${suffix}`,
    kind,
    occurredAt: at,
    source: { system: "sample" },
    body
  })
  return [
    event("person.recorded", "person", { person, name, postalCode, language }),
    event("debt.placed", "debt", {
      debt,
      person,
      account,
      accountNumber,
      creditor,
      role,
      type,
      balance,
      itemization: [{ label: "Balance", amount: balance }],
      delinquentSince
    }),
    event("address.added", "phone", {
      person,
      type: "phone",
      value: who.phone,
      line: "mobile",
      evidence,
      from: "creditor"
    }),
    event("address.added", "email", { person, type: "email", value: who.email, evidence, from: "creditor" })
  ]
}
