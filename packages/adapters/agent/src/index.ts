/** `@forbear/adapter-agent`: work for a human as a channel. */
export * from "./Agent.ts"
