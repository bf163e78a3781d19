/** The story of Jane Smith, chapter by chapter, through the real code. Every chapter may be run again: nothing happens twice. */
import { runUntil } from "@forbear/testkit"
import { browser, type Page } from "./browser.ts"
import { bulkRun, callersOf, otherAgents, percentile, place, type BulkReport } from "./bulk.ts"
import { crashPoint } from "./crash.ts"
import { balanceAfter, balanceEvent, installments, jane, placement } from "./people.ts"
import type { Narrator, Seen } from "./tell.ts"
import type { World } from "./world.ts"

/** What the story leaves behind for the checks. */
export interface Told {
  readonly sentDuringCall: Awaited<ReturnType<World["forbear"]["desk"]["send"]>>
  readonly callAfterTalk: Awaited<ReturnType<World["forbear"]["may"]>>
  readonly portalPage: Page
  readonly portalAfterPayment: Page
  readonly deskAfterPayment: Page
  readonly briefAfterPayment: Awaited<ReturnType<World["forbear"]["brief"]>>
  readonly notesAfterPayment: ReturnType<World["theHost"]["notes"]>
  readonly tasks: Awaited<ReturnType<World["forbear"]["desk"]["tasks"]>>
  readonly taskPage: Page
  readonly bulk: BulkReport
}

const person = jane.id
const debts = [jane.debt]
const call = { call: jane.call, person, debts, from: jane.phone, agent: jane.agent }
/** The test number of every card network's documentation. */
export const CARD = "4111 1111 1111 1111"

const at = (iso: string): number => Date.parse(iso)

/** Moves the world's time on, doing everything that comes due on the way. */
const moveTo = async ({ forbear, clock, providers }: World, until: number): Promise<void> => {
  await runUntil({ forbear, clock, until, sandboxes: providers, beforeEach: (time) => providers.tick(time) })
  await providers.tick(clock.now())
}

/** Texts to and from Jane, as the provider holds them. */
export const texts = async (world: World): Promise<ReadonlyArray<Seen>> =>
  (await world.providers.messages(jane.phone))
    .filter((one) => one.channel === "sms")
    .map((one) => ({ channel: "sms", from: one.from, text: one.text, by: "us", at: one.at }))

/** Mails to Jane, as the mail server holds them. */
export const mails = async (world: World): Promise<ReadonlyArray<Seen>> =>
  (await world.providers.messages(jane.email))
    .filter((one) => one.channel === "email")
    .map((one) => ({
      channel: "email",
      from: one.from,
      subject: one.subject ?? "",
      text: one.text,
      ...(one.html === undefined ? {} : { html: one.html }),
      by: "us" as const,
      at: one.at
    }))

/** The fourteen days from now, per channel and sender. */
const fortnight = ({ forbear }: World) =>
  forbear.calendar({ person, debts, purpose: "payment_reminder", channels: ["sms", "email", "voice_call"] })

