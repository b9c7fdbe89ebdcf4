import type { Position } from './diagnostic.ts'
import { canonicalLevel } from './levels.ts'
import { limits } from './limits.ts'
import { didYouMean } from './nearest.ts'
import type { Report } from './report.ts'
import type { Named } from './types.ts'

/** What a heading says of itself in `{#id authority=… tags=…}`. */
export interface Attributes {
  readonly id: Named | null
  /** `platform` and `operator` already read as `root` and `developer`. */
  readonly authority: string | null
  readonly tags: readonly Named[]
}

export const noAttributes: Attributes = { id: null, authority: null, tags: [] }

export interface Heading {
  readonly title: string
  /** The text between the braces, and where in the content it begins; null where the heading has none. */
  readonly attributes: string | null
  readonly offset: number
  readonly closed: boolean
}

/** Braces that end a heading are attributes where they say `#id`, `.class` or `key=value`; `The set {a, b}` is a title. */
const attributeLike = /^:?\s*[#.]|^:?\s*[A-Za-z][\w-]*\s*=|\s#\S|\s[A-Za-z][\w-]*=/

/** Splits a heading's content into its title and its attributes; comments may stand behind them. */
export function splitHeading(content: string): Heading {
  const whole: Heading = { title: content, attributes: null, offset: 0, closed: true }
  const end = withoutLastComments(content)
  const open = end.lastIndexOf('{')
  if (open < 0 || end[open - 1] === '\\') return whole
  const closed = end.endsWith('}')
  if (!closed && (end.includes('}', open) || end.includes('`', open))) return whole
  const attributes = end.slice(open + 1, closed ? -1 : undefined)
  if (!attributeLike.test(attributes)) return whole
  return { title: content.slice(0, open).trimEnd(), attributes, offset: open + 1, closed }
}

function withoutLastComments(content: string): string {
  let end = content.trimEnd()
  for (let start = end.lastIndexOf('<!--'); start >= 0 && end.endsWith('-->'); start = end.lastIndexOf('<!--'))
    end = end.slice(0, start).trimEnd()
  return end
}

const item = /\s*(?:#([^\s=]*)|([^\s=#]+)\s*=\s*(?:"([^"]*)"|(\S*))|(\S+))/y
const idOnly = /^[\p{L}\p{N}_.:-]+$/u
const tagOnly = /^[\p{L}\p{N}_.-]+$/u

/** Reads what stands between a heading's braces. What is malformed is reported and left out. */
export class AttributeReader {
  readonly #levels: ReadonlySet<string>
  readonly #report: Report

  /** @param levels the names an authority may have, `guideline` among them */
  constructor(levels: ReadonlySet<string>, report: Report) {
    this.#levels = levels
    this.#report = report
  }

  /** @param position where in the file an offset into `text` stands */
  read(text: string, position: (offset: number) => Position): Attributes {
    const found = { id: null as Named | null, authority: null as string | null, tags: [] as Named[] }
    const seen = new Set<string>()
    item.lastIndex = 0
    for (let match = item.exec(text); match !== null; match = item.exec(text)) {
      const end = item.lastIndex
      const at = position(match.index + match[0].length - match[0].trimStart().length)
      const length = match[0].trim().length
      const key = match[1] !== undefined ? 'id' : match[2]
      const value = match[1] ?? match[3] ?? match[4] ?? ''
      if (key === undefined) this.#unknown(match[5]!, at, length)
      else if (seen.has(key)) this.#report.error('duplicate-attribute', `\`${key}\` is said twice`, at, length)
      else if (key === 'id') found.id = this.#id(value, at, length)
      else if (key === 'authority') found.authority = this.#authority(value, at, length)
      else if (key === 'tags')
        found.tags = this.#tags(value, position(end - value.length - (match[3] === undefined ? 0 : 1)), length)
      else this.#unknown(key, at, length)
      if (key !== undefined) seen.add(key)
      item.lastIndex = end
    }
    return found
  }

  #unknown(name: string, at: Position, length: number): void {
    const help = didYouMean(name, ['authority', 'tags', 'id']) ?? 'a heading takes `#id`, `authority=…` and `tags=…`'
    this.#report.warning('unknown-attribute', `\`${name}\` is not an attribute of a heading`, at, length, help)
  }

  #id(name: string, at: Position, length: number): Named | null {
    if (idOnly.test(name)) return { name, ...at }
    const help = 'an id is made of letters, digits, `_`, `-`, `.` and `:`'
    this.#report.error('malformed-attribute', `\`#${name}\` is not an id`, at, length, help)
    return null
  }

  #authority(written: string, at: Position, length: number): string | null {
    const level = canonicalLevel(written)
    if (this.#levels.has(level)) return level
    const known = [...this.#levels]
    const help = didYouMean(written, known) ?? `the levels are ${known.map((name) => `\`${name}\``).join(', ')}`
    this.#report.error('unknown-authority', `\`${written}\` is not a level of authority`, at, length, help)
    return null
  }

  #tags(list: string, at: Position, length: number): Named[] {
    const tags: Named[] = []
    let column = at.column
    const names = list.split(',')
    if (names.length > limits.tags) {
      this.#report.error('too-many-tags', `a heading takes at most ${limits.tags} tags`, at, length)
    }
    for (const name of names.slice(0, limits.tags)) {
      if (tagOnly.test(name)) tags.push({ name, line: at.line, column })
      else {
        const help = 'write tags as `tags=a,b`, without spaces'
        this.#report.error('malformed-attribute', `\`${name}\` is not a tag`, { line: at.line, column }, length, help)
      }
      column += name.length + 1
    }
    return tags
  }
}
