/** The contract that a vendor implements: a manifest, a configuration, and plain async functions. */
import type { Manifest, Sender } from "./Manifest.ts"
import type { WireMessage } from "./Message.ts"
import type { ProviderEvent } from "./ProviderEvent.ts"
import type { SendResult } from "./Result.ts"
import type { ChannelContext } from "./Transport.ts"

/** A request as it came over the wire: bytes untouched. */
export interface RawRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/** What a verifier of `@forbear/webhooks` answers; kept structural so that neither package depends on the other. */
export type WebhookVerdict =
  | { readonly _tag: "Verified"; readonly scheme: string; readonly body: Uint8Array }
  | {
      readonly _tag: "Refused"
      readonly scheme?: string
      readonly reason: string
      readonly status: number
      readonly hint: string
    }

/** The webhook half of an adapter: how a request is verified, what it says, and what the provider wants back. */
export interface ChannelWebhook {
  /** Where this deployment receives it, below the host's mount: `/twilio`. */
  readonly path: string
  /** Synchronous, on raw bytes; `at` is epoch milliseconds. */
  readonly verify: (request: RawRequest, at: number) => WebhookVerdict
  /** Only called with a verified request. Throws `MalformedWebhookError` for a body that is not the provider's. */
  readonly parse: (request: RawRequest) => ReadonlyArray<ProviderEvent>
  /** The reply that tells the provider "received, do nothing"; 200 with an empty body by default. */
  readonly acknowledge?: { readonly contentType: string; readonly body: string }
}

/** A verified webhook whose body is not what the provider documents. Answered 400. */
export class MalformedWebhookError extends Error {
  override readonly name = "MalformedWebhookError"
}

/** A configured adapter, ready for the loop. It holds no state of its own, starts no timer and reads no environment. */
export interface Channel {
  readonly manifest: Manifest
  /** Name of this instance; the manifest's name unless the host runs the adapter twice. */
  readonly name: string
  readonly senders: ReadonlyArray<Sender>
  /** Hosts (`name:port`) beyond the manifest's that the configuration points at: a sandbox, a regional endpoint. */
  readonly extraHosts: ReadonlyArray<string>
  /** Sends once. Never retries, never throws for what the provider did; a thrown error is a defect and counts as unknown. */
  readonly send: (message: WireMessage, context: ChannelContext) => Promise<SendResult>
  readonly webhook?: ChannelWebhook
  /** Asks the provider what became of a message whose reply was lost. Undefined: the provider does not know it. */
  readonly lookup?: (
    message: {
      readonly attemptId: string
      readonly providerId?: string
      readonly to: string
      readonly sentAfter: number
    },
    context: ChannelContext
  ) => Promise<SendResult | undefined>
  readonly cancel?: (providerId: string, context: ChannelContext) => Promise<boolean>
  readonly health?: (context: ChannelContext) => Promise<{ readonly ok: boolean; readonly detail: string }>
}

/** A configuration that cannot work. The message names the field and the fix and never holds a secret. */
export class ChannelConfigError extends Error {
  override readonly name = "ChannelConfigError"
  readonly field: string
  constructor(adapter: string, field: string, fix: string) {
    super(`${adapter}: ${field}: ${fix}`)
    this.field = field
  }
}

/** The subset of Standard Schema V1 (https://standardschema.dev) that configuration is checked with: Zod, Valibot, ArkType, Effect Schema. */
export interface StandardSchema<Output> {
  readonly "~standard": {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** The outcome of a Standard Schema check. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: ReadonlyArray<{
        readonly message: string
        readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
      }>
    }

/** What a vendor writes. `config` checks the options; `make` builds the channel from checked ones. */
export interface ChannelDefinition<Config> {
  readonly manifest: Manifest
  readonly config: StandardSchema<Config>
  readonly make: (config: Config) => Omit<Channel, "manifest">
}

/** Turns a definition into the function that hosts call; a bad configuration throws `ChannelConfigError` naming the field. */
export const defineChannel = <Config>(
  definition: ChannelDefinition<Config>
): ((config: Config) => Channel) => {
  const { manifest } = definition
  return (config) => {
    const result = definition.config["~standard"].validate(config)
    if (result instanceof Promise)
      throw new ChannelConfigError(manifest.name, "config", "use a schema that validates synchronously")
    if (result.issues !== undefined) {
      const issue = result.issues[0]
      const path = (issue?.path ?? [])
        .map((part) => String(typeof part === "object" ? part.key : part))
        .join(".")
      throw new ChannelConfigError(
        manifest.name,
        path === "" ? "config" : path,
        issue?.message ?? "is not valid"
      )
    }
    const channel: Channel = { manifest, ...definition.make(result.value) }
    for (const sender of channel.senders) checkSender(manifest, sender)
    return channel
  }
}

const checkSender = (manifest: Manifest, sender: Sender): void => {
  if (sender.id.trim() === "")
    throw new ChannelConfigError(manifest.name, "senders.id", "give every sender a name")
  if (!manifest.channels.includes(sender.channel)) {
    throw new ChannelConfigError(
      manifest.name,
      `senders.${sender.id}.channel`,
      `${sender.channel} is not one of ${manifest.channels.join(", ")}`
    )
  }
  if (!manifest.senders.includes(sender.kind)) {
    throw new ChannelConfigError(
      manifest.name,
      `senders.${sender.id}.kind`,
      `${sender.kind} is not one of ${manifest.senders.join(", ")}`
    )
  }
  for (const use of ["firstPartyDebt", "thirdPartyDebt"] as const) {
    const permission = sender.permittedUse?.[use]
    if (permission !== undefined && permission.evidence.trim() === "") {
      throw new ChannelConfigError(
        manifest.name,
        `senders.${sender.id}.permittedUse.${use}.evidence`,
        "name the document that grants it"
      )
    }
  }
}
