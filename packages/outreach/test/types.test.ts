/** The words of two packages that must not drift apart: one cannot import the other. */
import { channelNames, type ChannelName } from "@forbear/channels"
import { Words } from "@forbear/core"
import { describe, expect, expectTypeOf, it } from "vitest"

describe("the words of the channels", () => {
  it("are the same in the vendors' contract and in the account model", () => {
    expectTypeOf<ChannelName>().toEqualTypeOf<Words.Channel>()
    expect([...channelNames].sort()).toEqual([...Words.Channel.literals].sort())
  })
})
