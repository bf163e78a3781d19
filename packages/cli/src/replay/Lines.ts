/** Text to physical lines with their numbers. A line that is too long is thrown away while it is read, so memory stays flat. */

/** Longest line that is kept, in UTF-16 units. */
export const MAX_LINE = 1_048_576

/** A physical line without its end; `text` is undefined for one that was too long. */
export interface Line {
  readonly number: number
  readonly text: string | undefined
}

/** Ends at LF, CRLF and CR. The last line need not end. */
export async function* linesOf(chunks: AsyncIterable<string>, max = MAX_LINE): AsyncGenerator<Line> {
  let kept: Array<string> = []
  let length = 0
  let tooLong = false
  let number = 1
  let afterCr = false

  const add = (part: string): void => {
    if (part === "") return
    length += part.length
    if (length > max) {
      tooLong = true
      kept = []
    } else if (!tooLong) kept.push(part)
  }
  const take = (): Line => {
    const line: Line = { number, text: tooLong ? undefined : kept.join("") }
    kept = []
    length = 0
    tooLong = false
    number++
    return line
  }

  for await (const chunk of chunks) {
    let start = 0
    if (afterCr && chunk.startsWith("\n")) start = 1
    afterCr = false
    const ends = /\r\n?|\n/g
    ends.lastIndex = start
    for (let end = ends.exec(chunk); end !== null; end = ends.exec(chunk)) {
      add(chunk.slice(start, end.index))
      yield take()
      start = ends.lastIndex
      afterCr = end[0] === "\r" && start === chunk.length
    }
    add(chunk.slice(start))
  }
  if (length > 0) yield take()
}
