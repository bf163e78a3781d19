/** Prints how many times faster a local time is read from the table than from a cached Intl.DateTimeFormat, on plain Node. */
import * as Instant from "../../src/Instant.ts"
import * as Zone from "../../src/Zone.ts"

const name = Zone.make("America/New_York")
const format = new Intl.DateTimeFormat("en-US", {
  timeZone: name,
  hourCycle: "h23",
  weekday: "short",
  day: "numeric",
  hour: "numeric",
  minute: "numeric"
})
const into = { day: 0, minute: 0, second: 0, weekday: 0 }

const nanoseconds = (
  instants: ReadonlyArray<Instant.Instant>,
  run: (at: Instant.Instant) => number
): number => {
  let sum = 0
  const rounds = 10
  for (let warm = 0; warm < 5; warm += 1) for (const at of instants) sum += run(at)
  const started = performance.now()
  for (let round = 0; round < rounds; round += 1) for (const at of instants) sum += run(at)
  const spent = performance.now() - started
  if (!Number.isFinite(sum)) throw new Error("no sum")
  return (spent / (rounds * instants.length)) * 1e6
}

let state = 7
const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32

for (const [label, from, until] of [
  ["1990 to 2040", Date.UTC(1990, 0, 1), Date.UTC(2041, 0, 1)],
  ["two months with a transition", Date.UTC(2026, 9, 1), Date.UTC(2026, 11, 1)]
] as const) {
  const instants = Array.from({ length: 20_000 }, () =>
    Instant.make(from + Math.floor(next() * (until - from)))
  )
  const table = nanoseconds(instants, (at) => Zone.localAt(name, at, into).minute)
  const text = nanoseconds(instants, (at) => format.format(at).length)
  const parts = nanoseconds(instants, (at) => format.formatToParts(at).length)
  console.log(
    `${label}: localAt ${table.toFixed(0)} ns, Intl format ${text.toFixed(0)} ns (ratio ${(text / table).toFixed(1)}), ` +
      `formatToParts ${parts.toFixed(0)} ns (ratio ${(parts / table).toFixed(1)})`
  )
}
