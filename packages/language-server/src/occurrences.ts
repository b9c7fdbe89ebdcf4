import { type ConditionSource, canonicalLevel, type Document, type Named, type Section } from '@bylaw/core'
import { alignment, wordsOf } from './conditions.ts'
import { linesOf, type Span } from './places.ts'

export type OccurrenceKind = 'behavior' | 'fact' | 'section' | 'tag' | 'level' | 'condition'

/** A place of a document at which a name stands. */
export interface Occurrence extends Span {
  readonly kind: OccurrenceKind
  readonly name: string
  readonly document: Document
  readonly declares: boolean
  /** Whether the name stands there letter by letter; false where it is escaped or implied, and can't be replaced. */
  readonly exact: boolean
}

const known = new WeakMap<Document, readonly Occurrence[]>()

/** Every name of a document, in reading order; conditions, which contain others, come before what stands in them. */
export function occurrencesOf(document: Document): readonly Occurrence[] {
  let found = known.get(document)
  if (found === undefined) {
    found = new Collector(document).collect()
    known.set(document, found)
  }
  return found
}

/** The braces that end a heading, as a stretch of the text without the braces; null where it has none. */
export function attributesOf(document: Document, section: Section): Span | null {
  const { start, end } = headingOf(document, section)
  const text = document.text.slice(start, end)
  const braces = /\{([^{}]*)\}[ \t]*(?:#+[ \t]*)?$/.exec(text)
  if (braces === null || !/#\S|=/.test(braces[1]!)) return null
  return { start: start + braces.index + 1, end: start + braces.index + 1 + braces[1]!.length }
}

/** A heading's text: to the end of its line, or of the line above what underlines it. */
export function headingOf(document: Document, section: Section): Span {
  const lines = linesOf(document)
  const start = lines.offset(section)
  let line = section.line - 1
  const at = (number: number): string =>
    document.text.slice(lines.offsetAt({ line: number, character: 0 }), lines.endOf(number))
  if (document.text[start] !== '#') {
    while (line + 1 < lines.count && !/^ {0,3}(?:=+|-+)[ \t]*$/.test(at(line + 1))) line++
  }
  return { start, end: lines.endOf(line) }
}

class Collector {
  readonly #document: Document
  readonly #text: string
  readonly #found = new Map<string, Occurrence>()

  constructor(document: Document) {
    this.#document = document
    this.#text = document.text
  }

  collect(): readonly Occurrence[] {
    const { header, sections, references, blocks } = this.#document
    this.#level(header.layer)
    for (const level of header.chain ?? []) this.#level(level)
    for (const tag of header.tags) {
      this.#named('tag', tag, true)
      this.#condition(tag.condition)
    }
    for (const section of sections) this.#heading(section)
    for (const { target, line, column, length } of references) this.#reference(target, line, column, length)
    for (const block of blocks) this.#block(block)
    return [...this.#found.values()].sort((a, b) => a.start - b.start || b.end - a.end)
  }

  #block({ overlays, behavior, facts, statements, invariant }: Document['blocks'][number]): void {
    if (overlays !== null) this.#named('section', overlays)
    if (behavior !== null) {
      this.#named('behavior', behavior, true)
      this.#level(behavior.own)
      this.#level(behavior.asks)
    }
    for (const fact of facts) {
      this.#named('fact', fact, true)
      this.#level(fact.vouchedBy)
    }
    for (const statement of statements) {
      if (statement.kind === 'trust') this.#named('fact', statement.fact)
      else this.#named('behavior', statement.behavior)
      if ('to' in statement) this.#level(statement.to)
      for (const condition of statement.when) this.#condition(condition)
    }
    if (invariant !== null) this.#condition(invariant.holds)
  }

  #add(kind: OccurrenceKind, name: string, span: Span, declares = false, exact = true): void {
    const key = `${kind} ${span.start}`
    if (!declares && this.#found.has(key)) return
    this.#found.set(key, { kind, name, start: span.start, end: span.end, document: this.#document, declares, exact })
  }

  #named(kind: OccurrenceKind, named: Named, declares = false): void {
    const start = linesOf(this.#document).offset(named)
    const exact = this.#text.startsWith(named.name, start)
    const end = exact ? start + named.name.length : start + 1
    this.#add(kind, named.name, { start, end }, declares, exact)
  }

  #level(named: Named | null): void {
    if (named === null) return
    const start = linesOf(this.#document).offset(named)
    const [written = ''] = /^[a-z][\w-]*/.exec(this.#text.slice(start, start + 200)) ?? []
    if (canonicalLevel(written) === named.name) this.#add('level', named.name, { start, end: start + written.length })
  }

  #condition(condition: ConditionSource): void {
    const start = linesOf(this.#document).offset(condition)
    const places = alignment(this.#text, start, condition.text)
    const end = places?.at(-1) ?? linesOf(this.#document).endOf(condition.line - 1)
    this.#add('condition', condition.text, { start, end }, false, places !== null)
    for (const word of wordsOf(condition.text)) {
      if (word.kind === 'args') continue
      const span = places === null ? { start, end } : { start: places[word.start]!, end: places[word.end - 1]! + 1 }
      const exact = places !== null && this.#text.slice(span.start, span.end) === word.name
      if (exact) this.#add(word.kind, word.name, span)
      else this.#found.set(`${word.kind} ${start} ${word.name}`, this.#implied(word.kind, word.name, span))
    }
  }

  #implied(kind: OccurrenceKind, name: string, { start, end }: Span): Occurrence {
    return { kind, name, start, end, document: this.#document, declares: false, exact: false }
  }

  #heading(section: Section): void {
    const braces = attributesOf(this.#document, section)
    const { start, end } = headingOf(this.#document, section)
    const said = braces === null ? '' : this.#text.slice(braces.start, braces.end)
    const id = /#([^\s=]*)/.exec(said)
    const from = braces?.start ?? 0
    if (id?.[1] === section.id) {
      this.#add('section', section.id, { start: from + id.index + 1, end: from + id.index + id[0].length }, true)
    } else this.#add('section', section.id, { start, end: braces === null ? end : braces.start - 1 }, true, false)
    const authority = /authority\s*=\s*"?([a-z][\w-]*)/.exec(said)
    if (authority !== null && section.own !== null) {
      const stop = from + authority.index + authority[0].length
      this.#add('level', section.own, { start: stop - authority[1]!.length, end: stop })
    }
    for (const tag of section.tags) {
      if (braces === null || tag.line < section.line) continue
      const at = linesOf(this.#document).offset(tag)
      const place = [at, at - 1].find((offset) => offset >= from && this.#text.startsWith(tag.name, offset))
      if (at < braces.start || at > braces.end + 1) continue
      this.#add(
        'tag',
        tag.name,
        { start: place ?? at, end: (place ?? at) + tag.name.length },
        false,
        place !== undefined,
      )
    }
  }

  #reference(target: string, line: number, column: number, length: number): void {
    const start = linesOf(this.#document).offset({ line, column })
    const text = this.#text.slice(start, start + 5000)
    for (const match of text.matchAll(/\]\(\s*<?#([^)\s>]*)/g)) {
      if (decoded(match[1]!) !== target) continue
      const end = start + match.index + match[0].length
      return this.#add('section', target, { start: end - match[1]!.length, end })
    }
    this.#add('section', target, { start, end: start + length }, false, false)
  }
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
