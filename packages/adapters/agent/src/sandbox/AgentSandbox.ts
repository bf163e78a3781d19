/** An agent in memory: remembers the tasks delivered, and reports what became of each when told to. */
import type { AgentTask } from "../Agent.ts"

/** What the agent says became of a task; `Outcome` is the word or object that the host's desk records. */
export interface AgentAnswer<Outcome> {
  readonly task: AgentTask
  readonly outcome: Outcome
}

/** Options of `agentSandbox`. */
export interface AgentSandboxOptions<Outcome> {
  /** Hands an answer to the host, as its desk would. */
  readonly report?: (answer: AgentAnswer<Outcome>) => Promise<void>
}

/** - `refuse`: not taken. `fail_after_accept`: taken, and the host is told that it failed. `hang`: taken, never confirmed. */
export type AgentFault = "refuse" | "fail_after_accept" | "hang"

/** A sandbox; its `deliver` goes into the adapter's configuration. */
export interface AgentSandbox<Outcome> {
  readonly deliver: (task: AgentTask) => Promise<void>
  /** Each task once, in order of arrival. */
  readonly tasks: ReadonlyArray<AgentTask>
  /** Tasks without an answer. */
  readonly open: () => ReadonlyArray<AgentTask>
  readonly answers: ReadonlyArray<AgentAnswer<Outcome>>
  /** Answers an open task; rejects for one that is unknown or already answered. */
  readonly answer: (attemptId: string, outcome: Outcome) => Promise<void>
  /** Resolves with the oldest open task, waiting for one if there is none. */
  readonly next: () => Promise<AgentTask>
  readonly faults: { readonly next: (fault: AgentFault) => void }
}

/** Starts nothing: it is only memory. */
export const agentSandbox = <Outcome = string>(
  options: AgentSandboxOptions<Outcome> = {}
): AgentSandbox<Outcome> => {
  const tasks: Array<AgentTask> = []
  const answers: Array<AgentAnswer<Outcome>> = []
  const open = new Map<string, AgentTask>()
  const waiting: Array<(task: AgentTask) => void> = []
  const faults: Array<AgentFault> = []

  const take = (task: AgentTask) => {
    if (tasks.some(({ attemptId }) => attemptId === task.attemptId)) return
    tasks.push(task)
    open.set(task.attemptId, task)
    for (const wake of waiting.splice(0)) wake(task)
  }

  return {
    tasks,
    answers,
    open: () => [...open.values()],
    deliver: async (task) => {
      const fault = faults.shift()
      if (fault === "refuse") throw new Error("agentSandbox: refused on demand")
      take(task)
      if (fault === "fail_after_accept") throw new Error("agentSandbox: failed on demand")
      if (fault === "hang") await new Promise(() => undefined)
    },
    answer: async (attemptId, outcome) => {
      const task = open.get(attemptId)
      if (task === undefined) throw new TypeError("agentSandbox: attemptId: not an open task; see open()")
      open.delete(attemptId)
      const answer = { task, outcome }
      answers.push(answer)
      await options.report?.(answer)
    },
    next: () => {
      const [first] = open.values()
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first)
    },
    faults: { next: (fault) => void faults.push(fault) }
  }
}
