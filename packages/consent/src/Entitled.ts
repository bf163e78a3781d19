/** Who may permit, and which sources may never undo a stop. */
import type { Words } from "@forbear/core"

/** The consumer, or whoever the law puts in her place (12 CFR 1006.6(a)(1), (2), (4)). A spouse, a creditor or a stranger may stop, not permit. */
const entitled: ReadonlySet<Words.Relation> = new Set([
  "consumer",
  "parent_of_minor",
  "guardian",
  "estate_representative",
  "consumer_attorney"
])

/** Sources that repeat what was once said: a file run again, a provider's list after START. */
const repeats: ReadonlySet<Words.Via> = new Set(["file", "provider_list"])

/** May somebody who stands so to the consumer give permission? Anybody may withdraw it. */
export const mayPermit = (by: Words.Relation): boolean => entitled.has(by)

/** May something said this way undo an earlier stop? An import and a provider's list never may. */
export const mayUndo = (via: Words.Via): boolean => !repeats.has(via)
