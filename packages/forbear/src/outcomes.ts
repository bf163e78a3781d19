/** One table of the outcome words: the decision, the Promise face, HTTP and the command line. */

/** How an outcome is called in each face; `decision` is absent where the contact had been permitted. */
export const outcomes = [
  { attempt: "dispatched", decision: "permit", http: 201, exit: 0, means: "the provider took it" },
  {
    attempt: "unknown",
    decision: "permit",
    http: 202,
    exit: 0,
    means: "it left and no answer came; it counts and is not retried"
  },
  {
    attempt: "rejected",
    decision: "permit",
    http: 502,
    exit: 4,
    means: "the provider refused it; nothing was sent"
  },
  {
    attempt: "scheduled",
    decision: "defer",
    http: 202,
    exit: 0,
    means: "barred now; it will be tried at the first allowed instant"
  },
  { attempt: "suppressed", decision: "deny", http: 200, exit: 3, means: "not allowed, and no waiting helps" },
  {
    attempt: "needs_review",
    decision: "unknown",
    http: 200,
    exit: 3,
    means: "a fact is missing or stale; unknown never sends"
  }
] as const
