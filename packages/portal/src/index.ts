/**
 * `@forbear/portal`: the customer's page. Her plan, ready to choose; how she may be reached; dispute and stop.
 */
export { makePortal, type Portal } from "./Portal.ts"
export { PortalError, type Handover, type Knows, type PortalOptions } from "./Site.ts"
export type { Theme } from "./Style.ts"
