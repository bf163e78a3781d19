/** `@forbear/adapter-agent/sandbox`: an agent who takes tasks and answers them on demand. */
export * from "./sandbox/AgentSandbox.ts"
