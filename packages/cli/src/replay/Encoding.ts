/** Which encoding a file is in: its byte order mark, else one pass over its bytes; nothing is guessed that the bytes rule out. */
import fs from "node:fs"

/** Encodings that are read; the names are those of the WHATWG Encoding Standard. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"

/** All of them, for messages and checks. */
export const encodings: ReadonlyArray<Encoding> = ["utf-8", "utf-16le", "utf-16be", "windows-1252"]

/** What was found. */
export interface Detected {
  readonly encoding: Encoding
  /** True when the file is mostly UTF-8 but holds bytes that are not: the rows that have them are rejected. */
  readonly damaged: boolean
  readonly why: "byte order mark" | "zero bytes" | "valid UTF-8" | "not UTF-8" | "UTF-8 with damage"
}

const LOOK = 65_536

const byMark = (head: Uint8Array): Detected | undefined => {
  const [a, b, c] = head
  const why = "byte order mark"
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", damaged: false, why }
  if (a === 0xff && b === 0xfe) return { encoding: "utf-16le", damaged: false, why }
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", damaged: false, why }
  return undefined
}

/** UTF-16 of Western text has a zero in every second byte. */
const byZeros = (head: Uint8Array): Detected | undefined => {
  let even = 0
  let odd = 0
  for (const [i, byte] of head.entries()) {
    if (byte !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  const many = head.length / 4
  if (odd > many && even < many / 8) return { encoding: "utf-16le", damaged: false, why: "zero bytes" }
  if (even > many && odd < many / 8) return { encoding: "utf-16be", damaged: false, why: "zero bytes" }
  return undefined
}

/** Counts well-formed and broken sequences of UTF-8 over chunks (RFC 3629, without surrogates and overlong forms in two bytes). */
export const utf8Counter = () => {
  let good = 0
  let bad = 0
  let left = 0
  const lead = (byte: number): void => {
    if (byte < 0x80) return
    if (byte >= 0xc2 && byte <= 0xdf) left = 1
    else if (byte >= 0xe0 && byte <= 0xef) left = 2
    else if (byte >= 0xf0 && byte <= 0xf4) left = 3
    else bad++
  }
  return {
    add: (chunk: Uint8Array): void => {
      for (const byte of chunk) {
        if (left === 0) lead(byte)
        else if ((byte & 0xc0) === 0x80) {
          left--
          if (left === 0) good++
        } else {
          bad++
          left = 0
          lead(byte)
        }
      }
    },
    result: () => ({ good, bad: bad + (left > 0 ? 1 : 0) })
  }
}

/** Reads the whole file once, 64 KiB at a time. */
export const detect = async (file: string): Promise<Detected> => {
  const counter = utf8Counter()
  let first = true
  for await (const chunk of fs.createReadStream(file, { highWaterMark: LOOK })) {
    const bytes = chunk as Uint8Array
    if (first) {
      const known = byMark(bytes) ?? byZeros(bytes)
      if (known !== undefined && known.encoding !== "utf-8") return known
      first = false
    }
    counter.add(bytes)
  }
  const { good, bad } = counter.result()
  if (bad === 0) return { encoding: "utf-8", damaged: false, why: "valid UTF-8" }
  // A file with any well-formed sequence was written as UTF-8; one with none never was.
  if (good > 0) return { encoding: "utf-8", damaged: true, why: "UTF-8 with damage" }
  return { encoding: "windows-1252", damaged: false, why: "not UTF-8" }
}

/** Decoded text, chunk by chunk; broken sequences become U+FFFD, a byte order mark is dropped. */
export async function* decode(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== "") yield text
  }
  const rest = decoder.decode()
  if (rest !== "") yield rest
}
