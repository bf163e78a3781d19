/** Runs before every test file: a connection or a name look-up that would leave this machine throws. */
import dns from "node:dns"
import net from "node:net"

const local = (host: unknown): boolean => {
  if (host === undefined || host === null || host === "") return true
  const name = String(host)
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/^::ffff:/, "")
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    name === "::" ||
    name === "0.0.0.0" ||
    name.startsWith("127.")
  )
}

const refuse = (what: string): never => {
  throw new Error(`A test tried to leave this machine (${what}). Use a sandbox on loopback, msw, or a stub.`)
}

type Connect = (this: net.Socket, ...args: Array<unknown>) => net.Socket
const guarded = Symbol.for("forbear/no-network")
const prototype = net.Socket.prototype as unknown as { connect: Connect & { [guarded]?: true } }

if (prototype.connect[guarded] === undefined) {
  const connect = prototype.connect
  const patched: Connect & { [guarded]?: true } = function (this: net.Socket, ...args) {
    const list = Array.isArray(args[0]) ? (args[0] as Array<unknown>) : args
    const first = list[0]
    if (typeof first === "object" && first !== null) {
      const options = first as { readonly host?: unknown; readonly path?: unknown }
      if (options.path === undefined && !local(options.host)) refuse(`connect to ${String(options.host)}`)
    } else if (typeof first === "number" || (typeof first === "string" && /^\d+$/.test(first))) {
      if (typeof list[1] === "string" && !local(list[1])) refuse(`connect to ${list[1]}`)
    }
    return connect.apply(this, args)
  }
  patched[guarded] = true
  prototype.connect = patched

  const guard = <F extends (...args: Array<never>) => unknown>(lookup: F): F =>
    new Proxy(lookup, {
      apply(target, self, args: Array<unknown>) {
        if (!local(args[0]) && net.isIP(String(args[0])) === 0) refuse(`look up ${String(args[0])}`)
        return Reflect.apply(target, self, args) as unknown
      }
    })
  dns.lookup = guard(dns.lookup)
  dns.promises.lookup = guard(dns.promises.lookup)
  for (const name of [
    "resolve",
    "resolve4",
    "resolve6",
    "resolveMx",
    "resolveTxt",
    "resolveSrv",
    "resolveCname"
  ] as const) {
    Object.assign(dns, { [name]: guard(dns[name]) })
    Object.assign(dns.promises, { [name]: guard(dns.promises[name]) })
  }
}
