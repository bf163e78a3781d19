/** Regulation F: when, where, by which medium and with whom a debt collector may communicate (12 CFR 1006.6, 1006.14(h)). */
import { CALLS, rules, TEXTS, TIMED, WRITTEN } from "../Author.ts"

const collectors = { acts: ["contact"], roles: ["third_party", "debt_buyer"] } as const
const inForce = { from: "2021-11-30", zone: "America/New_York" }
const common = { confidence: "confirmed", inForce, source: "12 CFR part 1006 and Supplement I" } as const

export const regfContact = rules([
  {
    ...common,
    id: "regf.time",
    title: "Contact only between 8:00 and 21:00 where the consumer may be",
    kind: "quietHours",
    params: {
      open: [{ days: [0, 1, 2, 3, 4, 5, 6], from: "08:00", to: "21:00" }],
      clock: "every_place",
      openingClosed: true
    },
    citation: "12 CFR 1006.6(b)(1)(i); comments 6(b)(1)(i)-1 and -2",
    standing: "prohibition",
    reading:
      "The text bars before 8:00 and after 21:00, the commentary opens after 8:00 and closes before 21:00: both bounds are closed. Answering once is read to cover designated times only, not these.",
    appliesTo: { ...collectors, channels: TIMED }
  },
  {
    ...common,
    id: "regf.time.stated",
    title: "Times that the consumer designated as inconvenient",
    kind: "preference",
    params: { of: "times", answerOnce: true },
    citation: "12 CFR 1006.6(b)(1)(i); comments 6(b)(1)-1 and -2",
    standing: "prohibition",
    appliesTo: { ...collectors, channels: TIMED }
  },
  {
    ...common,
    id: "regf.place",
    title: "Places that the consumer designated as inconvenient",
    kind: "preference",
    params: { of: "places", answerOnce: true },
    citation: "12 CFR 1006.6(b)(1)(ii); comments 6(b)(1)-2 and 6(b)(1)(ii)-1",
    standing: "prohibition",
    appliesTo: collectors
  },
  {
    ...common,
    id: "regf.attorney",
    title: "The consumer is represented by an attorney on the debt",
    kind: "hold",
    params: { on: "attorney", per: "debt", answerOnce: true },
    citation: "12 CFR 1006.6(b)(2); comment 6(b)(2)-1",
    standing: "prohibition",
    appliesTo: collectors
  },
  {
    ...common,
    id: "regf.cease",
    title: "The consumer asked in writing to cease",
    kind: "hold",
    params: {
      on: "cease",
      per: "debt",
      vias: WRITTEN,
      exceptPurposes: ["end_of_efforts", "remedy_may_be_invoked", "remedy_will_be_invoked"]
    },
    citation: "12 CFR 1006.6(c)(1)-(2); comment 6(c)(1)-1",
    standing: "prohibition",
    reading:
      "Any electronic medium on which the request arrived is taken to be one that the collector accepts.",
    appliesTo: collectors
  },
  {
    ...common,
    id: "regf.dispute",
    title: "The debt is disputed and verification has not been sent",
    kind: "hold",
    params: {
      on: "dispute",
      per: "debt",
      vias: WRITTEN,
      exceptPurposes: ["opt_out_confirmation", "required_by_law", "statutory_notice"],
      exceptDocuments: ["verification"]
    },
    citation: "12 CFR 1006.38(c)-(d)",
    standing: "prohibition",
    reading:
      "A written dispute stops collection whenever it arrives, and of the whole debt: stricter than the text, which asks for one submitted within the validation period and stops the disputed portion.",
    appliesTo: collectors
  },
  {
    ...common,
    id: "regf.third_party",
    title: "A debt is talked about with its parties only",
    kind: "party",
    params: {
      with: ["spouse", "guardian", "estate_representative", "attorney", "co_debtor"],
      exceptPurposes: ["location_information", "opt_out_confirmation"]
    },
    citation: "12 CFR 1006.6(a), (d)(1)",
    standing: "prohibition",
    appliesTo: collectors
  },
  {
    ...common,
    id: "regf.medium",
    title: "A medium or an address that a person refused",
    kind: "mediumBan",
    params: {
      on: ["refusal", "revocation"],
      confirmation: {},
      answerOnce: true,
      exceptPurposes: ["required_by_law", "statutory_notice"]
    },
    citation: "12 CFR 1006.14(h)(1)-(2); comments 14(h)(1)-2 and -3; 1006.42(a)(1)-4",
    standing: "prohibition",
    reading: "An express new request or consent that names the medium and the address ends the bar.",
    appliesTo: collectors
  },
  {
    ...common,
    id: "regf.wrong_party",
    title: "An address that led, or would lead, to somebody else",
    kind: "addressBan",
    params: { reports: ["wrong_party", "reassigned"] },
    citation: "12 CFR 1006.6(d)(1), (d)(3)(ii); comment 6(d)(3)(ii)-1",
    standing: "prohibition",
    appliesTo: collectors
  },
  {
    ...common,
    id: "regf.work_email",
    title: "An e-mail address that the employer provided",
    kind: "addressBan",
    params: {
      reports: ["employer_provided"],
      unless: [{ _tag: "consumer_message" }, { _tag: "consent", to: ["collector"] }]
    },
    citation: "12 CFR 1006.22(f)(3)",
    standing: "prohibition",
    appliesTo: { ...collectors, channels: ["email"] }
  },
  {
    ...common,
    id: "regf.text_procedures",
    title: "Texts: the consumer's own text or direct consent, within 60 days or checked since",
    kind: "consentGate",
    params: {
      anyOf: [
        { _tag: "consumer_message", freshDays: 60, check: true },
        { _tag: "consent", to: ["collector"], freshDays: 60, check: true }
      ],
      opensAfter: "a text from the consumer, consent to this collector, or a reassigned-number check"
    },
    citation: "12 CFR 1006.6(d)(3), (d)(5); comments 6(d)(5)-1 and 6(d)(5)(i)-1",
    standing: "lost_safe_harbour",
    appliesTo: { ...collectors, channels: TEXTS, exceptPurposes: ["opt_out_confirmation"] }
  },
  {
    ...common,
    id: "regf.email_procedures",
    title: "E-mail: an address that the consumer used with this collector, or consented to",
    kind: "consentGate",
    params: {
      anyOf: [{ _tag: "consumer_message" }, { _tag: "consent", to: ["collector"] }],
      opensAfter: "an e-mail from the consumer, or consent to this collector"
    },
    citation: "12 CFR 1006.6(d)(3), (d)(4)(i)",
    standing: "lost_safe_harbour",
    reading: "The creditor's and the prior collector's routes, (d)(4)(ii) and (iii), are not relied on.",
    appliesTo: { ...collectors, channels: ["email"], exceptPurposes: ["opt_out_confirmation"] }
  }
])

