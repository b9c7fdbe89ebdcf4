import { isMap, parseDocument } from 'yaml'
import { splitHeading } from './attributes.ts'
import { type Element, topLevel } from './elements.ts'
import { readFrontMatter } from './front-matter.ts'
import { parseBlocks } from './markdown.ts'
import { readDocument } from './read.ts'
import { Report } from './report.ts'
import type { Block, Document } from './types.ts'

const WIDTH = 120

/** What makes it unclear where structure begins and ends: then nothing is moved. */
const unclear: ReadonlySet<string> = new Set([
  ...['unreadable', 'too-large', 'nul-byte', 'lone-surrogate', 'unclosed-fence', 'unclosed-front-matter'],
  ...['too-many-sections', 'too-many-references', 'too-many-diagnostics'],
])

/**
 * The text of a document, laid out: no blanks at the ends of lines but hard breaks, one blank line around headings and
 * fences, a heading's attributes in the order `#id authority= tags=`, and the YAML of front matter and blocks printed one
 * way, comments kept. It reads to the same document, places apart; where that is in doubt (a block with errors) the text
 * stays as it is. Examples, other fences and commentary are never touched.
 */
export function layout(document: Document): string {
  if (document.text === '' || document.diagnostics.some(({ code }) => unclear.has(code))) return document.text
  const laid = layOut(document)
  if (laid === document.text) return laid
  const read = readDocument(document.file, laid)
  if (meaningOf(read) !== meaningOf(document) || layOut(read) !== laid) return document.text
  return laid
}

