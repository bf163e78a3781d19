/** A rate limit per key: a bucket that refills, kept in memory and bounded. It slows a flood; what counts for safety is in the timeline. */

const BURST = 60
const REFILL_MILLIS = 1_000
const MOST_KEYS = 10_000

interface Bucket {
  readonly left: number
  readonly at: number
}

/** A limiter: 60 requests at once for each key, then one a second. */
export interface Limiter {
  readonly take: (key: string, now: number) => boolean
}

/** A new limiter. */
export const makeLimiter = (): Limiter => {
  const buckets = new Map<string, Bucket>()
  return {
    take: (key, now) => {
      const before = buckets.get(key) ?? { left: BURST, at: now }
      const left = Math.min(BURST, before.left + Math.max(0, now - before.at) / REFILL_MILLIS)
      buckets.delete(key)
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: Math.max(now, before.at) })
      if (buckets.size > MOST_KEYS) {
        const [oldest] = buckets.keys()
        if (oldest !== undefined) buckets.delete(oldest)
      }
      return left >= 1
    }
  }
}
