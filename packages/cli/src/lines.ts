import { createReadStream } from 'node:fs'
import { WrongUse } from './failure.ts'
import { reasonOf } from './files.ts'

/** One line of a stream, counted from 1; `text` is null where it can't be read. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly text: null; readonly problem: 'line-too-long' | 'invalid-utf8' }

/** Bytes of a line that are kept. */
const MOST = 1024 * 1024
const NEWLINE = 0x0a

/**
 * The lines of a file as its bytes come in, blank ones left out. Only a line feed ends a line: JSON may hold any other
 * separator as it is.
 * @param source a path, or `-` for standard input
 */
export async function* linesOf(source: string): AsyncGenerator<readonly Line[]> {
  const splitter = new Splitter()
  try {
    for await (const chunk of source === '-' ? process.stdin : createReadStream(source)) {
      yield splitter.push(chunk as Buffer)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw new WrongUse(`cannot read ${source === '-' ? 'standard input' : source}: ${reasonOf(error)}`)
  }
  yield splitter.end()
}

class Splitter {
  #number = 1
  #parts: Buffer[] = []
  #length = 0

  push(chunk: Buffer): Line[] {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end))
      lines.push(...this.end())
      this.#number++
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    return lines
  }

  /** The line that what was kept makes up; none where it is blank. */
  end(): Line[] {
    const number = this.#number
    const parts = this.#parts
    const tooLong = this.#length > MOST
    this.#parts = []
    this.#length = 0
    if (tooLong) return [{ number, text: null, problem: 'line-too-long' }]
    const text = decoded(Buffer.concat(parts))
    if (text === null) return [{ number, text, problem: 'invalid-utf8' }]
    return text.trim() === '' ? [] : [{ number, text }]
  }

  #keep(part: Buffer): void {
    this.#length += part.length
    if (this.#length <= MOST) this.#parts.push(part)
    else this.#parts = []
  }
}

function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
