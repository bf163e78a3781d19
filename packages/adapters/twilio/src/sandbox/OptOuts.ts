/** Opt-outs as Twilio keeps them: per sender and recipient, by single words. */

/** https://help.twilio.com/articles/223134027 (default list), https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
const words: Readonly<Record<"STOP" | "START" | "HELP", ReadonlySet<string>>> = {
  STOP: new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]),
  START: new Set(["START", "YES", "UNSTOP"]),
  HELP: new Set(["HELP", "INFO"])
}

/** What Twilio makes of a text: the whole of it is one of its words, or nothing. */
export const optOutType = (text: string): "STOP" | "START" | "HELP" | undefined => {
  const word = text.trim().toUpperCase()
  return (["STOP", "START", "HELP"] as const).find((type) => words[type].has(word))
}

/** Who opted out of which sender. */
export interface OptOuts {
  readonly has: (sender: string, consumer: string) => boolean
  readonly add: (sender: string, consumer: string) => void
  readonly remove: (sender: string, consumer: string) => void
}

export const makeOptOuts = (): OptOuts => {
  const pairs = new Set<string>()
  const key = (sender: string, consumer: string) => `${sender} ${consumer}`
  return {
    has: (sender, consumer) => pairs.has(key(sender, consumer)),
    add: (sender, consumer) => void pairs.add(key(sender, consumer)),
    remove: (sender, consumer) => void pairs.delete(key(sender, consumer))
  }
}
