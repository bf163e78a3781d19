/** Mock Service Worker handlers for Twilio's API, on the same logic as the sandbox's server: an integrator's unit test needs none. */
import { twilioApi, type TwilioApi, type TwilioApiOptions } from "@forbear/adapter-twilio/sandbox"
import { http, HttpResponse, type RequestHandler } from "msw"

/** Options of `twilioHandlers`. */
export interface TwilioHandlersOptions extends TwilioApiOptions {
  /** The API's address; `https://api.twilio.com` unless given. */
  readonly baseUrl?: string
}

/** Handlers for `setupServer` or `setupWorker`, and the API behind them: its messages, faults, replies. */
export interface TwilioHandlers extends Omit<TwilioApi, "answer" | "release"> {
  readonly handlers: ReadonlyArray<RequestHandler>
}

const never = new Promise<never>(() => undefined)

/**
 * Mocks Twilio for code that sends through the global fetch (`http: "fetch"` of `createForbear`; the live address is let out to
 * fetch in live mode only, so in sandbox mode give a loopback `baseUrl` to both). Give `deliver` the host's own fetch handler to
 * get status callbacks and replies without a server.
 */
export const twilioHandlers = (options: TwilioHandlersOptions): TwilioHandlers => {
  const { answer, release: _, ...api } = twilioApi(options)
  const base = (options.baseUrl ?? "https://api.twilio.com").replace(/\/+$/, "")
  const handler = http.all(`${base}/2010-04-01/*`, async ({ request }) => {
    const { promise: answered, resolve } = Promise.withResolvers<void>()
    const result = await answer({
      method: request.method,
      path: new URL(request.url).pathname,
      authorization: request.headers.get("authorization") ?? undefined,
      params: new URLSearchParams(await request.text()),
      answered
    })
    // Callbacks follow the answer: a macrotask later it has been handed over.
    setTimeout(resolve, 0)
    if (result === "hold") return never
    if (result === "reset") return HttpResponse.error()
    return new HttpResponse(JSON.stringify(result.body), {
      status: result.status,
      headers: { ...result.headers, "content-type": "application/json" }
    })
  })
  return { ...api, handlers: [handler] }
}
