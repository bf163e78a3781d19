/** What a person can do on the page. Each act is one event with its provenance; none needs a reason and none costs anything. */
import { lift, prefer, refuse, type ConsentError } from "@forbear/consent"
import { Money, type Events, type Id, type Instant, type Words } from "@forbear/core"
import { Engine, Record } from "@forbear/outreach"
import * as Effect from "effect/Effect"
import { rankable, type FormProblem } from "./PageAccount.ts"
import { paymentPage } from "./Pay.ts"
import { appendOnce, portalEvent } from "./Record.ts"
import type { Session } from "./Session.ts"
import type { Site } from "./Site.ts"
import type { Done, Text } from "./Text.ts"
import { channelsOf, type AccountView, type DebtView, type Medium, type WayView } from "./View.ts"

/** A posted form of a proved session. */
export interface Posted {
  readonly site: Site
  readonly session: Session
  readonly view: AccountView
  readonly text: Text
  readonly fields: ReadonlyMap<string, string>
  readonly at: Instant.Instant
}

/** What follows: another page, back to the account, or the form again. */
export type Outcome =
  | { readonly _tag: "leave"; readonly to: string }
  | { readonly _tag: "back"; readonly done?: Done }
  | { readonly _tag: "again"; readonly problem: FormProblem }
  /** The form names something that is not hers, or is no form of ours. */
  | { readonly _tag: "refused" }

type Action = (posted: Posted) => Effect.Effect<Outcome, Engine.OutreachError>

const refused: Outcome = { _tag: "refused" }

/** The id of an act: one press of one button, however often it arrives. */
const actId = ({ session, fields }: Posted, action: string): Id.EventId | undefined => {
  const once = fields.get("once") ?? ""
  return /^[A-Za-z0-9_-]{12}$/.test(once)
    ? Record.eventId("portal", session.link, session.id, action, once)
    : undefined
}

const debtOf = ({ view, fields }: Posted): DebtView | undefined =>
  view.debts.find((debt) => debt.id === fields.get("debt"))

const provenance = ({ session }: Posted) =>
  ({ via: "portal", by: "consumer", evidence: `portal/${session.link}` }) as const

const asOutreach = (error: ConsentError) =>
  new Engine.OutreachError({ reason: "input", field: error.field, message: error.message })

const head = ({ site, at }: Posted, id: Id.EventId) => ({
  id,
  tenant: site.engine.tenant,
  source: { system: "forbear", by: "portal" },
  occurredAt: at
})

const keep = (
  posted: Posted,
  built: Effect.Effect<Events.Event, ConsentError | Engine.OutreachError>,
  done: Done
): Effect.Effect<Outcome, Engine.OutreachError> =>
  built.pipe(
    Effect.mapError((error) => (error instanceof Engine.OutreachError ? error : asOutreach(error))),
    Effect.flatMap((event) => appendOnce(posted.site, event)),
    Effect.as({ _tag: "back", done } as const)
  )

const choose: Action = Effect.fnUntraced(function* (posted) {
  const debt = debtOf(posted)
  const plan = debt?.plan
  if (
    debt === undefined ||
    plan === undefined ||
    plan.id !== posted.fields.get("plan") ||
    debt.status !== "open"
  )
    return refused
  if (!plan.isChosen) {
    const body = { plan: plan.id, debt: debt.id, person: posted.session.person, via: "portal" } as const
    yield* appendOnce(
      posted.site,
      portalEvent(posted.site, "plan.chosen", Record.eventId(plan.id, "chosen"), posted.at, body)
    )
  }
  const page = yield* paymentPage(posted.site, debt)
  return page === undefined ? { _tag: "back", done: "chosen" } : { _tag: "leave", to: page.href }
})

const pay: Action = Effect.fnUntraced(function* (posted) {
  const debt = debtOf(posted)
  if (debt === undefined || debt.plan?.id !== posted.fields.get("plan") || debt.plan?.isChosen !== true)
    return refused
  const page = yield* paymentPage(posted.site, debt)
  return page === undefined ? { _tag: "back" } : { _tag: "leave", to: page.href }
})

