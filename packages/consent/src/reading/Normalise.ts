/** One form for what people type: Unicode, case, accents, punctuation, contractions and the commonest spellings made alike. */

/** Longer replies are read up to here and held: nobody opts out in twenty pages. */
export const MAX_LENGTH = 20_000

/** A reply made ready for the layers. */
export interface Normalised {
  /** Lower case, words apart by single spaces, nothing but letters and digits. */
  readonly text: string
  readonly words: ReadonlyArray<string>
  /** Letters were left that no layer here can read. */
  readonly isForeign: boolean
  readonly isCut: boolean
}

/** Letters that look Latin and are not, as they turn up in spam filters' evasions and odd keyboards. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  "аa вb сc еe нh іi јj кk мm оo рp ѕs тt уy хx αa βb εe ηn ιi κk νv οo ρp τt υu χx ıi łl øo ßss æae œoe"
    .split(" ")
    .map((pair) => [pair.slice(0, 1), pair.slice(1)])
)

/** Signs that say stop without a word. */
const signs: ReadonlyArray<readonly [RegExp, string]> = [
  [/[\u{1F6D1}\u{26D4}\u{1F6AB}\u{270B}\u{1F590}]/gu, " stop "],
  [/[\u{1F4F5}]/gu, " stop calling "]
]

const contractions: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(do|did|does|is|was|has|have|would|could|should) ?nt\b/g, "$1 not"],
  [/\b(do|did|does|is|was|has|have|would|could|should) n t\b/g, "$1 not"],
  [/\bdonot\b/g, "do not"],
  [/\bdon t\b/g, "do not"],
  [/\bdidn t\b/g, "did not"],
  [/\bdoesn t\b/g, "does not"],
  [/\bisn t\b/g, "is not"],
  [/\bwasn t\b/g, "was not"],
  [/\bhaven t\b/g, "have not"],
  [/\b(can t|cant|can not)\b/g, "cannot"],
  [/\b(won t|wont)\b/g, "will not"],
  [/\b(i m|im)\b/g, "i am"],
  [/\bi ll\b/g, "i will"],
  [/\bill (?=(pay|send|call|make|do|have|be|get|give|settle)\b)/g, "i will "],
  [/\b(i ve|ive)\b/g, "i have"],
  [/\b(he s|hes)\b/g, "he is"],
  [/\b(she s|shes)\b/g, "she is"],
  [/\bthat s\b/g, "that is"],
  [/\bit s\b/g, "it is"]
]

const spellings: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(txt|txts|texs|tex)\b/g, "text"],
  [/\b(txting|texing|textin)\b/g, "texting"],
  [/\b(msg|msgs|mesage|messege)\b/g, "message"],
  [/\b(e mail|emial|e mails|emails|e mailing)\b/g, "email"],
  [/\b(plz|pls|plse)\b/g, "please"],
  [/\b(u)\b/g, "you"],
  [/\b(ur)\b/g, "your"],
  [/\b(r)\b/g, "are"],
  [/\b(unsubcribe|unsubscibe|unsuscribe|unsubscrib|unsub)\b/g, "unsubscribe"],
  [/\b(stpo|sotp|stp|stap|stopp|stope|sstop)\b/g, "stop"],
  [/\b(q|k) (me|te|se)\b/g, "que $2"]
]

/** `s t o p` and `s.t.o.p` are one word. */
const joined = (words: ReadonlyArray<string>): ReadonlyArray<string> =>
  words.length >= 3 && words.every((word) => word.length === 1) ? [words.join("")] : words

/** `st0p` and `qu1t`: digits inside a word that has letters on both sides. */
const unleet = (word: string): string =>
  /^[a-z]+[013457]+[a-z]+$/.test(word)
    ? word.replace(
        /[013457]/g,
        (digit) => ({ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t" })[digit] ?? digit
      )
    : word

/** `stoooop` is `stop`: three and more of a letter become one. */
const unstretched = (word: string): string => word.replace(/([a-z])\1{2,}/g, "$1")

const rewrite = (text: string, rules: ReadonlyArray<readonly [RegExp, string]>): string =>
  rules.reduce((out, [from, to]) => out.replace(from, to), text)

/** Makes a reply ready to be read. Pure; safe for any text. */
export const normalise = (raw: string): Normalised => {
  const cut = raw.slice(0, MAX_LENGTH)
  const plain = rewrite(cut.normalize("NFKC"), signs)
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .replace(/[\u0080-\uffff]/g, (letter) => lookalikes[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
  const words = joined(plain.split(" ").filter(Boolean)).map((word) => unstretched(unleet(word)))
  const text = rewrite(rewrite(words.join(" "), contractions), spellings)
  return {
    text,
    words: text === "" ? [] : text.split(" "),
    isForeign: /[^a-z0-9 ]/.test(text),
    isCut: raw.length > MAX_LENGTH
  }
}
