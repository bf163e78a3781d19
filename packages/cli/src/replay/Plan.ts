/** Events planned from rows, with their instants; and how ids are made of a source and a row's own key, the same for ever. */
import { createHash } from "node:crypto"
import type { Problem } from "./Problem.ts"

/** Who tells these events. */
export const SYSTEM = "replay"

/** An event that a row stands for. */
export interface PlannedEvent {
  readonly id: string
  readonly kind: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly body: Readonly<Record<string, unknown>>
  /** True for what several rows say alike: the person and the addresses. */
  readonly shared?: true
}

/** A good row. */
export interface PlannedRow {
  readonly line: number
  /** The debt's id. */
  readonly key: string
  readonly person: string
  /** The day number on which the row begins: issued, or the first month. */
  readonly day: number
  readonly events: ReadonlyArray<PlannedEvent>
}

/** A row, or why there is none. */
export type RowResult =
  | { readonly _tag: "row"; readonly row: PlannedRow }
  | { readonly _tag: "problem"; readonly problem: Problem }

const LONGEST = 48

/** A key of the file as a part of an id: what ids may not hold is written as its code point, and long ones are hashed. */
export const idPart = (key: string): string => {
  const part = key
    .normalize("NFC")
    .replace(/[^A-Za-z0-9._-]/gu, (char) => `+${char.codePointAt(0)?.toString(16) ?? ""}+`)
  return part.length <= LONGEST ? part : `h+${createHash("sha256").update(key).digest("hex").slice(0, 40)}`
}

/** Ids of one source. */
export const idsOf = (source: string) => ({
  person: (key: string): string => `${source}/c/${idPart(key)}`,
  debt: (key: string): string => `${source}/d/${idPart(key)}`,
  account: (key: string): string => `${source}/a/${idPart(key)}`
})
export type Ids = ReturnType<typeof idsOf>

/** A number in [0, 1) that follows from the seed and the parts, and from nothing else. */
export const chance = (seed: number, ...parts: ReadonlyArray<string>): number => {
  const digest = createHash("sha256")
    .update(`${seed}\0${parts.join("\0")}`)
    .digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}
