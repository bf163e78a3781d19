/** Templates that are ready to use, in English and Spanish. Copy one, raise its version, change its words. */
import type { Template } from "../Template.ts"
import { missedPayment, paymentReminderEmail, planDetails } from "./emails.ts"
import { agentCall } from "./tasks.ts"
import { optOutConfirmation, paymentReminder, portalLink } from "./texts.ts"

export { missedPayment, paymentReminderEmail, planDetails } from "./emails.ts"
export { agentCall } from "./tasks.ts"
export { optOutConfirmation, paymentReminder, portalLink } from "./texts.ts"

/** All of them; `choose` finds one by id, group and language. */
export const all: ReadonlyArray<Template> = [
  ...portalLink,
  ...paymentReminder,
  ...optOutConfirmation,
  ...planDetails,
  ...paymentReminderEmail,
  ...missedPayment,
  ...agentCall
]
