/** The agent channel: a call that a person is to make, handed over with what must, may and may not be said. */
import {
  defineChannel,
  rejected,
  unknown,
  accepted,
  type Channel,
  type Manifest,
  type Sender,
  type StandardSchema,
  type TaskContent
} from "@forbear/channels"

/** A queue of agents; the sender of the calls they make. */
export interface AgentQueue {
  /** Unique over all senders. */
  readonly id: string
  /** The number that the consumer sees; the queue's id if absent. */
  readonly address?: string
  readonly displayName?: string
}

/** One call to make. */
export interface AgentTask {
  /** Names the attempt for ever; a task that comes again with the same id is the same task. */
  readonly attemptId: string
  readonly queue: string
  /** The number to call. */
  readonly to: string
  readonly toName?: string
  readonly content: TaskContent
  /** Epoch milliseconds after which the call must not be made. */
  readonly notAfter: number
}

/** Options of `agent`. */
export interface AgentConfig {
  readonly queues: ReadonlyArray<AgentQueue>
  /** Tells the host's dialer or desk at once. Not needed: the timeline is the queue, dispatched and unresolved attempts are the open tasks. */
  readonly deliver?: (task: AgentTask) => Promise<void>
  /** Name of this instance; `agent` by default. */
  readonly name?: string
}

const byHand = {
  verdict: "allowed",
  source: "No provider stands in between: a person of the operator places the call.",
  asOf: "2026-11-21"
} as const

/** What the adapter declares: it hands over a task and knows nothing of the call; its outcome is what the agent records. */
export const agentManifest: Manifest = {
  specVersion: 1,
  name: "agent",
  title: "Calls by an agent",
  channels: ["voice_call"],
  directions: ["outbound"],
  content: ["task"],
  limits: {},
  evidence: "none",
  idempotency: { kind: "reference" },
  cancellable: false,
  webhook: null,
  optOut: { owner: "us", reported: false, autoReply: false },
  permittedUse: { firstPartyDebt: byHand, thirdPartyDebt: byHand },
  senders: ["person"],
  personalFields: ["to", "toName", "content"],
  hosts: [],
  connects: false,
  sandbox: true
}

interface Issue {
  readonly message: string
  readonly path: ReadonlyArray<PropertyKey>
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const queueIssues = (queues: unknown): ReadonlyArray<Issue> => {
  if (!Array.isArray(queues) || queues.length === 0) {
    return [{ path: ["queues"], message: "name at least one queue" }]
  }
  const seen = new Set<unknown>()
  return queues.flatMap((queue: unknown, index): ReadonlyArray<Issue> => {
    const { id, address } = isObject(queue) ? queue : {}
    if (!isText(id)) return [{ path: ["queues", index, "id"], message: "give every queue a name" }]
    if (seen.has(id)) return [{ path: ["queues", index, "id"], message: "is used twice" }]
    seen.add(id)
    if (address === undefined || isText(address)) return []
    return [
      {
        path: ["queues", index, "address"],
        message: "give the number that the consumer sees, or leave it out"
      }
    ]
  })
}

const configSchema: StandardSchema<AgentConfig> = {
  "~standard": {
    version: 1,
    vendor: "forbear",
    validate: (value) => {
      if (!isObject(value)) return { issues: [{ message: "give an object", path: [] }] }
      const issues = [...queueIssues(value["queues"])]
      const { deliver, name } = value
      if (deliver !== undefined && typeof deliver !== "function") {
        issues.push({ path: ["deliver"], message: "give a function, or leave it out" })
      }
      if (name !== undefined && !(isText(name) && /^[a-z][a-z0-9-]{0,39}$/.test(name))) {
        issues.push({ path: ["name"], message: "use lower-case letters, digits and hyphens" })
      }
      return issues.length === 0 ? { value: value as unknown as AgentConfig } : { issues }
    }
  }
}

const senderOf = ({ id, address, displayName }: AgentQueue): Sender => ({
  id,
  channel: "voice_call",
  address: address ?? id,
  kind: "person",
  ...(displayName === undefined ? {} : { displayName })
})

const aborted = (signal: AbortSignal): Promise<"aborted"> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve("aborted")
    else signal.addEventListener("abort", () => resolve("aborted"), { once: true })
  })

/** Accepted once the host took the task; unknown when it failed or took too long, since it may have taken it. */
const makeSend =
  (deliver: NonNullable<AgentConfig["deliver"]>): Channel["send"] =>
  async (message, context) => {
    const { attemptId, sender, to, toName, content, notAfter } = message
    if (content.kind !== "task") return rejected("permanent", "content_not_supported")
    if (notAfter <= context.now()) return rejected("permanent", "not_after_passed")
    const name = toName === undefined ? {} : { toName }
    const task: AgentTask = { attemptId, queue: sender.id, to, ...name, content, notAfter }
    const taken = async () => {
      try {
        await deliver(task)
        return "taken"
      } catch {
        return "failed"
      }
    }
    const outcome = await Promise.race([taken(), aborted(context.signal)])
    if (outcome === "taken") return accepted(attemptId, "queued")
    return unknown(outcome === "failed" ? "server_error" : "timeout")
  }

/** Queues of agents as a channel. A configuration that cannot work throws `ChannelConfigError`. */
export const agent = defineChannel<AgentConfig>({
  manifest: agentManifest,
  config: configSchema,
  make: ({ queues, deliver = () => Promise.resolve(), name = agentManifest.name }) => ({
    name,
    senders: queues.map(senderOf),
    extraHosts: [],
    send: makeSend(deliver)
  })
})
