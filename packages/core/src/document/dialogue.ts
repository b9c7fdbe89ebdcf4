import type { Position } from './diagnostic.ts'
import { readGrade } from './grade.ts'
import { type CodeMark, structureOf, type Tag } from './tags.ts'
import type { Answer, Turn } from './types.ts'

export interface Dialogue {
  readonly turns: readonly Turn[]
  readonly answers: readonly Answer[]
  readonly notes: readonly string[]
}

/** Something of a dialogue that is not well-formed: an element never closed, or a tag that has no place. */
export interface Irregularity {
  readonly code: 'example-unclosed' | 'example-stray'
  readonly message: string
  readonly start: number
  readonly length: number
}

/** Quoted material and settings: whatever stands in them is their text, also what looks like the end of the message. */
const opaque: ReadonlySet<string> = new Set(['untrusted_text', 'untrusted', 'settings'])

/**
 * Reads the dialogue of an example, leniently: known elements are structure, all else is text, and nothing is lost.
 * @param position where an offset into `text` stands
 */
export function readDialogue(
  text: string,
  position: (offset: number) => Position,
  irregular: (found: Irregularity) => void,
): Dialogue {
  const reader = new DialogueReader(text, position, irregular)
  for (const mark of structureOf(text)) reader.take(mark)
  return reader.finish()
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** XML's five entities, which some authors write and others don't. */
function withoutEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name]!)
}

class DialogueReader implements Dialogue {
  readonly turns: Turn[] = []
  readonly answers: Answer[] = []
  readonly notes: string[] = []
  readonly #text: string
  readonly #position: (offset: number) => Position
  readonly #irregular: (found: Irregularity) => void
  readonly #neverClosed = new Set<string>()
  #message: Tag | null = null
  #comparison: Tag | null = null
  #code: string | null = null
  /** Where the text begins that has no place yet. */
  #begin = 0
  /** What comes before this offset is no structure. */
  #passed = 0

  constructor(text: string, position: (offset: number) => Position, irregular: (found: Irregularity) => void) {
    this.#text = text
    this.#position = position
    this.#irregular = irregular
  }

  take(mark: Tag | CodeMark): void {
    if (mark.start < this.#passed) return
    if ('mark' in mark) this.#fence(mark.mark)
    else if (this.#message === null) this.#outside(mark)
    else this.#inside(mark, this.#message)
  }

  finish(): Dialogue {
    if (this.#message !== null) this.#unclosed(this.#message)
    this.#end(this.#text.length, this.#text.length)
    if (this.#comparison !== null) this.#unclosed(this.#comparison)
    return this
  }

  #fence(mark: string): void {
    if (this.#message === null) return
    if (this.#code === null) this.#code = mark
    else if (mark.startsWith(this.#code)) this.#code = null
  }

  #outside(tag: Tag): void {
    this.#end(tag.start, tag.start)
    if (tag.name === 'comparison') this.#compare(tag)
    else if (tag.closes) this.#stray(tag)
    else if (tag.name === 'settings') this.#setting(tag)
    else {
      this.#message = tag
      this.#begin = tag.end
      if (tag.empty) this.#end(tag.end, tag.end)
      else if (opaque.has(tag.name)) this.#skip(tag, true)
    }
  }

  #inside(tag: Tag, message: Tag): void {
    if (tag.closes && tag.name === message.name) this.#end(tag.start, tag.end)
    else if (this.#code !== null) return
    else if (!tag.closes && opaque.has(tag.name)) this.#skip(tag, false)
    else if (tag.leads && !opaque.has(tag.name)) {
      if (tag.closes && tag.name !== 'comparison') {
        const message = `\`</${tag.name}>\` closes nothing here; it is read as text`
        this.#irregular({ code: 'example-stray', message, start: tag.start, length: tag.end - tag.start })
        return
      }
      this.#unclosed(message)
      this.#end(tag.start, tag.start)
      this.#outside(tag)
    }
  }

  /** Passes over quoted material up to its end. Standing by itself it is a turn, and what it holds is its text. */
  #skip(tag: Tag, itself: boolean): void {
    const close = this.#closeOf(tag)
    if (close < 0) {
      if (!itself) this.#unclosed(tag)
      return
    }
    const end = close + tag.name.length + 3
    if (itself) this.#end(close, end)
    else this.#passed = end
  }

  /** Offset of the closing tag that follows, or -1. */
  #closeOf({ name, end }: Tag): number {
    if (this.#neverClosed.has(name)) return -1
    const close = this.#text.indexOf(`</${name}>`, end)
    if (close < 0) this.#neverClosed.add(name)
    return close
  }

  #setting(tag: Tag): void {
    const close = tag.empty ? tag.end : this.#closeOf(tag)
    const end = close < 0 || tag.empty ? tag.end : close + '</settings>'.length
    if (close < 0) this.#unclosed(tag)
    this.notes.push(this.#text.slice(tag.start, end))
    this.#begin = end
    this.#passed = end
  }

  #compare(tag: Tag): void {
    if (tag.closes === (this.#comparison === null)) this.#stray(tag)
    else {
      this.#comparison = tag.closes ? null : tag
      this.#begin = tag.end
    }
  }

  /** Ends the message that is open, or the text between two messages. */
  #end(until: number, next: number): void {
    const body = this.#text.slice(this.#begin, until)
    if (this.#message !== null) this.#add(this.#message, body)
    else if (body.trim() !== '') this.notes.push(body.trim())
    this.#message = null
    this.#code = null
    this.#begin = next
    this.#passed = next
  }

  #add({ name, attributes, start }: Tag, body: string): void {
    const at = this.#position(start)
    if (name !== 'assistant') {
      const turn = { role: name, attributes, text: withoutEntities(body.trim()), ...at }
      if (this.#comparison === null) this.turns.push(turn)
      else this.notes.push(`<${name}>${body}</${name}>`)
      return
    }
    const { grade, why, text } = readGrade(body)
    const answer: Answer = { role: name, attributes, text: withoutEntities(text), grade, why, ...at }
    if (this.#comparison !== null || grade !== null) this.answers.push(answer)
    if (this.#comparison === null) this.turns.push(answer)
  }

  #unclosed({ name, start, end }: Tag): void {
    const message = `\`<${name}>\` is never closed`
    this.#irregular({ code: 'example-unclosed', message, start, length: end - start })
  }

  #stray({ name, closes, start, end }: Tag): void {
    const message = closes ? `\`</${name}>\` closes nothing` : `\`<${name}>\` stands in another one`
    this.#irregular({ code: 'example-stray', message, start, length: end - start })
    this.notes.push(this.#text.slice(start, end))
    this.#begin = end
  }
}
