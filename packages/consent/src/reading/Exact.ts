/** The first layer: a reply that is nothing but a keyword. */
import type { Words } from "@forbear/core"
import type { Evidence, Finding, Label } from "./Label.ts"
import type { Normalised } from "./Normalise.ts"

const list = (text: string): ReadonlyArray<string> => text.split("|").map((word) => word.trim())

/** Revocations per se: 47 CFR 64.1200(a)(10). */
export const fcc = list("stop | quit | end | revoke | opt out | cancel | unsubscribe")

/** CTIA Messaging Principles and Best Practices, 5.1.3. */
export const ctia = list("stop | end | cancel | unsubscribe | quit")

/** What the default lists of Twilio and AWS End User Messaging add. */
export const providers = list("stopall | stop all | optout | revoke | remove | arret")

/** What people write on their own in Spanish, French and Portuguese. */
export const others = list(
  "alto | baja | basta | cancelar | cancela | cancele | darme de baja | dar de baja | deme de baja | detener | detenga | eliminar | fin" +
    "| no mas | para | parar | pare | paren | salir | terminar | ya basta | ya no" +
    "| arreter | arretez | desabonner | desinscription | desinscrire | sair | descadastrar | remover | chega"
)

/** Other short ways of saying it in English. */
export const english = list(
  "stop it | stop now | stop please | stop this | stop texting | stop messaging | stop calling | stop emailing | no more | remove me" +
    "| go away | leave me alone | enough | unsubscribe me | opt me out | end this | cease | stfu | f off | fuck off"
)

const words: ReadonlyMap<string, Label> = new Map<string, Label>([
  ...[...others, ...english, ...providers, ...ctia, ...fcc].map((word): [string, Label] => [word, "stop"]),
  ["help", "info_request"],
  ["info", "info_request"],
  ["ayuda", "info_request"],
  ["start", "start"],
  ["unstop", "start"],
  ["resume", "start"],
  ["comenzar", "start"],
  ["empezar", "start"]
])

/** Keywords that name another channel than the one that they came in by. */
const named: Readonly<Record<string, Words.Channel>> = {
  "stop texting": "sms",
  "stop calling": "voice_call",
  "stop emailing": "email"
}

/** Short, harmless and understood: no label but `other`, and nobody needs to look. */
const harmless: ReadonlySet<string> = new Set(
  list(
    "ok | okay | k | kk | yes | y | yep | yeah | no problem | thanks | thank you | thx | ty | got it | received | great | sure | will do" +
      "| ok thanks | ok thank you | yes thanks | hi | hello | good morning | si | si gracias | gracias | muchas gracias | vale | bueno" +
      "| recibido | entendido | de acuerdo | hola | buenos dias | buenas tardes | ok gracias"
  )
)

/** Runs of one letter and of one word taken away: `stopp stop STOP` is `stop`. */
const squeezed = (text: string): string => {
  const parts = text.split(" ")
  const isRepeated = parts.every((part) => part === parts[0])
  return (isRepeated ? (parts[0] ?? "") : text).replace(/(.)\1+/g, "$1")
}

const bySqueezed: ReadonlyMap<string, readonly [string, Label]> = new Map(
  [...words].map(([word, label]) => [squeezed(word), [word, label]])
)

/** Courtesy around a keyword: "please", "por favor". */
const bare = (text: string): string =>
  text
    .replace(/^(please|por favor|hi|hello|hola|ok|just) /, "")
    .replace(/ (please|por favor|thanks|thank you|gracias|now|ya|me)$/, "")

/** The whole reply as a keyword, in its plainest form. */
export const exact = (reply: Normalised, channel: Words.Channel): Finding => {
  const found = bySqueezed.get(squeezed(reply.text)) ?? bySqueezed.get(squeezed(bare(reply.text)))
  if (found === undefined) {
    const evidence: ReadonlyArray<Evidence> = harmless.has(reply.text)
      ? [{ layer: "exact", rule: "harmless", label: "other" }]
      : []
    return { evidence, prefers: [], refuses: [], hold: false }
  }
  const [rule, label] = found
  const refuses = label === "stop" ? [named[rule] ?? channel] : []
  return { evidence: [{ layer: "exact", rule, label }], prefers: [], refuses, hold: false }
}
