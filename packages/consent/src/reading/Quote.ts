/** The consumer's own words of an e-mail: what she quotes from us (with our own "reply STOP") and her signature are not hers. */

const starts: ReadonlyArray<RegExp> = [
  /^-- ?$/,
  /^_{10,}\s*$/,
  /^-{2,}\s*(original message|forwarded message|mensaje original|mensaje reenviado)\s*-{2,}/i,
  /^(on|el|le|em) .{4,200}(wrote|escribi[oó]|a [eé]crit|escreveu)\s*:?\s*$/i,
  /^(from|de|von)\s*:\s.+@/i,
  /^(sent from my|enviado desde mi|get outlook for)\b/i
]

/** An attribution line that a mail program broke in two: "On Monday, X" and "wrote:". */
const isAttribution = (line: string, next: string): boolean =>
  /^(on|el) .{4,200}$/i.test(line) && /^.{0,120}(wrote|escribi[oó])\s*:\s*$/i.test(next)

/** The reply without quotations and signature. Empty when nothing of her own was found; the whole text stays where it was kept. */
export const ownWords = (text: string): string => {
  const lines = text.split(/\r\n|\r|\n/)
  const own: Array<string> = []
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim()
    if (starts.some((start) => start.test(line)) || isAttribution(line, (lines[index + 1] ?? "").trim()))
      break
    if (!line.startsWith(">")) own.push(raw)
  }
  return own.join("\n").trim()
}
