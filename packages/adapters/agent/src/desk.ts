/** `@forbear/adapter-agent/desk`: the agent's desk as a fetch handler. */
export { makeDesk, type Desk } from "./desk/Desk.ts"
export type {
  DeskAmount,
  DeskApi,
  DeskBrief,
  DeskCall,
  DeskDecision,
  DeskMessage,
  DeskOptions,
  DeskReason,
  DeskSent,
  DeskTask
} from "./desk/Api.ts"
