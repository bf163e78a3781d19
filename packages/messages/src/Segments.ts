/** How many segments a text takes on the air, and in which encoding: what it costs. */
import { SegmentedMessage } from "sms-segments-calculator"

/** `encoding`: GSM-7 holds 160 characters (153 a part), UCS-2 holds 70 (67 a part), by 3GPP TS 23.038 and 23.040. */
export interface Segments {
  readonly count: number
  readonly encoding: "GSM-7" | "UCS-2"
  /** Code units of the encoding. */
  readonly length: number
  /** Characters that force UCS-2, each once: a single one more than doubles the cost. */
  readonly nonGsm: ReadonlyArray<string>
}

/** Measures a text as carriers do, without a provider's automatic replacements. */
export const segments = (text: string): Segments => {
  const message = new SegmentedMessage(text, "auto", false)
  return {
    count: text === "" ? 0 : message.segmentsCount,
    encoding: message.encodingName,
    length: message.numberOfCharacters,
    nonGsm: [...new Set(message.getNonGsmCharacters())]
  }
}
