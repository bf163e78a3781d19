/** The manifest: what an adapter can do, may be used for, and gets to see, declared once and held to by the conformance kit. */
import type { ChannelName } from "./ChannelName.ts"
import type { ContentKind } from "./Message.ts"

/** What a provider or carrier says of one use, where it says so, and when that was read (ISO date). */
export interface Permission {
  readonly verdict: "allowed" | "needs_approval" | "forbidden"
  readonly source: string
  readonly asOf: string
}

/** May it carry messages about debts owed to the sender itself, and about debts collected for somebody else? */
export interface PermittedUse {
  readonly firstPartyDebt: Permission
  readonly thirdPartyDebt: Permission
}

/** Kinds of sender identity. */
export type SenderKind =
  | "ten_dlc"
  | "toll_free"
  | "short_code"
  | "long_code"
  | "alphanumeric"
  | "domain"
  | "app"
  | "person"

/** One identity that messages can come from; an explicit permission with evidence replaces the manifest's default for it. */
export interface Sender {
  /** Name of this sender in the host's configuration, unique over all channels. */
  readonly id: string
  readonly channel: ChannelName
  /** The number, mailbox or queue that the consumer sees. */
  readonly address: string
  readonly kind: SenderKind
  readonly displayName?: string
  readonly permittedUse?: {
    readonly [Use in keyof PermittedUse]?: Permission & { readonly evidence: string }
  }
}

/** Personal data that leaves for the provider. Anything undeclared is not handed over. */
export type PersonalField = "to" | "toName" | "content"

/** How the provider can be asked to do a thing once: a key it remembers for `windowHours`, a reference it shows back, or not at all. */
export type Idempotency =
  | { readonly kind: "key"; readonly windowHours: number }
  | { readonly kind: "reference" }
  | { readonly kind: "none" }

/** What an adapter declares. Plain JSON. */
export interface Manifest {
  readonly specVersion: 1
  /** Short vendor name, as in the package name: `twilio`, `smtp`. */
  readonly name: string
  readonly title: string
  readonly channels: ReadonlyArray<ChannelName>
  readonly directions: ReadonlyArray<"outbound" | "inbound">
  readonly content: ReadonlyArray<ContentKind>
  readonly limits: { readonly characters?: number; readonly bytes?: number }
  /** The strongest evidence of arrival that the provider gives. */
  readonly evidence: "none" | "accepted" | "sent" | "delivered" | "read"
  readonly idempotency: Idempotency
  readonly cancellable: boolean
  /** The scheme in `@forbear/webhooks`, or null where the provider calls nobody back. */
  readonly webhook: string | null
  readonly optOut: {
    /** Who blocks after STOP: the provider, us, or both. */
    readonly owner: "provider" | "us" | "both"
    /** Does the provider tell us when it did? */
    readonly reported: boolean
    /** Does the provider answer STOP itself? Then ours must be switched off, or there are two confirmations. */
    readonly autoReply: boolean
  }
  readonly permittedUse: PermittedUse
  readonly senders: ReadonlyArray<SenderKind>
  readonly personalFields: ReadonlyArray<PersonalField>
  readonly rate?: { readonly perSecond: number; readonly burst: number }
  /** The hosts that `ctx.request` may reach in production; a sandbox base URL is added by configuration. */
  readonly hosts: ReadonlyArray<string>
  /** True when the adapter speaks a protocol of its own over `ctx.connect` (SMTP, HTTP/2). */
  readonly connects: boolean
  readonly sandbox: boolean
}
