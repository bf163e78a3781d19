/** Crash points, for the test that kills this process at each of them and runs it again on the same file. */

let passed = 0

/** `FORBEAR_CRASH_AT=7` kills the process, without any clean-up, at the seventh point. */
export const crashPoint = (): void => {
  passed += 1
  if (process.env["FORBEAR_CRASH_AT"] === String(passed)) process.kill(process.pid, "SIGKILL")
}

/** How many points were passed. */
export const crashPoints = (): number => passed
