/** One person, one debt, one plan, in memory; the portal over them; and a browser of ten lines. */
import { Effect } from "effect"
import { Instant, TimelineMemory, Vault, type Events, type Id } from "@forbear/core"
import { Record, type Engine } from "@forbear/outreach"
import { makePortal, type PortalOptions } from "../src/index.ts"

export const START = Instant.fromIso("2026-11-20T17:00:00Z")
export const ORIGIN = "https://pay.example.com"
export const PERSON = "consumer-7f3" as Id.PersonId
export const DEBT = "placement-91c" as Id.DebtId
export const PLAN = "plan-5" as Id.PlanId
const TENANT = "acme-recovery" as Id.TenantId

export interface World {
  readonly engine: Engine.Engine
  readonly log: Array<Engine.LogLine>
  readonly run: <A, E>(effect: Effect.Effect<A, E>) => Promise<A>
  readonly phone: Id.AddressId
  readonly email: Id.AddressId
  readonly record: (...events: ReadonlyArray<unknown>) => Promise<unknown>
  readonly events: () => Promise<ReadonlyArray<Events.Stored>>
  readonly kinds: () => Promise<ReadonlyArray<string>>
  /** Moves the store's clock. */
  readonly pass: (millis: number) => void
  readonly portal: (options?: Partial<PortalOptions>) => ReturnType<typeof makePortal>
}

export const secret = new Uint8Array(32).fill(7)
let serial = 0

export interface Options {
  readonly name?: string
  readonly language?: string
  readonly role?: string
  readonly postalCode?: string | undefined
}

export const makeWorld = async (options: Options = {}): Promise<World> => {
  let now = START
  const log: Array<Engine.LogLine> = []
  const vault = Vault.makeMemory()
  const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)
  const unused = () => {
    throw new Error("the portal does not use this")
  }
  const engine: Engine.Engine = {
    tenant: TENANT,
    timeline: TimelineMemory.make({ clock: () => now }),
    vault,
    channels: new Map(),
    senders: [],
    packs: [],
    policy: {},
    templates: [],
    business: { name: "Acme Recovery", phone: "(800) 555-0142" },
    links: {},
    confirm: undefined,
    journeys: [],
    homeZone: "America/Phoenix",
    context: unused,
    sendTimeoutMillis: 1_000,
    log: (line) => void log.push(line)
  }
  const record = (...events: ReadonlyArray<unknown>) =>
    run(
      Record.record(
        engine,
        events.map((event) => ({
          id: `host:${++serial}`,
          occurredAt: now,
          source: { system: "host" },
          ...(event as object)
        }))
      )
    )
  const phone = await run(vault.addressId(TENANT, "phone", "+13105550187"))
  const email = await run(vault.addressId(TENANT, "email", "jane.smith@example.com"))
  const postalCode = "postalCode" in options ? options.postalCode : "85701-1234"
  await record(
    {
      kind: "person.recorded",
      body: {
        person: PERSON,
        name: options.name ?? "Jane Smith",
        ...(postalCode === undefined ? {} : { postalCode }),
        birthDate: "1980-03-07",
        language: options.language ?? "en"
      }
    },
    {
      kind: "debt.placed",
      body: {
        debt: DEBT,
        person: PERSON,
        account: "account-1",
        accountNumber: "4000-1234-5678-4821",
        creditor: "First Desert Bank",
        role: options.role ?? "third_party",
        type: "credit_card",
        balance: { amount: "1240.50", currency: "USD" },
        itemization: [],
        delinquentSince: "2026-10-04"
      }
    },
    {
      kind: "address.added",
      body: {
        address: phone,
        person: PERSON,
        type: "phone",
        value: "+13105550187",
        line: "mobile",
        evidence: [],
        from: "consumer"
      }
    },
    {
      kind: "address.added",
      body: {
        address: email,
        person: PERSON,
        type: "email",
        value: "jane.smith@example.com",
        evidence: [],
        from: "consumer"
      }
    },
    {
      kind: "plan.agreed",
      body: {
        plan: PLAN,
        debt: DEBT,
        person: PERSON,
        via: "phone",
        installments: [
          { on: "2026-11-20", amount: { amount: "310.13", currency: "USD" } },
          { on: "2026-12-04", amount: { amount: "310.13", currency: "USD" } },
          { on: "2026-12-18", amount: { amount: "310.12", currency: "USD" } },
          { on: "2027-01-01", amount: { amount: "310.12", currency: "USD" } }
        ]
      }
    }
  )
  const events = () => run(engine.timeline.follow(TENANT, 0, 1_000))
  return {
    engine,
    log,
    run,
    phone,
    email,
    record,
    events,
    kinds: async () => (await events()).map((event) => event.kind),
    pass: (millis) => {
      now = Instant.plus(now, Instant.millis(millis))
    },
    portal: (more = {}) =>
      makePortal({
        engine,
        secret,
        publicUrl: ORIGIN,
        paymentUrl: ({ reference, amount, returnUrl }) =>
          `https://cards.bank.example/checkout?${new URLSearchParams({ reference, amount: amount.amount, back: returnUrl })}`,
        knows: "postalCode",
        ...more
      })
  }
}

export const subject = (attempt = "attempt-1", at = START) => ({
  person: PERSON,
  debts: [DEBT],
  attempt: attempt as Id.AttemptId,
  at
})

export interface Form {
  readonly action: string
  readonly fields: Record<string, string>
}

/** Forms of a page with their hidden fields, as a browser would send them. */
export const formsIn = (page: string): ReadonlyArray<Form> =>
  [...page.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].map(
    ([, action = "", content = ""]) => ({
      action,
      fields: Object.fromEntries(
        [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
          ([, name = "", value = ""]) => [name, value]
        )
      )
    })
  )

/** A browser: keeps cookies, sends what a same-origin form would send. */
export class Browser {
  readonly handler: (request: Request) => Promise<Response>
  cookie = ""
  page = ""
  constructor(handler: (request: Request) => Promise<Response>) {
    this.handler = handler
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookie !== "") headers.set("cookie", this.cookie)
    const response = await this.handler(
      new Request(new URL(path, ORIGIN), { redirect: "manual", ...init, headers })
    )
    const set = response.headers.get("set-cookie")
    if (set !== null) this.cookie = /Max-Age=0/.test(set) ? "" : (set.split(";")[0] ?? "")
    if (response.status !== 303) this.page = await response.clone().text()
    return response
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { headers })
  }

  post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {}
  ): Promise<Response> {
    return this.send(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { origin: "null", "sec-fetch-site": "same-origin", ...headers }
    })
  }

  /** Submits the form of the page whose action contains `action` and whose hidden fields match. */
  submit(
    action: string,
    fields: Record<string, string> = {},
    having: Record<string, string> = {}
  ): Promise<Response> {
    const form = formsIn(this.page).find(
      (one) =>
        one.action.includes(action) &&
        Object.entries(having).every(([name, value]) => one.fields[name] === value)
    )
    if (form === undefined) throw new Error(`the page has no form ${action}`)
    return this.post(form.action, { ...form.fields, ...fields })
  }

  /** Opens a link and proves who she is. */
  async enter(link: string, known = "85701"): Promise<Response> {
    await this.get(link)
    const response = await this.submit(new URL(link).pathname, { postalCode: known })
    const to = response.headers.get("location")
    if (to !== null) await this.get(to)
    return response
  }
}
