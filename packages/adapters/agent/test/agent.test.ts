/** The agent channel and its sandbox. */
import {
  ChannelConfigError,
  rejected,
  unknown,
  type ChannelContext,
  type WireMessage
} from "@forbear/channels"
import { describe, expect, it } from "vitest"
import { agent, type AgentConfig } from "../src/index.ts"
import { agentSandbox } from "../src/sandbox.ts"

const start = 1_780_000_000_000
const contextOf = (signal: AbortSignal = new AbortController().signal): ChannelContext => ({
  signal,
  now: () => start,
  request: () => Promise.reject(new Error("an agent makes no requests"))
})

const content = {
  kind: "task",
  title: "Call about the failed payment",
  context: [{ label: "Balance", value: "$930.38" }],
  mustSay: ["This is an attempt to collect a debt."],
  mustNotSay: ["Threats of suit"]
} as const

const config = (more: Partial<AgentConfig> = {}): AgentConfig => ({
  queues: [{ id: "floor", address: "+15205550100", displayName: "Acme" }],
  ...more
})

const channelOf = (more: Partial<AgentConfig> = {}) => {
  const channel = agent(config(more))
  const [sender] = channel.senders
  if (sender === undefined) throw new Error("no sender")
  const message: WireMessage = {
    attemptId: "att_1",
    channel: "voice_call",
    sender,
    to: "+13105550123",
    toName: "Jane Smith",
    content,
    notAfter: start + 1
  }
  return { channel, message }
}

describe("send", () => {
  it("hands the whole task over and names it by our attempt", async () => {
    const sandbox = agentSandbox()
    const { channel, message } = channelOf({ deliver: sandbox.deliver })
    const waiting = sandbox.next()
    expect(await channel.send(message, contextOf())).toEqual({
      _tag: "accepted",
      providerId: "att_1",
      status: "queued"
    })
    expect(sandbox.tasks).toEqual([
      {
        attemptId: "att_1",
        queue: "floor",
        to: "+13105550123",
        toName: "Jane Smith",
        content,
        notAfter: start + 1
      }
    ])
    expect(await waiting).toBe(sandbox.tasks[0])
  })

  it("accepts without a port: the timeline is the queue", async () => {
    const { channel, message } = channelOf()
    expect(await channel.send(message, contextOf())).toMatchObject({ _tag: "accepted", providerId: "att_1" })
  })

  it("refuses what is no task, and what is too late", async () => {
    const sandbox = agentSandbox()
    const { channel, message } = channelOf({ deliver: sandbox.deliver })
    const text = { ...message, content: { kind: "text", text: "hi" } } as const
    expect(await channel.send(text, contextOf())).toEqual(rejected("permanent", "content_not_supported"))
    expect(await channel.send({ ...message, notAfter: start }, contextOf())).toEqual(
      rejected("permanent", "not_after_passed")
    )
    expect(sandbox.tasks).toEqual([])
  })

  it("a failing port is unknown, a hanging one too once the call is aborted", async () => {
    const sandbox = agentSandbox()
    const { channel, message } = channelOf({ deliver: sandbox.deliver })
    for (const [fault, taken] of [
      ["refuse", 0],
      ["fail_after_accept", 1]
    ] as const) {
      sandbox.faults.next(fault)
      expect(await channel.send(message, contextOf())).toEqual(unknown("server_error"))
      expect(sandbox.tasks.length).toBe(taken)
    }
    sandbox.faults.next("hang")
    const abort = new AbortController()
    const sending = channel.send({ ...message, attemptId: "att_2" }, contextOf(abort.signal))
    abort.abort()
    expect(await sending).toEqual(unknown("timeout"))
  })

  it("a port that throws at once is unknown as well", async () => {
    const { channel, message } = channelOf({
      deliver: () => {
        throw new Error("Jane Smith")
      }
    })
    expect(await channel.send(message, contextOf())).toEqual(unknown("server_error"))
  })
})

describe("the sandbox", () => {
  it("keeps a repeated task once, answers each once, and reports", async () => {
    const reported: Array<unknown> = []
    const sandbox = agentSandbox<"spoke" | "no_answer">({
      report: async ({ outcome }) => void reported.push(outcome)
    })
    const { channel, message } = channelOf({ deliver: sandbox.deliver })
    await channel.send(message, contextOf())
    await channel.send(message, contextOf())
    await channel.send({ ...message, attemptId: "att_2" }, contextOf())
    expect(sandbox.open().map(({ attemptId }) => attemptId)).toEqual(["att_1", "att_2"])
    await sandbox.answer("att_1", "no_answer")
    expect((await sandbox.next()).attemptId).toBe("att_2")
    expect(sandbox.answers).toMatchObject([{ task: { attemptId: "att_1" }, outcome: "no_answer" }])
    expect(reported).toEqual(["no_answer"])
    await expect(sandbox.answer("att_1", "spoke")).rejects.toThrow("attemptId")
    await expect(sandbox.answer("nobody", "spoke")).rejects.toThrow("attemptId")
  })
})

describe("configuration", () => {
  it("turns queues into senders", () => {
    const channel = agent({ queues: [{ id: "floor" }, { id: "night", address: "+15205550101" }] })
    expect(channel.senders).toEqual([
      { id: "floor", channel: "voice_call", address: "floor", kind: "person" },
      { id: "night", channel: "voice_call", address: "+15205550101", kind: "person" }
    ])
    expect(channel.extraHosts).toEqual([])
    expect(channel.manifest.permittedUse.thirdPartyDebt.verdict).toBe("allowed")
  })

  it.each<[string, Record<string, unknown>]>([
    ["queues", { queues: [] }],
    ["queues.0.id", { queues: [{ id: " " }] }],
    ["queues.1.id", { queues: [{ id: "floor" }, { id: "floor" }] }],
    ["queues.0.address", { queues: [{ id: "floor", address: 5 }] }],
    ["deliver", { deliver: "inbox" }],
    ["name", { name: "The Desk" }]
  ])("%s is named when it cannot work", (field, change) => {
    const attempt = () => agent({ ...config(), ...change } as AgentConfig)
    expect(attempt).toThrow(ChannelConfigError)
    expect(attempt).toThrow(`agent: ${field}:`)
  })
})
