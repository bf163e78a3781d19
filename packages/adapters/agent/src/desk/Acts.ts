/** What an agent does with the desk's forms, each act one call of the system behind it. */
import { isCrossSite, readForm } from "./Form.ts"
import { drawPerson, isId, list, onCall, type Ask } from "./Draw.ts"
import { goTo, plain, respond } from "./Layout.ts"
import { outcomes, personAt } from "./PageQueue.ts"
import { sentBody, type FieldProblem, type OnCall } from "./PagePerson.ts"
import { makePlan } from "./Plan.ts"

/** A posted form: whom it is about, and what was entered. */
interface Posted extends Ask {
  readonly fields: URLSearchParams
  readonly person: string
  readonly debts: ReadonlyArray<string>
  readonly on: OnCall | undefined
  /** Names one press of one button. */
  readonly once: string
}

const back = ({ site, person, debts }: Posted, on: OnCall | undefined): string =>
  personAt(site.basePath, person, debts, on === undefined ? {} : { ...on })

/** One act. */
export type Act = (posted: Posted) => Promise<Response>

/** An act of a call that is going on. */
const during =
  (act: (posted: Posted, on: OnCall) => Promise<Response | FieldProblem | undefined>): Act =>
  async (posted) => {
    const { site, on } = posted
    if (on === undefined) return plain(site, 400, "No call", "Start the call first.")
    const result = await act(posted, on)
    if (result instanceof Response) return result
    if (result !== undefined) return drawPerson(posted, posted.person, posted.debts, on, result)
    return goTo(back(posted, on))
  }

const start: Act = async (posted) => {
  const { site, fields, person, debts, once } = posted
  const agent = (fields.get("agent") ?? "").trim()
  const from = (fields.get("from") ?? "").trim()
  if (agent === "")
    return drawPerson(posted, person, debts, undefined, { field: "agent", fix: "enter your agent id" })
  const on = { call: `desk/${once}`, agent }
  await site.api.callReceived({ ...on, person, debts, ...(from === "" ? {} : { from }) })
  return goTo(back(posted, on))
}

const identified = during(async ({ site, fields, person, debts }, on) => {
  const how = fields.get("how") ?? ""
  if (how === "") return { field: "how", fix: "say how they proved it" }
  await site.api.conversation({ ...on, person, debts, identified: how })
  return undefined
})

const agree = during(async ({ site, fields, person, debts, once }) => {
  const made = makePlan({
    total: fields.get("total") ?? "",
    currency: fields.get("currency") ?? "USD",
    count: Number(fields.get("count")),
    first: fields.get("first") ?? "",
    everyDays: Number(fields.get("everyDays"))
  })
  if ("field" in made) return made
  const [debt] = debts
  if (debt === undefined) return { field: "total", fix: "open the page with the debt that the plan is for" }
  await site.api.planAgreed({ plan: `plan-${once}`, debt, person, installments: made.installments })
  return undefined
})

const consent = during(async ({ site, fields, person, debts }, on) => {
  const value = (fields.get("number") ?? "").replace(/[^\d+]/g, "")
  if (fields.get("yes") !== "yes") return { field: "yes", fix: "record it only if they said yes" }
  if (!/^\+?\d{8,15}$/.test(value)) return { field: "number", fix: "enter the number with its area code" }
  const number = value.startsWith("+") ? value : value.length === 10 ? `+1${value}` : `+${value}`
  const words = (fields.get("words") ?? "").trim()
  if (words === "") return { field: "words", fix: "enter the words that were read out" }
  await site.api.consentGiven({
    call: on.call,
    person,
    debts,
    channels: ["sms"],
    address: { type: "phone", value: number },
    words
  })
  return undefined
})

const send = during(async (posted, on) => {
  const { site, fields, person, debts, once } = posted
  const message = site.messages[Number(fields.get("message"))]
  if (message === undefined) return { field: "message", fix: "choose a message" }
  const { template, purpose, channels } = message
  const sent = await site.api.send(on.call, {
    key: `${on.call}/send/${template}/${once}`,
    person,
    debts,
    template,
    purpose,
    channels
  })
  return respond(site, { title: message.label, body: sentBody(sent, site.zone, back(posted, on)) })
})

const end = during(async ({ site, person, debts }, { call }) => {
  await site.api.callEnded({ call, person, debts })
  return undefined
})

const made: Act = async ({ site, fields, person }) => {
  const attempt = fields.get("attempt") ?? ""
  const outcome = outcomes.find((one) => one === fields.get("outcome"))
  if (!isId(attempt) || outcome === undefined)
    return plain(site, 400, "Not recorded", "Choose what became of the call.")
  const spoke = fields.get("spoke") === "yes"
  if (spoke && outcome !== "answered") {
    return plain(
      site,
      422,
      "Not recorded",
      "You can only have spoken when the call was answered. Go back and choose again."
    )
  }
  await site.api.callMade({ attempt, person, outcome, spoke })
  return goTo(site.basePath === "" ? "/" : site.basePath)
}

/** The acts by the last part of their address. */
export const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  ["call", start],
  ["identified", identified],
  ["plan", agree],
  ["consent", consent],
  ["send", send],
  ["end", end],
  ["made", made]
])

/** Checks that a form is the desk's own, then acts. */
export const post = async (ask: Ask, act: Act): Promise<Response> => {
  const { site, request, seat } = ask
  if (isCrossSite(request)) return plain(site, 403, "Refused", "That did not come from the desk.")
  const fields = await readForm(request)
  if (typeof fields === "number") return plain(site, fields, "Refused", "That is not a form of the desk.")
  if (!site.door.isForm(seat, fields.get("form") ?? "")) {
    return plain(
      site,
      403,
      "Refused",
      "That form is not yours, or the desk was restarted. Load the page again."
    )
  }
  const [person, debts, once] = [
    fields.get("person") ?? "",
    list(fields.get("debts")),
    fields.get("once") ?? ""
  ]
  if (!isId(person) || !debts.every(isId) || !/^[A-Za-z0-9]{12}$/.test(once)) {
    return plain(site, 400, "Refused", "That is not a form of the desk.")
  }
  return act({ ...ask, fields, person, debts, on: onCall(fields), once })
}
