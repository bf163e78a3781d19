/** The checklist: every numbered step and every legal point. Steps are compared across what others received; law is read back by another process. */
import { execFile } from "node:child_process"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Point } from "./audit.ts"
import { textOf } from "./browser.ts"
import { percentile } from "./bulk.ts"
import { business, installments, jane } from "./people.ts"
import { CARD, mails, texts, type Told } from "./story.ts"
import type { World } from "./world.ts"

/** One checked claim. */
export interface Check extends Point {
  readonly step: string
}

/** Asks the examiner's process. */
const audited = async (folder: string): Promise<ReadonlyArray<Point>> => {
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "audit.ts")
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=source", script, path.join(folder, "forbear.db")],
    {
      maxBuffer: 64 * 1_048_576
    }
  )
  return JSON.parse(stdout) as ReadonlyArray<Point>
}

/** Amounts as anybody may write them, down to digits and a point. */
const digits = (text: string): string => text.replace(/,/g, "")

const usDate = (date: string): ReadonlyArray<string> => {
  const at = new Date(`${date}T12:00:00Z`)
  const formats: ReadonlyArray<Intl.DateTimeFormatOptions> = [
    { dateStyle: "long" },
    { dateStyle: "medium" },
    { dateStyle: "short" }
  ]
  return [
    date,
    ...formats.map((options) => new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }).format(at))
  ]
}

/** Does a text name this amount? */
const names = (text: string, amount: string): boolean => digits(text).includes(amount)
/** Does a text name this date, in any common form? */
const dates = (text: string, date: string): boolean => usDate(date).some((form) => text.includes(form))

/** What the checks read of a recorded decision. */
interface Recorded {
  readonly outcome: string
  readonly candidate: { readonly sender: { readonly id: string } }
  readonly intervals: ReadonlyArray<{ readonly reason: string; readonly rule: { readonly citation: string } }>
}

