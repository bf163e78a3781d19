/** Forbear as the story's collector configures it; the desk's process and the bulk run's process are made of the same options. */
import { createHash } from "node:crypto"
import path from "node:path"
import { agent, type AgentConfig } from "@forbear/adapter-agent"
import { smtp, type SmtpConfig } from "@forbear/adapter-smtp"
import { twilio, type TwilioConfig } from "@forbear/adapter-twilio"
import type { Channel } from "@forbear/channels"
import { us } from "@forbear/compliance/us"
import { keyFile, sqlite, type ForbearOptions } from "forbear"
import { business, jane, mailSenders, smsSenders } from "./people.ts"

/** Where an engine of the story stands: plain JSON, so that it can be handed to another process. */
export interface Place {
  readonly folder: string
  readonly publicUrl: string
  readonly providers: { readonly twilio: TwilioConfig; readonly smtp: SmtpConfig }
}

const queues: AgentConfig = { queues: [{ id: "callers", displayName: "Outbound calls" }] }

/** The configured adapters. */
export const channelsOf = ({ publicUrl, providers }: Place, senders = smsSenders): ReadonlyArray<Channel> => [
  twilio({ ...providers.twilio, publicUrl, senders }),
  smtp({ ...providers.smtp, senders: mailSenders }),
  agent(queues)
]

/** The options that every process shares. */
export const engineOptions = (place: Place, clock: () => number): ForbearOptions => ({
  tenant: "sonoran",
  store: sqlite({ file: path.join(place.folder, "forbear.db") }),
  keys: keyFile(path.join(place.folder, "forbear.key")),
  channels: channelsOf(place),
  packs: [us],
  business,
  publicUrl: place.publicUrl,
  portal: {
    secret: createHash("sha256").update("the story's portal secret").digest("base64"),
    paymentUrl: ({ plan, debt, amount, reference, returnUrl }) =>
      `${place.publicUrl}/pay?${new URLSearchParams({ plan, debt, person: jane.id, ...amount, reference, return: returnUrl })}`
  },
  clock,
  homeZone: "America/Phoenix"
})
