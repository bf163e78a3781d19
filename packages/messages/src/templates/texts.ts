/** Short texts. Spanish avoids the accents that GSM-7 lacks, so that a text stays one or two segments. */
import type { TextTemplate } from "../Template.ts"

const uses = ["business_name", "initial_disclosure", "subsequent_disclosure", "opt_out_statement"] as const
const DUTIES =
  "{{ duties.initial_disclosure }} {{ duties.subsequent_disclosure }} {{ duties.others }} {{ duties.opt_out_statement }}"

const text = (id: string, language: string, source: string, data: TextTemplate["data"]): TextTemplate => ({
  id,
  version: 1,
  group: "sms",
  language,
  uses,
  data,
  text: `${source} ${DUTIES}`
})

const reminder = {
  "payment.amount": "money: what is due",
  "payment.on": "calendar date, or instant: when it is due"
}

/** The link to the portal that the consumer asked for. Reads `links.portal`. */
export const portalLink: ReadonlyArray<TextTemplate> = [
  text(
    "portal_link",
    "en",
    "{{ business.name }}: as you asked, here is your secure link to see your payment plan: {{ links.portal }}",
    {}
  ),
  text(
    "portal_link",
    "es",
    "{{ business.name }}: como nos pide, este es su enlace seguro para ver su plan de pagos: {{ links.portal }}",
    {}
  )
]

/** A payment that is coming due. Reads `payment.amount`, `payment.on` and `links.portal`. */
export const paymentReminder: ReadonlyArray<TextTemplate> = [
  text(
    "payment_reminder",
    "en",
    "{{ business.name }}: your payment of {{ payment.amount | money }} is due {{ payment.on | date }}. To pay or to change your plan: {{ links.portal }}",
    reminder
  ),
  text(
    "payment_reminder",
    "es",
    "{{ business.name }}: su pago de {{ payment.amount | money }} vence el {{ payment.on | date }}. Para pagar o cambiar su plan: {{ links.portal }}",
    reminder
  )
]

/** Says the duty's own words and nothing else (12 CFR 1006.14(h)(2)(i), 47 CFR 64.1200(a)(12)). */
export const optOutConfirmation: ReadonlyArray<TextTemplate> = ["en", "es"].map((language) => ({
  id: "opt_out_confirmation",
  version: 1,
  group: "sms",
  language,
  uses: ["opt_out_confirmation"],
  data: {},
  text: "{{ duties.opt_out_confirmation }}"
}))
