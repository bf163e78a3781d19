/** `--serve`: keeps the portal, the agent's desk and the report up, and lets time go on, so that what a visitor does there has its effects. */
import { readFileSync } from "node:fs"
import { jane } from "./people.ts"
import type { World } from "./world.ts"

const SECOND = 1_000

/** Serves until the process is asked to end. */
export const keepUp = async (world: World, report: string, say: (line: string) => void): Promise<void> => {
  world.serve(
    "/report",
    () =>
      new Response(readFileSync(report), {
        headers: {
          "content-type": "text/html; charset=utf-8",
          "cache-control": "no-store",
          "x-content-type-options": "nosniff"
        }
      })
  )
  const { clock, forbear, server } = world
  const portal = await forbear.portalLink({
    person: jane.id,
    debts: [jane.debt],
    key: `serve/${clock.now()}`
  })
  const stop = new AbortController()
  const ticking = setInterval(() => clock.advance(SECOND), SECOND)
  const working = forbear.work({ signal: stop.signal, pauseMillis: 200 })
  say("")
  say("Up until Ctrl-C; her clock goes on from here:")
  say(`  her portal   ${portal}`)
  say(`               (it asks for her postal code: ${jane.postalCode})`)
  say(`  the desk     ${server.url}/desk`)
  say(`  about Jane   ${server.url}/desk/person/${jane.id}?debts=${jane.debt}`)
  say(`  the report   ${server.url}/report`)
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve)
    process.once("SIGTERM", resolve)
  })
  clearInterval(ticking)
  stop.abort()
  await working
}
