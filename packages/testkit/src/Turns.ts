/** One thing at a time: webhooks wait while the engine works, so that a simulation with real sockets gives the same story twice. */

/** A queue of one. */
export interface Turns {
  /** Runs when everything asked for before is done; rejections pass through and hold nobody up. */
  readonly take: <A>(work: () => Promise<A>) => Promise<A>
}

/** Makes a queue. Do not take a turn inside of a turn: it would wait for itself. */
export const turns = (): Turns => {
  let last: Promise<unknown> = Promise.resolve()
  return {
    take: (work) => {
      const mine = last.then(work)
      last = mine.catch(() => undefined)
      return mine
    }
  }
}
