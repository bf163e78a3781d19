/** Which hosts a channel may reach: those it declares, and outside of live mode only this machine. */
import { TransportError, type Channel } from "@forbear/channels"
import net, { type LookupFunction } from "node:net"

/** Where a request or a socket wants to go. */
export interface Target {
  /** Lower case, IPv6 without brackets. */
  readonly hostname: string
  readonly port: number
  /** Encrypted from the first byte. */
  readonly tls: boolean
}

/** Throws `TransportError` (`before_write`, `forbidden_host`) for a target that the channel may not reach. */
export type HostGate = (target: Target) => void

const loopbackAddresses = new net.BlockList()
loopbackAddresses.addSubnet("127.0.0.0", 8, "ipv4")
loopbackAddresses.addAddress("::1", "ipv6")

/** True for `localhost`, 127.0.0.0/8 and ::1; nothing is looked up. */
export const isLoopback = (hostname: string): boolean => {
  if (hostname === "localhost") return true
  const family = net.isIP(hostname)
  return family !== 0 && loopbackAddresses.check(hostname, family === 4 ? "ipv4" : "ipv6")
}

/** Strips the brackets of an IPv6 literal, lower case. */
export const bareHost = (host: string): string => host.toLowerCase().replace(/^\[(.*)\]$/, "$1")

const label = ({ hostname, port }: Target): string =>
  net.isIPv6(hostname) ? `[${hostname}]:${port}` : `${hostname}:${port}`

/** `name` stands for port 443, `name:port` for itself. */
const normalise = (entry: string): string => {
  const host = entry.trim().toLowerCase()
  if (/^(\[[^\]]+\]|[^:]+):\d+$/.test(host)) return host
  return `${net.isIPv6(host) ? `[${host}]` : host}:443`
}

const forbid = (message: string): never => {
  throw new TransportError("before_write", "forbidden_host", message)
}

/**
 * The gate of one channel. A host passes if the manifest or the configuration names it, if `operatorHosts` (when given)
 * names it too, and if it is this machine or the system is live.
 */
export const hostGate = (
  channel: Pick<Channel, "name" | "manifest" | "extraHosts">,
  options: { readonly allowLive: boolean; readonly operatorHosts?: ReadonlyArray<string> }
): HostGate => {
  const declared = new Set([...channel.manifest.hosts, ...channel.extraHosts].map(normalise))
  const operator =
    options.operatorHosts === undefined ? undefined : new Set(options.operatorHosts.map(normalise))
  return (target) => {
    const host = label(target)
    if (!options.allowLive && !isLoopback(target.hostname)) {
      forbid(
        `${host}: the system is not live, so only this machine may be reached; switch live mode on explicitly`
      )
    }
    if (!declared.has(host))
      forbid(`${host}: channel ${channel.name} does not declare this host in its manifest or configuration`)
    if (operator !== undefined && !operator.has(host))
      forbid(`${host}: not in the hosts that this system allows`)
  }
}

/** A name look-up that knows this machine only and asks nobody. */
export const loopbackLookup: LookupFunction = (hostname, options, callback) => {
  const found = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 }
  ].filter(({ family }) => !options.family || options.family === "IPv4" || options.family === family)
  const first = found[0]
  if (hostname !== "localhost" || first === undefined) {
    callback(
      Object.assign(new Error("only localhost is known outside of live mode"), { code: "ENOTFOUND" }),
      "",
      0
    )
  } else if (options.all === true) callback(null, found)
  else callback(null, first.address, first.family)
}
