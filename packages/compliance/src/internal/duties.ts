/** Duties that contradict each other: what one requires and another forbids, and what one allows as the only content. */
import type { Duty } from "../Duty.ts"
import type { Interval } from "../Interval.ts"
import { FOREVER } from "../Interval.ts"

type Content = Extract<Duty, { readonly element: string }>

const isContent = (duty: Duty): duty is Content => "element" in duty

const clash = (stop: Content, want: Content): boolean =>
  want._tag === "require"
    ? stop._tag === "forbid"
      ? stop.element === want.element
      : stop._tag === "only" && stop.element !== want.element
    : want._tag === "only" && stop.element === want.element
      ? stop._tag === "forbid"
      : want._tag === "only" && stop._tag === "only" && stop.element < want.element

/** One blocked interval for every pair that cannot both be kept. */
export const contradictions = (
  duties: ReadonlyArray<Duty>,
  at: Interval["from"]
): ReadonlyArray<Interval> => {
  const contents = duties.filter(isContent)
  if (contents.every(({ _tag }) => _tag === "require")) return []
  const out: Array<Interval> = []
  for (const stop of contents) {
    for (const want of contents) {
      if (!clash(stop, want)) continue
      out.push({
        from: at,
        to: FOREVER,
        verdict: "blocked",
        standing: "prohibition",
        rule: stop.rule,
        reason: `${stop.rule.id} (${stop._tag} ${stop.element}) contradicts ${want.rule.id} (${want._tag} ${want.element})`,
        facts: [],
        opens: { _tag: "never" }
      })
    }
  }
  return out
}
