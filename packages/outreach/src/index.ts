/**
 * `@forbear/outreach`: the loop. Plan, decide, compose, reserve, dispatch, settle; hear what came back; take the next step.
 */
export * as Engine from "./Engine.ts"
export * as Request from "./Request.ts"
export * as Record from "./Record.ts"
export * as Load from "./Load.ts"
export * as Data from "./Data.ts"
export * as Plan from "./Plan.ts"
export * as Coalesce from "./Coalesce.ts"
export * as Compose from "./Compose.ts"
export * as Ledger from "./Ledger.ts"
export * as Attempt from "./Attempt.ts"
export * as Intake from "./Intake.ts"
export * as Hear from "./Hear.ts"
export * as Journey from "./Journey.ts"
export * as Worker from "./Worker.ts"
export * as Desk from "./Desk.ts"
export * as Transport from "./transport/Transport.ts"
