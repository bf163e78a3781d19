/** Every kind of rule that there is code for, by its name. */
import { type AnyKind, erase } from "./Kind.ts"
import { addressBan } from "./kinds/addressBan.ts"
import { cap } from "./kinds/cap.ts"
import { consentGate } from "./kinds/consentGate.ts"
import { content } from "./kinds/content.ts"
import { cooldown } from "./kinds/cooldown.ts"
import { hold } from "./kinds/hold.ts"
import { mediumBan } from "./kinds/mediumBan.ts"
import { party } from "./kinds/party.ts"
import { preference } from "./kinds/preference.ts"
import { quietHours } from "./kinds/quietHours.ts"
import { recordKeeping } from "./kinds/recordKeeping.ts"
import { senderPermission } from "./kinds/senderPermission.ts"
import { singleUse } from "./kinds/singleUse.ts"

/** The kinds, by name; a pack may use no other. */
export const kinds: ReadonlyMap<string, AnyKind> = new Map(
  [
    erase(quietHours),
    erase(cap),
    erase(cooldown),
    erase(hold),
    erase(mediumBan),
    erase(consentGate),
    erase(singleUse),
    erase(senderPermission),
    erase(content),
    erase(addressBan),
    erase(preference),
    erase(party),
    erase(recordKeeping)
  ].map((kind) => [kind.kind, kind])
)