const wayOf = ({ view, fields }: Posted): WayView | undefined =>
  view.ways.find((way) => way.address === fields.get("address") && way.medium === fields.get("medium"))

const reachOf = (
  posted: Posted,
  { address, medium }: { readonly address: Id.AddressId; readonly medium: Medium }
) => ({
  person: posted.session.person,
  channels: channelsOf[medium],
  addresses: [address],
  provenance: provenance(posted)
})

const stop: Action = (posted) => {
  const way = wayOf(posted)
  const id = actId(posted, "stop")
  if (way === undefined || id === undefined) return Effect.succeed(refused)
  if (way.isStopped) return Effect.succeed({ _tag: "back", done: "stopped" })
  return keep(posted, refuse({ ...head(posted, id), ...reachOf(posted, way) }), "stopped")
}

const allow: Action = (posted) => {
  const way = wayOf(posted)
  const id = actId(posted, "allow")
  if (way === undefined || id === undefined) return Effect.succeed(refused)
  if (!way.isStopped) return Effect.succeed({ _tag: "back", done: "allowed" })
  return keep(posted, lift({ ...head(posted, id), ...reachOf(posted, way) }), "allowed")
}

const rank = (fields: Posted["fields"]): ReadonlyArray<Words.Channel> => [
  ...new Set(["first", "second"].flatMap((name) => rankable.find((one) => one === fields.get(name)) ?? []))
]

const preferred: Action = (posted) => {
  const prefers = rank(posted.fields)
  const id = actId(posted, "prefer")
  if (id === undefined) return Effect.succeed(refused)
  if (prefers.length === 0)
    return Effect.succeed({ _tag: "again", problem: { field: "first", words: posted.text.prefer.choose } })
  const body = { person: posted.session.person, prefers, provenance: provenance(posted) }
  return keep(posted, prefer({ ...head(posted, id), ...body }), "preferred")
}

/** The disputed part as an amount, if it is one and not more than is owed. */
const partOf = (
  debt: DebtView,
  entered: string
): { readonly amount: string; readonly currency: string } | undefined => {
  const plain = entered.replace(/[\s,$€]/g, "")
  if (!/^\d{1,15}(\.\d{1,2})?$/.test(plain)) return undefined
  const amount = Money.parse(plain, debt.balance.currency)
  return Money.isPositive(amount) && Money.compare(amount, Money.from(debt.balance)) <= 0
    ? Money.encode(amount)
    : undefined
}

const dispute: Action = (posted) => {
  const debt = debtOf(posted)
  const id = actId(posted, "dispute")
  const which = posted.fields.get("which")
  if (debt === undefined || id === undefined || (which !== "all" && which !== "part"))
    return Effect.succeed(refused)
  const amount = which === "part" ? partOf(debt, posted.fields.get("amount") ?? "") : undefined
  if (which === "part" && amount === undefined) {
    return Effect.succeed({
      _tag: "again",
      problem: { field: `amount-${debt.id}`, words: posted.text.dispute.badAmount }
    })
  }
  const body = {
    person: posted.session.person,
    debts: [debt.id],
    via: "portal",
    ...(amount === undefined ? {} : { amount })
  } as const
  return keep(
    posted,
    Effect.succeed(portalEvent(posted.site, "dispute.raised", id, posted.at, body)),
    "disputed"
  )
}

const cease: Action = (posted) => {
  const id = actId(posted, "cease")
  if (id === undefined) return Effect.succeed(refused)
  const body = { person: posted.session.person, debts: [], via: "portal" } as const
  return keep(
    posted,
    Effect.succeed(portalEvent(posted.site, "cease.requested", id, posted.at, body)),
    "ceased"
  )
}

/** The acts by the last part of their address. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["choose", choose],
  ["pay", pay],
  ["stop", stop],
  ["allow", allow],
  ["prefer", preferred],
  ["dispute", dispute],
  ["cease", cease]
])
