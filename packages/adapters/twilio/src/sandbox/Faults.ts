/** What can go wrong on demand. Each fault is used up by the next message that would otherwise be accepted. */

/**
 * - `timeout`: accepted, called back, never answered.
 * - `reset`: read, not accepted, connection reset. `reset_after_accept`: accepted and called back, connection reset.
 * - `500`: not accepted. `500_after_accept`: accepted and called back.
 * - `429`: not accepted, `Retry-After: 1`.
 * - `slow`: accepted, answered late. `late_callback`: callbacks come late. `duplicate_callback`: each comes twice.
 * - `silent_loss`: accepted, and nothing is heard of it again.
 */
export type Fault =
  | "timeout"
  | "reset"
  | "reset_after_accept"
  | "500"
  | "500_after_accept"
  | "429"
  | "slow"
  | "late_callback"
  | "duplicate_callback"
  | "silent_loss"

/** A queue of faults. */
export interface Faults {
  /** The next `times` accepted messages (1 by default) suffer it, in the order of the calls. */
  readonly next: (fault: Fault, times?: number) => void
  readonly take: () => Fault | undefined
  readonly clear: () => void
}

export const makeFaults = (): Faults => {
  const queue: Array<Fault> = []
  return {
    next: (fault, times = 1) => {
      for (let index = 0; index < times; index++) queue.push(fault)
    },
    take: () => queue.shift(),
    clear: () => {
      queue.length = 0
    }
  }
}
