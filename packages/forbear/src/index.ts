/**
 * `forbear`: omnichannel outreach for an existing debt-collection system, for people who do not write Effect.
 * Promises and plain objects; what is not allowed is an answer, not an error.
 */
export * from "./createForbear.ts"
export * from "./errors.ts"
export * from "./options.ts"
export { checkOptions } from "./checkOptions.ts"
export * from "./store.ts"
export * from "./types.ts"
export type { Desk, CallInput, TaskView } from "./desk.ts"
export type { BriefView, CalendarInput, MayInput, Queries } from "./queries.ts"
export { outcomes } from "./outcomes.ts"
export { toNodeHandler } from "./node.ts"
