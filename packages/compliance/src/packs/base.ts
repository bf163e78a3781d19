/** What no law needs to say: rules of the house that every pack of a place starts from. */
import { ELECTRONIC, rules, TEXTS, TIMED } from "./Author.ts"

const contact = { acts: ["contact"] } as const
const creditors = { ...contact, roles: ["first_party", "servicer"] } as const

/** How every electronic message says how to opt out, by kind of channel. */
export const optOutNotices = [
  {
    duty: "require",
    element: "opt_out_statement",
    channels: TEXTS,
    texts: {
      en: "Reply STOP to stop texts to this telephone number.",
      es: "Responda STOP para no recibir más mensajes de texto en este número."
    }
  },
  {
    duty: "require",
    element: "opt_out_statement",
    channels: ["email"],
    texts: {
      en: "To stop e-mails to this address, reply with STOP in the subject line.",
      es: "Para no recibir más correos en esta dirección, responda con STOP en el asunto."
    }
  },
  {
    duty: "require",
    element: "opt_out_statement",
    channels: ["whatsapp", "push", "chat"],
    texts: {
      en: "Reply STOP to stop messages here.",
      es: "Responda STOP para no recibir más mensajes aquí."
    }
  }
] as const

/** What the one confirmation of an opt-out says, and all that it says, by kind of channel. */
export const confirmations = [
  {
    duty: "only",
    element: "opt_out_confirmation",
    channels: TEXTS,
    texts: {
      en: "{{ business.name }}: your request to stop texts to this number was received and will be honored.",
      es: "{{ business.name }}: recibimos su solicitud de no recibir más mensajes de texto en este número y la cumpliremos."
    }
  },
  {
    duty: "only",
    element: "opt_out_confirmation",
    channels: ["email"],
    texts: {
      en: "{{ business.name }}: your request to stop e-mails to this address was received and will be honored.",
      es: "{{ business.name }}: recibimos su solicitud de no recibir más correos en esta dirección y la cumpliremos."
    }
  },
  {
    duty: "only",
    element: "opt_out_confirmation",
    channels: ["whatsapp", "push", "chat"],
    texts: {
      en: "{{ business.name }}: your request to stop messages here was received and will be honored.",
      es: "{{ business.name }}: recibimos su solicitud de no recibir más mensajes aquí y la cumpliremos."
    }
  }
] as const

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
    id: "house.refusal",
    title: "A request not to be contacted by a medium or at an address, whoever collects",
    kind: "mediumBan",
    params: {
      on: ["refusal", "revocation"],
      confirmation: {},
      answerOnce: true,
      exceptPurposes: ["required_by_law", "statutory_notice"]
    },
    citation: "House rule: a stop is a stop, for every kind of collector; compare 12 CFR 1006.14(h)(1)",
    standing: "prohibition",
    confidence: "confirmed",
    appliesTo: contact,
    inForce: {}
  },
  {
    id: "house.hours",
    title:
      "Contact only between 8:00 and 21:00 where the consumer may be, also by creditors of their own debts",
    kind: "quietHours",
    params: { open: [{ days: [0, 1, 2, 3, 4, 5, 6], from: "08:00", to: "21:00" }], clock: "every_place" },
    citation: "House rule: nobody is disturbed at night; compare 12 CFR 1006.6(b)(1)(i)",
    standing: "house_policy",
    confidence: "confirmed",
    appliesTo: { ...creditors, channels: TIMED },
    inForce: {}
  },
  {
    id: "house.opt_out_notice",
    title: "Every electronic message says how to opt out, also those of creditors of their own debts",
    kind: "content",
    params: { duties: optOutNotices },
    citation: "House rule: every message says how to stop it; compare 12 CFR 1006.6(e)",
    standing: "house_policy",
    confidence: "confirmed",
    appliesTo: { ...creditors, channels: ELECTRONIC, exceptPurposes: ["opt_out_confirmation"] },
    inForce: {}
  },
  {
    id: "house.opt_out_confirmation",
    title: "One confirmation of an opt-out, also by those whom Regulation F does not bind",
    kind: "singleUse",
    params: { answers: "opt_out" },
    citation: "House rule: one confirmation; compare 47 CFR 64.1200(a)(12)",
    standing: "prohibition",
    confidence: "confirmed",
    appliesTo: { ...creditors, purposes: ["opt_out_confirmation"] },
    inForce: {}
  },
  {
    id: "house.opt_out_confirmation.content",
    title: "The confirmation says only that the request was received and will be honoured",
    kind: "content",
    params: { duties: confirmations },
    citation: "House rule: the confirmation says only that; compare 47 CFR 64.1200(a)(12)",
    standing: "prohibition",
    confidence: "confirmed",
    appliesTo: { ...creditors, purposes: ["opt_out_confirmation"] },
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
