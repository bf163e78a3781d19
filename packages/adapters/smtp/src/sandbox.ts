/** `@forbear/adapter-smtp/sandbox`: a mail server on loopback that keeps what it is given, and fails on demand. */
export * from "./sandbox/Sink.ts"
