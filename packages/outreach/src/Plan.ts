/** Planning: facts and a request become complete candidates, best first. Nothing here permits anything. */
import type { ChannelName, Sender } from "@forbear/channels"
import type { Candidate, SenderFacts } from "@forbear/compliance"
import type { Facts, Id, Words } from "@forbear/core"
import type { ConfiguredSender, Engine } from "./Engine.ts"
import type { AttemptRequest } from "./Request.ts"

/** A candidate with the sender that would carry it. */
export interface Planned {
  readonly candidate: Candidate
  readonly via: ConfiguredSender
}

/** Which kind of address a channel needs. */
const addressKind = (channel: ChannelName): Words.AddressKind => {
  switch (channel) {
    case "email":
      return "email"
    case "letter":
    case "in_person":
      return "postal"
    case "push":
      return "push"
    case "portal":
    case "chat":
      return "handle"
    default:
      return "phone"
  }
}

const senderFacts = (
  sender: Sender,
  manifest: ConfiguredSender["channel"]["manifest"],
  adapter: string
): SenderFacts => ({
  id: sender.id,
  kind: sender.kind,
  adapter,
  thirdPartyDebt: sender.permittedUse?.thirdPartyDebt ?? manifest.permittedUse.thirdPartyDebt,
  firstPartyDebt: sender.permittedUse?.firstPartyDebt ?? manifest.permittedUse.firstPartyDebt
})

/** The latest channel preference of a person that has not lapsed. */
const preferred = (facts: Facts.Facts, person: Id.PersonId, at: number): ReadonlyArray<ChannelName> => {
  for (let i = facts.preferences.length - 1; i >= 0; i--) {
    const preference = facts.preferences[i]
    if (preference === undefined || preference.person !== person || preference.prefers.length === 0) continue
    if (preference.until === undefined || preference.until > at) return preference.prefers
  }
  return []
}

/** Channels in the order in which they are to be tried: what the request allows, sorted by what the person prefers. */
const channelOrder = (
  engine: Engine,
  facts: Facts.Facts,
  request: AttemptRequest,
  at: number
): ReadonlyArray<ChannelName> => {
  const offered =
    request.channels ??
    [...new Set(engine.senders.map(({ sender }) => sender.channel))].filter((c) => !isHuman(engine, c))
  const wish = preferred(facts, request.person, at)
  const rank = (channel: ChannelName) => {
    const index = wish.indexOf(channel)
    return index < 0 ? wish.length : index
  }
  return offered
    .map((channel, i) => ({ channel, i }))
    .sort((a, b) => rank(a.channel) - rank(b.channel) || a.i - b.i)
    .map((x) => x.channel)
}

const isHuman = (engine: Engine, channel: ChannelName): boolean =>
  engine.senders
    .filter(({ sender }) => sender.channel === channel)
    .every(({ sender }) => sender.kind === "person")

/** Addresses of the person that fit a channel, newest first; a text needs a line that is not known to be a land line. */
const addressesFor = (
  facts: Facts.Facts,
  request: AttemptRequest,
  channel: ChannelName
): ReadonlyArray<Facts.AddressFacts> => {
  const kind = addressKind(channel)
  return [...facts.addresses.values()]
    .filter((address) => address.type === kind && address.people.includes(request.person))
    .filter((address) => request.address === undefined || address.id === request.address)
    .filter((address) => kind !== "phone" || channel === "voice_call" || address.line !== "landline")
    .sort((a, b) => b.addedAt - a.addedAt)
}

/** The debt that a call is charged to when none is discussed: the first that it may mention. */
const charged = (channel: ChannelName, debts: ReadonlyArray<Id.DebtId>) =>
  channel === "voice_call" && debts[0] !== undefined ? { chargedTo: debts[0] } : {}

/** Every complete candidate for a request, best first: by channel, then address, then sender in configured order. */
export const plan = (
  engine: Engine,
  facts: Facts.Facts,
  request: AttemptRequest,
  at: number
): ReadonlyArray<Planned> => {
  const planned: Array<Planned> = []
  for (const channel of channelOrder(engine, facts, request, at)) {
    for (const address of addressesFor(facts, request, channel)) {
      for (const via of engine.senders) {
        if (via.sender.channel !== channel) continue
        planned.push({ via, candidate: candidateOf(request, channel, address, via) })
      }
    }
  }
  return planned
}

const candidateOf = (
  request: AttemptRequest,
  channel: ChannelName,
  address: Facts.AddressFacts,
  { sender, channel: adapter }: ConfiguredSender
): Candidate => ({
  act: "contact",
  person: request.person,
  debts: request.debts,
  ...charged(channel, request.debts),
  channel,
  address: address.id,
  sender: senderFacts(sender, adapter.manifest, adapter.name),
  purpose: request.purpose,
  ...(request.document === undefined ? {} : { document: request.document }),
  ...(request.inReplyTo === undefined ? {} : { inReplyTo: request.inReplyTo }),
  mode: "live"
})
