/** The second layer: what people say in a sentence, in English and Spanish, as patterns over the normalised reply. */
import type { Words } from "@forbear/core"
import { meanings } from "./Meanings.ts"
import type { Evidence, Finding } from "./Label.ts"
import type { Normalised } from "./Normalise.ts"

interface Medium {
  readonly channel: Words.Channel
  /** The thing, as a noun; and the act, as verbs, in both languages. */
  readonly noun: string
  readonly verb: string
}

const media: ReadonlyArray<Medium> = [
  {
    channel: "sms",
    noun: "texts?|text messages?|sms|mensajes?|mensajitos?|textos?",
    verb: "text|texts|texting|message|messaging|escriba[ns]?|escribir\\w*|textear\\w*|mensajear\\w*"
  },
  {
    channel: "voice_call",
    noun: "calls?|phone calls?|telephone calls?|phone|telephone|llamadas?|telefono",
    verb: "call|calls|calling|phone|phoning|ring|ringing|llame[ns]?|llamar\\w*|llamen"
  },
  {
    channel: "email",
    noun: "email|mail me|correos?|correos? electronicos?",
    verb: "email|emailing|correos?"
  },
  {
    channel: "letter",
    noun: "letters?|paper mail|postal mail|us mail|regular mail|cartas?|correo postal",
    verb: "mailing"
  }
]

const REFUSE =
  "stop|quit|cease|end|no more|no mas|never|do not|please no|no|deje[ns]?|dejar|deja|pare[ns]?|para|ya no|no me|no quiero|not"
const BETWEEN =
  "you|to|me|us|ever|again|please|more|any|want|send|sending|getting|with|the|these|this|all|your|de|con|los|las|mas|enviar\\w*|mandar\\w*|mande[ns]?|envie[ns]?|recibir|reciba"
const EVERY = media.map(({ noun, verb }) => `${noun}|${verb}`).join("|")
const OR = "or|and|nor|o|ni|y"

/** "stop texting me", "do not ever call", "never use email", "deje de llamarme"; and the lists "do not call, text or email me". */
const refusals = media.map(({ channel, noun, verb }) => ({
  channel,
  pattern: new RegExp(
    `\\b(${REFUSE})( (${BETWEEN})){0,5} (${verb}|${noun})\\b` +
      `|\\b(do not|never|stop|quit) (use|using)( my| the)? (${verb}|${noun})\\b` +
      `|\\b(do not|never|no)( (${EVERY}|me|us)){1,4} (${OR})( me| us)? (${verb}|${noun})\\b` +
      `|\\b(do not|never|no) (${EVERY}) (${verb}|${noun})( me| us)? (${OR})\\b` +
      `|\\b(stop|quit|no more) (${EVERY})( me| us)? (${OR}) (\\w+ing|calls|texts|emails|letters)\\b(?<= (${verb}|${noun}))`,
    "g"
  )
}))

/** "use email", "email me instead", "by letter only", "prefiero correo". */
const wishes = media.map(({ channel, noun, verb }) => ({
  channel,
  pattern: new RegExp(
    `\\b(use|using|prefer|rather|via|by|through|want|switch to|contact me by|send it by|only|just|instead|use el|usen?|por|prefiero|mejor|solo|mande\\w*|envie\\w*)( (a|an|my|me|the|you|to|it|use|by|via|por|el|un|unos|mi|le)){0,3} (${noun}|${verb})\\b|\\b(${noun}|${verb})( (me|please|is|only|would be|works|esta))* (instead|only|better|best|preferred|fine|solamente|mejor|unicamente)\\b`
  )
}))

const NEGATED = new RegExp(`\\b(${REFUSE}|cannot|will not)( \\w+){0,3}$`)

/** Was this wish denied just before it? "do not use email". */
const isDenied = (text: string, at: number): boolean => NEGATED.test(text.slice(0, at).trim())

const stops: ReadonlyArray<readonly [rule: string, pattern: RegExp]> = [
  [
    "remove from list",
    /\b(take|remove|delete|drop|scrub|erase) (me|my name|my number|my phone|my email|this number|us)\b/
  ],
  ["lose my number", /\blose (my|this) number\b/],
  [
    "leave alone",
    /\b(leave (me|us) (the \w+ )?alone|buzz off|get lost|go to hell|piss off|fuck (off|you)|stop bothering|stop bugging|quit bothering)\b/
  ],
  ["opt out", /\b(opt|opting|opted) (me )?out\b|\boptout\b|\bunsubscribe\b|\bstopall\b/],
  [
    "revoke",
    /\b(revoke|revoking|withdraw|rescind|retiro|revoco)( \w+){0,3} (consent|permission|authorization|consentimiento|permiso)\b|\brevoke\b/
  ],
  [
    "cancel messages",
    /\b(cancel|end|stop|quit)( \w+){0,2} (texts?|messages?|alerts?|notifications?|subscription|emails?|reminders?)\b/
  ],
  [
    "no longer want",
    /\b(do not|no longer) (want|wish)( \w+){0,3} (receive|get|hear|text|texts|message|messages|contacted|email)\b/
  ],
  ["do not want these", /\bdo not want (these|this|any|your|anymore)( \w+)?\b/],
  [
    "do not send",
    /\b(do not|stop|quit|never)( \w+)? (send|sending|bother|bothering|harass|harassing|notify|notifying|spam|spamming)\b/
  ],
  ["es: baja", /\b(dar(me|nos)?|deme|den|denme|dame) de baja\b|\bquiero (la )?baja\b/],
  [
    "es: quitar",
    /\b(quite\w*|saque\w*|borre\w*|elimine\w*|remueva\w*)( \w+){0,2} (lista|numero|telefono|nombre|correo)\b|\b(quite|saque|borre|elimine)(n)?me\b/
  ],
  [
    "es: dejar de",
    /\b(deje[ns]?|deja|dejar|pare[ns]?|para) de (me )?(mandar\w*|enviar\w*|escribir\w*|llamar\w*|molestar\w*|texte\w*|contactar\w*)\b/
  ],
  [
    "es: no mas",
    /\b(no|ya no) (me )?(mande\w*|envie\w*|escriba\w*|moleste\w*|contacte\w*|textee\w*|fastidie\w*|quiero)( (mas|nada|recibir|que me|mensajes|textos))+\b|\bno me (mande|envie|escriba|moleste|contacte|textee|mensajee)[ns]?\b/
  ],
  ["es: no mas mensajes", /\bno mas (mensajes|textos|llamadas|correos)\b/]
]

