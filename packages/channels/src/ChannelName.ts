/** The channels that a contact can travel by; the same words as `Channel` in `@forbear/core` (a test there holds them equal). */

/** Every channel, in the field's words. */
export const channelNames = [
  "voice_call",
  "prerecorded_call",
  "voicemail",
  "sms",
  "mms",
  "rcs",
  "whatsapp",
  "email",
  "letter",
  "push",
  "chat",
  "portal",
  "in_person"
] as const

/** One channel. */
export type ChannelName = (typeof channelNames)[number]
