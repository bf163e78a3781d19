/** The order in which packages may know each other: a package imports only packages above it. The one hand-kept list. */

/** Names without the scope; a trailing `*` stands for a family of plugins, which never import each other. */
export const order: ReadonlyArray<string> = [
  "core",
  "consent",
  "compliance",
  "channels",
  "messages",
  "webhooks",
  "outreach",
  "portal",
  "insight",
  "adapter-*",
  "store-*",
  "testkit",
  "forbear",
  "cli",
  "studio",
  "create-forbear-adapter"
]

/** Packages narrower than their place in the order. */
export const only: Readonly<Record<string, ReadonlyArray<string>>> = {
  channels: [],
  webhooks: [],
  "store-*": ["core"]
}

/** Packages that may use modules which Effect marks unstable. */
export const mayUseUnstable: ReadonlyArray<string> = ["cli", "studio"]

/** Packages that are applications: they may read the environment and the clock of the machine. */
export const applications: ReadonlyArray<string> = ["cli", "studio", "create-forbear-adapter"]

export interface Plain {
  /** Files that are not part of the plain face. */
  readonly except?: RegExp
  readonly modules: ReadonlyArray<string>
  /** True if Node's own types may be named (`import type`), which leaves nothing in what is built. */
  readonly types?: boolean
}

/** Packages, without the files in `except`, that depend on nothing but the named modules. */
export const plain: Readonly<Record<string, Plain>> = {
  channels: { modules: [] },
  webhooks: { except: /^src\/effect/, modules: ["node:crypto", "node:buffer"], types: true }
}

/** The row of a package in `order`: its own name, or its family's. */
export const row = (name: string): string | undefined =>
  order.find((entry) => entry === name || (entry.endsWith("*") && name.startsWith(entry.slice(0, -1))))
