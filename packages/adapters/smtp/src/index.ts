/** `@forbear/adapter-smtp`: e-mail over any SMTP server. */
export * from "./Smtp.ts"
export type { SmtpConfig } from "./Config.ts"
