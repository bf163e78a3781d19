/** The fold from events to facts: by what happened (`occurredAt`), a revocation winning every tie, then by order of commit. */
import type { EventName, EventOf, Stored, StoredEvent } from "./Events.ts"
import type { Amount } from "./events/Fields.ts"
import type {
  AddressFacts,
  AttemptFacts,
  ConversationFacts,
  DebtFacts,
  Facts,
  InboundFacts,
  LegalFacts,
  NumberCheckFacts,
  PaymentFacts,
  PersonFacts,
  PlanFacts,
  PreferenceFacts,
  SaidFacts
} from "./Facts.ts"
import type { AddressId, AttemptId, DebtId, EventId, PersonId, PlanId } from "./Id.ts"
import type { Instant } from "./Instant.ts"
import * as Money from "./Money.ts"

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

interface Draft {
  readonly people: Map<PersonId, PersonFacts>
  readonly debts: Map<DebtId, DebtFacts>
  readonly addresses: Map<AddressId, AddressFacts>
  readonly attempts: Map<AttemptId | EventId, Mutable<AttemptFacts>>
  readonly conversations: Array<ConversationFacts>
  readonly inbound: Array<Mutable<InboundFacts>>
  readonly said: Array<SaidFacts>
  readonly preferences: Array<PreferenceFacts>
  readonly legal: Array<LegalFacts>
  readonly payments: Array<PaymentFacts>
  readonly plans: Map<PlanId, PlanFacts>
  readonly numberChecks: Array<NumberCheckFacts>
  readonly watermarks: Map<string, Instant>
  /** Reports about addresses, kept also when they arrive before the address does. */
  readonly reports: Map<AddressId, Array<AddressFacts["reports"][number]>>
}

/** No facts at all. */
export const empty = (): Facts => fold([])

/** Ties at one instant: grants first, so that what takes them away is applied after. */
const tieRank = (kind: EventName): number => {
  switch (kind) {
    case "person.recorded":
    case "debt.placed":
    case "address.added":
      return 0
    case "consent.given":
    case "refusal.lifted":
    case "hold.lifted":
    case "dispute.resolved":
    case "attorney.released":
      return 1
    case "consent.revoked":
    case "contact.refused":
    case "cease.requested":
    case "hold.placed":
      return 3
    default:
      return 2
  }
}

/** The life of an attempt is told in order of commit: a provider's clock may run behind ours. */
const isOwnLife = (event: Stored): boolean => event.kind.startsWith("attempt.")

const order = (a: Stored, b: Stored): number =>
  a.occurredAt - b.occurredAt || tieRank(a.kind) - tieRank(b.kind) || a.position - b.position

/** Drops `undefined` members, so that absent stays absent. */
const compact = <T extends object>(value: { [K in keyof T]: T[K] | undefined }): T => {
  for (const name of Object.keys(value) as Array<keyof T>) if (value[name] === undefined) delete value[name]
  return value as unknown as T
}

const money = (amount: Amount): Money.Money => Money.from(amount)

type Handlers = { readonly [K in EventName]?: (draft: Draft, event: StoredEvent<K>) => void }

