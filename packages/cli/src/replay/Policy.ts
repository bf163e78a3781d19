/** What the replay's house adds to the law: hours and caps for business invoices, which no statute sets; and what its messages say. */
import type { PackChoice } from "forbear"

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
const TIMED = ["voice_call", "sms"]

const rule = (
  id: string,
  title: string,
  kind: string,
  params: object,
  channels: ReadonlyArray<string>,
  citation: string
) => ({
  id,
  title,
  kind,
  params,
  citation,
  standing: "house_policy",
  confidence: "confirmed",
  appliesTo: { acts: ["contact"], channels, exceptPurposes: ["opt_out_confirmation"] },
  inForce: {}
})

/** House rules, in the same form as the law's. The dates of a replay may lie before a law was in force; these have no dates. */
export const housePack: PackChoice = {
  id: "replay-house",
  version: "2026.11.0",
  title: "House rules of the replay",
  rules: [
    rule(
      "replay.hours",
      "Texts and calls between 8 and 21 o'clock, not on Sundays",
      "quietHours",
      { open: [{ days: [1, 2, 3, 4, 5, 6], from: "08:00", to: "21:00" }] },
      TIMED,
      "House rule of the replay; compare 12 CFR 1006.6(b)(1)"
    ),
    rule(
      "replay.email_hours",
      "E-mail between 6 and 22 o'clock",
      "quietHours",
      { open: [{ days: EVERY_DAY, from: "06:00", to: "22:00" }] },
      ["email"],
      "House rule of the replay"
    ),
    rule(
      "replay.weekly_cap",
      "At most three messages and calls to one customer in seven days",
      "cap",
      {
        count: 3,
        windows: [{ _tag: "rolling_days", days: 7, basis: "later" }],
        unit: "attempt",
        channels: ["voice_call", "sms", "email"],
        per: ["person"]
      },
      ["voice_call", "sms", "email"],
      "House rule of the replay; compare 12 CFR 1006.14(b)(2)"
    ),
    rule(
      "replay.dispute",
      "Nothing about a disputed invoice",
      "hold",
      { on: "dispute", per: "debt" },
      ["voice_call", "sms", "email"],
      "House rule of the replay; compare 12 CFR 1006.38(d)(2)"
    )
  ]
}

const about = "{{ creditor.name }}, {{ debt.reference }}"
const others = "{{ duties.others }}"
const emailData = {
  "consumer.name": "text: how the customer is addressed",
  "creditor.name": "text: to whom the invoice is owed",
  "debt.reference": "text: the invoice as it may be shown",
  "debt.balance": "money: what is owed now",
  "debt.daysPastDue": "number: days since the due date"
}

const email = (id: string, subject: string, body: string) => ({
  id,
  version: 1,
  group: "email",
  language: "en",
  uses: [],
  data: emailData,
  subject,
  text: `{{ consumer.name }},\n\n${body}\n\n${others}\n\n{{ business.name }}, {{ business.address }}, {{ business.phone }}`,
  html: `<!doctype html><html lang="en"><body><p>{{ consumer.name }},</p><p>${body}</p><p>${others}</p><p>{{ business.name }}, {{ business.address }}, {{ business.phone }}</p></body></html>`
})

/** The replay's own messages; the agent's task is the shipped one. The confirmation has words of its own for years before a law gave any. */
export const templates: ReadonlyArray<object> = [
  {
    id: "opt_out_confirmation",
    version: 1,
    group: "sms",
    language: "en",
    uses: ["opt_out_confirmation"],
    data: {},
    text: "{% if duties.opt_out_confirmation != '' %}{{ duties.opt_out_confirmation }}{% else %}{{ business.name }}: you will get no more texts at this number.{% endif %}"
  },
  email(
    "replay_reminder",
    `${about}: a payment is open`,
    `{{ debt.balance | money }} is open (${about}), {{ debt.daysPastDue }} days past its due date. If you have paid, thank you.`
  ),
  email(
    "replay_second",
    `${about}: second reminder`,
    `{{ debt.balance | money }} is still open (${about}), {{ debt.daysPastDue }} days past its due date. Please pay it, or tell us what is wrong.`
  ),
  {
    id: "replay_text",
    version: 1,
    group: "sms",
    language: "en",
    uses: [],
    data: {
      "debt.balance": "money: what is owed now",
      "debt.reference": "text: the invoice as it may be shown"
    },
    text: `{{ business.name }}: {{ debt.balance | money }} is open on {{ debt.reference }}. If you have paid, thank you. Reply STOP to stop texts. ${others}`
  }
]

/** Who the messages come from. */
export const business = {
  name: "Northwind Supply",
  phone: "+1 212 555 0100",
  address: "1 Harbour Road, New York, NY 10004"
}
