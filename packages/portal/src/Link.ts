/** Links: whom they are for and until when, packed small enough for a text message. Nothing personal can be read in one. */
import { createHash, createHmac } from "node:crypto"
import type { Id, Instant } from "@forbear/core"
import { seal, unseal, type Keys } from "./Seal.ts"

/** What a link of the portal opens. */
export interface PortalLink {
  /** Names the link in the timeline and in logs; the link cannot be made from it. */
  readonly id: string
  readonly person: Id.PersonId
  readonly debts: ReadonlyArray<Id.DebtId>
  readonly expiresAt: number
}

/** What an unsubscribe link stops. */
export interface UnsubscribeLink {
  readonly id: string
  readonly person: Id.PersonId
  readonly address: Id.AddressId
}

const HOUR = 3_600_000
const VERSION = 1
const HEAD = 10
/** The last hour that fits: an unsubscribe link does not expire, because all that it can do is stop. */
const NEVER = 0xffffff

const idOf = (token: string): string => createHash("sha256").update(token).digest("base64url").slice(0, 22)

/** Version, hour of expiry, six bytes of the attempt, then ids with their lengths; every id is ASCII, at most 200 long. */
const pack = (keys: Keys, attempt: string, hour: number, ids: ReadonlyArray<string>): Buffer => {
  const head = Buffer.alloc(HEAD)
  head.writeUInt8(VERSION, 0)
  head.writeUIntBE(Math.min(hour, NEVER), 1, 3)
  createHmac("sha256", keys.mac).update(`attempt:${attempt}`).digest().copy(head, 4, 0, 6)
  return Buffer.concat([head, ...ids.flatMap((id) => [Buffer.from([id.length]), Buffer.from(id, "latin1")])])
}

const unpack = (
  content: Buffer
): { readonly hour: number; readonly ids: ReadonlyArray<string> } | undefined => {
  if (content.length <= HEAD || content.readUInt8(0) !== VERSION) return undefined
  const ids: Array<string> = []
  let at = HEAD
  while (at < content.length) {
    const end = at + 1 + content.readUInt8(at)
    if (end > content.length) return undefined
    ids.push(content.toString("latin1", at + 1, end))
    at = end
  }
  return { hour: content.readUIntBE(1, 3), ids }
}

/** The token of a portal link. It expires at the first full hour after `at + ttlMillis`, so that composing again gives the same link. */
export const portalToken = (
  keys: Keys,
  of: {
    readonly person: Id.PersonId
    readonly debts: ReadonlyArray<Id.DebtId>
    readonly attempt: Id.AttemptId
    readonly at: Instant.Instant
  },
  ttlMillis: number
): string =>
  seal(keys, "link", pack(keys, of.attempt, Math.ceil((of.at + ttlMillis) / HOUR), [of.person, ...of.debts]))

/** The token of an unsubscribe link. */
export const unsubscribeToken = (
  keys: Keys,
  of: { readonly person: Id.PersonId; readonly address: Id.AddressId; readonly attempt: Id.AttemptId }
): string => seal(keys, "unsubscribe", pack(keys, of.attempt, NEVER, [of.person, of.address]))

/** Reads a portal token; `undefined` when it is forged, changed, for something else, or over at `now`. */
export const readPortalToken = (keys: Keys, token: string, now: number): PortalLink | undefined => {
  const content = unseal(keys, "link", token)
  const read = content === undefined ? undefined : unpack(content)
  const [person, ...debts] = read?.ids ?? []
  if (read === undefined || person === undefined || now >= read.hour * HOUR) return undefined
  return {
    id: idOf(token),
    person: person as Id.PersonId,
    debts: debts as ReadonlyArray<string> as ReadonlyArray<Id.DebtId>,
    expiresAt: read.hour * HOUR
  }
}

/** Reads an unsubscribe token; `undefined` when it is forged, changed or for something else. */
export const readUnsubscribeToken = (keys: Keys, token: string): UnsubscribeLink | undefined => {
  const content = unseal(keys, "unsubscribe", token)
  const [person, address] = (content === undefined ? undefined : unpack(content)?.ids) ?? []
  if (person === undefined || address === undefined) return undefined
  return { id: idOf(token), person: person as Id.PersonId, address: address as Id.AddressId }
}
