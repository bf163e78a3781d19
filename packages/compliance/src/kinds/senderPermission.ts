/**
 * `senderPermission`: the carrier or provider decides what a sender may be used for. A use that it forbids is closed; one that
 * it must approve is unknown until the operator's evidence of the approval is configured (carrier and provider policies).
 */
import type { Id } from "@forbear/core"
import * as Schema from "effect/Schema"
import type { Span } from "../algebra/Steps.ts"
import type { UseFacts } from "../Candidate.ts"
import { FOREVER } from "../Interval.ts"
import type { Answer, Ask, Kind } from "../Kind.ts"
import * as Scopes from "../internal/scopes.ts"

const Params = Schema.Struct({
  /** Uses for which the provider's own word is not enough: the operator's evidence is needed too. */
  needEvidence: Schema.Array(Schema.Literals(["thirdPartyDebt", "firstPartyDebt"]))
})

/** Parameters of `senderPermission`. */
export type SenderPermissionParams = typeof Params.Type

type Use = SenderPermissionParams["needEvidence"][number]

const words: Readonly<Record<Use, string>> = {
  thirdPartyDebt: "debts collected for somebody else",
  firstPartyDebt: "debts owed to the sender itself"
}

/** The uses that the candidate's debts make of the sender; a debt that is not known may be either. */
const usesOf = (ask: Ask): ReadonlyArray<Use> => {
  const uses = new Set<Use>()
  for (const id of ask.debts) {
    const role = ask.facts.debts.get(id)?.role
    if (role !== "first_party") uses.add("thirdPartyDebt")
    if (role === "first_party" || role === undefined) uses.add("firstPartyDebt")
  }
  if (uses.size === 0) uses.add("thirdPartyDebt").add("firstPartyDebt")
  return [...uses].sort()
}

const says = (
  use: Use,
  said: UseFacts,
  needsEvidence: boolean
): { verdict: Span["verdict"]; reason: string } | undefined => {
  const source = `${said.source}, as of ${said.asOf}`
  const hasEvidence = said.evidence !== undefined && said.evidence.trim() !== ""
  if (said.verdict === "forbidden")
    return { verdict: "blocked", reason: `the sender may not be used for ${words[use]}: ${source}` }
  if (hasEvidence) return undefined
  if (said.verdict === "needs_approval") {
    return {
      verdict: "unknown",
      reason: `the sender needs approval for ${words[use]} and none is configured: ${source}`
    }
  }
  return needsEvidence
    ? {
        verdict: "unknown",
        reason: `the sender is said to be allowed for ${words[use]}, without evidence: ${source}`
      }
    : undefined
}

const evaluate = (ask: Ask, { needEvidence }: SenderPermissionParams): Answer => {
  const { sender } = ask.candidate
  const facts: ReadonlyArray<Id.EventId> = []
  const closed = (verdict: Span["verdict"], reason: string): Span => ({
    from: ask.at,
    to: FOREVER,
    verdict,
    reason,
    facts,
    opens: { _tag: "after", event: "another sender, or its permission, is configured" }
  })
  if (sender === undefined)
    return { spans: [closed("unknown", "no sender is named, so its permission is not known")] }
  const spans = usesOf(ask).flatMap((use) => {
    const said = says(use, sender[use], needEvidence.includes(use))
    return said === undefined ? [] : [closed(said.verdict, said.reason)]
  })
  return { spans }
}

/** What the carrier or provider lets a sender be used for. */
export const senderPermission: Kind<SenderPermissionParams> = {
  kind: "senderPermission",
  params: Params,
  evaluate,
  scopes: Scopes.personAndDebts
}
