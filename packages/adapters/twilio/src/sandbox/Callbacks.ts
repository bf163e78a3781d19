/** Signed callbacks to the host: over loopback only, or handed to a function. */
import { sign } from "@forbear/webhooks/twilio"
import { randomUUID } from "node:crypto"
import http from "node:http"

/** A callback that was sent, and the HTTP status that the host answered; null when no answer came. */
export interface SandboxCallback {
  /** The public URL, as signed. */
  readonly url: string
  readonly params: Readonly<Record<string, string>>
  readonly status: number | null
}

interface Options {
  readonly authToken: string
  /** Where a public URL is really listened on. */
  readonly route: (url: string) => string
  /** Takes the callback in place of the network; gives the status of the answer. */
  readonly deliver?: (request: Request) => Promise<Response>
}

/** Sends callbacks and knows which are under way. */
export interface Callbacks {
  readonly sent: ReadonlyArray<SandboxCallback>
  /** Never rejects. */
  readonly post: (url: string, params: Readonly<Record<string, string>>) => Promise<SandboxCallback>
  /** Runs something that `settled` waits for. */
  readonly track: (work: () => Promise<void>) => void
  readonly settled: () => Promise<void>
  readonly close: () => void
}

const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === "http:" && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)

const exchange = (
  agent: http.Agent,
  url: URL,
  headers: http.OutgoingHttpHeaders,
  body: Uint8Array
): Promise<number | null> =>
  new Promise((resolve) => {
    const request = http.request(url, { agent, method: "POST", headers, timeout: 15_000 }, (response) => {
      response.on("error", () => resolve(null))
      response.resume().on("end", () => resolve(response.statusCode ?? null))
    })
    request.on("timeout", () => request.destroy())
    request.on("error", () => resolve(null))
    request.on("close", () => resolve(null))
    request.end(body)
  })

const handOver = async (
  deliver: NonNullable<Options["deliver"]>,
  url: string,
  headers: Readonly<Record<string, string | number>>,
  body: Uint8Array
): Promise<number | null> => {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  try {
    const answer = await deliver(
      new Request(url, { method: "POST", headers: entries, body: new Uint8Array(body) })
    )
    return answer.status
  } catch {
    return null
  }
}

/** The sandbox cannot leave this machine: a callback URL elsewhere is not called, and recorded with status null. */
export const makeCallbacks = ({ authToken, route, deliver }: Options): Callbacks => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32 })
  const sent: Array<SandboxCallback> = []
  const running = new Set<Promise<void>>()

  const post: Callbacks["post"] = async (url, params) => {
    const signed = sign.form({ authToken, url, params })
    const headers = {
      ...signed.headers,
      "content-length": signed.body.length,
      "i-twilio-idempotency-token": randomUUID(),
      "user-agent": "TwilioProxy/1.1"
    }
    const target = URL.parse(route(url))
    const reachable = target !== null && isLoopback(target)
    const status =
      deliver !== undefined
        ? await handOver(deliver, url, headers, signed.body)
        : reachable
          ? await exchange(agent, target, headers, signed.body)
          : null
    const callback = { url, params, status }
    sent.push(callback)
    return callback
  }

  return {
    sent,
    post,
    track: (work) => {
      const promise = work().finally(() => running.delete(promise))
      running.add(promise)
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running)
    },
    close: () => agent.destroy()
  }
}
