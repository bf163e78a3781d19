/** What no law needs to say: rules of the house that every pack of a place starts from. */
import { rules, TIMED } from "./Author.ts"

const contact = { acts: ["contact"] } as const

/** Holds of the operator's, debts that are not owed here, addresses that do not work, wishes of the consumer's. */
export const base = rules([
  {
    id: "house.hold",
    title: "A hold that the operator, an agent or a reply placed",
    kind: "hold",
    params: { on: "hold", per: "debt" },
    citation: "House rule: a hold stops every contact until somebody entitled to it lifts it",
    standing: "prohibition",
    confidence: "confirmed",
    appliesTo: contact,
    inForce: {}
  },
  {
    id: "house.nothing_owed",
    title: "A debt that is paid, settled, closed, recalled or sold is not collected here",
    kind: "hold",
    params: {
      on: "nothing_owed",
      per: "debt",
      exceptPurposes: [
        "payment_confirmation",
        "opt_out_confirmation",
        "required_by_law",
        "statutory_notice",
        "requested_information"
      ]
    },
    citation: "House rule: nothing is asked for that is not owed here; compare 12 CFR 1006.30(b)",
    standing: "prohibition",
    confidence: "confirmed",
    appliesTo: contact,
    inForce: {}
  },
  {
    id: "house.undeliverable",
    title: "An address at which nothing arrives is not used",
    kind: "addressBan",
    params: { reports: ["undeliverable"] },
    citation: "House rule: an address that bounced is not tried again until somebody confirms it",
    standing: "house_policy",
    confidence: "confirmed",
    appliesTo: contact,
    inForce: {}
  },
  {
    id: "preference.times",
    title: "Times that the consumer said are inconvenient",
    kind: "preference",
    params: { of: "times", answerOnce: true },
    citation: "House rule: a stated wish lowers contact, for every kind of collector",
    standing: "preference",
    confidence: "confirmed",
    appliesTo: { ...contact, channels: TIMED },
    inForce: {}
  },
  {
    id: "preference.places",
    title: "Places that the consumer said are inconvenient",
    kind: "preference",
    params: { of: "places", answerOnce: true },
    citation: "House rule: a stated wish lowers contact, for every kind of collector",
    standing: "preference",
    confidence: "confirmed",
    appliesTo: contact,
    inForce: {}
  }
])
