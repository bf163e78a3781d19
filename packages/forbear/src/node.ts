/** Mounting the handler on node's http server, Express and their like. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { toNodeHandler as mount } from "@forbear/webhooks"

/**
 * `app.use(toNodeHandler(forbear.handler))`, before any body parser: a signature covers the bytes as they came. Where a parser
 * ran first and kept no raw body, webhooks are answered 500 and logged as `body_consumed`.
 */
export const toNodeHandler: (
  handler: (request: Request) => Promise<Response>
) => (request: IncomingMessage, response: ServerResponse) => Promise<void> = mount
