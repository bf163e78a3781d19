/** Duties, data and a composition to start from. */
import type { Duty } from "@forbear/compliance"
import { Defaults, type Composition, type EmailTemplate, type TextTemplate } from "@forbear/messages"

const rule = { id: "regf.opt_out", pack: "us@2026.11.0", citation: "12 CFR 1006.6(e)" }

export const duty = (
  _tag: "require" | "forbid" | "only",
  element: string,
  texts: Readonly<Record<string, string>>
): Duty.Duty => ({ _tag, element, texts, rule })

export const optOut = duty("require", "opt_out_statement", {
  en: "Reply STOP to stop texts to this telephone number.",
  es: "Responda STOP para no recibir mensajes en este numero."
})

export const disclosure = duty("require", "subsequent_disclosure", {
  en: "This is from {{ business.name }}, a debt collector.",
  es: "Este mensaje es de {{business.name}}, una agencia de cobranza."
})

export const confirmation = duty("only", "opt_out_confirmation", {
  en: "{{business.name}}: you will get no more texts at this number.",
  es: "{{business.name}}: ya no recibira mensajes en este numero."
})

export const business = {
  name: "Example Collections",
  phone: "+1 520 555 0100",
  address: "1 Main St, Tucson AZ"
}
export const links = {
  portal: "https://pay.example.test/p/abc",
  unsubscribe: "https://pay.example.test/u/abc"
}

export const data = {
  consumer: { name: "Jane Smith" },
  creditor: { name: "First Bank" },
  debt: { reference: "account ending 4821", balance: { amount: "1240.50", currency: "USD" } },
  payment: { amount: { amount: "310.13", currency: "USD" }, on: "2026-12-05" },
  plan: {
    installments: [
      { on: "2026-11-21", amount: { amount: "310.13", currency: "USD" } },
      { on: "2026-12-05", amount: { amount: "310.13", currency: "USD" } }
    ]
  },
  next: { amount: { amount: "310.13", currency: "USD" }, on: "2026-12-05" },
  task: { reason: "Payment failed", history: ["Nov 21: text", "Dec 5: e-mail"] }
}

export const text = (source: string, uses: ReadonlyArray<string> = ["opt_out_statement"]): TextTemplate => ({
  id: "test",
  version: 1,
  group: "sms",
  language: "en",
  uses,
  data: {},
  text: source
})

export const email = (parts: Partial<EmailTemplate>): EmailTemplate => ({
  id: "test",
  version: 1,
  group: "email",
  language: "en",
  uses: ["opt_out_statement"],
  data: {},
  subject: "Your account",
  text: "Hello {{ consumer.name }}\n\n{{ duties.opt_out_statement }}",
  html: "<p>Hello {{ consumer.name }}</p><p>{{ duties.opt_out_statement }}</p>",
  ...parts
})

export const [link = text("")] = Defaults.portalLink

export const base: Composition = {
  template: link,
  data,
  duties: [optOut, disclosure],
  language: "en",
  business,
  links,
  channel: "sms"
}
