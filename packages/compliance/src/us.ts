/**
 * `@forbear/compliance/us`: the federal contact law of the United States as data, and the house rules under it. Not legal advice:
 * each rule names its paragraph, how sure we are of it, and the reading that it rests on.
 */
import { base } from "./packs/base.ts"
import { federal } from "./packs/us/federal.ts"
import { regfCalls, regfContact } from "./packs/us/regf-contact.ts"
import { regfContent } from "./packs/us/regf-content.ts"
import type { Pack } from "./Rule.ts"

/** Federal rules as far as outreach by call, text, e-mail and letter needs them. States and cities are not in it. */
export const us: Pack = {
  id: "us",
  version: "2026.11.0",
  title: "United States, federal",
  rules: [...base, ...federal, ...regfContact, ...regfCalls, ...regfContent]
}
