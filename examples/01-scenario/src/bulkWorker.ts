/** The bulk run's own process: a second worker on the same file, as a campaign has one beside the agents' desk. */
import { createForbear } from "forbear"
import { channelsOf, engineOptions, type Place } from "./engine.ts"
import { smsSenders } from "./people.ts"

/** What the run is told: where, at what time of the story, how many people, by how many workers. */
export interface Order {
  readonly place: Place
  readonly at: number
  readonly count: number
  readonly workers: number
}

process.once("message", async ({ place, at, count, workers }: Order) => {
  // A campaign is configured with the sender that has its permission, not with every number of the house.
  const permitted = smsSenders.filter((one) => one.permittedUse !== undefined)
  const forbear = await createForbear({
    ...engineOptions(place, () => at),
    channels: channelsOf(place, permitted)
  })
  let next = 0
  let sent = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const i = next++
      const { outcome } = await forbear.attempt({
        key: `bulk/${i}`,
        person: `crowd-${i}`,
        debts: [`crowd-debt-${i}`],
        purpose: "payment_reminder",
        template: "payment_reminder",
        channels: ["sms"]
      })
      if (outcome === "dispatched") sent++
    }
  }
  process.send?.("started")
  await Promise.all(Array.from({ length: workers }, worker))
  await forbear.close()
  process.send?.({ sent }, () => process.disconnect())
})
