import { isMap, isScalar, isSeq, type Node } from 'yaml'
import type { Position } from '../../document/diagnostic.ts'
import type { Document } from '../../document/types.ts'
import type { Behavior, Policy, Source } from '../../policy/types.ts'
import { BlockText, keyOf, linesOf, rangeOf, type Step } from './block-text.ts'
import type { Edit } from './types.ts'

/** Keys that say nothing of their own. */
const QUALIFIERS = ['when', 'heard', 'section']

/** The document that a place stands in; null for what stands in no mounted file. */
export const documentOf = (policy: Policy, { file }: Source): Document | null =>
  policy.layers.find(({ document }) => document.file === file)?.document ?? null

/** Where a declaration says its default; null where it says none. */
export function defaultPlace(policy: Policy, { source, id }: Behavior): Source | null {
  const blocks = documentOf(policy, source)?.blocks ?? []
  const said = blocks.find(({ behavior }) => behavior?.name === id)?.behavior?.default
  return said == null ? null : { file: source.file, line: said.line, column: said.column }
}

/** Takes a statement out, and what would be left empty without it: its rule, or its block. */
export function removal(policy: Policy, at: Source): Edit | null {
  const document = documentOf(policy, at)
  return document === null ? null : removalIn(document, at)
}

/** The same in a document, mounted or not. */
export function removalIn(document: Document, at: Position): Edit | null {
  const text = BlockText.at(document, at)
  const path = text?.pathTo(at)
  if (text == null || path == null) return null
  const title = 'remove this statement'
  const part = goingWith(path)
  if (part === null) return withoutBlock(text, title)
  const [from, to] = lineRange(text.body, part)
  return edit(text, title, from, to, '')
}

/** Says another value in place of the one that stands there. */
export function replacement(policy: Policy, at: Source, written: string, title: string): Edit | null {
  const text = blockAt(policy, at)
  const step = text?.pathTo(at)?.at(-1)
  if (text == null || step === undefined) return null
  const value = isSeq<Node>(step.container)
    ? step.container.items[step.index]!
    : step.container.items[step.index]!.value!
  return edit(text, title, value.range![0], value.range![1], written)
}

/** Makes a `set` a `limit`, where it stands or in a block of its own under the same condition. */
export function asLimit(policy: Policy, at: Source, behavior: string, value: string): Edit | null {
  const text = blockAt(policy, at)
  const path = text?.pathTo(at)
  if (text == null || path == null) return null
  const title = `say \`limit\` instead of \`set\``
  const place = path.findIndex(
    ({ container, index }) => isMap<Node>(container) && keyOf(container.items[index] as never) === 'set',
  )
  const { container, index } = path[place]!
  const isAlone = path.slice(place + 1).every((step) => step.container.items.length === 1)
  const isFree = !container.items.some((item) => keyOf(item as never) === 'limit')
  if (isAlone && isFree && isMap<Node>(container)) {
    const { key } = container.items[index]!
    return edit(text, title, key.range![0], key.range![1], 'limit')
  }
  const part = goingWith(path)
  if (place > 0 || part === null) return null
  return movedOut(text, part, title, `limit: {${quoted(behavior)}: ${quoted(value)}}`)
}

/** Adds a block of statements behind the one that a place stands in, under the same condition. */
export function blockAfter(policy: Policy, at: Source, statements: string, title: string): Edit | null {
  const text = blockAt(policy, at)
  if (text === null) return null
  const end = endOf(text)
  return { title, file: text.document.file, from: end, to: end, text: `\n\n${fenced(text, statements)}` }
}

/** A name as YAML: quoted where it would be read as something else. */
export const quoted = (name: string): string =>
  /^(true|false|null|on|off|yes|no|y|n|~|[-+.\d].*)$/i.test(name) || /[^\w.*%-]/.test(name)
    ? JSON.stringify(name)
    : name

