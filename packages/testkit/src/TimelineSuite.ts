/**
 * The conformance suite of a timeline: what every store must do, in whatever test runner it is given. A store that passes it
 * may stand under everything else.
 */
import { appending } from "./internal/timeline/appending.ts"
import { crossing } from "./internal/timeline/crossing.ts"
import { inLab, type Case, type MakeStore } from "./internal/timeline/Lab.ts"
import { program } from "./internal/timeline/programs.ts"
import { reading } from "./internal/timeline/reading.ts"
import { refusing } from "./internal/timeline/refusing.ts"
import { timing } from "./internal/timeline/timing.ts"

export { manualClock, type MakeStore, type ManualClock } from "./internal/timeline/Lab.ts"

/** The two functions of a test runner that the suite needs; those of vitest, node:test and Jest fit. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => Promise<void>) => unknown
}

/** What to test. */
export interface SuiteOptions {
  readonly name: string
  /** Makes a new, empty store on the clock that it is given; the store is released with the scope. */
  readonly make: MakeStore
  readonly test: Runner
  /** How many random programs to run, 30 unless given, and of how many steps, 60 unless given. */
  readonly programs?: number
  readonly steps?: number
  /** The seed of the first program, 1 unless given; a failure names the seed of its own. */
  readonly seed?: number
}

const groups: ReadonlyArray<readonly [string, ReadonlyArray<Case>]> = [
  ["append", appending],
  ["refuse", refusing],
  ["read", reading],
  ["timers", timing],
  ["tenants", crossing]
]

/** Registers the suite with the runner. */
export const describeTimeline = (options: SuiteOptions): void => {
  const { name, make, test, programs = 30, steps = 60, seed = 1 } = options
  test.describe(`timeline: ${name}`, () => {
    for (const [group, cases] of groups) {
      test.describe(group, () => {
        for (const { says, run } of cases) test.it(says, inLab(make, run))
      })
    }
    test.it(`answers ${programs} random programs as the model does`, async () => {
      for (let i = 0; i < programs; i++) await inLab(make, (lab) => program(lab, seed + i, steps))()
    })
  })
}
