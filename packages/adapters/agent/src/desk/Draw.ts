/** What every request of the desk shares: the desk itself, its forms, and the drawing of a person's page. */
import { randomBytes } from "node:crypto"
import type { DeskApi, DeskMessage } from "./Api.ts"
import { html } from "./Html.ts"
import { plain, respond, type Frame } from "./Layout.ts"
import { personBody, personTitle, type FieldProblem, type OnCall, type PersonView } from "./PagePerson.ts"
import type { FormOf } from "./Parts.ts"
import type { Door, Seat } from "./Seat.ts"

/** A configured desk. */
export interface Site extends Frame {
  readonly api: DeskApi
  readonly door: Door
  readonly queues: ReadonlyArray<string>
  readonly zone: string
  readonly messages: ReadonlyArray<DeskMessage>
}

/** One request of a browser that may use the desk. */
export interface Ask {
  readonly site: Site
  readonly request: Request
  readonly url: URL
  readonly seat: Seat
}

/** Ids, as a form or an address lists them. */
export const list = (text: string | null): ReadonlyArray<string> =>
  (text ?? "").split(/[,\s]+/).filter((one) => one !== "")

/** May it be an id at all? */
export const isId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/.test(text)

/** Draws forms that carry the seat's token and a name for one press. */
export const formOf = ({ site, seat }: Ask, about: Readonly<Record<string, string>>): FormOf => {
  const once = randomBytes(9).toString("base64url").replace(/[-_]/g, "0")
  const hidden = Object.entries({ form: site.door.form(seat), once, ...about })
  return (action, fields, content) => html`<form method="post" action="${site.basePath}/${action}">
${[...hidden, ...Object.entries(fields)].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${content}</form>`
}

/** The page of a person, with a form's problem when it has one. */
export const drawPerson = async (
  ask: Ask,
  person: string,
  debts: ReadonlyArray<string>,
  on: OnCall | undefined,
  problem?: FieldProblem
): Promise<Response> => {
  const { site } = ask
  if (!isId(person) || !debts.every(isId))
    return plain(site, 404, "Not there", "Give the ids of a person and of debts.")
  const brief = await site.api.brief(person, debts)
  const view: PersonView = { brief, debts, on, zone: site.zone, messages: site.messages, problem }
  const about = { person, debts: debts.join(","), ...(on === undefined ? {} : { ...on }) }
  return respond(site, {
    status: problem === undefined ? 200 : 422,
    title: personTitle(view, person),
    cookie: ask.seat.cookie,
    body: personBody(view, formOf(ask, about))
  })
}

/** The call that fields or an address name. */
export const onCall = (fields: URLSearchParams): OnCall | undefined => {
  const call = fields.get("call") ?? ""
  return isId(call) ? { call, agent: fields.get("agent") ?? "" } : undefined
}
