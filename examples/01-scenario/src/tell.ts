/** The narrator: collects what happens as scenes, and prints them as a person would tell them. */
import { styleText } from "node:util"
import type { CalendarView, DecisionView } from "forbear"

/** A message as the consumer sees it. */
export interface Seen {
  readonly channel: "sms" | "email"
  readonly from: string
  readonly subject?: string
  readonly text: string
  readonly html?: string
  readonly by: "us" | "her"
  /** Epoch milliseconds, virtual: when it arrived. */
  readonly at: number
}

/** A page as a browser got it. */
export interface Shown {
  readonly title: string
  readonly html: string
}

/** One scene of the story. */
export interface Scene {
  /** The numbered step of the scenario, or a legal point. */
  readonly step: string
  readonly title: string
  /** Epoch milliseconds, virtual. */
  readonly at: number
  readonly lines: ReadonlyArray<string>
  readonly messages: ReadonlyArray<Seen>
  readonly decisions: ReadonlyArray<DecisionView>
  /** The fourteen days from here, one per channel and sender. */
  readonly calendars: ReadonlyArray<CalendarView>
  /** Pages that were open, for the report. */
  readonly pages: ReadonlyArray<Shown>
}

/** What a scene may leave out. */
type Bare = "messages" | "decisions" | "calendars" | "pages"

const inZone = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short"
  }).format(at)

/** Her time, then UTC. */
export const times = (at: number): string =>
  `${inZone(at, "America/Phoenix")} · ${new Date(at).toISOString().slice(0, 16)}Z`

const wrap = (text: string, width: number): ReadonlyArray<string> =>
  text.split("\n").flatMap((line) => {
    const out: Array<string> = []
    let current = ""
    for (const word of line.split(" ")) {
      if (current !== "" && current.length + word.length + 1 > width) {
        out.push(current)
        current = word
      } else current = current === "" ? word : `${current} ${word}`
    }
    return [...out, current]
  })

/** `at`: the scene's instant; a message that was sent at another one says when. */
const bubble = (seen: Seen, at: number): ReadonlyArray<string> => {
  const when = Math.abs(seen.at - at) < 60_000 ? "" : `  ${times(seen.at)}`
  const head =
    seen.channel === "sms"
      ? `text from ${seen.by === "us" ? seen.from : "Jane"}`
      : `e-mail from ${seen.from}: ${seen.subject ?? ""}`
  const body = wrap(seen.text.trim(), 84)
  const edge = seen.by === "us" ? "│" : "║"
  return [`  ┌ ${head}${when}`, ...body.map((line) => `  ${edge} ${line}`), "  └"]
}

const decisionLines = (decision: DecisionView): ReadonlyArray<string> => [
  `${decision.channel} by ${decision.sender}: ${decision.outcome}${decision.next === undefined ? "" : `, next ${times(Date.parse(decision.next))}`}${decision.after === undefined ? "" : `, after ${decision.after}`}`,
  ...decision.reasons.map((one) => `  because ${one.reason} [${one.citation}]`)
]

/** Prints scenes while the story goes on; silent for `--json`. */
export const narrator = (options: { readonly silent: boolean }) => {
  const scenes: Array<Scene> = []
  const color = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream: process.stdout })
  const say = (line = "") => {
    if (!options.silent) process.stdout.write(`${line}\n`)
  }
  return {
    scenes,
    say,
    scene: (scene: Omit<Scene, Bare> & Partial<Pick<Scene, Bare>>): void => {
      const full: Scene = { messages: [], decisions: [], calendars: [], pages: [], ...scene }
      scenes.push(full)
      say()
      say(`${color("bold", `${full.step}  ${full.title}`)}  ${color("dim", times(full.at))}`)
      for (const line of full.lines) say(`  ${line}`)
      for (const message of full.messages)
        for (const line of bubble(message, full.at)) say(color(message.by === "us" ? "cyan" : "yellow", line))
      for (const decision of full.decisions) {
        const [head, ...rest] = decisionLines(decision)
        say(`  ${color(decision.outcome === "permit" ? "green" : "red", "•")} ${head}`)
        for (const line of rest) say(color("dim", `    ${line}`))
      }
    }
  }
}

/** A narrator. */
export type Narrator = ReturnType<typeof narrator>
