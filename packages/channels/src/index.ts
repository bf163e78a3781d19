/**
 * `@forbear/channels`: the contract between the loop and a channel adapter.
 * Plain types and async functions; it depends on nothing and changes last.
 */
export * from "./ChannelName.ts"
export * from "./Channel.ts"
export * from "./Manifest.ts"
export * from "./Message.ts"
export * from "./ProviderEvent.ts"
export * from "./Result.ts"
export * from "./Transport.ts"
