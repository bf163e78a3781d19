/** Of several decisions about alternatives, the one to act on: permitted first, then the one that opens soonest. */
import type { Decision } from "./Decision.ts"

const soonest = ({ outcome, at, next }: Decision): number =>
  outcome === "permit" ? at : next._tag === "at" ? next.at : Infinity

/** The first permitted decision in the order given, else the one that opens soonest, else undefined: nothing opens by time. */
export const best = (decisions: ReadonlyArray<Decision>): Decision | undefined => {
  let found: Decision | undefined
  for (const decision of decisions) {
    if (decision.outcome === "permit") return decision
    if (soonest(decision) < (found === undefined ? Infinity : soonest(found))) found = decision
  }
  return found
}