function layOut({ text, file, header, blocks, diagnostics }: Document): string {
  const lines = text.split(/\r\n|\r|\n/)
  const broken = (first: number, last: number): boolean =>
    diagnostics.some(({ severity, line }) => severity === 'error' && line >= first && line <= last)
  const { last: headerEnd } = readFrontMatter(lines, new Report(file))
  const ours = header.present && /^["']?bylaw["']?[ \t]*:/m.test(lines.slice(1, headerEnd - 1).join('\n'))
  const front =
    ours && !broken(1, headerEnd)
      ? ['---', ...layYaml(lines.slice(1, headerEnd - 1)), lines[headerEnd - 1]!.trimEnd()]
      : lines.slice(0, headerEnd)
  const body = '\n'.repeat(headerEnd) + lines.slice(headerEnd).join('\n')
  const reported = new Set(diagnostics.map(({ line }) => line))
  const byLine = new Map(blocks.filter(({ line, endLine }) => !broken(line, endLine)).map((each) => [each.line, each]))
  const pieces = topLevel(parseBlocks(body).tokens).map((element) => pieceOf(element, lines, byLine, reported))
  const laid = [...front, ...assemble(pieces, lines, headerEnd)]
  while (laid.at(-1)?.trim() === '') laid.pop()
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  return laid.length === 0 ? text : laid.join(end) + end
}

interface Piece {
  readonly first: number
  readonly last: number
  readonly apart: boolean
  readonly lines: readonly string[]
}

function pieceOf(
  element: Element,
  lines: readonly string[],
  blocks: ReadonlyMap<number, Block>,
  reported: ReadonlySet<number>,
): Piece {
  const { type, first } = element
  let { last } = element
  if (type !== 'fence') while (last > first && lines[last - 1]!.trim() === '') last--
  const apart = type === 'heading' || type === 'fence'
  const own = lines.slice(first - 1, last)
  if (type === 'fence') {
    const block = blocks.get(first)
    const flush = /^[`~]/.test(own[0]!)
    const laid =
      block !== undefined && flush ? [own[0]!.trimEnd(), ...layYaml(own.slice(1, -1)), own.at(-1)!.trim()] : own
    return { first, last, apart, lines: laid }
  }
  const tokens = type === 'admonition' ? [] : element.tokens
  for (const token of tokens) {
    if (token.type !== 'inline' || token.map === null || token.content.includes('`')) continue
    for (let line = token.map[0] + 1; line <= Math.min(token.map[1], last); line++) {
      own[line - first] = withoutBlanks(lines[line - 1]!, lines[line])
    }
  }
  if (type === 'heading' && !reported.has(first)) own[0] = layHeading(own[0]!.trimEnd())
  return { first, last, apart, lines: own }
}

/** A hard break, two blanks before a further line, stays; so do blanks behind a backslash, which would become one. */
function withoutBlanks(line: string, next: string | undefined): string {
  const trimmed = line.replace(/[ \t]+$/, '')
  const breaks = line.endsWith('  ') && next !== undefined && next.trim() !== ''
  return breaks || trimmed.endsWith('\\') ? line : trimmed
}

function assemble(pieces: readonly Piece[], lines: readonly string[], start: number): string[] {
  const out: string[] = []
  let at = start
  let apart = false
  const gap = (to: number, next: boolean): void => {
    const between = lines.slice(at, to)
    const blank = between.some((line) => line.trim() === '')
    const said = between.filter((line) => line.trim() !== '')
    if (said.length === 0) {
      if (blank || ((apart || next) && out.length > 0)) out.push('')
    } else out.push(...collapsed(between))
  }
  for (const { first, last, apart: next, lines: own } of pieces) {
    gap(first - 1, next)
    out.push(...own)
    at = last
    apart = next
  }
  gap(lines.length, false)
  if (start === 0) while (out[0] === '' && out[1] !== undefined && !out[1].startsWith('---')) out.shift()
  return out
}

const collapsed = (lines: readonly string[]): string[] =>
  lines
    .map((line) => (line.trim() === '' ? '' : line))
    .filter((line, index, all) => line !== '' || index === 0 || all[index - 1] !== '')

/** `## Title {#id authority=… tags=…}`; other attributes, and quoted ones, stay as they are. */
function layHeading(line: string): string {
  const { title, attributes } = splitHeading(line)
  if (attributes === null || !line.endsWith('}')) return line
  const parts = attributes.trim().split(/\s+/)
  const order = [/^#[^\s=#"]+$/, /^authority=[^\s"]+$/, /^tags=[^\s"]+$/]
  const rank = (part: string): number => order.findIndex((form) => form.test(part))
  if (parts.some((part) => rank(part) < 0)) return line
  return `${title} {${parts.toSorted((a, b) => rank(a) - rank(b)).join(' ')}}`
}

function layYaml(lines: readonly string[]): readonly string[] {
  const text = lines.join('\n')
  const laid = printYaml(text)
  return laid === null || printYaml(laid) !== laid ? lines : laid.split('\n')
}

function printYaml(text: string): string | null {
  const options = { version: '1.2', schema: 'core', merge: false, logLevel: 'silent' } as const
  try {
    const document = parseDocument(text, options)
    if (document.errors.length > 0 || document.warnings.length > 0 || !isMap(document.contents)) return null
    return document.toString({ lineWidth: WIDTH, flowCollectionPadding: false, indent: 2 }).trim()
  } catch {
    return null
  }
}

const places: ReadonlySet<string> = new Set(['line', 'column', 'endLine', 'length', 'exact', 'file'])
const proses: ReadonlySet<string> = new Set(['prose', 'preamble'])

/** Everything a document says, without where it stands and without blanks that nobody sees. */
function meaningOf({ text: _, diagnostics, ...rest }: Document): string {
  const said = JSON.stringify(rest, (key, value: unknown) => {
    if (places.has(key)) return undefined
    if (proses.has(key)) return withoutInvisible(value as string)
    return value instanceof Map ? [...value] : value
  })
  const codes = diagnostics.map(({ severity, code }) => `${severity} ${code}`).sort()
  return JSON.stringify([said, codes])
}

/** Blank lines are left out: those that are put around fences change no prose. */
function withoutInvisible(prose: string): string {
  const lines = prose.split('\n')
  return lines
    .map((line, index) => withoutBlanks(line, lines[index + 1]))
    .filter((line) => line.trim() !== '')
    .join('\n')
    .trim()
}
