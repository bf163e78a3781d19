/** Who may use the desk: a browser with a signed cookie, given for the token, or freely on this machine when there is none. */
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto"

/** A browser that may use the desk; `cookie` when it must be told so. */
export interface Seat {
  readonly id: string
  readonly cookie?: string
}

/** The desk's door. */
export interface Door {
  readonly enter: (request: Request) => Seat | "locked" | "elsewhere"
  readonly unlock: (request: Request, token: string) => Seat | undefined
  readonly form: (seat: Seat) => string
  readonly isForm: (seat: Seat, given: string) => boolean
}

const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest())

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Makes the door. With a token seats outlive a restart; without one each process has its own key. */
export const makeDoor = (token: string | undefined, basePath: string): Door => {
  const key =
    token === undefined ? randomBytes(32) : Buffer.from(hkdfSync("sha256", token, "", "forbear/desk/1", 32))
  const mac = (...parts: ReadonlyArray<string>) =>
    createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url").slice(0, 32)

  const give = (request: Request): Seat => {
    const id = randomBytes(12).toString("base64url")
    const secure = new URL(request.url).protocol === "https:" ? "; Secure" : ""
    const path = basePath === "" ? "/" : basePath
    return { id, cookie: `desk=${id}.${mac("seat", id)}; Path=${path}; HttpOnly; SameSite=Strict${secure}` }
  }

  const seated = (request: Request): Seat | undefined => {
    const [, id, sign] =
      /(?:^|;\s*)desk=([\w-]{16})\.([\w-]{32})(?:;|$)/.exec(request.headers.get("cookie") ?? "") ?? []
    return id !== undefined && sign !== undefined && isSame(sign, mac("seat", id)) ? { id } : undefined
  }

  return {
    enter: (request) => {
      if (token === undefined) {
        return LOOPBACK.test(new URL(request.url).hostname) ? (seated(request) ?? give(request)) : "elsewhere"
      }
      const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1]
      // One seat for everybody who sends the token itself: no browser does that by accident.
      if (bearer !== undefined) return isSame(bearer, token) ? { id: "bearer" } : "locked"
      return seated(request) ?? "locked"
    },
    unlock: (request, given) => (token !== undefined && isSame(given, token) ? give(request) : undefined),
    form: (seat) => mac("form", seat.id),
    isForm: (seat, given) => isSame(given, mac("form", seat.id))
  }
}
