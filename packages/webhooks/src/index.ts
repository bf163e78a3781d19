/**
 * `@forbear/webhooks`: verify, sign and receive webhooks on raw bytes. Depends on nothing.
 * Each provider is a subpath (`./twilio`, `./standard`); this is the vocabulary, the receiver and its mount.
 */
export * from "./Webhook.ts"
export * from "./receive.ts"
export * from "./node.ts"
export * from "./schemes.ts"
