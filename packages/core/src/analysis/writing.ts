import type { Position } from '../document/diagnostic.ts'
import { canonicalLevel } from '../document/levels.ts'
import { readDocument } from '../document/read.ts'
import { withoutMark } from '../document/source.ts'
import type { Document } from '../document/types.ts'
import { covers } from '../policy/pattern.ts'
import type { BehaviorStatement, Layer, Policy, Rank } from '../policy/types.ts'
import { linesOf } from './findings/block-text.ts'
import { quoted, removalIn } from './findings/edits.ts'
import type { Edit } from './findings/types.ts'

/** A layer as it is written: the level it is mounted at, its file and its text. */
export interface WrittenFile {
  readonly level: string
  readonly file: string
  readonly text: string
}

/** The files with an edit made in the one that it names, whose line ends stay as they are. */
export function applied<File extends Pick<WrittenFile, 'file' | 'text'>>(
  files: readonly File[],
  edit: Edit,
): readonly File[] {
  return files.map((each) => (each.file === edit.file ? { ...each, text: edited(each.text, edit) } : each))
}

function edited(text: string, { from, to, text: written }: Edit): string {
  const starts = [text.length - withoutMark(text).length]
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length)
  const offset = ({ line, column }: Position): number =>
    Math.min((starts[line - 1] ?? text.length) + column - 1, text.length)
  return text.slice(0, offset(from)) + written.replaceAll('\n', lineEndOf(text)) + text.slice(offset(to))
}

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

/** Whether these files are what a policy was compiled from, its mandates apart. */
export function isWrittenAs(policy: Policy, files: readonly WrittenFile[]): boolean {
  const mounted = policy.layers.filter(({ rank }) => rank < policy.levels.length - policy.mandates)
  return mounted.length === files.length && files.every((each) => layerOf(policy, each) !== null)
}

function layerOf({ layers, levels }: Policy, { level, file, text }: WrittenFile): Layer | null {
  const rank = levels.indexOf(canonicalLevel(level))
  const same = (each: Layer): boolean => each.rank === rank && each.document.file === file
  return layers.find((each) => same(each) && each.document.text === withoutMark(text)) ?? null
}

/** The files without some statements; null where one of them can't be taken out of its file. */
export function withoutStatements(
  policy: Policy,
  files: readonly WrittenFile[],
  statements: readonly BehaviorStatement[],
): readonly WrittenFile[] | null {
  let left = files
  const fromEnd = statements.toSorted((a, b) => b.source.line - a.source.line || b.source.column - a.source.column)
  for (const { source, layer } of fromEnd) {
    const [written, ...others] = left.filter(({ file }) => file === source.file)
    if (written === undefined || others.length > 0 || !policy.layers[layer]!.sound) return null
    const edit = removalIn(readDocument(written.file, written.text), source)
    if (edit === null) return null
    left = applied(left, edit)
  }
  return left
}

/** What a level is to say of a behavior: the block's own lines. */
export interface Said {
  readonly rank: Rank
  readonly behavior: string
  readonly lines: readonly string[]
}

/** The files with a block after all that a level says; null where it can't be read as said. */
export function withBlock(policy: Policy, files: readonly WrittenFile[], said: Said): readonly WrittenFile[] | null {
  const host = hostOf(policy, files, said)
  const text = host === null ? null : appended(host, said)
  if (text !== null) return files.map((each) => (each === host ? { ...each, text } : each))
  return withDraft(policy, files, said)
}

/** The file that a level's word is written into: its last one, unless that one is an overlay, is broken or is mounted twice. */
function hostOf(policy: Policy, files: readonly WrittenFile[], { rank, behavior }: Said): WrittenFile | null {
  const own = files.filter(({ level }) => canonicalLevel(level) === policy.levels[rank])
  const mounted = (written: WrittenFile): Layer | undefined =>
    policy.layers.find((layer) => layer.rank === rank && layer.document.file === written.file)
  const at = own.findLastIndex((each) => mounted(each)?.overlay === false)
  const host = own[at]
  if (host === undefined || mounted(host)?.sound !== true) return null
  const later = own.slice(at + 1).map(mounted)
  const speaks = policy.statements.some(
    ({ layer, pattern }) => covers(pattern, behavior) && later.some((each) => each?.index === layer),
  )
  return speaks || files.filter(({ file }) => file === host.file).length > 1 ? null : host
}

/** The text with the block at its end; null where it would not be read there as said. */
function appended({ file, text }: WrittenFile, { lines }: Said): string | null {
  const before = readDocument(file, text)
  const end = lineEndOf(text)
  const kept = text.trimEnd()
  const written = `${kept}${kept === '' ? '' : end + end}${fenced(lines).join(end)}${end}`
  const after = readDocument(file, written)
  const added = after.blocks.at(-1)
  const isLast = added?.endLine === linesOf(after).length - 1 && after.blocks.length === before.blocks.length + 1
  const tags = after.sections[added?.section ?? -1]?.tags ?? []
  return isLast && tags.length === 0 && errorsIn(after) === errorsIn(before) ? written : null
}

/** The files with one more at a level, after all that are as strong. */
function withDraft(
  { levels, layers }: Policy,
  files: readonly WrittenFile[],
  { rank, lines }: Said,
): readonly WrittenFile[] | null {
  const level = levels[rank]!
  const taken = new Set([...files.map(({ file }) => file), ...layers.map(({ document }) => document.file)])
  let file = `draft-${level}.md`
  for (let number = 2; taken.has(file); number++) file = `draft-${level}-${number}.md`
  const text = ['---', 'bylaw: 1', `layer: ${quoted(level)}`, '---', '', ...fenced(lines), ''].join('\n')
  if (errorsIn(readDocument(file, text)) > 0) return null
  const at = files.findLastIndex((each) => levels.indexOf(canonicalLevel(each.level)) <= rank) + 1
  return files.toSpliced(at, 0, { level, file, text })
}

const fenced = (lines: readonly string[]): readonly string[] => ['```yaml bylaw', ...lines, '```']

const errorsIn = ({ diagnostics }: Document): number =>
  diagnostics.filter(({ severity }) => severity === 'error').length
