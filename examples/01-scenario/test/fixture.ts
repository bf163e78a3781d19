/** A small story with everything in it that could go wrong on a page: markup in names, long words, broken chains. */
import type { CalendarView, DecisionView, TimelineEvent } from "forbear"
import type { ReportData } from "../src/report.ts"
import type { Scene } from "../src/tell.ts"

/** Markup that must never become markup. */
export const hostile = `<script>alert("x")</script><img src=x onerror='alert(1)'> & \`O'Neil\` </title></style>`

const at = (iso: string): number => Date.parse(iso)
const time = { rule: "regf.time", pack: "us@2026.11.0", citation: "12 CFR 1006.6(b)(1)(i)" }
const cooldown = { rule: "regf.call_cooldown", pack: "us@2026.11.0", citation: "12 CFR 1006.14(b)(2)(i)(B)" }
const carrier = { rule: "carrier.sms", pack: "us@2026.11.0", citation: `Messaging policy ${hostile}` }

const HOUR = 3_600_000
const iso = (when: number): string => new Date(when).toISOString()

/** Open from 15:00 to 04:00 UTC (08:00 to 21:00 in Arizona), closed in between, from March 3 16:05 UTC for 14 days. */
const days = (channel: CalendarView["channel"], sender: string, coolUntil?: string): CalendarView => {
  const begin = at("2026-03-03T16:05:00Z")
  const end = begin + 14 * 24 * HOUR
  const cuts = new Set([begin, end])
  if (coolUntil !== undefined) cuts.add(at(coolUntil))
  for (let day = at("2026-03-03T00:00:00Z"); day < end; day += 24 * HOUR) {
    for (const edge of [day + 4 * HOUR, day + 15 * HOUR]) if (edge > begin && edge < end) cuts.add(edge)
  }
  const bounds = [...cuts].sort((a, b) => a - b)
  const parts = bounds.slice(0, -1).map((from, i) => {
    const hour = new Date(from).getUTCHours()
    const rules = [
      ...(hour >= 4 && hour < 15 ? [time] : []),
      ...(coolUntil !== undefined && from < at(coolUntil) ? [cooldown] : [])
    ]
    return { from: iso(from), to: iso(bounds[i + 1] ?? end), rules }
  })
  return {
    channel,
    sender,
    purpose: "payment_reminder",
    open: parts.filter(({ rules }) => rules.length === 0).map(({ from, to }) => ({ from, to })),
    closed: parts
      .filter(({ rules }) => rules.length > 0)
      .map((part) => ({ ...part, reasons: part.rules.map(({ rule }) => `closed by ${rule}`) }))
  }
}

const always: CalendarView = {
  channel: "sms",
  sender: "main-10dlc",
  purpose: "payment_reminder",
  open: [],
  closed: [
    {
      from: "2026-03-03T16:05:00.000Z",
      to: "2026-03-17T16:05:00.000Z",
      rules: [carrier],
      reasons: [`no permission ${hostile}`]
    }
  ]
}

const refused: DecisionView = {
  outcome: "deny",
  channel: "sms",
  sender: hostile,
  at: "2026-03-03T16:05:00.000Z",
  after: "permission.recorded",
  reasons: [
    {
      ...carrier,
      reason: `The sender carries no permission. ${hostile}`,
      verdict: "blocked",
      standing: "prohibition",
      from: "2026-03-03T16:05:00.000Z",
      facts: ["host/debt-1", `unlisted/${hostile}`]
    }
  ],
  duties: [{ kind: "require", element: "opt_out_notice", citation: "12 CFR 1006.6(e)" }],
  packs: ["us@2026.11.0"],
  explanation: []
}

const later: DecisionView = {
  ...refused,
  outcome: "defer",
  channel: "voice_call",
  sender: "callers",
  next: "2026-03-10T15:00:00.000Z",
  reasons: [
    {
      ...cooldown,
      reason: "They spoke about this debt on March 3.",
      verdict: "blocked",
      standing: "presumption",
      from: "2026-03-03T16:05:00.000Z",
      to: "2026-03-10T07:00:00.000Z",
      facts: ["host/debt-1"]
    }
  ]
}

const permitted: DecisionView = {
  ...refused,
  outcome: "permit",
  sender: "collections-short-code",
  reasons: []
}

/** The scenes. */
const scenes: ReadonlyArray<Scene> = [
  {
    step: "1",
    title: `Jane Smith owes $1,240.50 ${hostile}`,
    at: at("2026-03-02T15:00:00Z"),
    lines: [
      "The host's notes:",
      "  PLAN   OFFER  2026-03-03 310.13",
      "  payment 1: 2026-03-03  $310.13",
      `  must not say: ${hostile}`,
      hostile
    ],
    messages: [],
    decisions: [],
    calendars: [],
    pages: []
  },
  {
    step: "3",
    title: "The agent presses send",
    at: at("2026-03-03T16:05:00Z"),
    lines: [],
    messages: [
      {
        channel: "sms",
        from: "78787",
        text: `Sonoran: your page https://127.0.0.1:1/p/abc?x=1&y=2. ${hostile} Reply STOP to end.`,
        by: "us",
        at: at("2026-03-03T16:05:00Z")
      },
      { channel: "sms", from: "78787", text: "x".repeat(170), by: "us", at: at("2026-03-03T16:05:00Z") },
      {
        channel: "sms",
        from: "+12135550142",
        text: "stop texting me, use email ☂",
        by: "her",
        at: at("2026-03-03T16:05:00Z")
      },
      {
        channel: "email",
        from: "accounts@sonoran.example",
        subject: `Your plan ${hostile}`,
        text: "Your plan: $310.13 on March 3, 2026.",
        html: `<!doctype html><html><head><meta charset="utf-8"></head><body><p>Your plan: "quoted" $310.13</p><script>alert(2)</script><img src="https://tracker.example/x.png"></body></html>`,
        by: "us",
        at: at("2026-03-03T16:05:00Z")
      }
    ],
    decisions: [refused, later, permitted],
    calendars: [
      days("sms", "collections-short-code"),
      always,
      days("email", "mail"),
      days("voice_call", "callers", "2026-03-10T07:00:00Z")
    ],
    pages: [
      {
        title: `Portal ${hostile}`,
        html: "<!doctype html><html><head></head><body><h1>Your plan</h1></body></html>"
      }
    ]
  }
]

const event = (position: number, id: string, kind: string): TimelineEvent => ({
  id,
  kind,
  position,
  occurredAt: "2026-02-23T16:00:01.000Z",
  recordedAt: "2026-03-02T15:00:00.000Z",
  source: { system: "host", by: hostile },
  body: {}
})

/** The whole input of the report. */
export const data = (
  chain:
    | { readonly ok: true; readonly entries: number }
    | { readonly ok: false; readonly at: number; readonly why: string }
): ReportData => ({
  scenes,
  checks: [
    { step: "1", id: "placed", claim: "the debt is on record", ok: true, evidence: "" },
    {
      step: "law",
      id: "chain",
      claim: `the record is whole ${hostile}`,
      ok: chain.ok,
      evidence: `${hostile} `.repeat(4)
    }
  ],
  seconds: 12.34,
  world: {
    forbear: {
      timeline: async () => [
        event(1, "host/person-jane", "person.recorded"),
        event(2, "host/debt-1", "debt.placed"),
        event(3, hostile, "call.received")
      ],
      verify: async () => chain
    }
  }
})
