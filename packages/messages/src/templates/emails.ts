/** E-mails. Each is written once as lines, from which the text and the HTML part are both made, so that they say the same. */
import type { EmailTemplate } from "../Template.ts"
import { button, footer, p, page, small } from "./layout.ts"

const uses = ["business_name", "initial_disclosure", "subsequent_disclosure", "opt_out_statement"] as const

/** The words of the frame, by language. */
const words = {
  en: {
    hello: "Hello {{ consumer.name }},",
    open: "See your plan",
    unsubscribe: "Stop e-mails to this address",
    about: "About"
  },
  es: {
    hello: "Hola, {{ consumer.name }}:",
    open: "Ver su plan",
    unsubscribe: "No recibir más correos en esta dirección",
    about: "Sobre"
  }
} as const
type Language = keyof typeof words

/** A paragraph, or a pair of sources where text and HTML need different markup. */
type Line = string | { readonly text: string; readonly html: string }

const ABOUT = "{{ creditor.name }}, {{ debt.reference }}"
const SENDER =
  "{{ business.name }}{% if business.address != '' %}, {{ business.address }}{% endif %}{% if business.phone != '' %}, {{ business.phone }}{% endif %}"
const DUTIES = ["initial_disclosure", "subsequent_disclosure", "others", "opt_out_statement"].map(
  (element) => `duties.${element}`
)

const common = {
  "consumer.name": "text: how the consumer is addressed",
  "creditor.name": "text: to whom the debt is owed",
  "debt.reference": "text: the account as it may be shown, such as 'account ending 4821'"
}

const list: Line = {
  text: "{% for item in plan.installments %}{{ forloop.index }}. {{ item.on | date }}: {{ item.amount | money }}\n{% endfor %}",
  html: `<ol style="margin:0 0 16px;padding-left:24px">{% for item in plan.installments %}<li style="margin:0 0 4px">{{ item.on | date }}: <strong>{{ item.amount | money }}</strong></li>{% endfor %}</ol>`
}

const optional = (variable: string, line: string): Line => ({
  text: `{% if ${variable} %}${line}{% endif %}`,
  html: `{% if ${variable} %}${p(line)}{% endif %}`
})

const email = (
  id: string,
  language: Language,
  subject: string,
  lines: ReadonlyArray<Line>,
  data: EmailTemplate["data"]
): EmailTemplate => {
  const { hello, open, unsubscribe, about } = words[language]
  const body: ReadonlyArray<Line> = [hello, ...lines]
  return {
    id,
    version: 1,
    group: "email",
    language,
    uses,
    data: { ...common, ...data },
    subject,
    text: [
      ...body.map((line) => (typeof line === "string" ? line : line.text)),
      `${open}: {{ links.portal }}`,
      ...DUTIES.map((duty) => `{{ ${duty} }}`),
      `{% if links.unsubscribe %}${unsubscribe}: {{ links.unsubscribe }}{% endif %}`,
      `${about}: ${ABOUT}\n${SENDER}`
    ].join("\n\n"),
    html: page(
      [
        ...body.map((line) => (typeof line === "string" ? p(line) : line.html)),
        button("{{ links.portal }}", open),
        footer(
          ...DUTIES.map((duty) => `{% if ${duty} != '' %}${small(`{{ ${duty} }}`)}{% endif %}`),
          `{% if links.unsubscribe %}${small(`<a href="{{ links.unsubscribe }}">${unsubscribe}</a>`)}{% endif %}`,
          small(`${about}: ${ABOUT}`),
          small(SENDER)
        )
      ].join("\n")
    )
  }
}

const planData = {
  "plan.installments": "list of { on: calendar date, amount: money }, in order",
  "payment.amount": "money, optional: a payment that was received",
  "payment.on": "calendar date or instant: when it was received; needed with payment",
  "next.amount": "money, optional: the next payment",
  "next.on": "calendar date: when it is due; needed with next"
}

/** The plan that was agreed, and the confirmation of a payment when there is one. */
export const planDetails: ReadonlyArray<EmailTemplate> = [
  email(
    "plan_details",
    "en",
    "{{ creditor.name }}, {{ debt.reference }}: your payment plan",
    [
      optional(
        "payment",
        "We received your payment of {{ payment.amount | money }} on {{ payment.on | date }}. Thank you."
      ),
      "This is the plan that you agreed to:",
      list,
      optional("next", "Your next payment is {{ next.amount | money }}, due {{ next.on | date }}.")
    ],
    planData
  ),
  email(
    "plan_details",
    "es",
    "{{ creditor.name }}, {{ debt.reference }}: su plan de pagos",
    [
      optional(
        "payment",
        "Recibimos su pago de {{ payment.amount | money }} el {{ payment.on | date }}. Gracias."
      ),
      "Este es el plan que usted aceptó:",
      list,
      optional("next", "Su próximo pago es de {{ next.amount | money }} y vence el {{ next.on | date }}.")
    ],
    planData
  )
]

const dueData = {
  "payment.amount": "money: the payment that is meant",
  "payment.on": "calendar date: when it is, or was, due"
}

/** A payment that is coming due. */
export const paymentReminderEmail: ReadonlyArray<EmailTemplate> = [
  email(
    "payment_reminder",
    "en",
    "{{ creditor.name }}, {{ debt.reference }}: payment due {{ payment.on | date }}",
    [
      "Your payment of {{ payment.amount | money }} is due {{ payment.on | date }}.",
      "If that date does not suit you, you can choose another one on your page."
    ],
    dueData
  ),
  email(
    "payment_reminder",
    "es",
    "{{ creditor.name }}, {{ debt.reference }}: pago que vence el {{ payment.on | date }}",
    [
      "Su pago de {{ payment.amount | money }} vence el {{ payment.on | date }}.",
      "Si esa fecha no le conviene, puede elegir otra en su página."
    ],
    dueData
  )
]

/** A payment that did not come or did not go through. */
export const missedPayment: ReadonlyArray<EmailTemplate> = [
  email(
    "missed_payment",
    "en",
    "{{ creditor.name }}, {{ debt.reference }}: about your payment of {{ payment.on | date }}",
    [
      "Your payment of {{ payment.amount | money }}, due {{ payment.on | date }}, did not go through.",
      "If something has changed, please tell us: you can pay, choose another date or write to us on your page."
    ],
    dueData
  ),
  email(
    "missed_payment",
    "es",
    "{{ creditor.name }}, {{ debt.reference }}: sobre su pago del {{ payment.on | date }}",
    [
      "Su pago de {{ payment.amount | money }}, que vencía el {{ payment.on | date }}, no se completó.",
      "Si algo ha cambiado, díganoslo: en su página puede pagar, elegir otra fecha o escribirnos."
    ],
    dueData
  )
]
