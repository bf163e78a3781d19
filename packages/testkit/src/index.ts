/**
 * `@forbear/testkit`: what tests, simulations and examples stand on. Sandboxes together, a clock to move, time driven through
 * them, a server for webhooks, sample people, and the conformance suite of stores.
 */
export * from "./VirtualClock.ts"
export * from "./Host.ts"
export * from "./Sandboxes.ts"
export * from "./Turns.ts"
export * from "./RunUntil.ts"
export * from "./People.ts"
export * from "./TimelineSuite.ts"