/** Tells the whole story. `crowd`: how many other people are written to during the call. */
export const tell = async (world: World, { scene }: Narrator, crowd: number): Promise<Told> => {
  const { forbear, clock, providers } = world
  const until = (iso: string) => moveTo(world, at(iso))

  // 1. The account, and the letter.
  await forbear.record(placement)
  await forbear.settle()
  scene({
    step: "1",
    title: "Jane Smith owes $1,240.50, 47 days past due, placed with a third-party collector",
    at: clock.now(),
    lines: [
      "Her address is in Tucson; her mobile has a Los Angeles area code. The letter vendor has posted her a letter on February 24."
    ]
  })
  crashPoint()

  // 2. She calls in.
  await place(world, crowd + callersOf(crowd))
  await until("2026-03-03T16:05:00Z")
  await forbear.desk.callReceived(call)
  crashPoint()
  await forbear.desk.conversation({ ...call, identified: "last-four-and-postal-code" })
  await forbear.desk.planAgreed({ plan: jane.plan, debt: jane.debt, person, installments })
  crashPoint()
  await forbear.desk.consentGiven({
    call: jane.call,
    person,
    debts,
    channels: ["sms"],
    address: { type: "phone", value: jane.phone },
    words: "May we text you on 213-555-0142 about this Cactus Bank debt? You can stop it at any time."
  })
  await forbear.desk.consentGiven({
    call: jane.call,
    person,
    debts,
    channels: ["email"],
    address: { type: "email", value: jane.email },
    words:
      "May we e-mail you at this address about this Cactus Bank debt? Others with access to the mailbox may see it."
  })
  const callAfterTalk = await forbear.may({
    person,
    debts,
    purpose: "payment_request",
    channels: ["voice_call"]
  })
  scene({
    step: "2",
    title: "She calls in, and negotiates four payments, fortnightly",
    at: clock.now(),
    lines: [
      "The desk records the call, how she was identified, the plan, and that she agrees to be texted on this number about this debt.",
      ...installments.map((one, i) => `  payment ${i + 1}: ${one.on}  $${one.amount.amount}`),
      "The call is a conversation: outbound calls about this debt now wait."
    ],
    decisions: callAfterTalk.slice(0, 1)
  })
  crashPoint()

  // 3. The agent presses send, while a bulk run goes on.
  const bulk = await bulkRun(world, crowd)
  const others = otherAgents(world, bulk, crowd, callersOf(crowd))
  const press = (key: string) =>
    bulk.press(() =>
      forbear.desk.send(jane.call, {
        key,
        person,
        debts,
        purpose: "requested_information",
        template: "portal_link",
        channels: ["sms"]
      })
    )
  let sentDuringCall = await press("jane/link")
  // Nothing resends an unknown by itself. The agent asks her: nothing has come, so the agent presses again.
  if (sentDuringCall.outcome === "unknown" && (await texts(world)).length === 0)
    sentDuringCall = await press("jane/link-again")
  await others
  const report = await bulk.done()
  await providers.settled()
  crashPoint()
  await forbear.desk.callEnded({ call: jane.call, person, debts })
  scene({
    step: "3",
    title: "The agent presses send: the first sender is refused, the second delivers, in the same call",
    at: clock.now(),
    lines: [
      `From press to acceptance: ${crowd === 0 ? "measured without a crowd" : `p50 ${percentile(report.presses, 50).toFixed(0)} ms, p99 ${percentile(report.presses, 99).toFixed(0)} ms over ${report.presses.length} presses, while ${report.people} other people were written to (${report.sent} sent in ${report.seconds.toFixed(1)} s)`}.`
    ],
    decisions: sentDuringCall.decisions,
    calendars: await fortnight(world),
    messages: (await texts(world)).slice(0, 1)
  })
  crashPoint()

  // 4. The portal, and the host's payment page.
  const visitor = browser()
  const visit = async (link: string | undefined): Promise<Page> => {
    if (link === undefined) throw new Error("the text carries no link")
    const door = await visitor.open(link)
    return visitor.submit(door, door.forms[0], { postalCode: jane.postalCode })
  }
  // A story that goes on after its process was killed has no need of the visit: she has been there. It looks at the end.
  const paidBefore = world.theHost.payments().length > 0
  const lookAgain = async () => visit(await forbear.portalLink({ person, debts, key: "jane/look" }))
  let portalPage: Page | undefined
  if (!paidBefore) {
    portalPage = await visit(/https?:\/\/\S+/.exec((await texts(world))[0]?.text ?? "")?.[0])
    crashPoint()
    const choose = portalPage.forms.find((form) => /\/account\/(choose|pay)/.test(form.action))
    const paymentPage = await visitor.submit(portalPage, choose)
    await visitor.submit(paymentPage, paymentPage.forms[0], { card: CARD })
  }
  scene({
    step: "4",
    title: "She opens the portal, chooses her plan, and pays on the host's own page",
    at: clock.now(),
    lines: [
      "The plan that she negotiated is there, ready to choose.",
      "The card number exists only on the host's page; the host reports the payment."
    ],
    pages: portalPage === undefined ? [] : [{ title: "Her page on the portal", html: portalPage.html }]
  })
  crashPoint()

  // 5. The e-mail.
  await forbear.settle()
  await providers.settled()
  await forbear.settle()
  scene({
    step: "5",
    title: "She receives an e-mail with the plan and the confirmation of the payment",
    at: clock.now(),
    lines: [],
    messages: (await mails(world)).slice(0, 1)
  })
  crashPoint()

  // 6. Every channel saw the same data.
  const briefAfterPayment = await forbear.brief(person, debts)
  const deskAfterPayment = await visitor.open(`${world.server.url}/desk/person/${person}?debts=${jane.debt}`)
  const notesAfterPayment = world.theHost.notes()
  let freshPage = portalPage === undefined ? undefined : await visitor.open(portalPage.url)
  scene({
    step: "6",
    title: "Every channel saw the same data",
    at: clock.now(),
    lines: [
      "The host's notes:",
      ...notesAfterPayment
        .filter(
          ({ id, comment }) =>
            !comment.includes("bulk/") && !comment.includes("press/") && !id.startsWith("crowd-call-")
        )
        .slice(-8)
        .map((note) => `  ${note.action.padEnd(6)} ${note.result.padEnd(6)} ${note.comment}`)
    ]
  })
  crashPoint()

  // The next reminder waits for her permitted windows.
  await until("2026-03-14T20:00:00Z")
  scene({
    step: "law",
    title: "The second instalment's reminder waits for the first minute that is open in both of her zones",
    at: clock.now(),
    lines: [],
    messages: (await texts(world)).slice(1, 2)
  })
  crashPoint()
  await pay(world, 1, "2026-03-17T17:00:00Z", "received")
  await until("2026-03-17T18:00:00Z")

  // She changes her mind about texts.
  await until("2026-03-20T17:30:00Z")
  const words = "stop texting me, use email"
  const sender = (await texts(world)).at(-1)?.from ?? "78787"
  const heard = (await forbear.timeline(person)).some((event) => event.kind === "message.received")
  if (!heard) await providers.reply(sender, jane.phone, words)
  await providers.settled()
  await forbear.settle()
  await providers.settled()
  scene({
    step: "law",
    title: "She texts: stop texting me, use email",
    at: clock.now(),
    lines: [
      "Texts to that number end at once, for every debt. One confirmation goes out that says only that."
    ],
    messages: [
      { channel: "sms", from: jane.phone, text: words, by: "her", at: clock.now() },
      ...(await texts(world)).slice(-1)
    ],
    decisions: await forbear.may({ person, debts, purpose: "payment_reminder", channels: ["sms"] })
  })
  crashPoint()
  await until("2026-03-28T20:00:00Z")
  scene({
    step: "law",
    title: "Her next reminder arrives by e-mail",
    at: clock.now(),
    lines: [],
    messages: (await mails(world)).slice(-1)
  })
  crashPoint()

  // The fifth week: a payment fails.
  await pay(world, 2, "2026-03-31T17:00:00Z", "failed")
  await until("2026-04-01T02:00:00Z")
  scene({
    step: "law",
    title: "In the fifth week a payment fails: she is e-mailed, texting being closed",
    at: clock.now(),
    lines: [],
    messages: (await mails(world)).slice(-1)
  })
  crashPoint()
  await until("2026-04-04T02:00:00Z")
  const tasks = await forbear.desk.tasks("callers")
  const taskPage = await visitor.open(`${world.server.url}/desk`)
  portalPage ??= await lookAgain()
  freshPage ??= await visitor.open(portalPage.url)
  scene({
    step: "law",
    title:
      "Three days without a reply, a visit or a payment: a call is queued for an agent, inside hours and caps",
    at: clock.now(),
    lines: tasks.flatMap((task) => [
      task.title,
      ...task.context.flatMap(({ label, value }) =>
        `${label}: ${value.trim()}`.split("\n").map((line) => `  ${line}`)
      ),
      ...task.mustSay.map((line) => `  must say: ${line}`),
      ...task.mustNotSay.map((line) => `  must not say: ${line}`)
    ]),
    decisions: tasks.map((task) => task.mayCallNow),
    calendars: await fortnight(world),
    pages: [{ title: "The agent's desk", html: taskPage.html }]
  })
  crashPoint()
  return {
    sentDuringCall,
    callAfterTalk,
    portalPage,
    portalAfterPayment: freshPage,
    deskAfterPayment,
    briefAfterPayment,
    notesAfterPayment,
    tasks,
    taskPage,
    bulk: report
  }
}

/** The host reports what became of an instalment. */
const pay = async (
  world: World,
  index: number,
  when: string,
  result: "received" | "failed"
): Promise<void> => {
  const one = installments[index]
  if (one === undefined) throw new Error("no such instalment")
  await moveTo(world, at(when))
  await world.forbear.record([
    {
      id: `host/instalment/${index + 1}`,
      kind: "payment.recorded",
      occurredAt: when,
      source: { system: "payments" },
      body: {
        debt: jane.debt,
        person: jane.id,
        plan: jane.plan,
        amount: one.amount,
        result,
        reference: `ach-${index + 1}`
      }
    },
    ...(result === "failed" ? [] : [balanceEvent(`host/balance/${index + 1}`, when, balanceAfter(index + 1))])
  ])
}