const ceases: ReadonlyArray<readonly [rule: string, pattern: RegExp]> = [
  [
    "cease",
    /\bcease (and desist|all|any|contact|contacting|communication|communications|further|calling|collection)\b/
  ],
  [
    "stop contacting",
    /\b(stop|quit|cease|do not|never|no more)( \w+){0,2} (contact|contacting|communicate|communicating|communication|communications)\b/
  ],
  [
    "no contact",
    /\b(no|all) (further |more )?(contact|communication|communications) (with me|whatsoever|must|should|to)\b/
  ],
  [
    "es: no contactar",
    /\b(no|ya no|deje[ns]? de|dejar de) (me |vuelva[ns]? a )?(contacte[ns]?|contactar\w*|comunicar\w*|comunique[ns]?|buscar\w*)\b/
  ]
]

/** A place or a time within a refusal: it refuses less than a medium, so that an agent must look. */
const LIMITED =
  /\b(at|al|en el|en mi|while i am at) (my )?(work|job|office|trabajo|oficina)\b|\b(after|before|until|past|despues de|antes de|hasta) (las )?(\d+ ?([ap]m)?|noon|midnight|work|lunch|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\b(at night|in the morning|on sundays?|on weekends?|de noche|por la noche)\b/

const find = (text: string, rules: ReadonlyArray<readonly [string, RegExp]>): string | undefined =>
  rules.find(([, pattern]) => pattern.test(text))?.[0]

const refusedIn = (text: string): ReadonlyArray<Words.Channel> =>
  refusals.filter(({ pattern }) => text.search(pattern) >= 0).map(({ channel }) => channel)

/** What is asked for, in the order in which it is named, once every refusal is cut out of the sentence. */
const wishedIn = (whole: string, refused: ReadonlyArray<Words.Channel>): ReadonlyArray<Words.Channel> => {
  const text = refusals.reduce((rest, { pattern }) => rest.replace(pattern, " | "), whole)
  return wishes
    .map(({ channel, pattern }) => ({ channel, at: text.search(pattern) }))
    .filter(({ channel, at }) => at >= 0 && !refused.includes(channel) && !isDenied(text, at))
    .sort((a, b) => a.at - b.at)
    .map(({ channel }) => channel)
}

const NOT_STOP =
  /\b(do not|never|cannot|will not|why did you|did you|please do not) (ever )?(stop|quit|unsubscribe|cancel|opt)\b/
const BARE_STOP = /\b(stop|stopping|quit it|no mas|alto|basta)\b/
const OTHER_STOP =
  /\b(bus|truck|traffic|next|full|train|one|rest) stop\b|\bstop (by|in|over|payment|sign|light|paying|working|at|the payment)\b/

/** Reads one reply. Everything is looked for; a limit or a doubt turns a refusal into a hold, and nothing is taken away. */
export const phrases = ({ text }: Normalised, channel: Words.Channel): Finding => {
  const evidence: Array<Evidence> = []
  const add = (label: Evidence["label"], rule: string) => evidence.push({ layer: "phrases", rule, label })
  const refused = NOT_STOP.test(text) ? [] : refusedIn(text)
  const isLimited = LIMITED.test(text)
  const cease = NOT_STOP.test(text) ? undefined : find(text, ceases)
  const stop = NOT_STOP.test(text) ? undefined : find(text, stops)
  const isBare = BARE_STOP.test(text)
  if (cease !== undefined) add("cease", cease)
  if (isLimited && (refused.length > 0 || isBare)) add("inconvenient", "limited refusal")
  else if (refused.length > 0) add("stop", "refused medium")
  if (stop !== undefined && !isLimited) add("stop", stop)
  const isClearBare = isBare && !NOT_STOP.test(text) && !OTHER_STOP.test(text) && !isLimited
  if (isClearBare && evidence.length === 0) add("stop", "stop in a sentence")
  const isDoubtful = isBare && evidence.every(({ label }) => label !== "stop" && label !== "cease")
  for (const [label, rule, pattern] of meanings) if (pattern.test(text)) add(label, rule)
  const isStopped = evidence.some(({ label }) => label === "stop" || label === "cease")
  const named = refused.length > 0 ? refused : [channel]
  return {
    evidence,
    prefers: wishedIn(text, refused),
    refuses: isStopped && !isLimited ? named : [],
    hold: isDoubtful || (isLimited && (refused.length > 0 || stop !== undefined))
  }
}
