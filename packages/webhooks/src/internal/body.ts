/** Reads a request's body with a limit in bytes and in time; memory never exceeds the limit by more than one chunk. */

/** The bytes, or why they were not read. */
export type BodyResult =
  | { readonly bytes: Uint8Array }
  | { readonly problem: "oversized" | "timeout" | "aborted" }

const join = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const only = chunks[0]
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length)
}

const collect = async (
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number
): Promise<BodyResult> => {
  const chunks: Array<Uint8Array> = []
  let length = 0
  for (;;) {
    const next = await reader.read()
    if (next.done) return { bytes: join(chunks, length) }
    length += next.value.byteLength
    if (length > maxBytes) return { problem: "oversized" }
    chunks.push(next.value)
  }
}

/** Stops reading, and tells the source so, as soon as more than `maxBytes` arrived or `timeoutMs` passed. */
export const readBody = async (
  request: Request,
  maxBytes: number,
  timeoutMs: number
): Promise<BodyResult> => {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) {
    void request.body?.cancel().catch(() => undefined)
    return { problem: "oversized" }
  }
  if (request.body === null) return { bytes: new Uint8Array(0) }
  const reader = request.body.getReader()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<BodyResult>((resolve) => {
    timer = setTimeout(() => resolve({ problem: "timeout" }), timeoutMs)
  })
  const aborted = (): BodyResult => ({ problem: "aborted" })
  const result = await Promise.race([collect(reader, maxBytes).catch(aborted), late])
  clearTimeout(timer)
  if ("problem" in result) void reader.cancel().catch(() => undefined)
  return result
}
