/** A replay from file to report: read, stage, compare with what is known, simulate, sum up. */
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { LocalDate, type Events } from "@forbear/core"
import type { LogLine } from "forbear"
import type { Mapping } from "./Mapping.ts"
import { readLedger } from "./Ledger.ts"
import { idsOf } from "./Plan.ts"
import { ReplayError, type ProblemCode } from "./Problem.ts"
import type { Progress } from "./Progress.ts"
import { openRejects, type Rejects } from "./Rejects.ts"
import { rowReader } from "./Rows.ts"
import { simulate } from "./Simulation.ts"
import { openStaging, type Staging } from "./Staging.ts"
import { summing, type Summary } from "./Summary.ts"
import type { Table } from "./Table.ts"

/** What to replay, and where to. */
export interface ReplayOptions {
  readonly table: Table
  readonly mapping: Mapping
  readonly source: string
  /** A SQLite file to keep; a temporary one, removed at the end, if absent. */
  readonly database?: string
  readonly rejects?: string
  /** Day numbers: rows that begin before are left out; the clock stops when the last one begins. */
  readonly from?: number
  readonly until?: number
  /** Only so many rows of the file. */
  readonly rows?: number
  readonly seed: number
  readonly progress: Progress
  readonly log?: (line: LogLine) => void
}

/** The report of a replay. Everything but `added`, `rows.known` and `performance` is the same for every run over the same file. */
export interface Report {
  readonly source: string
  /** ISO 8601 dates in UTC. */
  readonly period: { readonly from: string; readonly until: string }
  readonly rows: {
    readonly good: number
    /** Good rows that a run before told already. */
    readonly known: number
    readonly bad: number
    readonly outside: number
    readonly byReason: Readonly<Partial<Record<ProblemCode, number>>>
    readonly rejects?: string
  }
  /** Events that this run added to the timeline. */
  readonly added: number
  readonly summary: Summary
  readonly performance: {
    readonly seconds: number
    readonly eventsPerSecond: number
    readonly decisionsPerSecond: number
    readonly peakMegabytes: number
    readonly steps: number
  }
}

const DAY = 86_400_000
/** Walks may go on after the last event of the file. */
const AFTERMATH = 30 * DAY

interface Read {
  readonly good: number
  readonly outside: number
}

/** Streams the table into the staging file. */
const stageRows = async (options: ReplayOptions, staging: Staging, rejects: Rejects): Promise<Read> => {
  const { table, mapping, source, from = -Infinity, until = Infinity, rows = Infinity } = options
  const read = rowReader(mapping, table.columns, idsOf(source))
  let good = 0
  let outside = 0
  let seen = 0
  for await (const item of table.rows) {
    if (seen++ >= rows) break
    const result = read(item)
    if (result._tag === "problem") {
      rejects.add(result.problem)
      continue
    }
    if (result.row.day < from || result.row.day >= until) {
      outside++
      continue
    }
    const problem = staging.add(result.row)
    if (problem === undefined) good++
    else rejects.add(problem)
  }
  staging.finish()
  return { good, outside }
}

const isoDate = (at: number): string => LocalDate.fromDay(Math.floor(at / DAY))

/** Counts what is new while it sums up everything. */
const afterwards = async (
  database: string,
  before: number
): Promise<{ readonly summary: Summary; readonly added: number; readonly decisions: number }> => {
  const sum = summing()
  let added = 0
  let decisions = 0
  await readLedger(database, (event: Events.Stored) => {
    sum.add(event)
    if (event.position <= before) return
    added++
    if (event.kind === "decision.made") decisions++
  })
  return { summary: sum.summary(), added, decisions }
}

const megabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

const run = async (options: ReplayOptions, folder: string, rejects: Rejects): Promise<Report> => {
  const started = performance.now()
  const staging = openStaging(folder)
  try {
    const { good, outside } = await stageRows(options, staging, rejects)
    const database = options.database ?? path.join(folder, "replay.db")
    let last = 0
    const storeNow = fs.existsSync(database)
      ? await readLedger(database, (event) => {
          staging.known(event)
          last = event.position
        })
      : undefined
    const span = staging.span()
    if (span === undefined)
      throw new ReplayError("failure", "FILE: no row could be used; see the reject file for the reasons")
    const { knownRows, changed } = staging.reconcile()
    changed.forEach(rejects.add)
    const end = Math.max(
      options.until === undefined ? span.last + AFTERMATH : options.until * DAY,
      span.first
    )
    const start = Math.min(Math.max(storeNow ?? span.first, span.first), end)
    const begun = performance.now()
    const { steps } = await simulate({
      database,
      keys: `${database}.key`,
      events: staging.events(),
      personOf: staging.personOf,
      from: start,
      until: end,
      seed: options.seed,
      progress: (at) => options.progress.say((at - start) / Math.max(1, end - start), isoDate(at)),
      log: options.log ?? (() => undefined)
    })
    options.progress.say(1, isoDate(end))
    const seconds = (performance.now() - begun) / 1_000
    const { summary, added, decisions } = await afterwards(database, last)
    const file = rejects.file()
    return {
      source: options.source,
      period: { from: isoDate(span.first), until: isoDate(end) },
      rows: {
        good: good - changed.length,
        known: knownRows,
        bad: rejects.total(),
        outside,
        byReason: rejects.byCode(),
        ...(file === undefined ? {} : { rejects: file })
      },
      added,
      summary,
      performance: {
        seconds: Math.round((performance.now() - started) / 100) / 10,
        eventsPerSecond: Math.round(added / seconds),
        decisionsPerSecond: Math.round(decisions / seconds),
        peakMegabytes: megabytes(),
        steps
      }
    }
  } finally {
    staging.close()
  }
}

/** Replays a table. Rejects with `ReplayError` when nothing could be used. */
export const replay = async (options: ReplayOptions): Promise<Report> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "forbear-replay-"))
  const remove = () => fs.rmSync(folder, { recursive: true, force: true })
  const interrupted = () => {
    remove()
    process.exit(130)
  }
  process.once("SIGINT", interrupted)
  const rejects = openRejects(options.rejects)
  try {
    return await run(options, folder, rejects)
  } finally {
    rejects.close()
    options.progress.end()
    process.off("SIGINT", interrupted)
    remove()
  }
}
