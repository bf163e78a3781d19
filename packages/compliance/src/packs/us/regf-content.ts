/** Regulation F: what messages must say and what must be kept (12 CFR 1006.6(e), 1006.14(h)(2), 1006.18(e), 1006.2(j), 1006.100). */
import { confirmations, optOutNotices } from "../base.ts"
import { ELECTRONIC, rules } from "../Author.ts"

const collectors = { acts: ["contact"], roles: ["third_party", "debt_buyer"] } as const
const common = {
  confidence: "confirmed",
  standing: "prohibition",
  inForce: { from: "2021-11-30", zone: "America/New_York" },
  source: "12 CFR part 1006 and Supplement I"
} as const

export const regfContent = rules([
  {
    ...common,
    id: "regf.opt_out_notice",
    title: "Every electronic message says how to opt out of that address",
    kind: "content",
    params: { duties: optOutNotices },
    citation: "12 CFR 1006.6(e); comment 6(e)-1",
    reading:
      "Push tokens, chat handles and WhatsApp numbers are electronic addresses too. The confirmation of an opt-out carries no notice: 1006.14(h)(2)(i) lets it say nothing else.",
    appliesTo: { ...collectors, channels: ELECTRONIC, exceptPurposes: ["opt_out_confirmation"] }
  },
  {
    ...common,
    id: "regf.opt_out_confirmation",
    title: "One confirmation of an opt-out",
    kind: "singleUse",
    params: { answers: "opt_out" },
    citation: "12 CFR 1006.14(h)(2)(i)",
    appliesTo: { ...collectors, purposes: ["opt_out_confirmation"] }
  },
  {
    ...common,
    id: "regf.opt_out_confirmation.content",
    title: "The confirmation says only that the request was received and will be honoured",
    kind: "content",
    params: { duties: confirmations },
    citation: "12 CFR 1006.14(h)(2)(i)",
    appliesTo: { ...collectors, purposes: ["opt_out_confirmation"] }
  },
  {
    ...common,
    id: "regf.disclosure",
    title: "Who is speaking: in full in the first communication, in short in every later one",
    kind: "content",
    params: {
      duties: [
        {
          duty: "require",
          element: "initial_disclosure",
          when: "initial",
          texts: {
            en: "{{ business.name }} is a debt collector. This is an attempt to collect a debt and any information obtained will be used for that purpose.",
            es: "{{ business.name }} es un cobrador de deudas. Este es un intento de cobrar una deuda y toda información obtenida se usará para ese fin."
          }
        },
        {
          duty: "require",
          element: "subsequent_disclosure",
          when: "subsequent",
          texts: {
            en: "This is from a debt collector.",
            es: "Este mensaje es de un cobrador de deudas."
          }
        }
      ]
    },
    citation: "12 CFR 1006.18(e)(1)-(4)",
    reading:
      "Until a written communication about every debt is known to have gone out, the first wording is used: after an oral first communication the first written one must repeat it.",
    appliesTo: {
      ...collectors,
      channels: [
        "voice_call",
        "prerecorded_call",
        "sms",
        "mms",
        "rcs",
        "whatsapp",
        "email",
        "letter",
        "chat",
        "push",
        "in_person"
      ],
      exceptPurposes: ["opt_out_confirmation", "location_information"]
    }
  },
  {
    ...common,
    id: "regf.limited_content",
    title: "A voicemail says no more than a limited-content message may",
    kind: "content",
    params: {
      duties: [
        {
          duty: "only",
          element: "limited_content",
          texts: {
            en: "This is a message from {{ business.name }}. Please call us back at {{ business.phone }}.",
            es: "Este es un mensaje de {{ business.name }}. Por favor, llámenos al {{ business.phone }}."
          }
        }
      ]
    },
    citation: "12 CFR 1006.2(j); comments 2(j)-1 to -3",
    standing: "guideline",
    reading:
      "A fuller voicemail is a communication that anybody in the house may hear; the name of a person to ask for is added by the script.",
    appliesTo: { ...collectors, channels: ["voicemail"] }
  },
  {
    ...common,
    id: "regf.retention",
    title: "Records of compliance are kept for three years after the last activity",
    kind: "recordKeeping",
    params: {
      keep: [{ what: "the contact, or its refusal, with the decision", untilDaysAfterLastActivity: 1096 }]
    },
    citation: "12 CFR 1006.100(a)",
    appliesTo: collectors
  }
])
