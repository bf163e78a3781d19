/** The host's own system, as small as can be: payments, notes, and the only page on which a card number exists. */
import { DatabaseSync } from "node:sqlite"
import type { Amount, HostEvent, TimelineEvent } from "forbear"
import { balanceAfter, balanceEvent } from "./people.ts"

/** A line in the host's notes table. */
export interface HostNote {
  readonly id: string
  readonly at: string
  readonly action: string
  readonly result: string
  readonly comment: string
}

/** What the host needs from Forbear. */
export interface Tells {
  readonly record: (events: ReadonlyArray<HostEvent>) => Promise<unknown>
  readonly now: () => number
}

const money = (amount: unknown): string => {
  const { amount: value, currency } = amount as Amount
  return `${value} ${currency}`
}

/** Codes of six characters at most, as older systems want them. */
const noteOf = (event: TimelineEvent): Omit<HostNote, "id" | "at"> | undefined => {
  const body = event.body as Readonly<Record<string, unknown>>
  switch (event.kind) {
    case "call.received":
      return { action: "CALLIN", result: "RPC", comment: "consumer called" }
    case "plan.agreed": {
      const list = body["installments"] as ReadonlyArray<{ on: string; amount: Amount }>
      return {
        action: "PLAN",
        result: "OFFER",
        comment: list.map((one) => `${one.on} ${money(one.amount)}`).join("; ")
      }
    }
    case "plan.chosen":
      return { action: "PLAN", result: "CHOSE", comment: `by ${String(body["via"])}` }
    case "payment.recorded":
      return {
        action: "PAY",
        result: body["result"] === "failed" ? "FAIL" : "OK",
        comment: money(body["amount"])
      }
    case "attempt.settled":
      return {
        action: String(body["channel"]).slice(0, 6).toUpperCase(),
        result: "SENT",
        comment: `attempt ${String(body["attempt"])}: ${String(body["result"])}`
      }
    case "contact.refused":
      return {
        action: "STOP",
        result: "DNC",
        comment: `no ${(body["channels"] as ReadonlyArray<string>).join(", ")}`
      }
    default:
      return undefined
  }
}

const page = (title: string, main: string): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
      `<style>body{font:16px/1.5 system-ui;max-width:28rem;margin:3rem auto;padding:0 1rem}input,button{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;margin:.25rem 0 1rem}</style>` +
      `<main><h1>${title}</h1>${main}</main></html>`,
    { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } }
  )

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** Opens the host's database, and gives its pages and its side of the integration. */
export const hostSystem = (file: string, tells: () => Tells) => {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma synchronous = normal;
           create table if not exists payments (reference text primary key, plan text, debt text, amount text, currency text, at integer);
           create table if not exists notes (id text primary key, at text, action text, result text, comment text)`)
  const pay = async (form: URLSearchParams): Promise<Response> => {
    const field = (name: string) => form.get(name) ?? ""
    // The card number is read here, by the host's own page, and goes nowhere.
    if (!/^\d{12,19}$/.test(field("card").replace(/\s/g, "")))
      return page("Payment", "<p>Please check the card number.</p>")
    const reference = field("reference")
    db.prepare("insert or ignore into payments values (?, ?, ?, ?, ?, ?)").run(
      reference,
      field("plan"),
      field("debt"),
      field("amount"),
      field("currency"),
      tells().now()
    )
    const row = db.prepare("select at from payments where reference = ?").get(reference) as { at: number }
    const paid = (db.prepare("select count(*) as n from payments").get() as { n: number }).n
    await tells().record([
      {
        id: `host/payment/${reference}`,
        kind: "payment.recorded",
        occurredAt: new Date(row.at),
        source: { system: "payments" },
        body: {
          debt: field("debt"),
          person: field("person"),
          plan: field("plan"),
          amount: { amount: field("amount"), currency: field("currency") },
          result: "received",
          reference
        }
      },
      balanceEvent(`host/payment/${reference}/balance`, new Date(row.at), balanceAfter(paid))
    ])
    return new Response(null, { status: 303, headers: { location: field("return") } })
  }
  return {
    /** Write-back: once per event, however often it is told. */
    note: (event: TimelineEvent): void => {
      const note = noteOf(event)
      if (note === undefined) return
      db.prepare("insert or ignore into notes values (?, ?, ?, ?, ?)").run(
        event.id,
        event.occurredAt,
        note.action,
        note.result,
        note.comment
      )
    },
    notes: (): ReadonlyArray<HostNote> =>
      db.prepare("select * from notes order by at, rowid").all() as unknown as ReadonlyArray<HostNote>,
    payments: () => db.prepare("select * from payments order by at").all(),
    handler: async (request: Request): Promise<Response> => {
      const url = new URL(request.url)
      if (request.method === "POST") return pay(new URLSearchParams(await request.text()))
      const hidden = [...url.searchParams]
        .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
        .join("")
      const amount = `${url.searchParams.get("amount")} ${url.searchParams.get("currency")}`
      return page(
        "Payment",
        `<p>You pay <strong>${escape(amount)}</strong>.</p><form method="post" action="/pay">${hidden}` +
          `<label>Card number<input name="card" inputmode="numeric" autocomplete="cc-number" required></label><button>Pay</button></form>`
      )
    },
    close: () => db.close()
  }
}
