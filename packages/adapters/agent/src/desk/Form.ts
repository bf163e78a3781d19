/** Reading a posted form, at most 64 KB of it. */

const MAX_BYTES = 65_536

const readBytes = async (request: Request): Promise<Uint8Array | undefined> => {
  const reader = request.body?.getReader()
  const chunks: Array<Uint8Array> = []
  let length = 0
  for (;;) {
    const next = await reader?.read()
    if (next === undefined || next.done) return Buffer.concat(chunks, length)
    length += next.value.byteLength
    if (length > MAX_BYTES) {
      void reader?.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(next.value)
  }
}

/** The fields of a form, or the status to answer with. */
export const readForm = async (request: Request): Promise<URLSearchParams | 400 | 413 | 415> => {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? "")) return 415
  try {
    const bytes = await readBytes(request)
    return bytes === undefined ? 413 : new URLSearchParams(Buffer.from(bytes).toString("utf8"))
  } catch {
    return 400
  }
}

/** A post from another site, as browsers say it. */
export const isCrossSite = (request: Request): boolean => {
  const from = request.headers.get("sec-fetch-site")
  if (from !== null) return from !== "same-origin" && from !== "none"
  const origin = request.headers.get("origin")
  if (origin === null || origin === "null") return false
  // The host only: a proxy may have ended TLS before us.
  return !URL.canParse(origin) || new URL(origin).host !== new URL(request.url).host
}