const handlers: Handlers = {
  "person.recorded": (d, { body }) => {
    const before = d.people.get(body.person)
    d.people.set(body.person, { ...before, ...rename(body), links: before?.links ?? [] })
  },
  "link.made": (d, { body: { a, b, relation } }) => {
    for (const [one, other] of [
      [a, b],
      [b, a]
    ] as const) {
      const before = d.people.get(one) ?? { id: one, links: [] }
      d.people.set(one, { ...before, links: [...before.links, { person: other, relation }] })
    }
  },
  "death.reported": (d, { body, occurredAt, id }) => {
    const before = d.people.get(body.person) ?? { id: body.person, links: [] }
    if (before.diedReported === undefined) {
      d.people.set(body.person, { ...before, diedReported: { at: occurredAt, event: id } })
    }
  },
  "debt.placed": (d, { body, occurredAt, id }) => {
    const { debt, balance, itemization, ...rest } = body
    d.debts.set(debt, {
      ...(rest as Omit<typeof rest, "itemizationDate" | "delinquentSince" | "limitationExpires"> &
        Partial<DebtFacts>),
      id: debt,
      balance: money(balance),
      itemization: itemization.map((line) => ({ label: line.label, amount: money(line.amount) })),
      status: "open",
      placedAt: occurredAt,
      event: id
    })
  },
  "debt.changed": (d, { body, id }) => {
    const before = d.debts.get(body.debt)
    if (before === undefined) return
    const changes = compact<Partial<DebtFacts>>({
      balance: body.balance === undefined ? undefined : money(body.balance),
      status: body.status,
      delinquentSince: body.delinquentSince as DebtFacts["delinquentSince"]
    })
    d.debts.set(body.debt, { ...before, ...changes, event: id })
  },
  "address.added": (d, { body, occurredAt, id }) => {
    const before = d.addresses.get(body.address)
    d.addresses.set(body.address, {
      id: body.address,
      type: body.type,
      value: body.value,
      people: [...new Set([...(before?.people ?? []), body.person])],
      line: body.line ?? before?.line ?? "unknown",
      ...(body.place === undefined ? {} : { place: body.place }),
      evidence: [...(before?.evidence ?? []), ...body.evidence],
      from: body.from,
      addedAt: before?.addedAt ?? occurredAt,
      reports: [],
      event: id
    })
  },
  "address.reported": (d, { body, occurredAt, id }) => {
    const report = compact<AddressFacts["reports"][number]>({
      as: body.as,
      by: body.by,
      person: body.person,
      at: occurredAt,
      event: id
    })
    d.reports.set(body.address, [...(d.reports.get(body.address) ?? []), report])
  },
  "payment.missed": (d, e) => payment(d, e, "missed"),
  "payment.recorded": (d, e) => payment(d, e, e.body.result),
  "plan.agreed": (d, { body, occurredAt, id }) => {
    const { plan, debt, person, installments } = body
    d.plans.set(plan, { id: plan, debt, person, installments, agreedAt: occurredAt, event: id })
  },
  "plan.chosen": (d, { body, occurredAt }) => {
    const before = d.plans.get(body.plan)
    if (before !== undefined && before.chosenAt === undefined)
      d.plans.set(body.plan, { ...before, chosenAt: occurredAt })
  },
  "watermark.moved": (d, { body }) => {
    const before = d.watermarks.get(body.feed)
    if (before === undefined || before < body.upTo) d.watermarks.set(body.feed, body.upTo as Instant)
  },
  "cease.requested": (d, e) => legal(d, e, "cease"),
  "dispute.raised": (d, e) => legal(d, e, "dispute"),
  "dispute.resolved": (d, e) => legal(d, e, "dispute_resolved"),
  "attorney.retained": (d, e) => legal(d, e, "attorney"),
  "attorney.released": (d, e) => legal(d, e, "attorney_released"),
  "bankruptcy.filed": (d, e) => legal(d, e, "bankruptcy"),
  "hold.placed": (d, e) => legal(d, e, "hold"),
  "hold.lifted": (d, e) => legal(d, e, "hold_lifted"),
  "attempt.reserved": (d, { body, id }) => {
    const { attempt, from, notAfter, mode, messageHash, message, ...rest } = body
    d.attempts.set(attempt, {
      ...rest,
      id: attempt,
      own: true,
      state: "reserved",
      mode: mode ?? "live",
      from: from as Instant,
      until: notAfter as Instant,
      messageHash,
      message,
      event: id
    })
  },
  "attempt.dispatched": (d, { body, occurredAt, id }) =>
    change(d, body.attempt, { state: "dispatched", from: occurredAt, until: occurredAt, event: id }),
  "attempt.settled": (d, { body, id }) =>
    change(
      d,
      body.attempt,
      compact<Partial<AttemptFacts>>({
        state: body.result,
        providerId: body.providerId,
        rejection: body.result === "rejected" ? compact({ code: body.code, reason: body.reason }) : undefined,
        event: id
      })
    ),
  "attempt.abandoned": (d, { body, id }) => change(d, body.attempt, { state: "abandoned", event: id }),
  "attempt.resolved": (d, { body, id }) =>
    change(
      d,
      body.attempt,
      compact<Partial<AttemptFacts>>({ outcome: body.outcome, messageLeft: body.messageLeft, event: id })
    ),
  "contact.foreign": (d, { body, occurredAt, id }) => {
    d.attempts.set(id, {
      ...body,
      id,
      own: false,
      state: "imported",
      mode: body.mode ?? "live",
      from: occurredAt,
      until: occurredAt,
      event: id
    })
  },
  "conversation.held": (d, { body, occurredAt, id }) => {
    const { address: _, ...rest } = body
    d.conversations.push({ ...rest, at: occurredAt, event: id })
  },
  "call.received": (d, { body, occurredAt, id }) => {
    const { agent: _, ...rest } = body
    d.inbound.push({ ...rest, kind: "call", channel: "voice_call", at: occurredAt, event: id })
  },
  "call.ended": (d, { body, occurredAt }) => {
    const call = d.inbound.find((inbound) => inbound.event === body.call)
    if (call !== undefined) call.endedAt = occurredAt
  },
  "message.received": (d, { body, occurredAt, id }) => {
    const { answers: _, adapter: __, confirmedByProvider: ___, ...rest } = body
    d.inbound.push({ ...rest, kind: "message", at: occurredAt, event: id })
  },
  "portal.visited": (d, { body, occurredAt, id }) => {
    const { state, ...rest } = body
    d.inbound.push({ ...rest, kind: "portal", channel: "portal", portal: state, at: occurredAt, event: id })
  },
  "consent.given": (d, e) => said(d, e, "consent"),
  "consent.revoked": (d, e) => said(d, e, "revocation"),
  "contact.refused": (d, e) => said(d, e, "refusal"),
  "refusal.lifted": (d, e) => said(d, e, "lifted"),
  "preference.stated": (d, { body, occurredAt, id }) => {
    d.preferences.push(
      compact<PreferenceFacts>({
        at: occurredAt,
        person: body.person,
        inconvenient: body.inconvenient ?? [],
        notAt: body.notAt ?? [],
        prefers: body.prefers ?? [],
        language: body.language,
        until: body.until as Instant | undefined,
        event: id
      })
    )
  },
  "number.checked": (d, { body, occurredAt, id }) => {
    const { person: _, since, ...rest } = body
    d.numberChecks.push({ ...rest, since: since as Instant, at: occurredAt, event: id })
  }
}

