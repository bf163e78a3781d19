/**
 * The people of a replay: names, numbers and mailboxes are made up from the row's key, whatever the file holds. Numbers are from
 * the range kept for fiction (555-0100 to 555-0199), mailboxes at example.com, so nothing could reach anybody.
 */
import { createHash } from "node:crypto"
import { Zone, type LocalDate } from "@forbear/core"
import type { Place } from "./Mapping.ts"
import { idPart, type PlannedEvent } from "./Plan.ts"

/** Where people are when the mapping does not say. */
export const SOMEWHERE: Place = { zone: "America/New_York", region: "US" }

const FIRST = [
  "Alex",
  "Blair",
  "Casey",
  "Devon",
  "Ellis",
  "Frankie",
  "Gray",
  "Harper",
  "Indira",
  "Jules",
  "Kai",
  "Logan",
  "Morgan",
  "Noel",
  "Oakley",
  "Parker"
]
const LAST = [
  "Abbott",
  "Bauer",
  "Castillo",
  "Dubois",
  "Eriksen",
  "Fischer",
  "Garza",
  "Hassan",
  "Ibarra",
  "Jensen",
  "Kowalski",
  "Lindgren",
  "Mensah",
  "Novak",
  "Okafor",
  "Park"
]

const bytesOf = (key: string): Buffer => createHash("sha256").update(`person ${key}`).digest()
const pick = (list: ReadonlyArray<string>, byte: number | undefined): string =>
  list[(byte ?? 0) % list.length] ?? ""

/** An invented name. */
export const nameOf = (key: string): string => {
  const bytes = bytesOf(key)
  return `${pick(FIRST, bytes[0])} ${pick(LAST, bytes[1])}`
}

/** An E.164 number for fiction: area code 200 to 999 without the service codes, then 555-01xx. */
export const phoneOf = (key: string): string => {
  const bytes = bytesOf(key)
  const area = 200 + (bytes.readUInt32BE(4) % 800)
  const line = bytes.readUInt16BE(8) % 100
  return `+1${area % 100 === 11 ? area + 1 : area}55501${String(line).padStart(2, "0")}`
}

/** A mailbox at example.com. */
export const emailOf = (key: string): string =>
  `${createHash("sha256").update(key).digest("hex").slice(0, 12)}@example.com`

/** Who a row is about. */
export interface Someone {
  readonly id: string
  /** As in the file. */
  readonly key: string
  readonly language: string
  readonly place: Place
}

/** The person and their two addresses, as they are told on the first day that the file knows of them. */
export const personEvents = (
  { id, key, language, place }: Someone,
  at: number
): ReadonlyArray<PlannedEvent> => {
  const evidence = [{ zones: [place.zone], regions: [place.region], basis: "stated" }]
  const event = (kind: string, suffix: string, body: PlannedEvent["body"]): PlannedEvent => ({
    id: `${id}/${suffix}`,
    kind,
    at,
    body: { person: id, ...body },
    shared: true
  })
  return [
    event("person.recorded", "person", { name: nameOf(key), language }),
    event("address.added", "phone", {
      type: "phone",
      value: phoneOf(key),
      line: "mobile",
      evidence,
      from: "consumer"
    }),
    event("address.added", "email", { type: "email", value: emailOf(key), evidence, from: "consumer" })
  ]
}

/** Instants of the creditor's books: what a day brings is told at nine, and a due date is over at its last minute. */
export interface Books {
  readonly told: (day: number) => number
  readonly over: (day: number) => number
}

/** Books that are kept in a zone. */
export const booksIn = (name: string = SOMEWHERE.zone): Books => {
  const zone = Zone.make(name)
  return {
    told: (day) => Zone.earliestAt(zone, day, 9 * 60),
    over: (day) => Zone.earliestAt(zone, day, 24 * 60 - 1)
  }
}

/** An account number as it may be shown. */
export const shownNumber = (key: string): string => `…${idPart(key).slice(-4)}`

/** A local date as a day number and as text. */
export interface Day {
  readonly number: number
  readonly text: LocalDate.LocalDate
}