export const regfCalls = rules([
  {
    ...common,
    id: "regf.call_cap",
    title: "At most seven calls in seven days to a person about a debt",
    kind: "cap",
    params: {
      count: 7,
      windows: [{ _tag: "rolling_days", days: 7, basis: "dates" }],
      unit: "attempt",
      channels: CALLS,
      per: ["person", "debt"],
      neverCounts: ["busy", "not_in_service"],
      consentDays: 7,
      oneDebtPerAccount: ["student_loan"],
      exceptRelations: ["attorney"]
    },
    citation: "12 CFR 1006.14(b)(2)(i)(A), (b)(3), (b)(4)",
    standing: "presumption",
    reading:
      "Days are dates in every zone where the consumer may be; a call that may become a conversation is charged to every debt that it may be about.",
    appliesTo: { ...collectors, channels: CALLS }
  },
  {
    ...common,
    id: "regf.call_cooldown",
    title: "No call for seven days from a conversation about the debt, its date being day one",
    kind: "cooldown",
    params: {
      after: "conversation",
      days: 7,
      per: "debt",
      channels: CALLS,
      consentDays: 7,
      oneDebtPerAccount: ["student_loan"]
    },
    citation: "12 CFR 1006.14(b)(2)(i)(B), (b)(3)(i); comment 14(b)(2)(i)-1.ii",
    standing: "presumption",
    reading:
      "Whoever called; a call that was placed and whose outcome nobody recorded may have been a conversation.",
    appliesTo: { ...collectors, channels: CALLS }
  }
])
