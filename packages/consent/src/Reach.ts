/**
 * How far something said reaches, and whether it meets a target. Permissions are read narrowly (`covers`), stops widely
 * (`touches`), so that what nobody said never permits anything.
 */
import type { Facts, Id, Words } from "@forbear/core"

/** One contact to be judged. A part left out is not known, or does not apply: no debt mentioned, no address chosen yet. */
export interface Target {
  readonly person?: Id.PersonId
  readonly channel?: Words.Channel
  readonly address?: Id.AddressId
  readonly debt?: Id.DebtId
  readonly purpose?: Words.Purpose
}

/** Channels that are one medium to the person who says "stop": texts, and calls (12 CFR 1006.14(h)(1), comment 14(h)(1)-2). */
const media: ReadonlyArray<ReadonlyArray<Words.Channel>> = [
  ["sms", "mms", "rcs"],
  ["voice_call", "prerecorded_call", "voicemail"]
]

/** The channels of the same medium, the given one among them. */
export const mediumOf = (channel: Words.Channel): ReadonlyArray<Words.Channel> =>
  media.find((medium) => medium.includes(channel)) ?? [channel]

const allows = <T>(named: ReadonlyArray<T> | undefined, value: T | undefined): boolean =>
  named === undefined || (value !== undefined && named.includes(value))

/** Is the target wholly inside a permission? A part that the permission names must be known of the target, and equal. */
export const covers = (reach: Facts.Reach, target: Target): boolean =>
  allows(reach.channels, target.channel) &&
  allows(reach.addresses, target.address) &&
  allows(reach.debts, target.debt) &&
  allows(reach.purposes, target.purpose)

const hits = <T>(named: ReadonlyArray<T> | undefined, value: T | undefined): boolean =>
  named === undefined || value === undefined || named.includes(value)

/** Can the target be inside a stop? What is not known of the target may be inside, and a medium is refused whole. */
export const touches = (reach: Facts.Reach, target: Target): boolean =>
  hits(reach.channels?.flatMap(mediumOf), target.channel) &&
  hits(reach.addresses, target.address) &&
  hits(reach.debts, target.debt) &&
  hits(reach.purposes, target.purpose)

const isInside = <T>(inner: ReadonlyArray<T> | undefined, outer: ReadonlyArray<T> | undefined): boolean =>
  outer === undefined || (inner !== undefined && inner.every((value) => outer.includes(value)))

/** Is everything that `inner` reaches also reached by `outer`? */
export const contains = (outer: Facts.Reach, inner: Facts.Reach): boolean =>
  isInside(inner.channels, outer.channels) &&
  isInside(inner.addresses, outer.addresses) &&
  isInside(inner.debts, outer.debts) &&
  isInside(inner.purposes, outer.purposes)

const meets = <T>(a: ReadonlyArray<T> | undefined, b: ReadonlyArray<T> | undefined): boolean =>
  a === undefined || b === undefined || a.some((value) => b.includes(value))

/** A stop with its media whole. */
export const widened = (stop: Facts.Reach): Facts.Reach =>
  stop.channels === undefined ? stop : { ...stop, channels: stop.channels.flatMap(mediumOf) }

/** Do the two reach anything in common? */
export const overlaps = (a: Facts.Reach, b: Facts.Reach): boolean =>
  meets(a.channels, b.channels) &&
  meets(a.addresses, b.addresses) &&
  meets(a.debts, b.debts) &&
  meets(a.purposes, b.purposes)
