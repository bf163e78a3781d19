/** `@forbear/adapter-twilio`: SMS over Twilio. */
export * from "./Twilio.ts"
export type { TwilioConfig } from "./Config.ts"
export { twilioErrors, type TwilioError } from "./Errors.ts"
