/** `@forbear/cli`: the command `forbear`, and the same from a program. */
export { main } from "./Cli.ts"
export type { Io, Output } from "./Io.ts"
export type { Report } from "./replay/Replay.ts"
export type { RuleCount, Summary } from "./replay/Summary.ts"
export type { Mapping } from "./replay/Mapping.ts"
