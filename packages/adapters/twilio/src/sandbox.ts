/** `@forbear/adapter-twilio/sandbox`: a Twilio of one's own on loopback, with real signatures, refusals and faults. */
export * from "./sandbox/Sandbox.ts"
export {
  twilioApi,
  type ApiAnswer,
  type ApiCall,
  type TwilioApi,
  type TwilioApiOptions
} from "./sandbox/Api.ts"
export type { Fault } from "./sandbox/Faults.ts"
export type { SandboxCallback } from "./sandbox/Callbacks.ts"
