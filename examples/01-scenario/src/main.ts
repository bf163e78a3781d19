/** `npm run scenario`: tells the story of Jane Smith through the real code, and checks it. */
import { existsSync } from "node:fs"
import { performance } from "node:perf_hooks"
import path from "node:path"
import { parseArgs, styleText } from "node:util"
import { check } from "./checks.ts"
import { crashPoints } from "./crash.ts"
import { writeReport } from "./report.ts"
import { keepUp } from "./serve.ts"
import { tell } from "./story.ts"
import { narrator } from "./tell.ts"
import { folderOf, makeWorld } from "./world.ts"

const HELP = `npm run scenario -- [options]

  --serve          keep the portal, the agent's desk and the report up, to be looked at in a browser
  --json           print one JSON document instead of the story
  --people N       other people who are written to during the call (5000)
  --folder DIR     keep the database, the key and the host's system here; a second run goes on from there and sends
                   nothing twice (what consumers received lives in the sandboxes: give --providers, or those checks fail)
  --port N         where portal, desk and webhooks listen (a free one)
  --providers URL  sandboxes in another process, as the test that kills this one has them
  --report FILE    where to write the report (scenario-report.html)
  --help
`

const options = (() => {
  try {
    return parseArgs({
      options: {
        serve: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        people: { type: "string", default: "5000" },
        folder: { type: "string" },
        report: { type: "string", default: "scenario-report.html" },
        port: { type: "string", default: "0" },
        providers: { type: "string" },
        help: { type: "boolean", default: false }
      }
    }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : "bad options"}\n\n${HELP}`)
    process.exit(2)
  }
})()

if (options.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const people = Number(options.people)
if (!Number.isInteger(people) || people < 0 || people > 9_000) {
  process.stderr.write("--people: give a whole number from 0 to 9000\n")
  process.exit(2)
}

const port = Number(options.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write("--port: give a whole number from 0 to 65535\n")
  process.exit(2)
}
for (const [flag, folder] of [
  ["--folder", options.folder],
  ["--report", path.dirname(path.resolve(options.report))]
] as const) {
  if (folder === undefined || existsSync(folder)) continue
  process.stderr.write(`${flag}: ${folder} is not there; make it first\n`)
  process.exit(2)
}

const began = performance.now()
const story = narrator({ silent: options.json })
const world = await makeWorld({
  folder: folderOf(options.folder),
  port,
  ...(options.providers === undefined ? {} : { providersUrl: options.providers })
})
const told = await tell(world, story, people)
const checks = await check(world, told)
const failed = checks.filter((one) => !one.ok)
const report = path.resolve(options.report)
const seconds = (performance.now() - began) / 1_000
await writeReport(report, { world, scenes: story.scenes, checks, seconds })

if (options.json) {
  const whole = {
    ok: failed.length === 0,
    seconds,
    scenes: story.scenes,
    checks,
    report,
    points: crashPoints()
  }
  // A pipe takes it in pieces: leaving before it is written would cut it.
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(whole, undefined, 2)}\n`, resolve))
} else {
  story.say()
  story.say(styleText("bold", "Checklist"))
  for (const one of checks) {
    const mark = one.ok
      ? styleText("green", "✓", { stream: process.stdout })
      : styleText("red", "✗", { stream: process.stdout })
    story.say(
      `  ${mark} ${one.step.padEnd(4)} ${one.claim}${one.ok ? "" : `\n         saw: ${one.evidence}`}`
    )
  }
  story.say()
  story.say(`${checks.length - failed.length} of ${checks.length} checks hold, in ${seconds.toFixed(1)} s.`)
  story.say(`The report, to open in a browser: ${report}`)
}

if (options.serve)
  await keepUp(world, report, options.json ? (line) => void process.stderr.write(`${line}\n`) : story.say)
await world.close()
process.exit(failed.length === 0 ? 0 : 1)