/** Runs every check. */
export const check = async (world: World, told: Told): Promise<ReadonlyArray<Check>> => {
  const all: Array<Check> = []
  const add = (step: string, id: string, claim: string, ok: boolean, evidence = ""): void => {
    all.push({ step, id, claim, ok, evidence })
  }
  const text = await texts(world)
  const mail = await mails(world)
  const first = text[0]?.text ?? ""
  const events = await world.forbear.timeline(jane.id)

  const placed = events.find((event) => event.kind === "debt.placed")?.body
  add(
    "1",
    "placed",
    "the debt is on record: $1,240.50, 47 days past due on the day of her call, third party",
    placed?.["role"] === "third_party" &&
      JSON.stringify(placed["balance"]).includes("1240.50") &&
      Date.parse("2026-03-03") - Date.parse(String(placed["delinquentSince"])) === 47 * 86_400_000
  )
  add(
    "1",
    "letter",
    "the letter vendor's letter is in the same timeline",
    events.some((event) => event.kind === "contact.foreign" && event.body["channel"] === "letter")
  )
  add(
    "2",
    "call",
    "the desk recorded the call, the identity check and the plan",
    ["call.received", "conversation.held", "plan.agreed", "consent.given"].every((kind) =>
      events.some((event) => event.kind === kind)
    )
  )
  const decided = events
    .filter(
      (event) => event.kind === "decision.made" && String(event.body["attempt"]).startsWith("jane/link")
    )
    .map((event) => event.body["decision"] as Recorded)
  const refused = decided.find((one) => one.candidate.sender.id === "main-10dlc")
  add(
    "3",
    "refused-first",
    "the first sender was refused, with reason and source",
    refused !== undefined &&
      refused.outcome !== "permit" &&
      refused.intervals.some((one) => /30943/.test(one.reason) && one.rule.citation !== ""),
    refused?.intervals.map((one) => `${one.reason} [${one.rule.citation}]`).join("; ")
  )
  add(
    "3",
    "sent-second",
    "the second sender delivered it",
    told.sentDuringCall.outcome === "dispatched" && told.sentDuringCall.sender === "collections-short-code",
    told.sentDuringCall.outcome
  )
  add(
    "3",
    "text-says",
    "the text names the business, carries the link and how to stop",
    first.includes(business.name) && /https?:\/\//.test(first) && /stop/i.test(first),
    first
  )
  if (told.bulk.people > 0) {
    const p99 = percentile(told.bulk.presses, 99)
    add(
      "3",
      "immediately",
      "from press to acceptance p99 under 1 s while a bulk run goes on",
      p99 < 1_000,
      `p99 ${p99.toFixed(0)} ms of ${told.bulk.presses.length} presses, ${told.bulk.sent} of ${told.bulk.people} sent in ${told.bulk.seconds.toFixed(1)} s`
    )
    const crowd = (await world.providers.messages()).filter(
      (one) => one.channel === "sms" && one.to !== jane.phone
    )
    add(
      "3",
      "crowd",
      "the whole crowd was written to, once each",
      told.bulk.sent === told.bulk.people && new Set(crowd.map((one) => one.to)).size === crowd.length,
      `${told.bulk.sent} of ${told.bulk.people}; ${crowd.length} texts`
    )
  }
  add(
    "4",
    "portal-plan",
    "the portal shows the plan that she negotiated, ready to choose",
    installments.every(
      (one) => names(told.portalPage.text, one.amount.amount) && dates(told.portalPage.text, one.on)
    ),
    told.portalPage.text.slice(0, 200)
  )
  add(
    "4",
    "paid-at-host",
    "she paid on the host's page, and the host reported it",
    world.theHost.payments().length === 1 &&
      events.some((event) => event.kind === "payment.recorded" && event.body["result"] === "received")
  )
  add(
    "4",
    "no-card",
    "the card number exists nowhere but on the host's page",
    ![CARD, CARD.replaceAll(" ", "")].some((number) =>
      JSON.stringify([events, told.notesAfterPayment]).includes(number)
    )
  )
  const details = mail[0]
  add(
    "5",
    "email",
    "she received the plan and the confirmation of the payment by e-mail",
    details !== undefined && installments.every((one) => names(details.text, one.amount.amount)),
    details?.subject
  )
  add(
    "5",
    "email-html",
    "its text and its HTML say the same",
    details?.html !== undefined &&
      installments.every(
        (one) =>
          names(textOf(details.html ?? ""), one.amount.amount) && dates(textOf(details.html ?? ""), one.on)
      )
  )
  add(
    "5",
    "email-stop",
    "it carries a way to opt out of that address",
    /unsubscribe|stop/i.test(details?.text ?? "")
  )

  // Step 6: compared with each other, not with our own store.
  const notes = told.notesAfterPayment
    .map((note) => `${note.action} ${note.result} ${note.comment}`)
    .join("\n")
  const witnesses = [
    ["the mail", details?.text ?? ""],
    ["the portal", told.portalAfterPayment.text],
    ["the agent's desk", told.deskAfterPayment.text],
    ["the host's notes", notes]
  ] as const
  for (const [i, one] of installments.entries()) {
    const missing = witnesses
      .filter(([, said]) => !names(said, one.amount.amount) || !dates(said, one.on))
      .map(([who]) => who)
    add(
      "6",
      `instalment-${i + 1}`,
      `mail, portal, desk and notes agree on payment ${i + 1}: ${one.on} $${one.amount.amount}`,
      missing.length === 0,
      missing.length === 0 ? "all four" : `not in ${missing.join(", ")}`
    )
  }
  const link = /https?:\/\/\S+/.exec(first)?.[0]?.replace(/[.,]$/, "") ?? "none"
  add(
    "6",
    "next-step",
    "mail, portal and desk name the same next payment",
    [details?.text ?? "", told.portalAfterPayment.text, told.deskAfterPayment.text].every((said) =>
      dates(said, installments[1].on)
    )
  )
  add(
    "6",
    "link",
    "the link of the text opens the same plan that the mail lists",
    URL.canParse(link) &&
      told.portalPage.url.startsWith(new URL(link).origin) &&
      installments.every(
        (one) =>
          names(told.portalPage.text, one.amount.amount) === names(details?.text ?? "", one.amount.amount)
      )
  )
  add(
    "6",
    "noted",
    "the host's notes hold the call, the plan, the choice, the text and the payment",
    ["CALLIN", "PLAN OFFER", "PLAN CHOSE", "SMS SENT", "PAY OK"].every((line) => notes.includes(line))
  )
  add(
    "law",
    "desk-task",
    "the agent's desk shows the queued call, with what may and may not be said",
    told.tasks.length === 1 &&
      (told.tasks[0]?.mustSay.length ?? 0) > 0 &&
      (told.tasks[0]?.mustNotSay.length ?? 0) > 0 &&
      told.taskPage.text.includes(told.tasks[0]?.title ?? "no task"),
    told.tasks[0]?.title
  )
  add(
    "law",
    "desk-why",
    "and that it may be called now, asked again",
    told.tasks[0]?.mayCallNow.outcome === "permit" || told.tasks[0]?.mayCallNow.outcome === "defer",
    told.tasks[0]?.mayCallNow.outcome
  )
  const confirmations = text.filter((one) =>
    /no more texts|will not|won't|stopped|no further|honor/i.test(one.text)
  )
  add(
    "law",
    "confirmation-only",
    "the confirmation says only that: no link, no payment",
    confirmations.length === 1 && !/http|pay|\$/i.test(confirmations[0]?.text ?? ""),
    confirmations[0]?.text
  )
  add(
    "law",
    "texts",
    "she received three texts in all: the link, the reminder, the confirmation",
    text.length === 3,
    String(text.length)
  )
  for (const point of await audited(world.folder)) add("law", point.id, point.claim, point.ok, point.evidence)
  return all
}
