/** What must hold after several processes have fought over one scope of one file, some of them killed. */
import { Chain, type Id, Scope } from "@forbear/core"
import { SqliteTimeline } from "@forbear/store-sqlite"
import { Effect } from "effect"
import { expect } from "vitest"
import { DatabaseSync } from "node:sqlite"
import { start, type Worker } from "./Processes.ts"

const tenant = "acme" as Id.TenantId
const scope = Scope.person("p1" as Id.PersonId)

const inspect = (filename: string) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const timeline = yield* SqliteTimeline.make({ filename })
        const reading = yield* timeline.read(tenant, [scope])
        expect(Chain.verify(yield* timeline.chain(tenant, scope))).toEqual({ ok: true })
        expect((yield* timeline.follow(tenant, 0, 1_000_000)).map(({ id }) => id)).toEqual(
          reading.events.map(({ id }) => id)
        )
        return { ids: reading.events.map(({ id }) => String(id)), version: reading.versions.get(scope) }
      })
    )
  )

const check = async (filename: string, workers: ReadonlyArray<Worker>): Promise<number> => {
  const database = new DatabaseSync(filename)
  expect(Object.values(database.prepare("PRAGMA integrity_check").get() ?? {})).toEqual(["ok"])
  database.close()
  const { ids, version } = await inspect(filename)
  const acknowledged = workers.flatMap((worker) => worker.acknowledged)
  const versions = acknowledged.map((one) => one.version)
  expect(new Set(versions).size).toBe(versions.length)
  for (const { id, version: at } of acknowledged) expect(ids.slice(at, at + 2)).toEqual([id, `${id}-twin`])
  expect(version).toBe(ids.length)
  for (const [i, id] of ids.entries()) if (i % 2 === 0) expect(ids[i + 1]).toBe(`${id}-twin`)
  return ids.length / 2
}

/** So many processes append `rounds` times each with expectations: each version is won once, nothing is lost. */
export const fight = async (filename: string, processes: number, rounds: number): Promise<void> => {
  const workers = Array.from({ length: processes }, (_, i) => start(filename, `w${i}`, rounds))
  for (const worker of workers) expect(await worker.ended).toEqual({ code: 0, errors: "" })
  expect(await check(filename, workers)).toBe(processes * rounds)
}

/** One of two writers is killed (SIGKILL) after `after` acknowledgements, again and again; what was acknowledged stays. */
export const massacre = async (
  filename: string,
  kills: number,
  after: (kill: number) => number
): Promise<void> => {
  const survivor = start(filename, "survivor", kills * 15)
  const victims: Array<Worker> = []
  for (let kill = 0; kill < kills; kill++) {
    const victim = start(filename, `victim${kill}`, 1_000_000)
    victims.push(victim)
    await victim.reached(after(kill))
    victim.child.kill("SIGKILL")
    expect((await victim.ended).code).toBe(null)
  }
  expect(await survivor.ended).toEqual({ code: 0, errors: "" })
  const all = [survivor, ...victims]
  const acknowledged = all.reduce((sum, worker) => sum + worker.acknowledged.length, 0)
  const found = await check(filename, all)
  expect(found).toBeGreaterThanOrEqual(acknowledged)
  expect(found).toBeLessThanOrEqual(acknowledged + kills)
}