const rename = ({ person, ...rest }: EventOf<"person.recorded">["body"]) => ({ ...rest, id: person })

const change = (d: Draft, id: AttemptId, changes: Partial<AttemptFacts>): void => {
  const attempt = d.attempts.get(id)
  if (attempt !== undefined) Object.assign(attempt, changes)
}

const payment = (
  d: Draft,
  { body, occurredAt, id }: StoredEvent<"payment.missed"> | StoredEvent<"payment.recorded">,
  result: PaymentFacts["result"]
): void => {
  d.payments.push(
    compact<PaymentFacts>({
      at: occurredAt,
      debt: body.debt,
      amount: money(body.amount),
      result,
      plan: body.plan,
      reference: "reference" in body ? body.reference : undefined,
      event: id
    })
  )
}

const legal = (
  d: Draft,
  e: StoredEvent<
    | "cease.requested"
    | "dispute.raised"
    | "dispute.resolved"
    | "attorney.retained"
    | "attorney.released"
    | "bankruptcy.filed"
    | "hold.placed"
    | "hold.lifted"
  >,
  kind: LegalFacts["kind"]
): void => {
  const { body } = e
  d.legal.push(
    compact<LegalFacts>({
      kind,
      at: e.occurredAt,
      recordedAt: e.recordedAt,
      person: body.person,
      debts: "debts" in body ? body.debts : [],
      via: "via" in body ? body.via : undefined,
      hold: "hold" in body ? body.hold : undefined,
      reason: "reason" in body ? body.reason : undefined,
      until: "until" in body ? (body.until as Instant | undefined) : undefined,
      event: e.id
    })
  )
}

const said = (
  d: Draft,
  e: StoredEvent<"consent.given" | "consent.revoked" | "contact.refused" | "refusal.lifted">,
  kind: SaidFacts["kind"]
): void => {
  const { body } = e
  d.said.push(
    compact<SaidFacts>({
      kind,
      at: e.occurredAt,
      person: body.person,
      channels: body.channels,
      addresses: body.addresses,
      debts: "debts" in body ? body.debts : undefined,
      purposes: "purposes" in body ? body.purposes : undefined,
      to: "to" in body ? body.to : undefined,
      form: "form" in body ? body.form : undefined,
      via: body.provenance.via,
      by: body.provenance.by,
      evidence: body.provenance.evidence,
      expiresAt: "expiresAt" in body ? (body.expiresAt as Instant | undefined) : undefined,
      inReplyTo: "inReplyTo" in body ? body.inReplyTo : undefined,
      event: e.id
    })
  )
}

/** Folds events of any scopes, in any order, into facts. Kinds that no fact needs are passed over. */
export const fold = (events: ReadonlyArray<Stored>): Facts => {
  const draft: Draft = {
    people: new Map(),
    debts: new Map(),
    addresses: new Map(),
    attempts: new Map(),
    conversations: [],
    inbound: [],
    said: [],
    preferences: [],
    legal: [],
    payments: [],
    plans: new Map(),
    numberChecks: [],
    watermarks: new Map(),
    reports: new Map()
  }
  const told = events.filter((event) => !isOwnLife(event)).sort(order)
  const lived = events.filter(isOwnLife).sort((a, b) => a.position - b.position)
  for (const event of [...told, ...lived]) {
    const handler = handlers[event.kind] as ((draft: Draft, event: Stored) => void) | undefined
    handler?.(draft, event)
  }
  for (const [id, reports] of draft.reports) {
    const address = draft.addresses.get(id)
    if (address !== undefined) draft.addresses.set(id, { ...address, reports })
  }
  const { reports: _, ...facts } = draft
  return { ...facts, attempts: [...draft.attempts.values()].sort((a, b) => a.from - b.from) }
}