function blockAt(policy: Policy, at: Source): BlockText | null {
  const document = documentOf(policy, at)
  return document === null ? null : BlockText.at(document, at)
}

/** The largest part of a block that says nothing but what stands at the end of a path; null where the whole block does. */
const goingWith = (path: readonly Step[]): Step | null => path.findLast((step) => !isEmptiedBy(step)) ?? null

/** Whether nothing would be said any more in the mapping or list without this part of it. */
function isEmptiedBy({ container, index }: Step): boolean {
  return container.items.every(
    (item, place) => place === index || (isMap(container) && QUALIFIERS.includes(keyOf(item as never))),
  )
}

/** What goes when a part of a collection goes: its comma, or its lines. */
function lineRange(body: string, step: Step): readonly [from: number, to: number] {
  const { container, index } = step
  const [start, end] = rangeOf(step)
  const next = index + 1 < container.items.length ? rangeOf({ container, index: index + 1 })[0] : null
  if (container.flow === true) {
    if (next !== null) return [start, next]
    return [index === 0 ? start : rangeOf({ container, index: index - 1 })[1], end]
  }
  const line = body.lastIndexOf('\n', start - 1) + 1
  if (next !== null && isMap(container) && body.slice(line, start).trim() !== '') return [start, next]
  const lineEnd = body.indexOf('\n', Math.max(start, end - 1))
  return [line, lineEnd < 0 ? body.length : lineEnd + 1]
}

/** Takes the fence out with the blank line behind it. */
function withoutBlock({ document, block }: BlockText, title: string): Edit {
  const blank = (linesOf(document)[block.endLine] ?? 'none').trim() === '' ? 1 : 0
  const from = { line: block.line, column: 1 }
  return { title, file: document.file, from, to: { line: block.endLine + 1 + blank, column: 1 }, text: '' }
}

/** Takes one part out of a block and says something else in a block behind it. */
function movedOut(text: BlockText, step: Step, title: string, statements: string): Edit {
  const [from, to] = lineRange(text.body, step)
  const end = endOf(text)
  const mark = linesOf(text.document)[end.line - 1]!
  const rest = `${text.body.slice(to)}${mark}\n\n${fenced(text, statements)}`
  return { title, file: text.document.file, from: text.position(from), to: end, text: rest }
}

function fenced(text: BlockText, statements: string): string {
  const qualifiers = ['section', 'when'].flatMap((key) => text.entryText(key) ?? [])
  return ['```yaml bylaw', ...qualifiers, statements, '```'].join('\n')
}

/** The end of the line that closes the block. */
function endOf({ document, block }: BlockText): Position {
  return { line: block.endLine, column: linesOf(document)[block.endLine - 1]!.length + 1 }
}

const edit = (text: BlockText, title: string, from: number, to: number, written: string): Edit => ({
  title,
  file: text.document.file,
  from: text.position(from),
  to: text.position(to),
  text: written,
})

/** Says something in a fact's declaration, in place of what it says there under that key. */
export function factSaying(policy: Policy, at: Source, key: string, value: string, title: string): Edit | null {
  const text = blockAt(policy, at)
  const facts = text?.root.items.find((pair) => keyOf(pair) === 'facts')?.value
  if (text == null || !isMap<Node, Node | null>(facts)) return null
  const offset = text.offset(at)
  const declared = facts.items.find((pair) => pair.key.range![0] === offset)?.value
  if (!isMap<Node, Node | null>(declared)) return null
  const old = declared.items.find((pair) => keyOf(pair) === key)?.value
  if (isScalar(old)) return edit(text, title, old.range![0], old.range![1], value)
  const [, end] = rangeOf({ container: declared, index: declared.items.length - 1 })
  const first = rangeOf({ container: declared, index: 0 })[0]
  const indent = ' '.repeat(first - text.body.lastIndexOf('\n', first - 1) - 1)
  return edit(text, title, end, end, declared.flow === true ? `, ${key}: ${value}` : `\n${indent}${key}: ${value}`)
}
