/** Where a person may be: zones and regions as sets, from every address that is on record for them. Never one guess. */
import { type Facts, type Id, Zone } from "@forbear/core"

/** Zones and regions that the evidence allows, in order of name. */
export interface Whereabouts {
  readonly zones: ReadonlyArray<Zone.Zone>
  /** Why the set of zones cannot be trusted: none on record, evidence without a zone, a name that is no zone. */
  readonly unknown?: string
  /** ISO 3166-1 or -2 codes, and no region at all when none is in evidence. */
  readonly regions: ReadonlyArray<string>
  /** The events that the evidence came with. */
  readonly facts: ReadonlyArray<Id.EventId>
}

/** Whose clock a rule reads: every place, the known place where one is known, the address that is used, or a fixed zone. */
export type Clock = "every_place" | "known_place" | "address" | { readonly zone: string }

type Address = Facts.AddressFacts

const collect = (
  addresses: ReadonlyArray<Address>,
  wanted: (basis: string) => boolean = () => true
): Whereabouts => {
  const zones = new Set<Zone.Zone>()
  const regions = new Set<string>()
  const facts = new Set<Id.EventId>()
  let unknown: string | undefined
  for (const address of addresses) {
    for (const evidence of address.evidence) {
      if (!wanted(evidence.basis)) continue
      facts.add(address.event)
      for (const region of evidence.regions) regions.add(region)
      if (evidence.zones.length === 0) unknown = "evidence of a place says nothing of its time zone"
      for (const name of evidence.zones) {
        const zone = Zone.lookup(name)
        if (zone === undefined) unknown = "evidence of a place names a time zone that does not exist"
        else zones.add(zone)
      }
    }
  }
  if (zones.size === 0) unknown ??= "no time zone is in evidence"
  return {
    zones: [...zones].sort(),
    ...(unknown === undefined ? {} : { unknown }),
    regions: [...regions].sort(),
    facts: [...facts].sort()
  }
}

/** Everything that is in evidence for the people (one person, under all of their records). */
export const ofPeople = (facts: Facts.Facts, people: ReadonlyArray<Id.PersonId>): Whereabouts =>
  collect(addressesOf(facts, people))

const addressesOf = (facts: Facts.Facts, people: ReadonlyArray<Id.PersonId>): ReadonlyArray<Address> => {
  const found: Array<Address> = []
  for (const address of facts.addresses.values()) {
    if (address.people.some((person) => people.includes(person))) found.push(address)
  }
  return found
}

/** The zones of a rule's clock; `everywhere` is what `ofPeople` gave. */
export const ofClock = (
  clock: Clock,
  everywhere: Whereabouts,
  facts: Facts.Facts,
  people: ReadonlyArray<Id.PersonId>,
  address: Id.AddressId | undefined
): Whereabouts => {
  if (clock === "every_place") return everywhere
  if (clock === "known_place") {
    const known = collect(addressesOf(facts, people), (basis) => basis === "known_location")
    return known.zones.length === 0 ? everywhere : known
  }
  if (clock === "address") {
    const found = address === undefined ? undefined : facts.addresses.get(address)
    return collect(found === undefined ? [] : [found])
  }
  const zone = Zone.lookup(clock.zone)
  return {
    zones: zone === undefined ? [] : [zone],
    ...(zone === undefined ? { unknown: "the rule names a time zone that does not exist" } : {}),
    regions: [],
    facts: []
  }
}

/** Is a region, or a part of it, in evidence? No region in evidence: it may be. */
export const mayBeIn = (where: Whereabouts, regions: ReadonlyArray<string>): boolean =>
  where.regions.length === 0 ||
  where.regions.some((found) =>
    regions.some(
      (region) => found === region || found.startsWith(`${region}-`) || region.startsWith(`${found}-`)
    )
  )
