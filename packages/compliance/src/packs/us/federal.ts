/** Federal rules that reach every collector, and what carriers allow: TCPA and FCC, bankruptcy, death, messaging policies. */
import { rules, TEXTS } from "../Author.ts"

const everybody = { acts: ["contact"] } as const
const ROBOT = [...TEXTS, "prerecorded_call"] as const

export const federal = rules([
  {
    id: "bankruptcy.stay",
    title: "A bankruptcy petition stays every act to collect",
    kind: "hold",
    params: { on: "bankruptcy", per: "person", exceptPurposes: ["opt_out_confirmation"] },
    citation: "11 USC 362(a)(6), 524(a)(2)",
    standing: "prohibition",
    confidence: "confirmed",
    reading:
      "Every debt of the person is taken to be from before the petition; relief, dismissal or a later debt is recorded as a lifted hold named bankruptcy.",
    appliesTo: everybody,
    inForce: {}
  },
  {
    id: "deceased",
    title: "The consumer is reported to have died",
    kind: "hold",
    params: { on: "death", per: "person" },
    citation: "12 CFR 1006.2(e), 1006.6(a)(4); comment 10(b)(2)-1",
    standing: "prohibition",
    confidence: "confirmed",
    reading:
      "The ordinary cadence stops for every collector; the person who handles the estate is another person on record.",
    appliesTo: everybody,
    inForce: {}
  },
  {
    id: "tcpa.revocation",
    title: "Consent to robotexts and prerecorded calls was revoked",
    kind: "mediumBan",
    params: { on: ["refusal", "revocation"], joint: ROBOT, confirmation: { withinMinutes: 5 } },
    citation: "47 CFR 64.1200(a)(10)-(12)",
    standing: "prohibition",
    confidence: "confirmed",
    reading:
      "Effective at once, though ten business days are allowed; a stop of texts stops prerecorded calls too, and the other way round; every text is treated as a robotext; the waiver for unrelated matters until 2027-01-31 is not used.",
    appliesTo: { ...everybody, channels: ROBOT },
    inForce: { from: "2025-04-11", zone: "America/New_York" }
  },
  {
    id: "tcpa.confirmation",
    title: "One confirmation text, within five minutes",
    kind: "singleUse",
    params: { answers: "opt_out", withinMinutes: 5 },
    citation: "47 CFR 64.1200(a)(12)",
    standing: "presumption",
    confidence: "confirmed",
    appliesTo: { ...everybody, channels: TEXTS, purposes: ["opt_out_confirmation"] },
    inForce: { from: "2024-04-04", zone: "America/New_York" }
  },
  {
    id: "tcpa.prerecorded",
    title: "Prerecorded and artificial voices need prior express consent",
    kind: "consentGate",
    params: {
      anyOf: [
        { _tag: "consent", to: ["collector", "creditor"] },
        { _tag: "address_given", from: ["consumer"] }
      ],
      lines: ["mobile", "voip"],
      opensAfter: "consent to prerecorded calls"
    },
    citation: "47 USC 227(b)(1)(A); 47 CFR 64.1200(a)(1); FCC 07-232; FCC 24-17",
    standing: "prohibition",
    confidence: "secondary",
    reading:
      "A number that the consumer gave in connection with the debt is consent for that debt; an AI-generated voice is artificial.",
    appliesTo: { ...everybody, channels: ["prerecorded_call"] },
    inForce: {}
  },
  {
    id: "tcpa.prerecorded.voicemail",
    title: "Ringless voicemail needs prior express consent",
    kind: "consentGate",
    params: {
      anyOf: [
        { _tag: "consent", to: ["collector", "creditor"] },
        { _tag: "address_given", from: ["consumer"] }
      ],
      modes: ["prerecorded", "ringless_voicemail"],
      opensAfter: "consent to prerecorded calls"
    },
    citation: "47 USC 227(b)(1)(A); 47 CFR 64.1200(a)(1)",
    standing: "prohibition",
    confidence: "secondary",
    appliesTo: { ...everybody, channels: ["voicemail", "voice_call"] },
    inForce: {}
  },
  {
    id: "tcpa.prerecorded_cap",
    title: "At most three prerecorded calls in thirty days to a residential line without consent",
    kind: "cap",
    params: {
      count: 3,
      windows: [{ _tag: "rolling_days", days: 30, basis: "later" }],
      unit: "attempt",
      channels: ["prerecorded_call"],
      per: ["address"]
    },
    citation: "47 CFR 64.1200(a)(3)(iii)",
    standing: "prohibition",
    confidence: "secondary",
    reading:
      "Counted per number, whatever the debt and with or without consent: stricter than the text, which lets consent exceed it.",
    appliesTo: { ...everybody, channels: ["prerecorded_call"] },
    inForce: { from: "2023-07-20", zone: "America/New_York" }
  },
  {
    id: "carrier.sms",
    title: "Carriers and providers forbid third-party collection on ordinary senders",
    kind: "senderPermission",
    params: { needEvidence: ["thirdPartyDebt"] },
    citation: "Carrier codes of conduct and provider policies; Twilio errors 30943, 30460, 30863",
    standing: "prohibition",
    confidence: "secondary",
    appliesTo: { ...everybody, channels: TEXTS },
    inForce: {}
  },
  {
    id: "platform.whatsapp",
    title: "WhatsApp lists debt collection among prohibited businesses",
    kind: "senderPermission",
    params: { needEvidence: ["thirdPartyDebt", "firstPartyDebt"] },
    citation: "WhatsApp Business Messaging Policy",
    standing: "prohibition",
    confidence: "unconfirmed",
    reading: "Off unless the sender carries the operator's evidence of an exception.",
    appliesTo: { ...everybody, channels: ["whatsapp"] },
    inForce: {}
  }
])
