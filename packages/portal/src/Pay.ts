/** The hand-over to the host's payment page: one payment of one plan, and nothing about the person. */
import { Engine } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import type { Site } from "./Site.ts"
import type { DebtView } from "./View.ts"

/** The payment page's address for the next payment of a debt's plan; `undefined` when there is nothing to pay. Fails when the host's answer is no http address. */
export const paymentPage = (
  site: Site,
  debt: DebtView
): Effect.Effect<URL | undefined, Engine.OutreachError> => {
  const { plan } = debt
  const next = plan?.next
  if (plan === undefined || next === undefined || debt.status !== "open") return Effect.succeed(undefined)
  return Effect.suspend(() => {
    const answer = site.paymentUrl({
      plan: plan.id,
      debt: debt.id,
      installment: next.number,
      amount: next.amount,
      reference: `${plan.id}/${next.number}`,
      returnUrl: `${site.origin}${site.basePath}/account`
    })
    const url = URL.canParse(answer, site.origin) ? new URL(answer, site.origin) : undefined
    if (url !== undefined && /^https?:$/.test(url.protocol)) return Effect.succeed(url)
    return Engine.misuse("paymentUrl", "must answer an absolute http or https address")
  })
}
