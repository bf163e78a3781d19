/** Reading a posted form: bounded, of the two encodings that browsers and mail providers send. */

/** The fields of a form, or the status to answer with. */
export type FormResult =
  | { readonly fields: ReadonlyMap<string, string> }
  | { readonly status: 400 | 413 | 415 }

const MAX_BYTES = 16_384

const TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

const readBytes = async (request: Request): Promise<Uint8Array | undefined> => {
  if (request.body === null) return new Uint8Array(0)
  const reader = request.body.getReader()
  const chunks: Array<Uint8Array> = []
  let length = 0
  for (;;) {
    const next = await reader.read()
    if (next.done) return Buffer.concat(chunks, length)
    length += next.value.byteLength
    if (length > MAX_BYTES) {
      void reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(next.value)
  }
}

/** Reads at most 16 KB. Files are left out; of a repeated field the first value counts. */
export const readForm = async (request: Request): Promise<FormResult> => {
  const type = request.headers.get("content-type") ?? ""
  if (!TYPES.test(type)) return { status: 415 }
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BYTES) return { status: 413 }
  try {
    const bytes = await readBytes(request)
    if (bytes === undefined) return { status: 413 }
    const form = await new Response(Buffer.from(bytes), { headers: { "content-type": type } }).formData()
    const fields = new Map<string, string>()
    for (const [name, value] of form)
      if (typeof value === "string" && !fields.has(name)) fields.set(name, value)
    return { fields }
  } catch {
    return { status: 400 }
  }
}
