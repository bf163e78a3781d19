/** Words that the packs share, so that a rule reads as its paragraph does. Plain data only. */
import type { Words } from "@forbear/core"
import type { Rule } from "../Rule.ts"
import type { AddressBanParams } from "../kinds/addressBan.ts"
import type { CapParams } from "../kinds/cap.ts"
import type { ConsentGateParams } from "../kinds/consentGate.ts"
import type { ContentParams } from "../kinds/content.ts"
import type { CooldownParams } from "../kinds/cooldown.ts"
import type { HoldParams } from "../kinds/hold.ts"
import type { MediumBanParams } from "../kinds/mediumBan.ts"
import type { PartyParams } from "../kinds/party.ts"
import type { PreferenceParams } from "../kinds/preference.ts"
import type { QuietHoursParams } from "../kinds/quietHours.ts"
import type { RecordKeepingParams } from "../kinds/recordKeeping.ts"
import type { SenderPermissionParams } from "../kinds/senderPermission.ts"
import type { SingleUseParams } from "../kinds/singleUse.ts"

interface ParamsOf {
  readonly quietHours: QuietHoursParams
  readonly cap: CapParams
  readonly cooldown: CooldownParams
  readonly hold: HoldParams
  readonly mediumBan: MediumBanParams
  readonly consentGate: ConsentGateParams
  readonly singleUse: SingleUseParams
  readonly senderPermission: SenderPermissionParams
  readonly content: ContentParams
  readonly addressBan: AddressBanParams
  readonly preference: PreferenceParams
  readonly party: PartyParams
  readonly recordKeeping: RecordKeepingParams
}

/** A rule whose parameters the compiler has checked against its kind. */
export type Written = {
  [K in keyof ParamsOf]: Omit<Rule, "kind" | "params"> & { readonly kind: K; readonly params: ParamsOf[K] }
}[keyof ParamsOf]

/** Rules written in TypeScript, as rules of a pack. */
export const rules = (written: ReadonlyArray<Written>): ReadonlyArray<Rule> =>
  written as unknown as ReadonlyArray<Rule>

export const CALLS: ReadonlyArray<Words.Channel> = ["voice_call", "prerecorded_call", "voicemail"]
export const TEXTS: ReadonlyArray<Words.Channel> = ["sms", "mms", "rcs"]
/** Media with an electronic address of the person's own. */
export const ELECTRONIC: ReadonlyArray<Words.Channel> = [
  "sms",
  "mms",
  "rcs",
  "whatsapp",
  "email",
  "push",
  "chat"
]
/** Everything but letters, which no rule of hours binds, and the portal, where the person comes by herself. */
export const TIMED: ReadonlyArray<Words.Channel> = [...CALLS, ...ELECTRONIC, "in_person"]
/** The ways in which something is said in writing. */
export const WRITTEN: ReadonlyArray<Words.Via> = [
  "letter",
  "hand_delivery",
  "reply_form",
  "email",
  "sms",
  "portal",
  "web_form",
  "social_private",
  "file"
]
